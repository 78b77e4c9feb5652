"""The numbers that names have in a log: of models, labels, sets of classes and of columns."""

import json
from typing import TYPE_CHECKING

import skmitigate.monitoring._sql as sql
from skmitigate.monitoring._label_value import LabelValue

if TYPE_CHECKING:
    from sqlite3 import Connection


class Registry:
    """Look numbers up once, and make them where they are not there; of no use any more after a transaction failed.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction that holds the lock for writing whenever a method is called.
    """

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._known: dict[tuple[str, ...], int] = {}

    def model(self, name: str) -> int:
        """Return the number of a model."""
        return self._number(("model", name), sql.MODEL_ID, (name,), sql.ADD_MODEL, (name,))

    def label(self, model: int, value: LabelValue) -> int:
        """Return the number of a model's label."""
        key = ("label", str(model), value.text)
        found, add = (model, value.text), (model, value.kind, value.whole, value.text)
        return self._number(key, sql.LABEL_ID, found, sql.ADD_LABEL, add)

    def class_set(self, model: int, classes: list[LabelValue]) -> int:
        """Return the number of the classes that the columns of probabilities stand for."""
        text = f"[{','.join(str(self.label(model, value)) for value in classes)}]"
        return self._number(("classes", text), sql.CLASS_SET_ID, (model, text), sql.ADD_CLASS_SET, (model, text))

    def column_set(self, names: str, kinds: str) -> int:
        """Return the number of the names and kinds of the inputs."""
        both = (names, kinds)
        return self._number(("columns", *both), sql.COLUMN_SET_ID, both, sql.ADD_COLUMN_SET, both)

    def _number(
        self, key: tuple[str, ...], find: str, found: tuple[object, ...], add: str, added: tuple[object, ...]
    ) -> int:
        number = self._known.get(key)
        if number is None:
            row = self._connection.execute(find, found).fetchone()
            if row is None:
                self._connection.execute(add, added)
                row = self._connection.execute(find, found).fetchone()
            number = self._known[key] = int(row[0])
        return number


def known_classes(connection: "Connection", model: str, n_classes: int) -> list[LabelValue] | None:
    """Return the classes that a model's probabilities stand for; None where it had none, not so many, or several."""
    row = connection.execute(sql.MODEL_ID, (model,)).fetchone()
    if row is None:
        return None
    sets = [json.loads(text) for (text,) in connection.execute(sql.CLASS_SETS_OF_MODEL, row)]
    fitting = [numbers for numbers in sets if len(numbers) == n_classes]
    if len(fitting) != 1:
        return None
    labels = {number: LabelValue(*value) for number, *value in connection.execute(sql.LABELS_OF_MODEL, row)}
    return [labels[number] for number in fitting[0]]
