"""The contract of strategies as checks that the author of one can run."""

import inspect
import pickle
import warnings
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any, ClassVar

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone, is_classifier
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.estimator_checks import check_estimator

from skmitigate._typing import AnyArray, FloatArray
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable, SkmitigateWarning
from skmitigate.predictions._cross_val import cross_val_predictions
from skmitigate.strategies._strategy import Strategy

__all__ = ["check_strategy", "strategy_checks"]

_LABELS = (
    np.array([-1, 1]),
    np.array([False, True]),
    np.array(["no", "yes"]),
    np.array([1, 2, 3], dtype=np.int8),
    np.array([3, 10, 200], dtype=np.uint16),
    np.array(["no", "perhaps", "yes"], dtype=object),
)


def check_strategy(strategy: Strategy) -> None:
    """Check that a strategy keeps the contract of all strategies, scikit-learn's checks included.

    Parameters
    ----------
    strategy : Strategy
        An instance with the settings to check; quick ones, such as ``cv=2``. Its own `estimator` is not used.

    Raises
    ------
    AssertionError
        If a promise is broken; the message says which.
    TypeError
        If it is no instance of :class:`~skmitigate.strategies.Strategy`.

    See Also
    --------
    strategy_checks : The same, one by one, for test frameworks.

    Notes
    -----
    Whatever else the strategy raises comes through as it is.

    Examples
    --------
    >>> from skmitigate import ClassBalancing
    >>> from skmitigate.strategies.testing import check_strategy
    >>> check_strategy(ClassBalancing(method="undersample", random_state=0))
    """
    for check in strategy_checks():
        check(strategy)


def strategy_checks() -> tuple[Callable[[Strategy], None], ...]:
    """Return the checks of :func:`check_strategy`, each a function of a strategy.

    Returns
    -------
    tuple of callables
        Each raises AssertionError where a promise is broken.

    Examples
    --------
    In a test module of your own::

        @pytest.mark.parametrize("check", strategy_checks())
        def test_contract(check):
            check(MyStrategy(cv=2))

    >>> from skmitigate.strategies.testing import strategy_checks
    >>> [check.__name__ for check in strategy_checks()][:2]
    ['check_is_a_classifier', 'check_says_what_it_is_for']
    """
    return (
        check_is_a_classifier,
        check_says_what_it_is_for,
        check_answers,
        check_kind_of_labels_does_not_matter,
        check_changes_nothing_it_is_given,
        check_same_seed_same_answers,
        check_scores_no_row_it_was_fitted_on,
        check_gives_the_same_table_again,
        check_refuses_what_is_no_classifier,
        check_refuses_labels_nobody_can_learn,
        check_says_that_it_is_not_fitted,
        check_passes_the_checks_of_scikit_learn,
    )


def check_is_a_classifier(strategy: Strategy) -> None:
    """Check that it is a classifier for one label per row, and takes nothing but the model by position."""
    if not isinstance(strategy, Strategy):
        raise TypeError(f"Expected an instance of a subclass of skmitigate.strategies.Strategy, got {strategy!r}.")
    model = _around(strategy, DecisionTreeClassifier())
    _expect(is_classifier(model), "it is a classifier for scikit-learn")
    _expect(not model.__sklearn_tags__().classifier_tags.multi_label, "it takes one label per row")
    _expect(type(strategy)().estimator is None, "its estimator is None by default, for the loop to give")
    kinds = [parameter.kind.name for parameter in inspect.signature(type(strategy)).parameters.values()]
    _expect(set(kinds[1:]) <= {"KEYWORD_ONLY"}, "all its parameters but the estimator are keyword-only")


def check_says_what_it_is_for(strategy: Strategy) -> None:
    """Check that it suits a diagnosis for a reason, or says why not, and that its candidates wait for a model."""
    nothing = Diagnosis(findings=(), n_rows=100, n_errors=10, alpha=0.05)
    for question in (strategy.suits, strategy.candidates):
        try:
            answer: Any = question(nothing)
        except NotApplicable as reason:
            _expect(bool(str(reason)), f"{question.__name__} says why it is not applicable")
            continue
        if question == strategy.suits:
            _expect(isinstance(answer, str) and bool(answer), "suits returns a reason in words")
            continue
        for candidate in answer:
            _expect(isinstance(candidate, Strategy), "its candidates are strategies")
            inner: Any = candidate
            while isinstance(inner, Strategy):
                inner = inner.estimator
            _expect(inner is None, "its candidates have estimator=None at the core")


