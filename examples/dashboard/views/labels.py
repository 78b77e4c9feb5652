"""Predictions that have no label yet: give them one by hand, and see how the model does."""

import datetime as dt

import numpy as np
import pandas as pd
import streamlit as st

from examples.dashboard.frame import chosen_run, figures, heading, nothing_yet
from examples.dashboard.log_files import exported
from examples.dashboard.traffic import known_labels, serve_fresh_rows
from examples.dashboard.words import between, counted, percent, plain
from examples.dashboard.workspace import Workspace, the_workspace
from skmitigate.monitoring import LoggedRows, PerformanceLine

_ORDERS = ("least sure first", "newest first")
_ALL = "all models"
_AT_ONCE = 5
_MOST_READ = 5000
_MOST_BUTTONS = 12


def main() -> None:
    """Draw the page."""
    workspace = the_workspace()
    heading(
        "Label queue",
        "What was predicted and has no label yet. Each label that you give says how the model really does.",
    )
    if (said := st.session_state.pop("labels said", None)) is not None:
        st.success(said, icon=":material/task_alt:")
    names = workspace.log.models()
    _offer(workspace, names)
    if not names:
        return
    first, second = st.columns(2)
    model = first.selectbox("Model", [_ALL, *names], key="queue model", persist_state="session")
    order = second.selectbox("Order", _ORDERS, key="queue order", persist_state="session")
    asked = None if model == _ALL else model
    performance = workspace.log.performance(model=asked)
    figures(_figures(performance.total))
    rows = workspace.log.read(model=asked, newest=_MOST_READ)
    _queue(workspace, rows, order)
    _demo_labels(workspace)
    _confusion(performance.confusion)
    st.download_button(
        "The log (CSV)",
        lambda: exported(workspace.log, model=asked),
        "predictions.csv",
        "text/csv",
        key="log csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _offer(workspace: Workspace, names: list[str]) -> None:
    """Say how predictions come into the log, as long as the rows that were held back have not."""
    run = chosen_run(workspace)
    if run is None or run.fresh is None:
        if not names:
            words = "Nothing was predicted yet. Correct a model first, and have it answer."
            nothing_yet(words, "Run the demo", "live_demo")
        return
    if run.log_name in names:
        return
    rows = counted(len(run.fresh), "row")
    st.info(
        f"{rows} of {plain(run.data.name)} were held back, and can play those that come in.",
        icon=":material/inbox:",
    )
    if st.button("Have the model answer them", type="primary", key="serve fresh"):
        serve_fresh_rows(workspace, run)
        st.rerun()


def _figures(total: PerformanceLine) -> list[tuple[str, str, str]]:
    if total.accuracy is None:
        basis = "no label yet"
    else:
        basis = f"{between(total.interval)}, n = {counted(total.n_labelled, 'label')}"
    return [
        ("predictions", str(total.n_rows), "in the log"),
        ("labelled", str(total.n_labelled), f"n = {counted(total.n_rows, 'prediction')}"),
        ("errors", str(total.n_errors), f"n = {counted(total.n_labelled, 'label')}"),
        ("accuracy", percent(total.accuracy), basis),
    ]


def _queue(workspace: Workspace, rows: LoggedRows, order: str) -> None:
    """Draw the first rows without a label, and what keeps the labels that are given."""
    waiting = np.flatnonzero(~rows.labelled)
    if order == _ORDERS[0]:
        waiting = waiting[np.argsort(np.nan_to_num(rows.confidence[waiting], nan=-1.0), kind="stable")]
    st.subheader(f"Waiting for a label: {len(waiting)}", anchor=False)
    if not len(waiting):
        st.success("Every prediction has its label.", icon=":material/task_alt:")
        return
    options = [label.item() if hasattr(label, "item") else label for label in rows.classes]
    shown = waiting[:_AT_ONCE]
    with st.form("queue", border=False):
        for i in shown:
            _row(rows, int(i), options)
        kept = st.form_submit_button("Save the labels", type="primary", key="save labels", icon=":material/save:")
    if kept:
        given = {rows.ids[i]: st.session_state.get(f"label {rows.ids[i]}") for i in shown}
        given = {key: label for key, label in given.items() if label is not None}
        if not given:
            st.warning("Choose a label for at least one row.", icon=":material/report:")
            return
        added = workspace.log.add_labels(list(given), list(given.values()))
        st.session_state["labels said"] = (
            f"{counted(added.n_labelled, 'row')} labelled. {len(waiting) - len(given)} left."
        )
        st.rerun()


def _row(rows: LoggedRows, i: int, options: list[object]) -> None:
    """Draw one row: what it is, what was said of it, and what it really is."""
    with st.container(border=True):
        values, answer = st.columns([3, 2], vertical_alignment="center")
        inputs = pd.DataFrame() if rows.X is None else rows.X.iloc[[i]].dropna(axis=1, how="all")
        if inputs.shape[1] == 64 and all(str(name).startswith("x") for name in inputs.columns):
            shades = (255 - 255 * inputs.to_numpy(dtype=float).reshape(8, 8) / 16).clip(0, 255).astype(np.uint8)
            values.image(np.kron(shades, np.ones((14, 14), dtype=np.uint8)), width=110)
        elif inputs.shape[1]:
            values.dataframe(inputs, hide_index=True)
        sure = "" if np.isnan(rows.confidence[i]) else f", {percent(float(rows.confidence[i]))} sure"
        answer.markdown(f"Predicted **{plain(rows.classes[rows.y_pred[i]])}**{sure}")
        answer.caption(f"{plain(rows.models[i])} · {_when(rows.times[i])}")
        key = f"label {rows.ids[i]}"
        if len(options) <= _MOST_BUTTONS:
            answer.pills("It is", options, key=key, wrap=True)
        else:
            answer.selectbox("It is", options, index=None, key=key, placeholder="Not known yet")


def _when(time: dt.datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _demo_labels(workspace: Workspace) -> None:
    """Offer the labels that are known of rows that were held back."""
    known = known_labels(workspace)
    if known:
        st.caption(f"Of {counted(len(known), 'row')} that were held back in a run the label is known.")
        if st.button("Let these labels come in", key="known labels", icon=":material/fast_forward:"):
            added = workspace.log.add_labels(list(known), list(known.values()))
            st.session_state["labels said"] = f"{counted(added.n_labelled, 'row')} labelled."
            st.rerun()


def _confusion(pairs: tuple[tuple[object, object, int], ...]) -> None:
    """Draw which class was taken for which."""
    if pairs:
        st.subheader("What was taken for what", anchor=False)
        lines = [
            {"true": str(true), "predicted": str(pred), "rows": n, "error": true != pred} for true, pred, n in pairs
        ]
        st.dataframe(lines, hide_index=True)


if __name__ == "__main__":
    main()
