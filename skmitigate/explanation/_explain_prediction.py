"""Explain one prediction of any classifier in the columns of the user's table."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import AnyArray, Estimator, IntArray
from skmitigate._utils._fitting import aligned_proba, predicted_codes
from skmitigate._utils._levels import is_number
from skmitigate._utils._seeds import derived_seed, draw_seed
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._attribute import METHODS, attribute
from skmitigate.explanation._attribution import Attribution
from skmitigate.explanation._counterfactual import Counterfactual
from skmitigate.explanation._counterfactual_search import find_counterfactual
from skmitigate.explanation._explanation import Explanation
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import model_output
from skmitigate.explanation._nearest import find_neighbours
from skmitigate.explanation._neighbours import Neighbours
from skmitigate.explanation._one_row import read_rows

_CONTRASTS = ("neighbours", "counterfactual")
_SHOWN = 10


def explain_prediction(
    estimator: Estimator,
    x: Any,
    background: Any,
    *,
    y_true: Any = None,
    method: str = "auto",
    budget: float | None = None,
    random_state: Any = None,
    y_background: Any = None,
    contrast: bool | None = None,
) -> Explanation:
    """Explain one prediction of any classifier in the columns of the user's table.

    Pipelines, one-hot encoding and strategies are looked through: there is one contribution for each column of
    `background`, never one for each column that an encoder made of it.

    Parameters
    ----------
    estimator : classifier
        Fitted; a Pipeline, a strategy or a :class:`~skmitigate.SelfCorrectingClassifier` as well as a plain model.
    x : array-like of shape (n_features,) or (1, n_features), Series, dict, DataFrame of one row, or int
        The row whose prediction is explained. A Series with names, a dict and a frame are read by the names of the
        columns; an int is a position in `background`.
    background : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features)
        The rows that the row is compared with, such as those of the fit: contributions are against their mean, and
        what is asked about is made of their values.
    y_true : object, default=None
        The true class. If it is another than the predicted one, both are explained.
    method : {"auto", "linear", "tree", "permutation", "lime", "neighbours", "counterfactual"}, default="auto"
        How. ``"linear"`` is exact for linear models and naive Bayes, and ``"tree"`` (needs the extra ``explain``) for
        ensembles of trees on numbers; where they do not apply, ValueError says why. ``"permutation"`` gives Shapley
        values for every classifier, ``"lime"`` (needs the extra, too) the weights of a linear model around the row.
        ``"auto"`` takes the first of these four that the model and the budget allow. The last two say what the row is
        like and what would change the prediction, and give no contributions.
    budget : float, default=None
        Seconds. With a budget, how much is asked of the model depends on how fast it answers, and so do the last digits
        of what comes out. None asks about some ten thousand rows. Loading shap or lime, which takes two
        seconds once, does not count.
    random_state : int, RandomState instance or None, default=None
        Draws permutations, samples, and rows of a long background.
    y_background : array-like of shape (n_rows,), default=None
        The true classes of the background, for neighbours. Without them, a row counts as of the class that the model
        predicts for it.
    contrast : bool, default=None
        Whether to add neighbours and the counterfactual to the contributions; None adds them to an error, that is,
        where `y_true` is given and is not what is predicted.

    Returns
    -------
    Explanation
        Contributions for the predicted class and the true one, and what the contrast found.

    Raises
    ------
    ValueError
        If the estimator is not fitted, `x` is not one row, the columns are not those of the fit, the background is
        empty, `y_true` is none of the classes, or the method does not apply to this model.
    TypeError
        If the estimator is no classifier, or `x` is no row at all.
    ImportError
        If the method needs a package that is not installed; the message has the command.

    See Also
    --------
    skmitigate.analyze_errors : Why a classifier errs, over all rows.

    Notes
    -----
    ``"linear"``: the row is changed in one column at a time to each value of the background. If the output is a sum of
    functions of single columns, these changes are the contributions, whatever scaling or encoding stands before the
    model. That it is such a sum is checked on each row of the background. It is that of the decision values of linear
    models, and of the log-odds of naive Bayes.

    ``"tree"``: interventional Shapley values (Lundberg et al. 2020) against up to 100 rows of the background, computed
    by shap: of the probabilities of forests, of the decision values of boosted trees.

    ``"permutation"``: Shapley values (Strumbelj and Kononenko 2014) of the probabilities, with the values of background
    rows for the columns that are left out. Where at most eight columns differ from the background all coalitions are
    asked about; otherwise permutations are drawn, each with its reverse and a background row of its own, and the
    standard errors say what another draw would change. They are sums in either case.

    ``"lime"``: a linear model is fitted around the row by the lime package (Ribeiro et al. 2016), to which columns of
    sampled rows are in the same quarter, or of the same level, as the row's. It is no exact decomposition: R squared
    says how well it fits, and `additivity_errors` how far it is from the model at the row itself.

    The counterfactual (after Wachter et al. 2018) changes one column at a time, and then up to five by a beam search;
    nothing says that it is possible in the world, or that there is no smaller one.

    References
    ----------
    E. Strumbelj and I. Kononenko (2014), Explaining prediction models and individual predictions with feature
    contributions, Knowledge and Information Systems 41.

    M. T. Ribeiro, S. Singh and C. Guestrin (2016), "Why should I trust you?" Explaining the predictions of any
    classifier, KDD.

    S. Wachter, B. Mittelstadt and C. Russell (2018), Counterfactual explanations without opening the black box, Harvard
    Journal of Law & Technology 31.

    S. M. Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, Nature
    Machine Intelligence 2.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import explain_prediction
    >>> X, y = load_wine(return_X_y=True, as_frame=True)
    >>> model = GaussianNB().fit(X, y)
    >>> explanation = explain_prediction(model, 0, X, random_state=0)
    >>> explanation.method, explanation.scale
    ('linear', 'log-odds')
    >>> explanation.to_frame()["to 0"].nlargest(2).round(1)
    od280/od315_of_diluted_wines    14.2
    flavanoids                      13.9
    Name: to 0, dtype: float64
    """
    _check(method, budget, contrast)
    allowance = Allowance.begin(budget)
    classes = _classes(estimator)
    mixed, position = read_rows(estimator, x, background)
    case = _Case(
        estimator=estimator,
        classes=classes,
        mixed=mixed,
        position=position,
        predicted=int(predicted_codes(estimator, mixed.row, classes)[0]),
        true=None if y_true is None else _code(y_true, classes),
        labels=_labels(y_background, mixed, classes),
        seed=draw_seed(random_state),
        allowance=allowance,
    )
    found, reason = None, f'method="{method}" was asked for'
    if method not in _CONTRASTS:
        found, reason = attribute(
            mixed, estimator, classes, case.explained, method=method, seed=case.seed, allowance=allowance
        )
    add = contrast if contrast is not None else len(case.explained) > 1
    neighbours = counterfactual = None
    if method == "neighbours" or (add and method != "counterfactual"):
        neighbours = _neighbours(case)
    if method == "counterfactual" or (add and method != "neighbours"):
        counterfactual = _counterfactual(case)
    return _explanation(case, found, method if found is None else found.method, reason, neighbours, counterfactual)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Case:
    """What is explained, read and checked; classes are codes."""

    estimator: Estimator
    classes: AnyArray
    mixed: MixedRows
    position: int | None
    predicted: int
    true: int | None
    labels: IntArray | None
    seed: int
    allowance: Allowance

    @property
    def explained(self) -> IntArray:
        """The classes that get contributions."""
        other = self.true is not None and self.true != self.predicted
        return np.array([self.predicted, self.true] if other else [self.predicted], dtype=np.intp)


def _neighbours(case: _Case) -> Neighbours:
    return find_neighbours(
        case.mixed,
        case.estimator,
        case.classes,
        predicted=case.predicted,
        true=case.true,
        labels=case.labels,
        position=case.position,
        rng=np.random.RandomState(derived_seed(case.seed, "neighbours")),
        allowance=case.allowance,
    )


def _counterfactual(case: _Case) -> Counterfactual:
    return find_counterfactual(
        case.mixed,
        case.estimator,
        case.classes,
        model_output(case.estimator, case.classes),
        predicted=case.predicted,
        wanted=None if case.true == case.predicted else case.true,
        allowance=case.allowance,
    )


def _check(method: str, budget: Any, contrast: Any) -> None:
    known = ("auto", *METHODS, *_CONTRASTS)
    if method not in known:
        raise ValueError(f"Expected method to be one of {', '.join(known)}, got {method!r}.")
    if budget is not None and (not is_number(budget) or not 0 < budget < np.inf):
        raise ValueError(f"Expected budget to be a number of seconds above 0, got {budget!r}. None sets no limit.")
    if contrast not in (None, True, False):
        raise ValueError(f"Expected contrast to be True, False or None, got {contrast!r}.")


def _classes(estimator: Estimator) -> AnyArray:
    """Return the classes of a fitted classifier; TypeError or ValueError where it is none."""
    if isinstance(estimator, type) or not hasattr(estimator, "predict"):
        raise TypeError(f"Expected a fitted classifier, got {estimator!r}.")
    if hasattr(estimator, "fit"):
        check_is_fitted(estimator)
    classes = getattr(estimator, "classes_", None)
    if classes is None:
        raise TypeError(f"Expected a classifier, got a {type(estimator).__name__}, which has no classes_.")
    if isinstance(classes, list) and len(classes) and np.ndim(classes[0]):
        raise ValueError(f"Expected a classifier with one label for each row, got {len(classes)} outputs.")
    return np.asarray(classes)


def _code(label: Any, classes: AnyArray) -> int:
    """Return the position of a label; ValueError lists those that there are."""
    plain = np.asarray(label).ravel()
    place = np.flatnonzero([bool(known == plain[0]) for known in classes]) if len(plain) == 1 else np.empty(0)
    if len(place) != 1:
        more = f" and {len(classes) - _SHOWN} more" if len(classes) > _SHOWN else ""
        listed = ", ".join(repr(known) for known in classes[:_SHOWN].tolist())
        raise ValueError(
            f"Expected y_true to be one of the classes that the model knows, {listed}{more}; got {label!r}."
        )
    return int(place[0])


def _labels(y_background: Any, mixed: MixedRows, classes: AnyArray) -> IntArray | None:
    """Return codes of the true classes of the background, -1 where the model does not know one."""
    if y_background is None:
        return None
    labels = np.asarray(y_background)
    if labels.shape != (mixed.n_background,):
        raise ValueError(
            f"Expected y_background to have one label for each of the {mixed.n_background} rows of the background, got "
            f"an array of shape {labels.shape}."
        )
    codes = np.full(len(labels), -1, dtype=np.intp)
    for k, known in enumerate(classes):
        codes[labels == known] = k
    return codes


def _explanation(
    case: _Case,
    found: Attribution | None,
    method: str,
    reason: str,
    neighbours: Neighbours | None,
    counterfactual: Counterfactual | None,
) -> Explanation:
    mixed, labels = case.mixed, case.classes.tolist()
    proba = None
    if hasattr(case.estimator, "predict_proba"):
        proba = tuple(aligned_proba(case.estimator, mixed.row, case.classes)[0].tolist())
    return Explanation(
        method=method,
        scale=None if found is None else found.scale,
        predicted=labels[case.predicted],
        y_true=None if case.true is None else labels[case.true],
        classes=tuple(labels),
        probabilities=proba,
        explained=() if found is None else tuple(labels[k] for k in case.explained),
        columns=mixed.names,
        values=mixed.values,
        contributions=np.empty((mixed.n_columns, 0)) if found is None else found.contributions,
        base=() if found is None else tuple(found.base.tolist()),
        output=() if found is None else tuple(found.output.tolist()),
        additivity_errors=() if found is None else tuple(found.additivity_errors.tolist()),
        standard_errors=None if found is None else found.standard_errors,
        fits=None if found is None or found.fits is None else tuple(found.fits.tolist()),
        neighbours=neighbours,
        counterfactual=counterfactual,
        reason=reason,
        n_background=mixed.n_background if found is None else found.n_background,
        n_evaluations=0 if found is None else found.n_evaluations,
        seed=case.seed,
        seconds=case.allowance.spent,
    )
