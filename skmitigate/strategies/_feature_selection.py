"""Keep only the columns that help a model, and say which."""

from functools import partial
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import check_is_fitted

from skmitigate._sklearn import HasMethods, Interval, StrOptions
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray, Scoring
from skmitigate._utils._fitting import fit_weighted
from skmitigate._utils._seeds import derived_seed, draw_seed, set_seeds
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.strategies._column_scores import METHODS
from skmitigate.strategies._feature_selector import FeatureSelector, NumericFeatureSelector, n_columns, names_of
from skmitigate.strategies._inner_choice import Answer, choose_setting, fitted_answer
from skmitigate.strategies._model_strategy import ModelStrategy
from skmitigate.strategies._pipeline_parts import (
    changes_rows,
    is_table,
    join_fitted,
    refers_to_columns,
    takes_numbers_only,
)
from skmitigate.strategies._row_strategy import check_not_frozen
from skmitigate.strategies._strategy import Strategy

#: How many numbers of columns are tried, and down to which share of all.
_MOST_TRIED, _SMALLEST_SHARE = 8, 0.05


class FeatureSelection(ModelStrategy):
    """Put a selector in front of the model, which then sees only the columns that say most about the classes.

    How many columns are kept is tuned inside ``fit`` by cross-validation, with the ranking done anew in every fold;
    all are kept unless fewer are better by more than a standard error. Selection is among the columns of X; where the
    wrapped Pipeline refers to columns by name or position, or turns texts into columns, it is among the features that
    the Pipeline's other steps hand to its last one.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    method : {"importance", "mutual_info", "recursive", "univariate", "variance"}, default="importance"
        How columns are ranked: see :class:`~skmitigate.strategies.FeatureSelector`.
    n_features : int or float, default=None
        How many columns are kept, or which share of them. None means tuned by cross-validation.
    selector : estimator, default=None
        A scikit-learn selector that takes the place of `method` and `n_features`.
    among : {"auto", "columns", "features"}, default="auto"
        What is selected from: the columns of X, in front of the whole wrapped model; or the features in front of the
        last step of the wrapped Pipeline. ``"auto"``: the columns, unless X has none or the model may refer to them: by
        a ``ColumnTransformer`` with names or positions, a ``FunctionTransformer``, or a transformer of a package that
        is not known.
    scoring : str or callable, default=None
        What the number of columns is tuned for. None means the log score, or accuracy for models without
        probabilities; in the correction loop, the loop's own metric.
    cv : int, splitter or iterable, default=5
        Folds for tuning.
    n_jobs : int, default=None
        How many folds run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the ranking, the folds and the seeds of the fits in them.

    Attributes
    ----------
    estimator_ : Pipeline
        The fitted steps, the selector among them. Where the wrapped classifier is itself a strategy around such a
        Pipeline, the fitted strategy, with the selection inside.
    selector_ : FeatureSelector
        The fitted selector.
    selected_features_ : ndarray of shape (n_selected,)
        Names of what is kept: of columns, or of features of the Pipeline.
    dropped_features_ : ndarray of shape (n_dropped,)
        Names of what is not.
    among_ : {"columns", "features"}
        What was selected from.
    tuning_ : dict of str to ndarray or None
        Each ``share`` of the columns that was tried, its mean ``score``, the ``difference`` from the score with all
        columns, and the ``standard_error`` of that. None where nothing was tuned.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, where all of them are strings.

    See Also
    --------
    skmitigate.strategies.FeatureSelector : The same selection as a transformer.

    References
    ----------
    C. Ambroise and G. J. McLachlan (2002), Selection bias in gene extraction on the basis of microarray
    gene-expression data, PNAS 99.
    I. Guyon and A. Elisseeff (2003), An introduction to variable and feature selection, JMLR 3.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from skmitigate import FeatureSelection
    >>> X, y = load_iris(as_frame=True, return_X_y=True)
    >>> X = X.assign(noise=np.random.default_rng(0).normal(scale=5, size=len(X)))
    >>> model = FeatureSelection(KNeighborsClassifier(), method="univariate", random_state=0).fit(X, y)
    >>> "noise" in model.dropped_features_
    True
    """

    addresses: ClassVar[tuple[str, ...]] = ("boundary_cases",)
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **ModelStrategy._parameter_constraints,
        "method": [StrOptions(set(METHODS))],
        "n_features": [Interval(Integral, 1, None, closed="left"), Interval(Real, 0, 1, closed="right"), None],
        "selector": [HasMethods(["fit", "get_support"]), None],
        "among": [StrOptions({"auto", "columns", "features"})],
        "scoring": [str, callable, None],
        "cv": ["cv_object"],
        "n_jobs": [None, int],
        "random_state": ["random_state"],
    }
    _fit_params: ClassVar[tuple[str, ...]] = ("sample_weight", "groups")
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None, "groups": None}

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "importance",
        n_features: float | None = None,
        selector: Estimator = None,
        among: str = "auto",
        scoring: Scoring | None = None,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.n_features = n_features
        self.selector = selector
        self.among = among
        self.scoring = scoring
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    @property
    def _learns_in_folds(self) -> bool:
        return self.n_features is None and self.selector is None

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return one ranking that sees columns together and one that sees each alone, both with a tuned number.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None``.
        """
        del diagnosis
        # Each fit of a search tunes it again, with a model for every share and fold.
        return [FeatureSelection(method="importance", cv=3), FeatureSelection(method="mutual_info", cv=3)]

    def preferred(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return the ranking that sees columns together only: each ranking is tuned again in every fit.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None``.
        """
        return self.candidates(diagnosis)[:1]

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return two rankings and three shares of the columns, as the search itself tunes.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            An entry of a parameter grid.
        """
        del estimator
        return [{"method": ["importance", "mutual_info"], "n_features": [0.25, 0.5, 0.75]}]

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        check_not_frozen(self)
        place = self._place(X)
        if place == "inside":
            inner = clone(self).set_params(estimator=clone(self.estimator.estimator))
            self.estimator_ = clone(self.estimator).set_params(estimator=inner)
            fit_weighted(self.estimator_, X, y, sample_weight)
            self._report_of(self.estimator_.estimator_)
            return
        self.among_ = place
        seed = draw_seed(self.random_state)
        steps = [] if place == "columns" else self.estimator.steps
        front, (name, model) = (steps[:-1], steps[-1]) if steps else ([], ("model", self.estimator))
        prepare = Pipeline(front) if front else None
        selector = self._unfitted_selector(seed)
        share = None
        self.tuning_: dict[str, AnyArray] | None = None
        if self._learns_in_folds:
            share = self._tuned(prepare, selector, model, X, y, sample_weight, groups, seed)
        if prepare is not None:
            prepare = clone(prepare)
            X = prepare.fit_transform(X, y)
        selector._fit_weighted(X, y, sample_weight)
        if share is not None:
            selector._keep(n_columns(share, selector.n_features_in_))
        fitted = fit_weighted(clone(model), selector.transform(X), y, sample_weight)
        done = [] if prepare is None else prepare.steps
        self.estimator_ = join_fitted([*done, (_new_name(steps), selector), (name, fitted)])
        self.selector_ = selector
        names = names_of(X, selector) if prepare is None else _names_behind(prepare, X, selector)
        self.selected_features_ = names[selector.support_]
        self.dropped_features_ = names[~selector.support_]

    def _place(self, X: Any) -> str:
        """Return where the selector goes: in front of the columns, behind a Pipeline's steps, or inside a strategy."""
        name = type(self).__name__
        if not is_table(X) and self.among == "columns":
            raise ValueError(
                f'{name}(among="columns") expected rows with columns. Reshape your data, or use a Pipeline.'
            )
        if self.among == "columns" or (self.among == "auto" and is_table(X) and not refers_to_columns(self.estimator)):
            return "columns"
        inner = self.estimator
        if isinstance(inner, Strategy) and not hasattr(inner, "members"):
            return "inside"
        if isinstance(inner, Pipeline) and len(inner.steps) > 1 and not refers_to_columns(inner.steps[-1][1]):
            if changes_rows(inner):
                raise NotApplicable(
                    f"{name} cannot select behind a sampler. Put FeatureSelector into the Pipeline, where it belongs."
                )
            return "features"
        raise NotApplicable(
            f"{name} drops columns, and {type(inner).__name__} "
            + ("refers to columns by name or position" if is_table(X) else "takes rows without columns")
            + ": it selects behind the other steps of a Pipeline, so pass one whose last step refers to none. "
            "Reshape your data if it should have columns."
        )

    def _unfitted_selector(self, seed: int) -> FeatureSelector:
        made = NumericFeatureSelector if takes_numbers_only(self.estimator) else FeatureSelector
        return made(
            method=self.method,
            n_features=1.0 if self.n_features is None else self.n_features,
            selector=self.selector,
            random_state=derived_seed(seed, "ranking"),
        )

    def _tuned(
        self,
        prepare: Pipeline | None,
        selector: FeatureSelector,
        model: Estimator,
        X: Any,
        y: AnyArray,
        sample_weight: FloatArray | None,
        groups: Any,
        seed: int,
    ) -> float:
        """Return the share of the columns that does best in the folds, and remember what was found."""
        shares = np.geomspace(1.0, _SMALLEST_SHARE, _MOST_TRIED)
        work = partial(answers_of_a_fold, prepare=prepare, selector=selector, model=model, shares=shares)
        choice = choose_setting(
            work, X, y, sample_weight, groups, cv=self.cv, scoring=self.scoring, n_jobs=self.n_jobs, seed=seed
        )
        self.tuning_ = {
            "share": shares,
            "score": choice.score,
            "difference": choice.difference,
            "standard_error": choice.standard_error,
        }
        return float(shares[choice.index])

    def _report_of(self, strategy: Estimator) -> None:
        """Tell what the selection inside a strategy found."""
        while not isinstance(strategy, FeatureSelection):
            strategy = strategy.estimator_
        for name in ("among_", "selector_", "selected_features_", "dropped_features_", "tuning_"):
            setattr(self, name, getattr(strategy, name))

    def get_support(self, indices: bool = False) -> AnyArray:
        """Return which columns, or features of the Pipeline, are kept.

        Parameters
        ----------
        indices : bool, default=False
            Return positions in the place of a mask.

        Returns
        -------
        ndarray of shape (n_columns,) or (n_selected,)
            The mask, or the positions.
        """
        check_is_fitted(self)
        return np.asarray(self.selector_.get_support(indices))

    def get_feature_names_out(self, input_features: Any = None) -> AnyArray:
        """Return the names of the columns, or features of the Pipeline, that are kept, as texts.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Ignored: the names are those seen in ``fit``.

        Returns
        -------
        ndarray of str of shape (n_selected,)
            ``selected_features_`` as texts.
        """
        del input_features
        check_is_fitted(self)
        return np.array([str(name) for name in self.selected_features_], dtype=object)


