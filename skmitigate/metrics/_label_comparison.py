"""How classes and confidence of two tables of predictions differ."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from skmitigate._signals._confidence import confidence
from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._holm import holm
from skmitigate._utils._json import jsonable
from skmitigate.metrics._column_tests import compare_levels, compare_numbers
from skmitigate.predictions._prediction_table import PredictionTable

#: More classes than this have too few rows each for the confusion matrix to be inverted.
_MOST_CLASSES = 100


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class LabelComparison:
    """How classes and confidence of two tables of predictions differ. Made by :func:`compare_labels`.

    Parameters
    ----------
    classes : tuple
        The labels.
    predicted_before, predicted_now : ndarray of shape (n_classes,)
        Shares of the predicted classes.
    true_before, true_now : ndarray of shape (n_classes,)
        Shares of the true classes.
    estimated_now : ndarray of shape (n_classes,) or None
        Shares of the true classes now as estimated from the predicted ones and the confusions in the reference, without
        a look at the truth now. None beyond 100 classes.
    distances : dict of str to float
        Total variation distance of the ``"predicted"`` and the ``"true"`` classes, Kolmogorov and Smirnov's of the
        ``"confidence"``.
    p_values : dict of str to float
        For each of these, corrected for their number.
    confidence_difference : float or None
        Mean confidence now less before; None where a table has no probabilities.
    alpha : float
        The level.

    See Also
    --------
    compare_labels : Makes one.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.metrics import compare_labels
    >>> from skmitigate.predictions import PredictionTable
    >>> before = PredictionTable.from_predictions([0, 1] * 100, [0, 1] * 95 + [1, 0] * 5)
    >>> now = PredictionTable.from_predictions([0, 0, 0, 1] * 50, [0, 0, 0, 1] * 50)
    >>> compare_labels(before, now)
    LabelComparison(2 classes: predicted, true differ)
    """

    classes: tuple[Any, ...]
    predicted_before: FloatArray
    predicted_now: FloatArray
    true_before: FloatArray
    true_now: FloatArray
    estimated_now: FloatArray | None
    distances: dict[str, float]
    p_values: dict[str, float]
    confidence_difference: float | None
    alpha: float

    @property
    def p_value(self) -> float:
        """The p-value of no difference in any of these."""
        return min(self.p_values.values())

    @property
    def drifted(self) -> tuple[str, ...]:
        """What differs, the smallest p-value first."""
        found = [name for name, p in self.p_values.items() if p <= self.alpha]
        return tuple(sorted(found, key=lambda name: self.p_values[name]))

    def __repr__(self) -> str:
        """Return one line: classes and what differs."""
        found = [name for name in self.p_values if name in self.drifted]
        return f"LabelComparison({len(self.classes)} classes: {', '.join(found) or 'none'} differ)"

    def to_frame(self) -> pd.DataFrame:
        """Return one line per class.

        Returns
        -------
        pandas.DataFrame
            The shares.
        """
        names = ("predicted_before", "predicted_now", "true_before", "true_now", "estimated_now")
        return pd.DataFrame({name: getattr(self, name) for name in names}, index=pd.Index(self.classes, name="class"))

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-safe values.

        Returns
        -------
        dict
            Lists, numbers, strings and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in (*self.__dataclass_fields__, "p_value", "drifted")}


def compare_labels(reference: PredictionTable, current: PredictionTable, *, alpha: float = 0.05) -> LabelComparison:
    """Compare the predicted and the true classes of two tables, and the confidence.

    Parameters
    ----------
    reference : PredictionTable
        The predictions to compare with.
    current : PredictionTable
        The predictions in question, of the same model and with the same classes.
    alpha : float, default=0.05
        The level of `drifted`.

    Returns
    -------
    LabelComparison
        Shares, sizes and p-values.

    Raises
    ------
    ValueError
        If the tables have different classes, or one is empty.

    See Also
    --------
    compare_columns : Compare the columns of two samples.

    Notes
    -----
    Classes are compared by chi-square with rare ones taken together, confidence by the test of Kolmogorov and Smirnov;
    Holm's method corrects for the two or three tests. The estimated shares solve the equations that predicted class by
    predicted class add the reference's confusions up to the predictions now, in least squares without negative shares;
    they are right if rows of each class are as they were and only the shares have changed.

    References
    ----------
    Z. Lipton, Y. Wang and A. Smola (2018), Detecting and correcting for label shift with black box predictors, ICML.

    Examples
    --------
    A model that is right in 90 % of the rows of either class; the second class becomes rarer.

    >>> import numpy as np
    >>> from skmitigate.metrics import compare_labels
    >>> from skmitigate.predictions import PredictionTable
    >>> before = PredictionTable.from_predictions([0] * 100 + [1] * 100, [0] * 90 + [1] * 100 + [0] * 10)
    >>> now = PredictionTable.from_predictions([0] * 160 + [1] * 40, [0] * 144 + [1] * 52 + [0] * 4)
    >>> compare_labels(before, now).to_frame().round(2)
           predicted_before  predicted_now  true_before  true_now  estimated_now
    class
    0                   0.5           0.74          0.5       0.8            0.8
    1                   0.5           0.26          0.5       0.2            0.2
    """
    if not np.array_equal(reference.classes, current.classes):
        raise ValueError(
            f"Expected tables with the same classes, got {list(reference.classes)[:10]} and "
            f"{list(current.classes)[:10]}. Give both the same `classes`."
        )
    if len(reference) == 0 or len(current) == 0:
        raise ValueError(f"Expected rows in both tables, got {len(reference)} and {len(current)}.")
    size = reference.n_classes
    shares = {
        f"{what}_{when}": np.bincount(getattr(table, f"y_{short}"), minlength=size) / len(table)
        for what, short in (("predicted", "pred"), ("true", "true"))
        for when, table in (("before", reference), ("now", current))
    }
    distances, p_values = {}, {}
    for what, short in (("predicted", "pred"), ("true", "true")):
        tests = compare_levels(getattr(reference, f"y_{short}")[:, None], getattr(current, f"y_{short}")[:, None])
        distances[what], p_values[what] = float(tests.distance[0]), float(tests.p_value[0])
    difference = None
    if reference.proba is not None and current.proba is not None:
        sure = confidence(reference.proba), confidence(current.proba)
        tests = compare_numbers(sure[0][:, None], sure[1][:, None])
        distances["confidence"], p_values["confidence"] = float(tests.distance[0]), float(tests.p_value[0])
        difference = float(sure[1].mean() - sure[0].mean())
    corrected = holm(list(p_values.values()))
    return LabelComparison(
        classes=tuple(reference.classes.tolist()),
        **shares,
        estimated_now=_estimated(reference, shares["predicted_now"]),
        distances=distances,
        p_values={name: float(p) for name, p in zip(p_values, corrected, strict=True)},
        confidence_difference=difference,
        alpha=float(alpha),
    )


def _estimated(reference: PredictionTable, predicted_now: FloatArray) -> FloatArray | None:
    """Return the shares of the true classes that explain those of the predicted ones."""
    size = reference.n_classes
    if size > _MOST_CLASSES:
        return None
    cells = np.bincount(reference.y_true * size + reference.y_pred, minlength=size**2)
    return explained_shares(cells.reshape(size, size), predicted_now)


def explained_shares(confusion: IntArray, predicted_now: FloatArray) -> FloatArray | None:
    """Return the shares of the true classes (the rows of `confusion`) that explain those of the predicted ones."""
    conditional = confusion.T / np.maximum(
        confusion.sum(axis=1), 1
    )  # of each true class, the shares of what is predicted
    solved, _ = nnls(conditional, predicted_now)
    return np.asarray(solved / solved.sum()) if solved.sum() > 0 else None
