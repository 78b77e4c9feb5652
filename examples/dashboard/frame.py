"""What every page has in the same place: its heading, the run it is about, what to do where there is nothing yet."""

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from examples.dashboard.words import plain
from examples.dashboard.workspace import Run, Workspace

#: The key under which the chosen run is kept.
RUN = "run"
#: The key under which the row is kept that one page sends another to explain.
ROW = "row"

_CARD = (
    '<div style="border-left:6px solid {colour};border-radius:.6rem;padding:1rem 1.3rem;margin:.2rem 0 .6rem;'
    'background:{colour}1c"><div style="font-size:1.45rem;font-weight:650;line-height:1.3">{head}</div>'
    '<div style="opacity:.85;margin-top:.3rem;font-size:1rem">{body}</div></div>'
)
TONES = {"good": "#1b9e77", "calm": "#5b7c99", "bad": "#d1603d"}


def heading(title: str, sentence: str) -> None:
    """Write the title and one sentence that says what the page is for."""
    st.title(title, anchor=False)
    st.markdown(f":gray[{sentence}]")


def nothing_yet(sentence: str, button: str, view: str, *, icon: str = "rocket_launch") -> None:
    """Say what is missing and how it comes about, with a button that leads there."""
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f"### :material/{icon}:", width="content")
        st.markdown(sentence, width="content")
        if st.button(button, type="primary", key=f"go to {view}"):
            st.switch_page(f"views/{view}.py")


def chosen_run(workspace: Workspace) -> Run | None:
    """Return the run that the side bar shows; None where there is none yet."""
    key = st.session_state.get(RUN)
    if key in workspace.runs:
        return workspace.runs[key]
    return next(reversed(workspace.runs.values()), None)


def run_label(run: Run) -> str:
    """Return what a run is called in lists."""
    return f"{run.data.name} · {run.model} ({run.key.split('-')[1]})"


def need_run(workspace: Workspace, sentence: str) -> Run | None:
    """Return the chosen run, or say what to do where there is none."""
    run = chosen_run(workspace)
    if run is None and workspace.busy:
        nothing_yet(f"{sentence} One is being corrected right now.", "Watch it", "live_demo", icon="hourglass_top")
    elif run is None:
        nothing_yet(sentence, "Run the demo", "live_demo")
    else:
        about(run)
    return run


def about(run: Run) -> None:
    """Say in a line which run the page is about."""
    rows, columns = run.data.X.shape
    st.caption(
        f"**{plain(run.data.name)}** · {plain(run.model)} · {rows} rows, {columns} columns, "
        f"{len(run.data.class_counts)} classes"
    )


def verdict_card(head: str, body: str, tone: str) -> None:
    """Draw the one sentence that a page is read for; both texts are escaped."""
    st.html(_CARD.format(colour=TONES[tone], head=escape(head), body=escape(body)))


def figures(entries: Sequence[tuple[str, Any, str]]) -> None:
    """Draw figures side by side: a name, the figure, and what it rests on."""
    for column, (name, value, basis) in zip(st.columns(len(entries), wrap=True), entries, strict=True):
        with column.container(border=True, height="stretch", gap="xxsmall"):
            st.metric(name, value)
            st.caption(basis)
