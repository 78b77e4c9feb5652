"""Simulate active learning on rows whose labels are known."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.metrics import get_scorer
from sklearn.utils import _safe_indexing, indexable

from skmitigate._sklearn import _num_samples
from skmitigate._typing import AnyArray, Estimator, IntArray, Scoring
from skmitigate._utils._json import jsonable
from skmitigate._utils._labels import check_labels
from skmitigate._utils._seeds import derived_seed, draw_seed
from skmitigate.strategies._active_learning import ActiveLearning


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActiveLearningSimulation:
    """What querying would have brought: a simulation, in which every label was known from the start.

    Parameters
    ----------
    n_labels : tuple of int
        Labels known to the model, one entry before the first query and one after each.
    scores : tuple of float
        The model's score on the test rows with so many labels.
    queried : ndarray of int of shape (n_queried,)
        Positions in X of the rows that were asked about, in that order.
    initial_rows : ndarray of int of shape (n_initial,)
        Positions in X of the rows that were labelled from the start.
    test_rows : ndarray of int of shape (n_test,)
        Positions in X of the rows that were scored, and never seen by the model.
    stopped_at : int or None
        With how many labels the stop rule would have ended it; None where it would not.
    agreements : tuple of float
        Cohen's kappa of each model with the next on watched rows of the pool.

    See Also
    --------
    simulate_active_learning : Makes one.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate.strategies import simulate_active_learning
    >>> X, y = load_wine(return_X_y=True)
    >>> result = simulate_active_learning(GaussianNB(), X, y, n_queries=20, random_state=0)
    >>> result.n_labels
    (20, 30, 40)
    """

    n_labels: tuple[int, ...]
    scores: tuple[float, ...]
    queried: IntArray
    initial_rows: IntArray
    test_rows: IntArray
    stopped_at: int | None
    agreements: tuple[float, ...]

    def __repr__(self) -> str:
        """Return one line: labels and scores at both ends."""
        ends = f"{self.n_labels[0]} to {self.n_labels[-1]} labels, score {self.scores[0]:.3f} to {self.scores[-1]:.3f}"
        return f"ActiveLearningSimulation({ends}, {len(self.test_rows)} test rows)"

    def labels_to_reach(self, score: float) -> int | None:
        """Return with how few labels a score was reached.

        Parameters
        ----------
        score : float
            The score to reach.

        Returns
        -------
        int or None
            The fewest labels with which the model scored as much; None where it never did.
        """
        reached = [n for n, known in zip(self.n_labels, self.scores, strict=True) if known >= score]
        return reached[0] if reached else None

    def to_dict(self) -> dict[str, Any]:
        """Return all fields as JSON-safe values.

        Returns
        -------
        dict
            Numbers, lists and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}

    def to_frame(self) -> pd.DataFrame:
        """Return the curve.

        Returns
        -------
        DataFrame
            One row for each model, with the columns n_labels and score.
        """
        return pd.DataFrame({"n_labels": list(self.n_labels), "score": list(self.scores)})


def simulate_active_learning(
    estimator: Estimator,
    X: Any,
    y: Any,
    *,
    n_initial: int = 20,
    n_queries: int = 200,
    batch_size: int = 10,
    test_size: float = 0.3,
    scoring: Scoring = "accuracy",
    random_state: Any = None,
) -> ActiveLearningSimulation:
    """Act out active learning on rows whose labels are known, hidden, and told where they are asked for.

    It shows what querying would have brought on data like these, and which method suits them. A part of the rows is
    put aside at random and scored; neither queries nor fits ever see it. Settings that are run with the same
    `random_state` share the test rows and the initial ones.

    Parameters
    ----------
    estimator : classifier or ActiveLearning
        An unfitted classifier, which is queried by margin, or an :class:`~skmitigate.ActiveLearning` around one.
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        The rows.
    y : array-like of shape (n_samples,)
        Their labels.
    n_initial : int, default=20
        Rows labelled from the start, drawn at random; more where these are all of one class.
    n_queries : int, default=200
        Labels asked for, as far as the pool reaches. The stop rule is noted and does not end it.
    batch_size : int, default=10
        How many of them at once.
    test_size : float, default=0.3
        Share of the rows that is scored.
    scoring : str or callable, default="accuracy"
        What the test rows are scored by.
    random_state : int, RandomState instance or None, default=None
        Draws the test rows, the initial ones, and the seed of an ActiveLearning that has none.

    Returns
    -------
    ActiveLearningSimulation
        The curve, the rows asked about, and where the stop rule would have ended it.

    Raises
    ------
    ValueError
        If there are too few rows for a test part, initial rows of two classes, and a pool.

    See Also
    --------
    skmitigate.ActiveLearning : The real thing.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import ActiveLearning
    >>> from skmitigate.strategies import simulate_active_learning
    >>> X, y = load_digits(return_X_y=True)
    >>> simulate_active_learning(ActiveLearning(GaussianNB()), X, y, n_queries=50, random_state=0).n_labels
    (20, 30, 40, 50, 60, 70)
    """
    (X,) = indexable(X)
    labels = check_labels(y)
    seed = draw_seed(random_state)
    model = clone(estimator) if isinstance(estimator, ActiveLearning) else ActiveLearning(clone(estimator))
    if model.random_state is None:
        model.set_params(random_state=derived_seed(seed, "model"))
    model.set_params(pool=None, oracle=None)
    test, initial, pool = _parts(labels, _num_samples(X), n_initial, test_size, seed)
    scorer = get_scorer(scoring)
    X_test, y_test = _safe_indexing(X, test), labels[test]
    model.fit(_safe_indexing(X, initial), labels[initial])
    counts, scores = [len(initial)], [float(scorer(model, X_test, y_test))]
    queried: list[IntArray] = []
    stopped_at = None
    while len(pool) and counts[-1] < len(initial) + n_queries:
        n = min(batch_size, len(initial) + n_queries - counts[-1])
        asked = pool[model.query(_safe_indexing(X, pool), n)]
        model.teach(_safe_indexing(X, asked), labels[asked])
        queried.append(asked)
        pool = np.setdiff1d(pool, asked)
        counts.append(counts[-1] + len(asked))
        scores.append(float(scorer(model, X_test, y_test)))
        if stopped_at is None and model.should_stop_:
            stopped_at = counts[-1]
    return ActiveLearningSimulation(
        n_labels=tuple(counts),
        scores=tuple(scores),
        queried=np.concatenate(queried) if queried else np.empty(0, dtype=np.intp),
        initial_rows=initial,
        test_rows=test,
        stopped_at=stopped_at,
        agreements=tuple(model.agreements_),
    )


def _parts(
    y: AnyArray, n_rows: int, n_initial: int, test_size: float, seed: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return test rows, initial rows of two classes at least, and the pool."""
    order = np.random.RandomState(derived_seed(seed, "parts")).permutation(n_rows)
    n_test = round(test_size * n_rows)
    test, rest = np.sort(order[:n_test]), order[n_test:]
    other = np.flatnonzero(y[rest] != y[rest[0]]) if len(rest) else rest
    n_first = max(n_initial, int(other[0]) + 1) if len(other) else len(rest)
    if n_test < 1 or n_first >= len(rest):
        raise ValueError(
            f"Expected enough rows for a test part, {n_initial} initial rows of two classes and a pool, got {n_rows}. "
            "Lower test_size or n_initial."
        )
    return test, rest[:n_first], np.sort(rest[n_first:])
