"""Let several models answer together, each as much as it has earned."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, ClassVar

import numpy as np

from skmitigate._sklearn import Interval, StrOptions
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import accepts_sample_weight
from skmitigate._utils._wrapping import check_classifier
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._class_balancing import ClassBalancing
from skmitigate.strategies._decision_strategy import Answers, DecisionStrategy
from skmitigate.strategies._members import library, same_family
from skmitigate.strategies._strategy import Strategy

#: Probabilities of the true class are taken to be at least this, so that one sure mistake does not decide all.
_CLIP = 1e-3


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much each member counts, and how often those without probabilities are right."""

    weights: dict[str, float]
    hit_rates: dict[str, float]


class EnsembleLearning(DecisionStrategy):
    """Average the probabilities of the wrapped model and some members, with weights chosen on unseen rows.

    The weights come from greedy selection with replacement: whatever lowers the log loss of the average most is added,
    again and again. Members with no weight are not fitted. ``weights_`` tells how much of the answer is still the
    wrapped model's: with ``"library"`` it may be little or nothing, which is another model rather than a better version
    of this one.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    members : {"same_family", "library"} or list of classifiers, default="same_family"
        ``"same_family"``: the wrapped model under other settings. ``"library"``: trees, forests, a linear model, a
        network, neighbours and a kernel machine, behind the wrapped Pipeline's preprocessing; they take mixed columns
        and missing values. A list: these classifiers, as they are.
    n_rounds : int, default=30
        How many times a member is added.
    cv : int, splitter or iterable, default=5
        Folds for choosing the weights.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.

    Attributes
    ----------
    weights_ : dict of str to float
        The share of each member in the answer; ``"model"`` is the wrapped one.
    members_ : dict of str to classifier
        The members that have a weight, fitted on all rows.
    estimator_ : classifier
        The wrapped model, fitted on all rows; absent where it has no weight.
    decision_ : object
        The weights, and the hit rates of members without probabilities.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    ProbabilityCalibration : Changes the probabilities of one model.

    Notes
    -----
    A member without ``predict_proba`` votes: its predicted class gets the share of rows that it has right as its
    probability. A member that fails on these rows is left out with a warning.

    References
    ----------
    R. Caruana et al. (2004), Ensemble selection from libraries of models, ICML.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import EnsembleLearning
    >>> X, y = load_wine(return_X_y=True)
    >>> model = EnsembleLearning(GaussianNB(), members=[GaussianNB(var_smoothing=1e-5)], random_state=0).fit(X, y)
    >>> round(sum(model.weights_.values()), 6)
    1.0
    """

    addresses: ClassVar[tuple[str, ...]] = ("low_confidence", "high_confidence", "class_imbalance")
    _optional_parts: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **DecisionStrategy._parameter_constraints,
        "members": [StrOptions({"same_family", "library"}), list],
        "n_rounds": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        members: Any = "same_family",
        n_rounds: int = 30,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.members = members
        self.n_rounds = n_rounds
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    @property
    def costs_fits(self) -> bool:
        """Whether trying it needs further fits: those of the members."""
        return True

    @property
    def weights_(self) -> dict[str, float]:
        """The share of each member in the answer."""
        return dict(self.decision_.weights)

    def suits(self, diagnosis: Diagnosis) -> str:
        """Say why an ensemble suits what was found, or could not be looked for.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        str
            The reason, in words.

        Raises
        ------
        NotApplicable
            If nothing was found that it addresses.
        """
        if diagnosis.n_errors and "low_confidence" in diagnosis.not_applicable:
            return f"low confidence could not be looked for: {diagnosis.not_applicable['low_confidence']}"
        return super().suits(diagnosis)

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return both kinds of members, and with imbalance found the library under balanced classes too.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None`` at the core.
        """
        found: list[Strategy] = [EnsembleLearning(members="same_family"), EnsembleLearning(members="library")]
        if diagnosis.has("class_imbalance"):
            found.append(ClassBalancing(EnsembleLearning(members="library"), method="prior"))
        return found

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return both kinds of members.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid.
        """
        del estimator
        return [{"members": ["same_family", "library"]}]

    def _parts(self, fitter: CrossFitter) -> dict[str, Estimator]:
        if self.members == "same_family":
            members = same_family(self.estimator)
        elif self.members == "library":
            members = library(self.estimator, len(fitter.y), len(fitter.classes))
        else:
            for member in self.members:
                check_classifier(member, owner=self)
            members = {f"{type(member).__name__} #{i}": member for i, member in enumerate(self.members, start=1)}
        if fitter.sample_weight is not None and not isinstance(self.members, list):
            members = {name: member for name, member in members.items() if accepts_sample_weight(member)}
        return {"model": self.estimator, **members}

    def _gives_proba(self) -> bool:
        return True

    def _learn(self, tables: Mapping[str, PredictionTable]) -> Mixture:
        model = tables["model"]
        rows = np.arange(len(model))
        hit_rates = {name: _hit_rate(table) for name, table in tables.items() if table.proba is None}
        true = np.stack(
            [_proba(table, hit_rates.get(name), model.n_classes)[rows, model.y_true] for name, table in tables.items()]
        )
        weights = greedy_weights(true, model.weights, self.n_rounds)
        chosen = {name: float(weight) for name, weight in zip(tables, weights, strict=True) if weight > 0}
        return Mixture(chosen, {name: rate for name, rate in hit_rates.items() if name in chosen})

    def _apply(self, decision: Mixture, answers: Mapping[str, Answers]) -> tuple[IntArray, FloatArray | None]:
        n_classes = self._n_classes(answers)
        proba = sum(
            weight * _proba(answers[name], decision.hit_rates.get(name), n_classes)
            for name, weight in decision.weights.items()
        )
        return np.argmax(proba, axis=1), np.asarray(proba)

    def _n_classes(self, answers: Mapping[str, Answers]) -> int:
        table = next(iter(answers.values()))
        return table.n_classes if isinstance(table, PredictionTable) else len(self.classes_)

    def _uses(self, decision: Mixture, name: str) -> bool:
        return name in decision.weights


