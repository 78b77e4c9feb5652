"""Show a result of the library as JSON, as text, or as a page."""

import tempfile
from pathlib import Path
from typing import Any, Literal

from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

Format = Literal["json", "text", "html"]
#: How the documentation tells of an operation that answers in several formats.
PAGES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}, "text/html": {"schema": {"type": "string"}}}}
}


def shown_as(result: Any, form: Format) -> Response:
    """Return a result with ``to_dict``, ``summary`` and ``to_html(path)`` in a format."""
    if form == "json":
        return JSONResponse(result.to_dict())
    if form == "text":
        return PlainTextResponse(result.summary())
    with tempfile.TemporaryDirectory(prefix="skmitigate-page-") as folder:
        return HTMLResponse(Path(result.to_html(Path(folder) / "page.html")).read_text(encoding="utf-8"))
