"""Rows and pictures of the visitor's own: correct a model on them, or have a model answer."""

import streamlit as st

from examples.dashboard.frame import heading
from examples.dashboard.upload_pictures import picture_panel
from examples.dashboard.upload_rows import rows_panel
from examples.dashboard.workspace import the_workspace

_WHAT = ("Rows of a table", "A picture of a digit")


def main() -> None:
    """Draw the page."""
    heading("Upload", "Correct a model on rows of your own, or have a model answer. Nothing leaves this machine.")
    what = st.segmented_control(
        "What", _WHAT, default=_WHAT[0], required=True, key="what is uploaded", persist_state="session"
    )
    if what == _WHAT[0]:
        rows_panel(the_workspace())
    else:
        picture_panel(the_workspace())


if __name__ == "__main__":
    main()
