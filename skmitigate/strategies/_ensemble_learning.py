"""Let several models answer together, each as much as it has earned."""

from collections.abc import Mapping
from numbers import Integral
from typing import Any, ClassVar, TypeAlias

from scipy.sparse import issparse

from skmitigate._sklearn import HasMethods, Interval, StrOptions
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import accepts_sample_weight, has_proba
from skmitigate._utils._wrapping import check_classifier
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._averaged import Averaged, averaged
from skmitigate.strategies._bagging import draw_bags, fit_bags
from skmitigate.strategies._class_balancing import ClassBalancing
from skmitigate.strategies._decision_strategy import Answers, DecisionStrategy
from skmitigate.strategies._members import library, same_family
from skmitigate.strategies._mixture import Mixture, bag, selected, voting
from skmitigate.strategies._plain_classifier import as_estimator
from skmitigate.strategies._row_strategy import check_no_folds_inside
from skmitigate.strategies._stacking import Stack, stacked
from skmitigate.strategies._strategy import Strategy

Decision: TypeAlias = Mixture | Stack | Averaged


class EnsembleLearning(DecisionStrategy):
    """Let the wrapped model and some members answer together, each as much as it has earned on unseen rows.

    By default their probabilities are averaged, with weights from greedy selection with replacement: whatever lowers
    the log loss of the average most is added, again and again. Members with no weight are not fitted. ``weights_``
    tells how much of the answer is still the wrapped model's: with ``"library"`` it may be little or nothing, which is
    another model rather than a better version of this one; ``is_replacement_`` says so.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    method : {"selection", "stacking", "selection_and_stacking", "voting", "bagging"}, default="selection"
        ``"selection"``: a weighted average. ``"stacking"``: a final estimator learns from the members' probabilities.
        ``"selection_and_stacking"``: the mean of the two, where the members that are averaged are first calibrated by
        a temperature; its probabilities come true more often, and all members are kept.
        ``"voting"``: an even average, or the majority of the predictions where one of them gives no probabilities.
        ``"bagging"``: the wrapped model, fitted on bootstrap samples of the rows; `members` are not used.
    members : {"same_family", "library"} or list of classifiers, default="same_family"
        ``"same_family"``: the wrapped model under other settings. ``"library"``: boosted trees, forests, linear models,
        a network, neighbours and a kernel machine, behind the wrapped Pipeline's preprocessing; they take mixed columns
        and missing values. A list: these classifiers, as they are; ``fit`` and ``predict`` are enough.
    n_rounds : int, default=30
        For selection: how many times a member is added.
    n_estimators : int, default=10
        For ``"bagging"``: how many models are fitted.
    final_estimator : classifier, default=None
        For stacking: learns from the members' probabilities side by side, with two classes those of the second; for
        ``"selection_and_stacking"`` it must give probabilities itself. None means a logistic regression on their
        logarithms (log-odds for two classes) with a strong penalty.
    cv : int, splitter or iterable, default=5
        Folds for learning the weights or the final estimator. Voting learns nothing there but which members fail.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.

    Attributes
    ----------
    weights_ : dict of str to float
        The share of each member in the answer; ``"model"`` is the wrapped one. For stacking: how far the answers move
        where the member's columns are set to their means, in parts of the whole.
    is_replacement_ : bool
        Whether the wrapped model has no share in the answer.
    members_ : dict of str to classifier
        The members that have a weight, fitted on all rows; for bagging, the models fitted on samples.
    estimator_ : classifier
        The wrapped model, fitted on all rows; absent where it has no weight, and for bagging.
    decision_ : object
        The weights, and the hit rates of members without probabilities; for stacking, the final estimator as ``final``.
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

    The answers are those of scikit-learn, to rounding:

    - Bagging: of ``BaggingClassifier(estimator, n_estimators=n_estimators, random_state=random_state)``, where every
      sample has a row of each class. It also takes what cannot be made an array: frames of mixed columns, texts.
    - Voting: of ``VotingClassifier`` with ``voting="soft"``, or ``"hard"`` where a member gives no probabilities, over
      ``"model"`` and the members, where these leave nothing to chance or have an integer as ``random_state``. There are
      no probabilities of a majority.
    - Stacking: of ``StackingClassifier`` with the same members, the same splits as `cv` and ``decision_.final`` as
      ``final_estimator``, where members leave nothing to chance and give probabilities. In the folds, chance is seeded
      by the fold, so that no lucky seed is mistaken for a good member. Weights are scaled to a mean of 1.

    In cross-fitting and in the correction loop all but bagging are judged from the tables of their members, at no fit
    beyond those of the members.

    References
    ----------
    R. Caruana et al. (2004), Ensemble selection from libraries of models, ICML.
    L. Breiman (1996), Bagging predictors, Machine Learning 24.
    D. H. Wolpert (1992), Stacked generalization, Neural Networks 5.

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
    >>> model.is_replacement_
    False
    """

    addresses: ClassVar[tuple[str, ...]] = ("low_confidence", "high_confidence", "class_imbalance")
    _optional_parts: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **DecisionStrategy._parameter_constraints,
        "method": [StrOptions({"selection", "stacking", "selection_and_stacking", "voting", "bagging"})],
        "members": [StrOptions({"same_family", "library"}), list],
        "n_rounds": [Interval(Integral, 1, None, closed="left")],
        "n_estimators": [Interval(Integral, 1, None, closed="left")],
        "final_estimator": [HasMethods(["fit", "predict"]), None],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "selection",
        members: Any = "same_family",
        n_rounds: int = 30,
        n_estimators: int = 10,
        final_estimator: Any = None,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.members = members
        self.n_rounds = n_rounds
        self.n_estimators = n_estimators
        self.final_estimator = final_estimator
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    @property
    def _decides(self) -> bool:
        return self.method != "bagging"

    @property
    def costs_fits(self) -> bool:
        """Whether trying it needs further fits: those of the members."""
        return True

    @property
    def weights_(self) -> dict[str, float]:
        """The share of each member in the answer."""
        if self.method == "bagging":
            return {"model": 1.0}
        total = sum(self.decision_.weights.values())
        return {name: weight / total for name, weight in self.decision_.weights.items()}

    @property
    def is_replacement_(self) -> bool:
        """Whether the wrapped model has no share in the answer."""
        return not self.weights_.get("model", 0.0)

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
        found: list[Strategy] = [EnsembleLearning(members="same_family"), _of_the_library()]
        if diagnosis.has("class_imbalance"):
            found.append(ClassBalancing(_of_the_library(), method="prior"))
        return found

    def preferred(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return the library only: relatives of the model seldom add to it, and every member costs fits.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None`` at the core.
        """
        return [found for found in self.candidates(diagnosis) if getattr(found, "members", "") != "same_family"]

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
            members = library(self.estimator, len(fitter.y), len(fitter.classes), sparse=issparse(fitter.X))
        else:
            for member in self.members:
                check_classifier(member, owner=self)
            members = {
                f"{type(member).__name__} #{i}": as_estimator(member) for i, member in enumerate(self.members, start=1)
            }
        if fitter.sample_weight is not None and not isinstance(self.members, list):
            members = {name: member for name, member in members.items() if accepts_sample_weight(member)}
        return {"model": self.estimator, **members}

    def _gives_proba(self) -> bool:
        if self.method == "stacking":
            return self.final_estimator is None or has_proba(self.final_estimator)
        if self.method != "voting":
            return True
        if hasattr(self, "decision_"):
            return not self.decision_.majority
        members = self.members if isinstance(self.members, list) else []
        if self.members == "same_family":
            members = list(same_family(self.estimator).values())
        return all(has_proba(model) for model in [self.estimator, *members])

    def _learn(self, tables: Mapping[str, PredictionTable]) -> Decision:
        if self.method == "voting":
            return voting({name: table.proba is not None for name, table in tables.items()})
        if self.method == "stacking":
            return stacked(tables, self.final_estimator)
        if self.method == "selection_and_stacking":
            return averaged(tables, self.n_rounds, self.final_estimator)
        return selected(tables, self.n_rounds)

    def _apply(self, decision: Decision, answers: Mapping[str, Answers]) -> tuple[IntArray, FloatArray | None]:
        table = next(iter(answers.values()))
        return decision.answer(answers, table.n_classes if isinstance(table, PredictionTable) else len(self.classes_))

    def _uses(self, decision: Decision, name: str) -> bool:
        return name in decision.weights

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        if self.method == "bagging":
            self._fit_bags(X, y, sample_weight)
        else:
            super()._fit(X, y, sample_weight, groups)

    def _fit_bags(self, X: Any, y: AnyArray, sample_weight: FloatArray | None) -> None:
        check_no_folds_inside(self)
        # Weights decide which rows are drawn; those that are all the same are none, and draw the same rows.
        uneven = sample_weight is not None and sample_weight.min() < sample_weight.max()
        models, samples = draw_bags(
            self.estimator,
            y,
            sample_weight if uneven else None,
            n_estimators=self.n_estimators,
            n_features=getattr(self, "n_features_in_", 1),
            random_state=self.random_state,
        )
        models = fit_bags(models, samples, X, y, n_jobs=self.n_jobs)
        self.members_ = {f"model #{i}": model for i, model in enumerate(models, start=1)}
        self.decision_ = bag({name: has_proba(model) for name, model in self.members_.items()})


def _of_the_library() -> EnsembleLearning:
    return EnsembleLearning(method="selection_and_stacking", members="library")
