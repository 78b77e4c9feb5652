"""Forecast what further labels bring, from a learning curve of the labels that are there."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate._utils._seeds import derived_seed
from skmitigate.predictions._fold_fits import Rows, fit_fold

N_FOLDS, N_REPEATS, N_BOOTSTRAPS = 5, 3, 500
#: Shares of a fold's training rows on which the model is fitted.
SHARES = (0.2, 0.35, 0.5, 0.7, 1.0)
#: How fast errors fall with the number of labels cannot be told from so few points: any rate in this range may be it.
RATES = (0.1, 1.0)
#: The models share most of their rows, which drawing rows again does not show (Nadeau and Bengio 2003).
WIDENED = float(np.sqrt(1 + N_FOLDS * N_REPEATS / (N_FOLDS - 1)))
#: Fewer rows than this make no curve.
FEWEST_ROWS = 30
#: Where the interval ends below this, the forecast is that hardly anything comes.
LITTLE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelForecast:
    """What the next labels are expected to bring in accuracy.

    Parameters
    ----------
    n_labels : int
        Labelled rows at the time.
    n_more : int
        How many labels more are asked about.
    known : bool
        Whether the evidence carries a forecast. It does where the interval is above 0, or ends below one point of
        accuracy, and `n_more` is not more than `n_labels`.
    reason : str
        What the forecast rests on, or why it is not known.
    gain : float or None
        Expected rise of accuracy; None where there was no curve to read it from. Not to be used where `known` is False.
    interval : tuple of float or None
        Of the expected rise, nominally 95 %: from rows drawn again and curves of different rates, and widened because
        all models learned from the same labels.
    accuracy : float or None
        Accuracy that the curve gives for all labels there are.
    sizes : tuple of int
        On how many rows the model was fitted.
    accuracies : tuple of float
        Its mean accuracy on held-out rows, for each of these sizes.

    See Also
    --------
    skmitigate.ActiveLearning.forecast : Makes one.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import ActiveLearning
    >>> X, y = load_digits(return_X_y=True)
    >>> ActiveLearning(GaussianNB(), random_state=0).fit(X[:20], y[:20]).forecast(10)
    LabelForecast(10 labels more: not known, 20 rows were given to fit, and a curve needs 30)
    """

    n_labels: int
    n_more: int
    known: bool
    reason: str
    gain: float | None = None
    interval: tuple[float, float] | None = None
    accuracy: float | None = None
    sizes: tuple[int, ...] = ()
    accuracies: tuple[float, ...] = ()

    def __repr__(self) -> str:
        """Return one line with the gain and its interval, or why it is not known."""
        told = f"not known, {self.reason}"
        if self.known and self.gain is not None and self.interval is not None:
            told = f"accuracy {self.gain:+.3f}, between {self.interval[0]:+.3f} and {self.interval[1]:+.3f}"
        return f"LabelForecast({self.n_more} labels more: {told})"

    def to_dict(self) -> dict[str, Any]:
        """Return all fields as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}

    def to_frame(self) -> pd.DataFrame:
        """Return the learning curve.

        Returns
        -------
        DataFrame
            One row for each size, with the columns n_labels and accuracy.
        """
        return pd.DataFrame({"n_labels": list(self.sizes), "accuracy": list(self.accuracies)})


def forecast_labels(
    estimator: Estimator,
    X: Any,
    y: AnyArray,
    *,
    sample_weight: FloatArray | None,
    n_scored: int,
    n_more: int,
    seed: int,
) -> LabelForecast:
    """Forecast the gain of `n_more` labels, scoring on the first `n_scored` rows only."""
    n_labels = len(y)
    if n_scored < FEWEST_ROWS:
        reason = f"{n_scored} rows were given to fit, and a curve needs {FEWEST_ROWS}"
        return LabelForecast(n_labels=n_labels, n_more=n_more, known=False, reason=reason)
    sizes, right = _learning_curve(estimator, X, y, sample_weight, n_scored, seed)
    errors, rates = _drawn_again(1.0 - right, seed)
    ahead = power_law(sizes, errors, np.array([n_labels, n_labels + n_more], dtype=np.float64), rates)
    low, gain, high = np.quantile(ahead[:, 0] - ahead[:, 1], [0.025, 0.5, 0.975])
    low, high = max(gain - WIDENED * (gain - low), 0.0), gain + WIDENED * (high - gain)
    known, reason = _verdict(n_labels, n_more, float(low), float(high), n_scored)
    return LabelForecast(
        n_labels=n_labels,
        n_more=n_more,
        known=known,
        reason=reason,
        gain=float(gain),
        interval=(float(low), float(high)),
        accuracy=float(1.0 - np.median(ahead[:, 0])),
        sizes=tuple(sizes.tolist()),
        accuracies=tuple(right.mean(axis=(0, 2)).tolist()),
    )