def answers_of_a_fold(
    X: Any,
    y: AnyArray,
    sample_weight: FloatArray | None,
    *,
    train: IntArray,
    test: IntArray,
    classes: AnyArray,
    seed: int,
    prepare: Pipeline | None,
    selector: FeatureSelector,
    model: Estimator,
    shares: FloatArray,
) -> list[Answer]:
    """Prepare and rank on the training rows once, then fit the model on each share of the columns and answer."""
    X_train, X_test, y = _safe_indexing(X, train), _safe_indexing(X, test), y[train]
    weights = None if sample_weight is None else sample_weight[train]
    if len(np.unique(y if weights is None else y[weights > 0])) < 2:
        return [fitted_answer(model, X_train, y, weights, X_test, classes=classes, seed=seed)] * len(shares)
    if prepare is not None:
        prepare = set_seeds(clone(prepare), derived_seed(seed, "prepare"))
        X_train, X_test = prepare.fit_transform(X_train, y), prepare.transform(X_test)
    selector = clone(selector)._fit_weighted(X_train, y, weights)
    known: dict[int, Answer] = {}
    for share in shares:
        n_best = n_columns(float(share), selector.n_features_in_)
        if n_best not in known:
            selector._keep(n_best)
            kept, kept_test = selector.transform(X_train), selector.transform(X_test)
            known[n_best] = fitted_answer(model, kept, y, weights, kept_test, classes=classes, seed=seed)
    return [known[n_columns(float(share), selector.n_features_in_)] for share in shares]


def _new_name(steps: list[tuple[str, Any]]) -> str:
    """Return a name for the selector that no other step has."""
    name = "feature_selection"
    while name in dict(steps):
        name += "_"
    return name


def _names_behind(prepare: Pipeline, X: Any, selector: FeatureSelector) -> AnyArray:
    """Return the names of what a Pipeline's steps hand on, where they tell them."""
    fallback = names_of(X, selector)
    if hasattr(X, "columns") or not hasattr(prepare, "get_feature_names_out"):
        return fallback
    try:
        names = np.asarray(prepare.get_feature_names_out(), dtype=object)
    except (AttributeError, TypeError, ValueError):  # one of the steps has no names to tell
        return fallback
    return names if len(names) == len(fallback) else fallback