def greedy_weights(true: FloatArray, sample_weight: FloatArray, n_rounds: int) -> FloatArray:
    """Choose members with replacement for the least log loss of their average.

    Parameters
    ----------
    true : ndarray of shape (n_members, n_rows)
        Each member's probability of the true class.
    sample_weight : ndarray of shape (n_rows,)
        Weights of the rows.
    n_rounds : int
        How many times a member is added; the best round counts.

    Returns
    -------
    ndarray of shape (n_members,)
        Weights that sum to 1.
    """
    counts = np.zeros(len(true))
    total = np.zeros(true.shape[1])
    best, best_counts = -np.inf, counts
    for n_chosen in range(1, n_rounds + 1):
        scores = np.log(np.maximum((total + true) / n_chosen, _CLIP)) @ sample_weight
        pick = int(np.argmax(scores))
        counts[pick] += 1
        total += true[pick]
        if scores[pick] > best:
            best, best_counts = scores[pick], counts.copy()
    return np.asarray(best_counts / best_counts.sum())


def _hit_rate(table: PredictionTable) -> float:
    """Share of right rows, kept off 0 and 1 as if one row more were right and one wrong."""
    weights = table.weights
    right = float(weights[~table.errors].sum() / weights.sum())
    return (right * len(table) + 1) / (len(table) + 2)


def _proba(answers: Answers, hit_rate: float | None, n_classes: int) -> FloatArray:
    """Return probabilities, or votes where there are none."""
    if hit_rate is None:
        assert answers.proba is not None  # a hit rate is there for those that have none
        return answers.proba
    votes: AnyArray = np.full((len(answers.y_pred), n_classes), (1 - hit_rate) / (n_classes - 1))
    votes[np.arange(len(votes)), answers.y_pred] = hit_rate
    return votes
