"""What data objects share that people look at in a notebook or write to a page."""

from pathlib import Path


class HtmlPage:
    """Base of data objects that are shown as HTML: ``_html(page=)`` is all that they add."""

    __slots__ = ()

    def _html(self, *, page: bool) -> str:
        """Return the HTML, as a page of its own or as a part of a notebook."""
        raise NotImplementedError

    def to_html(self, path: str | Path) -> Path:
        """Write one page of HTML that needs no network.

        Parameters
        ----------
        path : str or pathlib.Path
            The file to write; its folder must exist.

        Returns
        -------
        pathlib.Path
            The file.
        """
        target = Path(path)
        target.write_text(self._html(page=True), encoding="utf-8")
        return target

    def _repr_html_(self) -> str:
        """Return the HTML for a notebook."""
        return self._html(page=False)