def check_answers(strategy: Strategy) -> None:
    """Check that it predicts labels that it was given, and probabilities that sum to 1."""
    for n_classes in (2, 3):
        X, y = _rows(n_classes)
        model = _around(strategy, LogisticRegression()).fit(X, y)
        predicted = model.predict(X)
        _expect(predicted.shape == y.shape and set(predicted) <= set(y), "predict gives one known label per row")
        _expect(np.array_equal(model.classes_, np.unique(y)), "classes_ are the sorted labels")
        _expect(model.n_features_in_ == X.shape[1], "n_features_in_ is the number of columns")
        if hasattr(model, "predict_proba"):
            proba = model.predict_proba(X)
            _expect(proba.shape == (len(y), n_classes), "predict_proba has a column for each class")
            _expect(bool((proba >= 0).all()) and np.allclose(proba.sum(axis=1), 1), "probabilities sum to 1")


def check_kind_of_labels_does_not_matter(strategy: Strategy) -> None:
    """Check that numbers, truth values and text give the same answers under other names."""
    references: dict[int, Any] = {}
    for classes in _LABELS:
        X, codes = _rows(len(classes))
        if len(classes) not in references:
            references[len(classes)] = _around(strategy, GaussianNB()).fit(X, codes)
        reference = references[len(classes)]
        model = _around(strategy, GaussianNB()).fit(X, classes[codes])
        _expect(np.array_equal(model.classes_, classes), f"classes_ are the labels {classes}")
        _expect(model.classes_.dtype.kind == classes.dtype.kind, f"labels {classes} keep their kind")
        same = np.array_equal(model.predict(X), classes[reference.predict(X)])
        if same and hasattr(model, "predict_proba"):
            same = np.allclose(model.predict_proba(X), reference.predict_proba(X))
        _expect(same, f"it predicts the same rows as one class and the other, whatever they are called: {classes}")


def check_changes_nothing_it_is_given(strategy: Strategy) -> None:
    """Check that ``fit`` changes neither rows, labels, weights nor the wrapped model."""
    X, y = _rows(3)
    weight = np.random.default_rng(0).uniform(1, 2, len(y))
    inner = LogisticRegression()
    model = _around(strategy, inner)
    before = deepcopy((X, y, weight)), repr(model), sorted(vars(inner))
    model.fit(X, y, sample_weight=weight).predict(X)
    for given, copy in zip((X, y, weight), before[0], strict=True):
        _expect(np.array_equal(given, copy), "rows, labels and weights stay as they are")
    _expect(model.estimator is inner and sorted(vars(inner)) == before[2], "the wrapped model is cloned, not fitted")
    _expect(repr(model) == before[1], "fit changes no parameter")


def check_same_seed_same_answers(strategy: Strategy) -> None:
    """Check that a clone fitted under the same seed, and a pickled copy, answer the same."""
    X, y = _rows(3)
    model = _around(strategy, LogisticRegression()).fit(X, y)
    for name, other in (
        ("a clone fitted under the same seed", clone(model).fit(X, y)),
        ("a pickled copy", pickle.loads(pickle.dumps(model))),
    ):
        _expect(np.array_equal(other.predict(X), model.predict(X)), f"{name} answers the same")


def check_scores_no_row_it_was_fitted_on(strategy: Strategy) -> None:
    """Check that in cross-validation no part of it is fitted on a row that it is then asked about."""
    for n_classes in (2, 3):
        X, y = _rows(n_classes)
        numbered = np.column_stack([X, np.arange(len(y))])
        RowSpy.fits.clear()
        RowSpy.asked.clear()
        cross_val_predictions(_around(strategy, RowSpy()), numbered, y, cv=3, random_state=0)
        asked, fits = list(RowSpy.asked), list(RowSpy.fits)
        RowSpy.fits.clear()
        RowSpy.asked.clear()
        _expect(bool(fits), "it fits the model that it wraps")
        _expect(not [1 for seen, rows in asked if seen & rows], "no part is asked about a row that it was fitted on")


def check_gives_the_same_table_again(strategy: Strategy) -> None:
    """Check that the same folds and seeds give the same table, whatever the number of jobs."""
    X, y = _rows(3)
    model = _around(strategy, DecisionTreeClassifier(max_features=2, max_depth=4))
    table = cross_val_predictions(model, X, y, cv=3, random_state=5)
    for n_jobs in (1, 2):
        again = cross_val_predictions(clone(model), X, y, cv=table, n_jobs=n_jobs)
        same = np.array_equal(again.to_frame(), table.to_frame())
        _expect(same, f"the same folds and seeds give the same table, with n_jobs={n_jobs}")


