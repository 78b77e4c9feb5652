"""Detect that rows or classes are not what they were in a reference."""

from dataclasses import replace
from typing import Any, ClassVar, Literal

import numpy as np
from sklearn.utils import resample

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate._utils._columns import Columns
from skmitigate._utils._plain_columns import PlainColumns
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._over_represented import over_represented
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._column_comparison import ColumnComparison, compare_plain_columns, pooled_columns
from skmitigate.metrics._label_comparison import LabelComparison, compare_labels
from skmitigate.predictions._prediction_table import PredictionTable

_MOST_COLUMNS = 50
#: Rows times columns, both samples together, that are sorted in some seconds; of more, rows are drawn.
_MOST_CELLS = 10_000_000


class Drift(Detector):
    """The rows, or their classes, are not distributed as in a reference.

    With rows as reference, each column is compared (Kolmogorov and Smirnov's test, chi-square, Fisher's test of missing
    values, corrected for the number of columns), and a classifier is asked to tell the samples apart. With a table of
    predictions as reference, the predicted classes, the true ones, and the confidence are compared.

    Parameters
    ----------
    reference : {array-like, sparse matrix, DataFrame, PredictionTable}, default=None
        What to compare with: rows with the columns of X, or predictions of the same model. None makes the detector
        not applicable; :func:`analyze_errors` hands its own `reference` to it.

    See Also
    --------
    skmitigate.metrics.compare_columns : The comparison of columns by itself.
    skmitigate.metrics.compare_labels : The comparison of classes and confidence by itself.

    Notes
    -----
    The test is about the rows, not about errors: drift that does no harm is found as well. The errors concerned are
    those where there are now at least half as many rows again as the reference leads to expect: in a decile of a
    drifted column, a category, or a class. Where only the classifier or the confidence differs, they are all errors.
    `expected` of them follows from the error rate of the other rows.

    The estimate is the distance of the column that differs most (or of the classes, or the confidence), with an
    interval that holds whatever the distribution; or the share of held-out rows that the classifier tells apart.
    Where X and the reference have more than ten million values, as many rows as that are drawn and compared.
    Evidence of rows: ``columns``, ``distances``, ``differences``, ``missing_before``, ``missing_now``, ``p_values``
    (corrected) of drifted columns, the largest distance first, at most 50; ``accuracy`` and ``accuracy_interval`` of
    the classifier, ``accuracy_p_value``, ``not_asked``. Of predictions: what ``LabelComparison.to_dict`` gives. Both:
    ``error_rate`` where rows are more than expected and ``error_rate_elsewhere``.

    References
    ----------
    D. Lopez-Paz and M. Oquab (2017), Revisiting classifier two-sample tests, ICLR. P. Massart (1990), The tight
    constant in the Dvoretzky-Kiefer-Wolfowitz inequality, Annals of Probability 18, and T. Weissman et al. (2003),
    Inequalities for the L1 deviation of the empirical distribution, HP Labs (the interval of numbers, of categories).

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.diagnosis import Drift, analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> rng = np.random.default_rng(0)
    >>> before, now = rng.normal(size=(500, 2)), rng.normal([1, 0], size=(500, 2))
    >>> wrong = (now[:, 0] > 1.5).astype(int)
    >>> table = PredictionTable.from_predictions(np.zeros(500, dtype=int), wrong)
    >>> finding = analyze_errors(table, now, detectors=[Drift(reference=before)]).find("drift")
    >>> finding.evidence["columns"], finding.n_errors, int(wrong.sum())
    (['x0'], 174, 174)
    """

    kind: ClassVar[str] = "drift"
    code: ClassVar[str] = "ERR11"
    cost: ClassVar[Literal["table", "search", "fit"]] = "fit"

    def __init__(self, reference: Any = None) -> None:
        self.reference = reference

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether rows or classes are distributed as in the reference.

        Parameters
        ----------
        table : PredictionTable
            The predictions.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features) or None
            The rows; not used with a table as reference.
        alpha : float
            Level of the tests and of the interval.
        random_state : int
            Draws the rows that the classifier learns from.

        Returns
        -------
        Finding or None
            None where the p-value is above `alpha`.

        Raises
        ------
        NotApplicable
            If there is no reference, no X for it, or no errors.
        ValueError
            If the reference has other columns or classes.
        """
        if self.reference is None:
            raise NotApplicable("there is no reference to compare with")
        if not table.errors.any():
            raise NotApplicable("there are no errors; compare_columns compares rows without their errors")
        if isinstance(self.reference, PredictionTable):
            return self._of_labels(table, self.reference, alpha)
        if X is None:
            raise NotApplicable("the reference has columns, and there is no X")
        reference, drawn = _drawn(self.reference, X, random_state)
        before, now = pooled_columns(reference, drawn)
        found = compare_plain_columns(before, now, alpha=alpha, classifier=True, seed=random_state)
        if found.p_value > alpha:
            return None
        if found.accuracy is not None:  # the columns have half the level, the classifier the other
            found = replace(found, alpha=alpha / 2)
        region = np.full(len(table), len(found.drifted_at) == 0)
        if len(now) == len(table):
            for j in found.drifted_at:
                region |= over_represented(before.column(int(j)), now.column(int(j)))
        else:
            every = Columns.of(X, what="X")
            for j in found.drifted_at[:_MOST_COLUMNS]:
                region |= over_represented(before.column(int(j)), _whole_column(every, int(j), now))
        return self._finding(table, region, *_column_size(found, now, alpha), found.p_value, _column_evidence(found))

    def _of_labels(self, table: PredictionTable, reference: PredictionTable, alpha: float) -> Finding | None:
        found = compare_labels(reference, table, alpha=alpha)
        if found.p_value > alpha:
            return None
        region = _where_more(found, reference, table)
        first = found.drifted[0]
        size = found.distances[first]
        margin = _margin(len(reference), len(table), 1 if first == "confidence" else table.n_classes, alpha)
        measure = f"distance of the {first if first == 'confidence' else first + ' classes'}"
        interval = (max(size - margin, 0.0), min(size + margin, 1.0))
        return self._finding(table, region, measure, size, interval, found.p_value, found.to_dict())

    def _finding(
        self,
        table: PredictionTable,
        region: BoolArray,
        measure: str,
        estimate: float,
        interval: tuple[float, float],
        p_value: float,
        evidence: dict[str, Any],
    ) -> Finding:
        errors = table.errors
        rates = {
            "error_rate": errors[region].mean() if region.any() else None,
            "error_rate_elsewhere": None if region.all() else errors[~region].mean(),
        }
        return self.make_finding(
            table,
            rows=region,
            n_rows=int(region.sum()),
            measure=measure,
            estimate=estimate,
            interval=interval,
            p_value=p_value,
            evidence=evidence | rates,
        )


def _drawn(reference: Any, X: Any, seed: int) -> tuple[Any, Any]:
    """Return rows drawn at random of both samples, as many as are compared in some seconds; all where these are few."""
    shapes = [sample.shape if hasattr(sample, "shape") else np.shape(sample) for sample in (reference, X)]
    if any(len(shape) != 2 for shape in shapes):
        return reference, X  # which is refused by what compares them
    (n, _), (m, width) = shapes
    most = max(_MOST_CELLS // max(width, 1), 2)
    if n + m <= most:
        return reference, X
    n_drawn = min(n, max(most // 2, most - m))  # of the smaller sample half of what is compared, or all
    drawn = zip((reference, X), (n_drawn, most - n_drawn), strict=True)
    reference, X = (resample(sample, replace=False, n_samples=size, random_state=seed) for sample, size in drawn)
    return reference, X


def _whole_column(every: Columns, j: int, drawn: PlainColumns) -> FloatArray | IntArray:
    """Return a column of all rows, coded as that of the rows drawn."""
    at = np.flatnonzero(drawn.level_at == j)
    if len(at) == 0:
        return every.numbers(j, every.kind(j))[0]
    codes, levels = every.levels(j)
    known = {level: code for code, level in enumerate(drawn.levels[int(at[0])])}
    place = [known.get(level, len(known) + i) for i, level in enumerate(levels)]
    return np.array([*place, -1], dtype=np.intp)[codes]


def _column_size(found: ColumnComparison, now: PlainColumns, alpha: float) -> tuple[str, float, tuple[float, float]]:
    """Return measure, estimate and interval of the column that differs most, or of the classifier."""
    if len(found.drifted_at) == 0:
        return "share of held-out rows told apart", float(found.accuracy or 0), found.accuracy_interval or (0.0, 1.0)
    first = int(found.drifted_at[0])
    size = float(found.size[first])
    at = np.flatnonzero(now.level_at == first)
    margin = _margin(found.n_before, found.n_now, len(now.levels[int(at[0])]) if len(at) else 1, alpha)
    return "distance of the column that differs most", size, (max(size - margin, 0.0), min(size + margin, 1.0))


def _margin(n_before: int, n_now: int, n_levels: int, alpha: float) -> float:
    """Return how far the distance of two samples may be from that of their distributions, at level `alpha`."""
    # Massart's bound for distribution functions is Weissman's for the total variation of one level
    logs = n_levels * np.log(2) + np.log(2 / alpha)
    return float(np.sqrt(logs / (2 * n_before)) + np.sqrt(logs / (2 * n_now)))


def _column_evidence(found: ColumnComparison) -> dict[str, Any]:
    at = found.drifted_at[:_MOST_COLUMNS]
    return {
        "columns": [found.columns[j] for j in at],
        "distances": found.size[at],
        "differences": found.difference[at],
        "missing_before": found.missing_before[at],
        "missing_now": found.missing_now[at],
        "p_values": found.p_values[at],
        "n_drifted": len(found.drifted_at),
        "n_columns": len(found.columns),
        "accuracy": found.accuracy,
        "accuracy_interval": found.accuracy_interval,
        "accuracy_p_value": found.accuracy_p_value,
        "not_asked": found.not_asked,
    }


def _where_more(found: LabelComparison, reference: PredictionTable, table: PredictionTable) -> BoolArray:
    """Return the rows of classes of which there are clearly more; all where only the confidence differs."""
    if "true" in found.drifted:
        return over_represented(reference.y_true, table.y_true)
    if "predicted" in found.drifted:
        return over_represented(reference.y_pred, table.y_pred)
    return np.ones(len(table), dtype=bool)
