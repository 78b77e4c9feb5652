"""Predictions as a table, with a file of them to take away."""

import pandas as pd
import streamlit as st

from examples.dashboard.charts import bars
from examples.dashboard.words import counted


def show_answers(answers: pd.DataFrame) -> None:
    """Draw how often each class was predicted, the table, and the button that hands it over."""
    counts = answers["predicted"].astype(str).value_counts().rename_axis("name").reset_index(name="value")
    bars(counts.head(30), title="rows", alt_text="How often each class was predicted")
    st.caption(f"n = {counted(len(answers), 'row')}. What is true of these rows is not known, so no score is shown.")
    st.dataframe(answers, height=300)
    st.download_button(
        "Predictions (CSV)",
        answers.to_csv(index=False),
        "predictions.csv",
        "text/csv",
        key="predictions csv",
        icon=":material/download:",
        on_click="ignore",
    )
