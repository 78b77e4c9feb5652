"""Draw the displays of skmitigate on a page."""

import io
from collections.abc import Callable
from typing import Any

import streamlit as st
from matplotlib.figure import Figure


def picture(
    draw: Callable[..., Any], *given: Any, of: str, caption: str, width: float = 7.5, height: float = 4.5
) -> None:
    """Draw what `draw` draws on the axes that it is given as ``ax``, on white paper; `of` says of what, for a cache."""
    st.image(_drawn(draw, given, f"{draw.__qualname__} {of}", width, height), caption=caption, width="stretch")


@st.cache_data(max_entries=64, show_spinner="Drawing")
def _drawn(_draw: Callable[..., Any], _given: tuple[Any, ...], of: str, width: float, height: float) -> bytes:
    del of  # what the cache goes by
    # Figures of pyplot are shared by all threads, and each visitor has one.
    figure = Figure(figsize=(width, height), layout="constrained")
    _draw(*_given, ax=figure.subplots())
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=150)
    return stream.getvalue()
