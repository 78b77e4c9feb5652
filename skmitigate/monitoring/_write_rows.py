"""Write predictions and labels, and keep the hourly counts in step, inside one transaction."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import skmitigate.monitoring._sql as sql
from skmitigate.monitoring._batch import Batch
from skmitigate.monitoring._label_value import LabelValue
from skmitigate.monitoring._registry import Registry
from skmitigate.monitoring._times import HOUR, now

if TYPE_CHECKING:
    from sqlite3 import Connection

#: How many ids are looked up at once; older SQLite takes 999 values in a statement.
_AT_ONCE = 500
Key = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class LabelsAdded:
    """What became of labels that were added; each of them is in one of the counts.

    Parameters
    ----------
    n_labelled : int
        Predictions that had no label before.
    n_changed : int
        Predictions that had another label before.
    n_repeated : int
        Labels that were known already.
    n_waiting : int
        Labels whose prediction is not in the log yet; they wait for it.
    n_missing : int
        Places without a label, which change nothing.

    Examples
    --------
    >>> from skmitigate.monitoring import LabelsAdded
    >>> LabelsAdded(n_labelled=3, n_changed=0, n_repeated=1, n_waiting=0, n_missing=0).to_dict()
    {'n_labelled': 3, 'n_changed': 0, 'n_repeated': 1, 'n_waiting': 0, 'n_missing': 0}
    """

    n_labelled: int
    n_changed: int
    n_repeated: int
    n_waiting: int
    n_missing: int

    def to_dict(self) -> dict[str, int]:
        """Return the counts.

        Returns
        -------
        dict
            JSON-safe.
        """
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def write_predictions(connection: "Connection", registry: Registry, batch: Batch) -> int:
    """Write the rows whose ids are not there yet, with labels that came before them, and return how many they are."""
    model = registry.model(batch.model)
    labels = [registry.label(model, value) for value in batch.labels]
    classes = None if batch.classes is None else registry.class_set(model, batch.classes)
    columns = None if batch.cells is None else registry.column_set(batch.cells.names, batch.cells.kinds)
    known = {row[0] for row in _looked_up(connection, sql.KNOWN_OF, ")", batch.ids)} if batch.own_ids else set()
    early = {}
    if connection.execute(sql.ANY_FEEDBACK).fetchone()[0]:
        waiting = _looked_up(connection, sql.FEEDBACK_OF, sql.FEEDBACK_ORDER, batch.ids)
        early = {row[0]: registry.label(model, LabelValue(*row[1:])) for row in waiting}
    (number,) = connection.execute(sql.LAST_NUMBER).fetchone()
    rows, features, counts = [], [], Counter[Key]()
    for i, one in enumerate(batch.ids):
        if one in known:
            continue
        number += 1
        y_pred, y_true, time = labels[batch.codes[i]], early.get(one), batch.times[i]
        confidence = None if batch.confidence is None else batch.confidence[i]
        proba = None if batch.proba is None else batch.proba[i]
        rows.append((number, one, time, model, y_pred, y_true, confidence, classes, proba))
        if batch.cells is not None:
            features.append((number, columns, batch.cells.rows[i]))
        counts[time // HOUR, model, y_pred, y_true or 0] += 1
    connection.executemany(sql.ADD_PREDICTION, rows)
    connection.executemany(sql.ADD_FEATURES, features)
    connection.executemany(sql.COUNT, [(*key, n) for key, n in counts.items()])
    return len(rows)


def write_labels(
    connection: "Connection", registry: Registry, ids: list[str], labels: list[LabelValue | None]
) -> LabelsAdded:
    """Write labels into their history and into their predictions; the last one counts."""
    known = {row[0]: row[1:] for row in _looked_up(connection, sql.KNOWN_OF, ")", ids)}
    history = _looked_up(connection, sql.FEEDBACK_OF, sql.FEEDBACK_ORDER, ids)
    last = {row[0]: row[3] for row in history}
    time = now()
    given, changes, counts, done = [], [], Counter[Key](), Counter[str]()
    for one, value in zip(ids, labels, strict=True):
        if value is None:
            done["n_missing"] += 1
            continue
        if last.get(one) == value.text:
            done["n_repeated"] += 1
            continue
        last[one] = value.text
        given.append((one, time, value.kind, value.whole, value.text))
        if one not in known:
            done["n_waiting"] += 1
            continue
        number, moment, model, y_pred, before = known[one]
        after = registry.label(model, value)
        counts[moment // HOUR, model, y_pred, before or 0] -= 1
        counts[moment // HOUR, model, y_pred, after] += 1
        changes.append((after, number))
        known[one] = (number, moment, model, y_pred, after)
        done["n_labelled" if before is None else "n_changed"] += 1
    connection.executemany(sql.ADD_FEEDBACK, given)
    connection.executemany(sql.SET_LABEL, changes)
    connection.executemany(sql.COUNT, [(*key, n) for key, n in counts.items() if n])
    connection.executemany(sql.DROP_EMPTY_COUNTS, [key for key, n in counts.items() if n < 0])
    return LabelsAdded(**{name: done[name] for name in LabelsAdded.__dataclass_fields__})


def _looked_up(connection: "Connection", query: str, end: str, ids: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield what a query finds for ids, a part of them at a time."""
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        yield from connection.execute(f"{query}{', '.join('?' * len(part))}{end}", part)