def _verdict(n_labels: int, n_more: int, low: float, high: float, n_scored: int) -> tuple[bool, str]:
    if n_more > n_labels:
        return False, f"{n_more} labels more lie too far beyond the {n_labels} that are there"
    if low > 0.0:
        return True, f"accuracy on {n_scored} held-out rows still grows with the labels"
    if high < LITTLE:
        return True, f"accuracy on {n_scored} held-out rows hardly grows any more"
    return False, f"anything between {low:+.3f} and {high:+.3f} agrees with the accuracy on {n_scored} held-out rows"


def _learning_curve(
    estimator: Estimator, X: Any, y: AnyArray, sample_weight: FloatArray | None, n_scored: int, seed: int
) -> tuple[IntArray, FloatArray]:
    """Return sizes, and whether each scored row was right, in shape (n_repeats, n_sizes, n_scored)."""
    classes, codes = np.unique(y, return_inverse=True)
    smallest = len(y) - -(-n_scored // N_FOLDS)
    sizes = np.unique([max(round(share * smallest), 2) for share in SHARES]).astype(np.intp)
    right = np.zeros((N_REPEATS, len(sizes), n_scored))
    for repeat in range(N_REPEATS):
        rng = np.random.RandomState(derived_seed(seed, "folds", repeat))
        order = rng.permutation(len(y))
        fold = np.full(len(y), -1)
        scored = order[order < n_scored]
        fold[scored[np.argsort(codes[scored], kind="stable")]] = np.arange(n_scored) % N_FOLDS
        for k in range(N_FOLDS):
            test = np.flatnonzero(fold == k)
            train = order[fold[order] != k]
            for i, size in enumerate(sizes):
                fitted = fit_fold(
                    Rows(X, y, sample_weight),
                    estimator=estimator,
                    split=(train[:size], test),
                    classes=classes,
                    seed=derived_seed(seed, repeat, k, i),
                )
                assert not isinstance(fitted, Exception)  # nothing is caught
                right[repeat, i, test] = fitted.codes == codes[test]
    return sizes, right


def _drawn_again(wrong: FloatArray, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return errors of rows and repeats drawn with replacement, shape (n_bootstraps, n_sizes), and a rate for each."""
    rng = np.random.RandomState(derived_seed(seed, "drawn again"))
    n_repeats, _, n_rows = wrong.shape
    curves = []
    for _ in range(N_BOOTSTRAPS):
        times = np.bincount(rng.randint(n_rows, size=n_rows), minlength=n_rows)
        repeats = rng.randint(n_repeats, size=n_repeats)
        curves.append(wrong[repeats].mean(axis=0) @ times / n_rows)
    return np.array(curves), np.exp(rng.uniform(np.log(RATES[0]), np.log(RATES[1]), size=N_BOOTSTRAPS))


def power_law(sizes: AnyArray, errors: FloatArray, at: FloatArray, rates: FloatArray) -> FloatArray:
    """Fit ``error = floor + scale * size ** -rate`` to each row of `errors`, none negative; return it `at` sizes."""
    # Least squares, each row with its rate; an error that does not fall with the size is taken to be constant.
    x = np.asarray(sizes, dtype=np.float64) ** -rates[:, None]
    centred = x - x.mean(axis=1, keepdims=True)
    scale = np.maximum((errors * centred).sum(axis=1) / (centred**2).sum(axis=1), 0.0)
    floor = errors.mean(axis=1) - scale * x.mean(axis=1)
    scale = np.where(floor < 0.0, (errors * x).sum(axis=1) / (x**2).sum(axis=1), scale)
    return np.asarray(np.maximum(floor, 0.0)[:, None] + scale[:, None] * at ** -rates[:, None])
