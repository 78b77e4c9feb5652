"""The first page: what this is, what has come out so far, and where to go on."""

import streamlit as st

from examples.dashboard.frame import chosen_run, figures, heading
from examples.dashboard.results import show_verdict, verdict_figures
from examples.dashboard.workspace import the_workspace

WAYS = (
    (
        "play_circle",
        "Watch it work",
        "A classifier on real data is diagnosed and corrected before your eyes.",
        "live_demo",
    ),
    ("inventory_2", "Keep a model", "Save it with its card, and see what its file says of it.", "models"),
    ("upload_file", "Bring your own rows", "A CSV file with a column of labels, or a picture of a digit.", "upload"),
)


def main() -> None:
    """Draw the page."""
    workspace = the_workspace()
    heading("Find why a classifier errs", "Mitigate what can be mitigated, and keep only what is shown to help.")
    run = chosen_run(workspace)
    if run is not None:
        show_verdict(run)
        figures(verdict_figures(run))
        st.subheader("Go on", anchor=False)
    for column, (icon, title, sentence, view) in zip(st.columns(len(WAYS)), WAYS, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"#### :material/{icon}: {title}")
            st.markdown(sentence)
            if st.button(
                "Open", key=f"open {view}", type="primary" if view == "live_demo" and not run else "secondary"
            ):
                st.switch_page(f"views/{view}.py")


if __name__ == "__main__":
    main()
