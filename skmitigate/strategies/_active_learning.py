"""Ask for the labels that would tell a model most, and learn from them."""

from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import clone
from sklearn.utils import _safe_indexing, check_scalar, indexable
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from skmitigate._sklearn import (
    HasMethods,
    Interval,
    StrOptions,
    _check_feature_names,
    _check_n_features,
    _num_samples,
)
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import check_weights, fit_weighted
from skmitigate._utils._labels import check_labels
from skmitigate._utils._seeds import derived_seed, draw_seed, set_seeds
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._label_forecast import LabelForecast, forecast_labels
from skmitigate.strategies._labelled_rows import check_some_rows, join_labels, join_rows, join_weights
from skmitigate.strategies._model_strategy import ModelStrategy
from skmitigate.strategies._pool_queries import highest, highest_and_diverse, numeric_columns, uncertainty
from skmitigate.strategies._skactiveml_queries import query_by_strategy
from skmitigate.strategies._stop_rule import StopRule, verdict


class ActiveLearning(ModelStrategy):
    """Choose the rows of a pool that are worth labelling, learn from their labels, and say when to stop.

    As a classifier it is the wrapped model. After ``fit`` on the rows that have labels, ``query`` returns the positions
    of rows in a pool of unlabelled ones; once they are labelled, ``teach`` refits the model on all labelled rows. Only
    rows that the caller hands over as a pool are ever asked about: none of them may be one that the model is scored on.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    method : {"margin", "entropy", "least_confident", "random"}, default="margin"
        What makes a row worth a label. ``"margin"``: the two likeliest classes are nearly as likely; it is also offered
        for models with ``decision_function`` only. ``"entropy"``: the probability is spread over many classes.
        ``"least_confident"``: the likeliest class is not likely. ``"random"``: nothing, which keeps the labelled rows
        like the pool.
    diversity : bool, default=False
        Spread the rows of one query: of five times as many uncertain rows, those are taken that are uncertain and far
        from each other, in the columns that the last step of a wrapped Pipeline sees, or else in those of the rows.
    query_strategy : object, default=None
        A pool query strategy of scikit-activeml (the extra ``active``), which takes the place of `method` and
        `diversity`. It sees the columns that the last step of a wrapped Pipeline sees, which must be numbers.
    pool : {array-like, sparse matrix, DataFrame} of shape (n_pool, n_features), default=None
        Unlabelled rows that ``fit`` may ask the `oracle` about. Not needed for ``query``, which is given its own.
    oracle : callable, default=None
        ``oracle(rows, positions)`` returns labels for rows of `pool`. With it, ``fit`` goes on by itself until the stop
        rule or the budget ends it. In a cross-validation every fold's fit asks anew: let it remember its answers, and
        make it a function, as objects are copied whenever the estimator is.
    n_queries : int, default=100
        The most labels that one ``fit`` asks the oracle for.
    batch_size : int, default=10
        How many of them it asks for at once.
    stop_threshold : float, default=0.99
        The agreement (Cohen's kappa) of successive models at which further labels are not worth asking for.
    stop_window : int, default=3
        Over how many comparisons that agreement is averaged.
    random_state : int, RandomState instance or None, default=None
        Breaks ties, draws the random queries and the rows that are watched, and is the model's seed in every refit
        where it has none of its own, so that models differ by their labels only.

    Attributes
    ----------
    estimator_ : classifier
        The wrapped classifier, fitted on all labelled rows so far.
    X_ : {array-like, sparse matrix, DataFrame} of shape (n_labels, n_features)
        The labelled rows: those of ``fit``, kept and not copied, and below them those of ``teach``.
    y_ : ndarray of shape (n_labels,)
        Their labels.
    sample_weight_ : ndarray of shape (n_labels,) or None
        Their weights, 1 for rows that came without; None where none came with any.
    n_initial_ : int
        How many of them were given to ``fit``.
    queried_ : ndarray of int of shape (n_queried,)
        Positions in `pool` that the oracle was asked about, in that order.
    classes_ : ndarray of shape (n_classes,)
        The labels seen so far; ``teach`` may bring new ones.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    skmitigate.strategies.simulate_active_learning : What querying would have brought, on rows whose labels are known.

    Notes
    -----
    The first pool that ``query`` sees is also watched: up to 1000 of its rows are kept, and after each ``teach`` the
    new model's predictions for them are compared with the last one's. Where ten labels or more lie between two models
    and their kappa, averaged over `stop_window` comparisons, reaches `stop_threshold`, ``should_stop_`` turns True.
    That predictions have settled does not say that they are right.

    Queried rows are harder than the others, so that a score on them is too low, and their class frequencies are not
    those of the pool. Judge the model on rows that were drawn at random.

    References
    ----------
    B. Settles (2009), Active learning literature survey, University of Wisconsin-Madison.
    M. Bloodgood and K. Vijay-Shanker (2009), A method for stopping active learning based on stabilizing predictions and
    the need for user-adjustable stopping, CoNLL.
    T. F. Gonzalez (1985), Clustering to minimize the maximum intercluster distance, Theoretical Computer Science 38.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skmitigate import ActiveLearning
    >>> X, y = load_digits(return_X_y=True)
    >>> model = ActiveLearning(make_pipeline(StandardScaler(), LogisticRegression()), random_state=0)
    >>> model = model.fit(X[:50], y[:50])
    >>> pool, labels = X[50:1000], y[50:1000]
    >>> rows = model.query(pool, 20)
    >>> model.teach(pool[rows], labels[rows]).n_labels_
    70
    >>> model.should_stop_, model.stop_reason_
    (False, '1 of 3 comparisons of successive models were made')
    """

    addresses: ClassVar[tuple[str, ...]] = ("low_confidence", "boundary_cases")
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **ModelStrategy._parameter_constraints,
        "method": [StrOptions({"margin", "entropy", "least_confident", "random"})],
        "diversity": ["boolean"],
        "query_strategy": [HasMethods(["query"]), None],
        "pool": ["array-like", "sparse matrix", None],
        "oracle": [callable, None],
        "n_queries": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "stop_threshold": [Interval(Real, 0, 1, closed="right")],
        "stop_window": [Interval(Integral, 1, None, closed="left")],
        "random_state": ["random_state"],
    }

    _stop_rule: StopRule | None

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "margin",
        diversity: bool = False,
        query_strategy: Any = None,
        pool: Any = None,
        oracle: Any = None,
        n_queries: int = 100,
        batch_size: int = 10,
        stop_threshold: float = 0.99,
        stop_window: int = 3,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.diversity = diversity
        self.query_strategy = query_strategy
        self.pool = pool
        self.oracle = oracle
        self.n_queries = n_queries
        self.batch_size = batch_size
        self.stop_threshold = stop_threshold
        self.stop_window = stop_window
        self.random_state = random_state

    @property
    def n_labels_(self) -> int:
        """How many labelled rows the model has learned from."""
        return len(self.y_)

    @property
    def agreements_(self) -> list[float]:
        """Cohen's kappa of each model with the next, on the watched rows; NaN where both predict one class only."""
        return [] if self._stop_rule is None else list(self._stop_rule.agreements)

    @property
    def should_stop_(self) -> bool:
        """Whether the predictions for the watched rows have settled."""
        return verdict(self.agreements_, self.stop_threshold, self.stop_window)[0]

    @property
    def stop_reason_(self) -> str:
        """Why to stop, or why not yet."""
        if self._stop_rule is None:
            return "no pool was queried, so no rows are watched"
        return verdict(self.agreements_, self.stop_threshold, self.stop_window)[1]

    def check_applicable(self, predictions: PredictionTable) -> None:
        """Raise NotApplicable where there is no pool, or nobody who answers.

        Parameters
        ----------
        predictions : PredictionTable
            The cross-fitted predictions of the model that it would wrap.

        Raises
        ------
        NotApplicable
            With the reason.
        """
        if self.pool is None or self.oracle is None:
            missing = "a pool of unlabelled rows" if self.pool is None else "an oracle that answers"
            raise NotApplicable(f"it asks for labels: give {missing}, or call its query yourself")
        super().check_applicable(predictions)

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return it as it is; nothing without a pool and an oracle, as it then changes no prediction.

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
        return [] if self.pool is None or self.oracle is None else [{}]

    def query(self, X_pool: Any, n_instances: int = 1) -> IntArray:
        """Return which rows of a pool to have labelled next, the most telling first.

        Parameters
        ----------
        X_pool : {array-like, sparse matrix, DataFrame} of shape (n_pool, n_features)
            Unlabelled rows. Those of the first pool are also watched by the stop rule.
        n_instances : int, default=1
            How many; at most all rows of the pool are returned.

        Returns
        -------
        ndarray of int of shape (n_instances,)
            Positions in the pool. The same model and pool give the same ones again.

        Raises
        ------
        ValueError
            If `n_instances` is below 1, or the model gives no probabilities for a `method` that needs them.
        """
        check_is_fitted(self)
        check_scalar(n_instances, "n_instances", Integral, min_val=1)
        (X_pool,) = indexable(X_pool)
        n = min(n_instances, _num_samples(X_pool))
        if n == 0:
            return np.empty(0, dtype=np.intp)
        if self._stop_rule is None:
            self._stop_rule = StopRule.begin(
                self.estimator_, X_pool, self.n_labels_, derived_seed(self._seed, "watched rows")
            )
        return self._choose(X_pool, n, derived_seed(self._seed, "query", self.n_labels_))

    def _choose(self, X_pool: Any, n: int, seed: int) -> IntArray:
        if self.query_strategy is not None:
            return query_by_strategy(
                self.query_strategy,
                self.estimator_,
                self.X_,
                self.y_,
                X_pool,
                sample_weight=self.sample_weight_,
                classes=self.classes_,
                n=n,
                seed=seed,
            )
        if self.method == "random":
            return highest(np.zeros(_num_samples(X_pool)), n, seed)
        scores = uncertainty(self.estimator_, X_pool, self.classes_, self.method)
        if not self.diversity:
            return highest(scores, n, seed)
        return highest_and_diverse(
            scores, n, seed, lambda rows: numeric_columns(self.estimator_, self.X_, _safe_indexing(X_pool, rows))
        )

    def teach(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Refit the model on the labelled rows so far and these.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Newly labelled rows, with the columns of ``fit``.
        y : array-like of shape (n_samples,)
            Their labels; labels that were not there before are welcome.
        sample_weight : array-like of shape (n_samples,), default=None
            Their weights; None means 1 each where other rows have weights.

        Returns
        -------
        self
            The refitted strategy.

        Raises
        ------
        ValueError
            If there are no rows, labels are missing, or the columns are not those of ``fit``.
        """
        check_is_fitted(self)
        (X,) = indexable(X)
        n_more = check_some_rows(X)
        labels = check_labels(y, estimator=self)
        check_consistent_length(X, labels)
        _check_feature_names(self, X, reset=False)
        _check_n_features(self, X, reset=False)
        weights = join_weights(self.sample_weight_, self.n_labels_, check_weights(sample_weight, X), n_more)
        joined = join_labels(self.y_, labels)
        self._refit(join_rows(self.X_, X), joined, weights)
        if self._stop_rule is not None:
            self._stop_rule.compare(self.estimator_, self.n_labels_)
        return self

    def forecast(self, n: int) -> LabelForecast:
        """Forecast what the next `n` labels bring, from how accuracy has grown with the labels so far.

        The model is fitted 75 times on growing shares of the labelled rows and scored on held-out rows of ``fit``, as
        queried ones are harder than others: give ``fit`` rows that were drawn at random. Power laws of different rates
        are fitted to the errors of rows drawn again and again.

        Parameters
        ----------
        n : int
            How many labels more.

        Returns
        -------
        LabelForecast
            The gain in accuracy with its interval; ``known`` is False, with a reason, where evidence is weak.

        References
        ----------
        C. Cortes et al. (1993), Learning curves: asymptotic values and rate of convergence, NIPS.
        """
        check_is_fitted(self)
        check_scalar(n, "n", Integral, min_val=1)
        return forecast_labels(
            self.estimator,
            self.X_,
            self.y_,
            sample_weight=self.sample_weight_,
            n_scored=self.n_initial_,
            n_more=int(n),
            seed=derived_seed(self._seed, "forecast"),
        )

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        del groups
        if (self.pool is None) != (self.oracle is None):
            there, missing = ("pool", "oracle") if self.oracle is None else ("oracle", "pool")
            raise ValueError(
                f"Expected pool and oracle together, got {there} without {missing}. Leave both out and call query."
            )
        self._seed = draw_seed(self.random_state)
        self._stop_rule = None
        self.n_initial_ = len(y)
        self.queried_: IntArray = np.empty(0, dtype=np.intp)
        self._refit(X, y, sample_weight)
        if self.pool is not None:
            self._ask()

    def _refit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None) -> None:
        model = set_seeds(clone(self.estimator), derived_seed(self._seed, "model"), only_unset=True)
        self.estimator_ = fit_weighted(model, X, y, sample_weight)
        self.X_, self.y_, self.sample_weight_ = X, y, sample_weight
        self.classes_ = np.unique(y)

    def _ask(self) -> None:
        """Ask the oracle until the stop rule, the budget or the pool ends it."""
        (pool,) = indexable(self.pool)
        left = np.arange(_num_samples(pool))
        while len(self.queried_) < self.n_queries and len(left) and not self.should_stop_:
            n = min(self.batch_size, self.n_queries - len(self.queried_))
            positions = left[self.query(_safe_indexing(pool, left), n)]
            rows = _safe_indexing(pool, positions)
            self.teach(rows, self.oracle(rows, positions))
            self.queried_ = np.concatenate([self.queried_, positions])
            left = np.setdiff1d(left, positions)
