"""Draw a story: what came out, then sentences by topic, each number with where it comes from."""

import streamlit as st

from examples.dashboard.words import plain
from skmitigate.stories import Story

_STYLE = (
    "<style>.skmitigate{margin:0!important;padding:.2rem .3rem!important;"
    "max-width:none!important;font:inherit!important}"
    ".skmitigate h1{font-size:1.35rem!important;padding:0 0 .3rem!important}"
    ".skmitigate h2{font-size:1rem!important;opacity:.75;padding:.7rem 0 .1rem!important;margin:0!important}"
    ".skmitigate li{margin:.15rem 0}.skmitigate .fact{border-bottom:1px dotted currentColor;cursor:help;"
    "font-weight:600}.skmitigate .unknown{opacity:.75;font-style:italic}</style>"
)


def show_story(story: Story, *, key: str) -> None:
    """Draw the story, its evidence, and the buttons that hand it over."""
    with st.container(border=True):
        st.html(story.to_html() + _STYLE)
    st.caption("Rest the pointer on a number to see the expression that gives it again.")
    for column, (form, content, mime, ending) in zip(
        st.columns(4),
        (
            ("Text", story.to_text, "text/plain", "txt"),
            ("Markdown", story.to_markdown, "text/markdown", "md"),
            ("Page", lambda: story.to_html(page=True), "text/html", "html"),
        ),
        strict=False,
    ):
        column.download_button(
            form,
            content,
            f"story.{ending}",
            mime,
            key=f"{key} {ending}",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
    with st.expander("What each sentence rests on"):
        for sentence in story.sentences:
            rests = f"n = {sentence.n}" if sentence.n is not None else "no count of rows"
            st.markdown(f"{plain(sentence.text)} :gray[({rests})]")
            lines = [{"said": fact.said, "value": str(fact.value), "is": fact.source} for fact in sentence.evidence]
            if lines:
                st.dataframe(lines, hide_index=True)
