"""A second model for the rows of one slice, and how much it may say there."""

from dataclasses import dataclass, replace

import numpy as np
from sklearn.utils import _safe_indexing

from skmitigate._typing import BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._labels import encode
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable

#: Probabilities of the true class are taken to be at least this, so that one sure mistake does not decide all.
_CLIP = 1e-3
#: Shares of the second model that are looked at.
_SHARES = np.linspace(0.0, 1.0, 21)


@dataclass(frozen=True, slots=True)
class SliceCorrector:
    """A second model, fitted on the slice's rows, its share in the answer, and the table with that share."""

    fitted: Estimator
    share: float
    table: PredictionTable


def learn_corrector(
    second: Estimator, fitter: CrossFitter, table: PredictionTable, mask: BoolArray
) -> SliceCorrector | str:
    """Fit a second model on the rows in `mask` if it gains more than a standard error there; else say why not."""
    rows = np.flatnonzero(mask)
    if len(rows) == 0:
        return "no row is in it"
    classes = np.unique(fitter.codes[rows])
    splits = [(_inside(train, mask, rows), _inside(test, mask, rows)) for train, test in fitter.splits]
    splits = [(train, test) for train, test in splits if len(test)]
    if len(classes) < 2:
        return f"its {len(rows)} rows are all of one class"
    if not splits or min(len(train) for train, _ in splits) < 2:
        return f"its {len(rows)} rows are too few to learn from in every fold"
    weights = None if fitter.sample_weight is None else fitter.sample_weight[rows]
    if weights is not None and len(np.unique(fitter.codes[rows][weights > 0])) < 2:
        return f"its {len(rows)} rows with a weight are all of one class"
    inside = CrossFitter(
        _safe_indexing(fitter.X, rows),
        fitter.y[rows],
        cv=splits,
        sample_weight=weights,
        n_jobs=fitter.n_jobs,
        random_state=fitter.random_state,
    )
    answers = inside.table(second)
    if answers.proba is None:
        return f"{type(second).__name__} has no predict_proba"
    assert table.proba is not None  # callers check
    here = np.isin(table.row, rows[answers.row])
    proba = np.zeros((len(answers), table.n_classes))
    proba[:, encode(inside.classes, table.classes)] = answers.proba
    share = best_share(table.proba[here], proba, table.y_true[here], table.weights[here])
    if not share:
        return f"a second model gains no more than a standard error of log loss on its {len(rows)} rows"
    mixed = table.proba.copy()
    mixed[here] = (1 - share) * mixed[here] + share * proba
    codes = np.where(here, np.argmax(mixed, axis=1), table.y_pred)
    fitted = inside.fit({"model": second})["model"]
    return SliceCorrector(fitted, share, replace(table, proba=mixed, y_pred=codes))


def best_share(first: FloatArray, second: FloatArray, truth: IntArray, weights: FloatArray) -> float:
    """Return the share of the second model with the least log loss, or 0 where it gains less than a standard error."""
    row = np.arange(len(truth))
    true_first, true_second = first[row, truth], second[row, truth]
    shares = _SHARES[:, None]
    scores = np.log(np.maximum((1 - shares) * true_first + shares * true_second, _CLIP))
    best = int(np.argmax(scores @ weights))
    gain = (scores[best] - scores[0]) * weights / weights.mean()
    return float(_SHARES[best]) if gain.mean() > gain.std() / np.sqrt(len(gain)) else 0.0


def _inside(positions: IntArray, mask: BoolArray, rows: IntArray) -> IntArray:
    """Return positions among the slice's rows of those positions that are in it."""
    return np.searchsorted(rows, positions[mask[positions]])
