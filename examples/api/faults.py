"""What is wrong with rows, collected until there is enough to tell."""

from collections.abc import Iterable, Sequence

from examples.api.problems import Problem, short, shown

_MOST = 12


class Faults:
    """What is wrong with the rows of a request.

    Parameters
    ----------
    root : str
        Where in the request the rows are: "/rows", "file", or "/row" where there is one only.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.found: list[tuple[str, str]] = []

    @property
    def full(self) -> bool:
        """Whether there are as many as an answer tells."""
        return len(self.found) >= _MOST

    def row(self, i: int, what: str) -> None:
        """Note what is wrong with a row."""
        self.found.append((self._place(i), what if self.root == "/row" else f"Row {i}: {what}"))

    def cell(self, i: int, name: str, what: str) -> None:
        """Note what is wrong with a cell."""
        if not self.full:
            self.found.append((f"{self._place(i)}/{short(name)}", f"Row {i}, column {short(name)!r}: {what}."))

    def names(self, given: Iterable[str], expected: Sequence[str], *, i: int | None = None) -> None:
        """Note which names are missing, and which are not known."""
        there, known = dict.fromkeys(given), dict.fromkeys(expected)
        if there.keys() == known.keys():
            return
        missing = [name for name in known if name not in there]
        unknown = [name for name in there if name not in known]
        where = self.root if i is None else self._place(i)
        if missing:
            self.found.append((where, f"Missing columns: {shown(missing)}. A value that is not known is null."))
        if unknown:
            self.found.append((where, f"Unknown columns: {shown(unknown)}. The model was fitted without them."))

    def raise_any(self) -> None:
        """Raise a Problem where something is wrong."""
        if self.found:
            text = f"The rows do not fit. {self.found[0][1]}"
            raise Problem(422, "rows-do-not-fit", text, errors=self.found)

    def _place(self, i: int) -> str:
        return self.root if self.root == "/row" else f"{self.root}/{i}"
