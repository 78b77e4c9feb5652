"""Correct a classifier on bundled data, and watch."""

import streamlit as st

from examples.dashboard.choices import DATA, MODELS, SCORINGS
from examples.dashboard.frame import chosen_run, figures, heading
from examples.dashboard.progress import watch
from examples.dashboard.results import show_verdict, verdict_figures
from examples.dashboard.work import correct
from examples.dashboard.workspace import Workspace, the_workspace

NEXT = (
    ("errors", "What was wrong"),
    ("mitigation", "What was tried"),
    ("explanations", "Why one row went wrong"),
    ("labels", "What comes in next"),
)


def main() -> None:
    """Draw the page."""
    workspace = the_workspace()
    heading(
        "Live demo",
        "A classifier is cross-fitted and diagnosed; what suits its errors is tried, and kept only where a test shows "
        "that it helps.",
    )
    choose_and_start(workspace)
    watch(workspace, key="demo")
    run = chosen_run(workspace)
    if run is not None and not workspace.busy:
        show_verdict(run)
        figures(verdict_figures(run))
        for note in run.notes:
            st.caption(f":material/info: {note}")
        with st.container(horizontal=True):
            for view, title in NEXT:
                if st.button(title, key=f"next {view}", icon=":material/arrow_forward:"):
                    st.switch_page(f"views/{view}.py")


def choose_and_start(workspace: Workspace) -> None:
    """Draw the choices and the button."""
    with st.container(border=True):
        data, model, scoring = st.columns(3)
        name = data.selectbox("Data", list(DATA), key="demo data", persist_state="session")
        chosen = model.selectbox("Classifier", list(MODELS), key="demo model", persist_state="session")
        metric = scoring.selectbox("To be raised", SCORINGS, key="demo scoring", persist_state="session")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            everything = st.toggle(
                "Try every strategy",
                key="demo all",
                persist_state="session",
                help="Otherwise those that suit what the diagnosis finds, which is quicker.",
            )
            seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="demo seed", persist_state="session", width=140)
            begun = st.button(
                "Run the demo", type="primary", icon=":material/play_arrow:", key="demo run", disabled=workspace.busy
            )
        st.caption(
            "A quarter of the rows is held back, and plays the rows that come later. The same seed gives the same "
            "report. It works in a process of its own: you may leave the page, and come back."
        )
    if begun:
        given = {
            "data": DATA[name](),
            "model": chosen,
            "hold_back": True,
            "seed": int(seed),
            "scoring": metric,
            "strategies": "all" if everything else "auto",
        }
        workspace.start(f"{name}, {chosen}", correct, given, then=workspace.add_run)
        st.rerun()


if __name__ == "__main__":
    main()
