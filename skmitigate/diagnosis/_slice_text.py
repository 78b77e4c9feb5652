"""Read conditions on columns from text."""

import operator
import re
from collections.abc import Callable
from typing import Any

import numpy as np

#: Conditions that compare a column with one value.
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
#: All that a condition may ask.
OPERATORS = (*COMPARISONS, "in", "not in", "is missing", "is not missing")
#: Words of the grammar, which as names of columns stand in backticks.
WORDS = ("and", "in", "is", "missing", "not")
CONSTANTS = {"True": True, "False": False}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_ESCAPED = re.compile(r"\\(.)")
_WHOLE = re.compile(r"[-+]?\d+")
_TOKEN = re.compile(
    r"""\s*(?:
    `(?P<quoted>[^`]+)` | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*") |
    (?P<number>[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf\b)) |
    (?P<name>[^\W\d]\w*) | (?P<mark><=|>=|==|!=|<|>|\[|\]|,)
    )""",
    re.VERBOSE,
)


def parse_conditions(text: str) -> list[tuple[str, str, Any]]:
    """Return (column, operator, value) for each condition; ValueError says what could not be read."""
    if not isinstance(text, str):
        raise ValueError(f"Expected a slice as text, as in 'age < 30', got {text!r}.")
    return _Reader(text).conditions()


def write_value(value: Any) -> str:
    """Return a value as text that is read back as the same value; times and the like become text in quotes."""
    if isinstance(value, tuple):
        return "[" + ", ".join(write_value(item) for item in value) + "]"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | int | float):
        return repr(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        position = 0
        while text[position:].strip():
            found = _TOKEN.match(text, position)
            if found is None:
                raise self._error(f"cannot read {text[position:].strip()!r}")
            kind = str(found.lastgroup)
            self._tokens.append((kind, found[kind]))
            position = found.end()

    def conditions(self) -> list[tuple[str, str, Any]]:
        """Read conditions joined by ``and`` to the end."""
        found = self._condition()
        while self._tokens:
            self._take_word("and")
            found += self._condition()
        return found

    def _condition(self) -> list[tuple[str, str, Any]]:
        """Read one condition; ``1 <= x < 3`` gives two."""
        found = []
        if self._next() in ("number", "text"):
            value = self._value()
            before = self._take_mark(*_MIRRORED)
            column = self._column()
            found.append((column, _MIRRORED[before], value))
            if self._next() != "mark":
                return found
        else:
            column = self._column()
        if self._next() == "mark":
            found.append((column, self._take_mark(*_MIRRORED), self._value()))
            return found
        word = self._take_word("in", "not", "is")
        if word == "is":
            negated = self._take_word("not", "missing") == "not"
            if negated:
                self._take_word("missing")
            return [*found, (column, "is not missing" if negated else "is missing", None)]
        if word == "not":
            self._take_word("in")
        return [*found, (column, "in" if word == "in" else "not in", self._list())]

    def _next(self) -> str:
        return self._tokens[0][0] if self._tokens else "end"

    def _take(self, *kinds: str, what: str) -> str:
        if self._next() not in kinds:
            raise self._error(f"expected {what}, got {self._tokens[0][1]!r}" if self._tokens else f"expected {what}")
        return self._tokens.pop(0)[1]

    def _take_word(self, *words: str) -> str:
        if self._next() == "name" and self._tokens[0][1] in words:
            return self._tokens.pop(0)[1]
        return self._take(what=" or ".join(repr(word) for word in words))

    def _take_mark(self, *marks: str) -> str:
        if self._next() == "mark" and self._tokens[0][1] in marks:
            return self._tokens.pop(0)[1]
        return self._take(what=" or ".join(marks))

    def _column(self) -> str:
        return self._take("name", "quoted", what="the name of a column")

    def _value(self) -> Any:
        kind = self._next()
        if kind == "name" and self._tokens[0][1] in CONSTANTS:
            return CONSTANTS[self._tokens.pop(0)[1]]
        value = self._take("number", "text", what="a number or a text in quotes")
        if kind == "text":
            return _ESCAPED.sub(r"\1", value[1:-1])
        return int(value) if _WHOLE.fullmatch(value) else float(value)

    def _list(self) -> tuple[Any, ...]:
        self._take_mark("[")
        values = [self._value()]
        while self._take_mark(",", "]") == ",":
            values.append(self._value())
        return tuple(values)

    def _error(self, what: str) -> ValueError:
        return ValueError(
            f"{what[0].upper()}{what[1:]} in the slice {self._text!r}. Write conditions on columns, joined by 'and': "
            "\"age < 30 and town == 'Ulm'\"."
        )
