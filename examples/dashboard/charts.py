"""Charts of what `to_frame()` of a result holds; they follow the light or dark theme of the page."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

_LIGHT = {"better": "#0072B2", "worse": "#D55E00", "not resolved": "#8a949b", "text": "#1d2a31"}
_DARK = {"better": "#56B4E9", "worse": "#F08A4B", "not resolved": "#7f8b93", "text": "#e4edf1"}
_ANSWERS = ["better", "worse", "not resolved"]
#: What `intervals` reads.
COLUMNS = ["name", "difference", "low", "high", "answer"]


def palette() -> dict[str, str]:
    """Return the colours of the theme; after Okabe and Ito (2008), so that the colour-blind tell them apart."""
    return _DARK if st.context.theme.type == "dark" else _LIGHT


def intervals(frame: pd.DataFrame, *, title: str, alt_text: str) -> None:
    """Draw a line with a point for each row of `COLUMNS`, and zero."""
    colours = palette()
    scale = alt.Scale(domain=_ANSWERS, range=[colours[answer] for answer in _ANSWERS])
    numbers = [alt.Tooltip(f"{end}:Q", format="+.4f") for end in ("difference", "low", "high")]
    base = alt.Chart(frame[COLUMNS]).encode(
        y=_names(frame["name"]),
        color=alt.Color("answer:N", title=None, scale=scale),
        tooltip=[alt.Tooltip("name:N"), *numbers, alt.Tooltip("answer:N")],
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=colours["text"], strokeWidth=1).encode(x="zero:Q")
    lines = base.mark_rule(strokeWidth=3, strokeCap="round").encode(x=alt.X("low:Q", title=title), x2="high:Q")
    points = base.mark_point(filled=True, size=85, opacity=1).encode(x="difference:Q")
    _draw(zero + lines + points, height=28 * len(frame) + 110, alt_text=alt_text)


def bars(frame: pd.DataFrame, *, title: str, alt_text: str, signed: bool = False, form: str = "") -> None:
    """Draw a bar with its number for each row of the columns name and value."""
    colours = palette()
    base = alt.Chart(frame[["name", "value"]]).encode(
        y=_names(frame["name"]),
        x=alt.X("value:Q", title=title),
        tooltip=[alt.Tooltip("name:N"), alt.Tooltip("value:Q", format=form)],
    )
    shade: Any = alt.value(colours["better"])
    if signed:
        shade = alt.condition("datum.value > 0", alt.value(colours["better"]), alt.value(colours["worse"]))
    drawn = base.mark_bar(cornerRadiusEnd=4).encode(color=shade)
    label = alt.Text("value:Q", format=form)
    right = base.mark_text(align="left", dx=5, color=colours["text"]).encode(text=label)
    if signed:
        right = right.transform_filter("datum.value >= 0")
        left = base.mark_text(align="right", dx=-5, color=colours["text"]).encode(text=label)
        right += left.transform_filter("datum.value < 0")
    _draw(drawn + right, height=32 * len(frame) + 60, alt_text=alt_text)


def _names(names: pd.Series) -> Any:
    return alt.Y(
        "name:N",
        sort=list(names),
        title=None,
        axis=alt.Axis(labelLimit=280, ticks=False, labelPadding=8, labelOverlap=False),
    )


def _draw(chart: Any, *, height: int, alt_text: str) -> None:
    chart = chart.configure_legend(orient="top", title=None).configure_view(strokeWidth=0)
    st.altair_chart(chart.properties(height=height), alt=alt_text)


def distances(frame: pd.DataFrame, *, alt_text: str) -> None:
    """Draw a point with its interval for each row of the columns name, distance, low, high and drifted."""
    colours = palette()
    scale = alt.Scale(domain=["drifted", "not found"], range=[colours["worse"], colours["not resolved"]])
    shown = frame[["name", "distance", "low", "high"]].assign(
        answer=["drifted" if drifted else "not found" for drifted in frame["drifted"]]
    )
    base = alt.Chart(shown).encode(
        y=_names(shown["name"]),
        color=alt.Color("answer:N", title=None, scale=scale),
        tooltip=["name", *(alt.Tooltip(f"{end}:Q", format=".3f") for end in ("distance", "low", "high")), "answer"],
    )
    lines = base.mark_rule(strokeWidth=3, strokeCap="round").encode(
        x=alt.X("low:Q", title="distance", scale=alt.Scale(domain=[0, 1])), x2="high:Q"
    )
    points = base.mark_point(filled=True, size=85, opacity=1).encode(x="distance:Q")
    _draw(lines + points, height=28 * len(shown) + 110, alt_text=alt_text)
