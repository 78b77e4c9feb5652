"""What a saved model's file says about it, read without loading the model."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skmitigate._utils._html_page import HtmlPage
from skmitigate.stories._model_card import card_html, card_text


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class SavedModel(HtmlPage):
    """A saved model's card and all else that its file says of it, but not the model.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    sha256 : str
        The digest of the whole file; pass it to :func:`load` to be sure that it is the same file.
    n_bytes : int
        The file's size.
    name : str
        What the model is called.
    version : str or None
        Its version, as its maker counts.
    description : str
        What it is for.
    created : str
        When it was saved, UTC.
    versions : dict of str to str
        Of Python and of the packages that it was saved with.
    trusted : tuple of str
        Types and functions in it that ``load`` takes only by name.
    make : {"frame", "array", "sparse", "texts", "unknown"}
        What kind of table it takes.
    columns : tuple of dict
        The columns that it takes: ``name``, ``kind`` ("number", "bool", "time", "text", "unknown"), ``dtype``,
        ``levels``, ``low``, ``high``, ``missing``.
    classes : tuple
        The labels that it tells apart.
    card : dict
        What it is, how it was measured, its limits.
    report : dict or None
        The report of the correction loop, where it went through one.
    reference : dict or None
        The reference profile that later rows are compared with.
    n_golden_rows : int
        How many rows are kept with their answers, to be checked when it is loaded.

    See Also
    --------
    read_bundle : Reads it from a file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate.persistence import save
    >>> X, y = load_iris(return_X_y=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = save(GaussianNB().fit(X, y), Path(folder) / "iris.skm", X=X, y=y, held_out=False)
    >>> saved.classes
    (0, 1, 2)
    >>> saved.card["measured"]["accuracy"]["value"]
    0.96
    """

    path: Path
    sha256: str
    n_bytes: int
    name: str
    version: str | None
    description: str
    created: str
    versions: dict[str, str]
    trusted: tuple[str, ...]
    make: str
    columns: tuple[dict[str, Any], ...]
    classes: tuple[Any, ...]
    card: dict[str, Any]
    report: dict[str, Any] | None
    reference: dict[str, Any] | None
    n_golden_rows: int

    def __repr__(self) -> str:
        """Return one line: name, model, classes, columns."""
        version = "" if self.version is None else f" {self.version}"
        return (
            f"SavedModel({self.name}{version}: {self.card['model']}, {len(self.classes)} classes, "
            f"{len(self.columns)} columns)"
        )

    def summary(self) -> str:
        """Tell what the model is, how it was measured, and where its limits are.

        Returns
        -------
        str
            A few lines of text.
        """
        return card_text(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "path"}
        for name in ("trusted", "columns", "classes"):
            plain[name] = list(plain[name])
        return {"file": self.path.name, **plain}

    def _html(self, *, page: bool) -> str:
        return card_html(self.to_dict(), page=page)
