"""Count the causes of errors, choose one error of each that stands for the others, and keep what is known of it."""

from typing import Any

import numpy as np

from skmitigate._signals._confidence import confidence
from skmitigate._typing import IntArray
from skmitigate._utils._json import jsonable
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.metrics._one_prediction import one_prediction
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._error import with_cause

#: The page of a report tells no more of them, those of the most frequent causes.
_MOST = 6


def errors_told(diagnosis: Diagnosis, before: PredictionTable, after: PredictionTable, X: Any) -> dict[str, Any]:
    """Return the number of errors of each primary cause, and of each what is known of a typical one."""
    ledger, told = diagnosis.ledger, diagnosis.to_dict()
    causes = {kind: n for kind, n in ledger.counts.items() if n}
    cases = []
    for kind in sorted(causes, key=lambda kind: -causes[kind])[:_MOST]:
        i = _typical(before, ledger.rows_of(kind))
        case = with_cause(one_prediction(before, int(before.row[i]), X), told)
        if after is not before:
            code = after.y_pred[i]
            case["after"] = {"y_pred": jsonable(after.classes[code]), "right": bool(code == after.y_true[i])}
        cases.append(case)
    return {"causes": causes, "typical_errors": tuple(cases)}


def _typical(table: PredictionTable, rows: IntArray) -> int:
    """Return the row of the most frequent confusion of which the model was neither the surest nor the least sure."""
    pairs = table.y_true[rows] * table.n_classes + table.y_pred[rows]
    alike = rows[pairs == np.bincount(pairs).argmax()]
    if table.proba is None:
        return int(alike[0])
    return int(alike[np.argsort(confidence(table.proba[alike]), kind="stable")[(len(alike) - 1) // 2]])
