"""Draw the displays of skmitigate on a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from matplotlib.figure import Figure


def picture(draw: Callable[..., Any], *given: Any, width: float = 7.5, height: float = 4.5, caption: str) -> None:
    """Draw what `draw` draws on the axes that it is given as ``ax``, on white paper, with a caption below."""
    # Figures of pyplot are shared by all threads, and each visitor has one.
    figure = Figure(figsize=(width, height), layout="constrained")
    draw(*given, ax=figure.subplots())
    st.pyplot(figure)
    st.caption(caption)