def check_refuses_what_is_no_classifier(strategy: Strategy) -> None:
    """Check that no model, a class, or a regressor in the place of the model is refused."""
    X, y = _rows(2)
    for wrong in (None, GaussianNB, LinearRegression()):
        _expect_raises((ValueError, TypeError), partial(_fitted, strategy, wrong, X, y), repr(wrong))


def check_refuses_labels_nobody_can_learn(strategy: Strategy) -> None:
    """Check that one class, continuous numbers, several labels per row, and too few labels are refused."""
    X, y = _rows(2)
    for what, wrong in (
        ("one class", np.zeros(len(y))),
        ("continuous labels", np.linspace(0, 1, len(y))),
        ("two labels per row", np.column_stack([y, 1 - y])),
        ("fewer labels than rows", y[:-1]),
    ):
        _expect_raises((ValueError,), partial(_fitted, strategy, GaussianNB(), X, wrong), what)


def check_says_that_it_is_not_fitted(strategy: Strategy) -> None:
    """Check that asking before the fit raises NotFittedError."""
    X, _ = _rows(2)
    model = _around(strategy, GaussianNB())
    for method in ("predict", "predict_proba", "predict_log_proba"):
        if hasattr(model, method):
            _expect_raises((NotFittedError,), partial(getattr(model, method), X), f"{method} before fit")


def check_passes_the_checks_of_scikit_learn(strategy: Strategy) -> None:
    """Check that scikit-learn's estimator checks pass, with no expected failure."""
    with warnings.catch_warnings():
        # The checks fit on few unscaled rows and on rare classes; one passes infinite labels, which scikit-learn casts.
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", SkmitigateWarning)
        warnings.filterwarnings("ignore", "invalid value encountered in cast", RuntimeWarning)
        check_estimator(_around(strategy, LogisticRegression()), on_skip=None)


class RowSpy(ClassifierMixin, BaseEstimator):
    """Naive Bayes on all columns but the last, which numbers the rows; remembers which it saw and was asked about."""

    fits: ClassVar[list[set[int]]] = []
    asked: ClassVar[list[tuple[set[int], set[int]]]] = []

    def __init__(self, var_smoothing: float = 1e-9) -> None:
        self.var_smoothing = var_smoothing

    @staticmethod
    def numbers(X: FloatArray) -> set[int]:
        """Return the rows' numbers; synthetic rows, which lie between others, have none."""
        return {int(number) for number in X[:, -1] if number == np.round(number)}

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "RowSpy":
        """Fit and remember the rows."""
        X = np.asarray(X)
        self.seen_ = self.numbers(X)
        self.fits.append(self.seen_)
        self.model_ = GaussianNB(var_smoothing=self.var_smoothing).fit(X[:, :-1], y, sample_weight)
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, X: Any) -> FloatArray:
        """Answer and remember the question."""
        X = np.asarray(X)
        self.asked.append((self.seen_, self.numbers(X)))
        proba: FloatArray = self.model_.predict_proba(X[:, :-1])
        return proba

    def predict(self, X: Any) -> AnyArray:
        """Predict the likeliest class."""
        return np.asarray(self.classes_[np.argmax(self.predict_proba(X), axis=1)])


def _rows(n_classes: int) -> tuple[FloatArray, AnyArray]:
    """Overlapping classes in 90 rows of 4 columns, the first class the commonest."""
    codes = np.repeat(np.arange(n_classes), [60, 30] if n_classes == 2 else [50, 24, 16])
    rng = np.random.default_rng(0)
    X = rng.normal(size=(90, 4))
    X[:, 0] += 1.5 * codes
    X[:, 1] -= codes
    order = rng.permutation(90)
    return X[order], codes[order]


def _around(strategy: Strategy, model: Any) -> Any:
    return clone(strategy).set_params(estimator=model)


def _fitted(strategy: Strategy, model: Any, X: Any, y: Any) -> Any:
    return _around(strategy, model).fit(X, y)


def _expect(kept: bool, promise: str) -> None:
    if not kept:
        raise AssertionError(f"Expected that {promise}.")


def _expect_raises(errors: tuple[type[Exception], ...], call: Callable[[], Any], what: str) -> None:
    try:
        call()
    except errors:
        return
    names = " or ".join(error.__name__ for error in errors)
    raise AssertionError(f"Expected {names} for {what}, and nothing was raised.")
