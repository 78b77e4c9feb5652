"""The frame around all pages: navigation, the choice of a run, and the work that is going on."""

from pathlib import Path

import streamlit as st

from examples.dashboard.frame import RUN, run_label
from examples.dashboard.progress import watch_from_the_side
from examples.dashboard.words import plain
from examples.dashboard.workspace import the_workspace
from skmitigate.exceptions import InvalidModelFile, PredictionLogError

VIEWS = Path(__file__).parent / "views"
ICON = Path(__file__).with_name("icon.svg")
#: The pages by heading: file, title, icon.
PAGES = {
    "": [("overview", "Overview", "space_dashboard")],
    "Try": [("live_demo", "Live demo", "play_circle"), ("upload", "Upload", "upload_file")],
    "Understand": [
        ("errors", "Errors", "troubleshoot"),
        ("explanations", "Explanations", "lightbulb"),
        ("stories", "Error stories", "auto_stories"),
    ],
    "Decide": [
        ("mitigation", "Mitigation results", "verified"),
        ("compare_models", "Model comparison", "balance"),
        ("compare_strategies", "Strategy comparison", "leaderboard"),
    ],
    "Watch": [("drift", "Drift", "waves"), ("labels", "Label queue", "label"), ("models", "Models", "inventory_2")],
}


def main() -> None:
    """Draw the frame, and in it the page that was chosen."""
    st.set_page_config(page_title="skmitigate", page_icon=str(ICON), layout="wide")
    st.html("<style>.stMainBlockContainer{padding-top:3.2rem;max-width:76rem}</style>")
    st.logo(str(ICON), size="large")
    pages = {
        heading: [
            st.Page(VIEWS / f"{file}.py", title=title, icon=f":material/{icon}:", default=file == "overview")
            for file, title, icon in entries
        ]
        for heading, entries in PAGES.items()
    }
    page = st.navigation(pages, expanded=True)
    workspace = the_workspace()
    with st.sidebar:
        watch_from_the_side(workspace)
        if workspace.runs:
            st.selectbox(
                "Run shown on all pages",
                list(workspace.runs)[::-1],
                format_func=lambda key: run_label(workspace.runs[key]),
                key=RUN,
                persist_state="session",
            )
        st.caption("Everything stays on this machine.")
    try:
        page.run()
    except (InvalidModelFile, PredictionLogError, OSError) as error:  # a file in the folder that is not what it was
        st.error(plain(error), icon=":material/folder_off:")


if __name__ == "__main__":  # not in the processes that long work has for itself
    main()
