"""Whether the rows that come in are like those that the model knows, and how well it does on them."""

import warnings
from typing import Any

import pandas as pd
import streamlit as st

from examples.dashboard.charts import distances
from examples.dashboard.frame import figures, heading, need_run, verdict_card
from examples.dashboard.results import offer_page
from examples.dashboard.telling import show_story
from examples.dashboard.traffic import logged_rows
from examples.dashboard.words import between, counted, level_words, p_words, percent
from examples.dashboard.workspace import Run, Workspace, columns_of, the_workspace
from skmitigate import tell
from skmitigate.exceptions import CalibrationWarning
from skmitigate.monitoring import DriftResult, PerformanceEstimate, ReferenceProfile, drift, estimate_performance

_FRESH, _CHANGED, _LOGGED = "Rows held back", "Rows held back, one column changed on purpose", "Rows in the log"


def main() -> None:
    """Draw the page."""
    workspace = the_workspace()
    heading("Drift", "Are the rows that come in like those the model was fitted on, and does it still do well?")
    run = need_run(workspace, "There is no model yet whose rows could be watched.")
    if run is None:
        return
    rows = _window(workspace, run)
    if rows is None:
        return
    reference, predictions = run.reference(), run.classifier.predict_proba(rows) if _sure(run) else None
    result = drift(reference, rows, predictions=predictions)
    _verdict(result)
    if predictions is not None:
        _estimate(reference, predictions)
    _parts(result)
    offer_page(result, "Drift", file="skmitigate-drift", key="drift")


def _sure(run: Run) -> bool:
    return hasattr(run.classifier, "predict_proba")


def _window(workspace: Workspace, run: Run) -> Any:
    """Let the visitor choose the rows that are compared with those of the run."""
    logged = logged_rows(workspace, run)
    sources = [_FRESH, _CHANGED] if run.fresh is not None else []
    sources += [_LOGGED] if len(logged) else []
    if not sources:
        st.info(
            "No rows have come in: none were held back in this run, and the log has none. Have the model answer some.",
            icon=":material/inbox:",
        )
        if st.button("Upload rows", key="drift upload"):
            st.switch_page("views/upload.py")
        return None
    with st.container(border=True):
        source = st.selectbox("Rows that came in", sources, key="drift rows", persist_state="session")
        if source == _LOGGED:
            return _as_fitted(run, logged)
        return run.fresh.X if source == _FRESH and run.fresh is not None else _changed(run)


def _as_fitted(run: Run, rows: pd.DataFrame) -> Any:
    """Return rows from the log as the model takes them."""
    return rows[list(run.data.X.columns)] if isinstance(run.data.X, pd.DataFrame) else rows.to_numpy()


def _changed(run: Run) -> Any:
    """Return the rows that were held back, with one column moved by a share of its range."""
    assert run.fresh is not None
    frame = columns_of(run.fresh)
    first, second = st.columns(2)
    column = first.selectbox(
        "Column", list(frame.select_dtypes("number").columns), key=f"drift column {run.key}", persist_state="session"
    )
    moved = second.slider(
        "Moved by so much of its range", -1.0, 1.0, 0.5, 0.05, key="drift moved", persist_state="session"
    )
    values = frame[column]
    frame = frame.assign(**{column: values + moved * (values.max() - values.min())})
    return frame if isinstance(run.data.X, pd.DataFrame) else frame.to_numpy()


def _verdict(result: DriftResult) -> None:
    rows = f"{counted(result.n_now, 'row')} now beside {result.n_before} of the run"
    basis = f"{rows}; level {result.alpha:g} for all tests together, smallest {p_words(result.p_value)}"
    if result.drifted:
        names = ", ".join([*result.drifted_columns, *result.drifted_outputs][:6])
        verdict_card(f"Drifted: {names}", basis, "bad")
    else:
        verdict_card("No drift was found", basis, "good")


def _estimate(reference: ReferenceProfile, predictions: Any) -> None:
    """Draw how well the model does if its probabilities are right."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CalibrationWarning)  # said below
        found = estimate_performance(reference, predictions, random_state=0)
    figures(_figures(found))
    if found.calibrated is False:
        st.warning(
            "The probabilities have not come true on the rows of the run, so the estimate is to be doubted.",
            icon=":material/report:",
        )
    st.caption("Where the labels of like rows have become others, such an estimate stays as it was, and is wrong.")


def _figures(found: PerformanceEstimate) -> list[tuple[str, str, str]]:
    level = level_words(found.alpha)
    before = f"cross-fitted, n = {counted(found.n_reference, 'row')}"
    entries = [("accuracy of the run", percent(found.reference_accuracy), before)]
    for score in found.scores:
        basis = f"{between(score['interval'], level)}, n = {counted(found.n_rows, 'row')} without labels"
        entries.append((f"{score['scoring']} now, estimated", percent(score["estimate"]), basis))
    return entries


def _parts(result: DriftResult) -> None:
    """Draw how far each column and output is from the reference."""
    frame = result.to_frame().reset_index()
    st.subheader("How far each column is from what it was", anchor=False)
    distances(
        frame.sort_values("p_value", kind="stable").head(25), alt_text="The distance of each column, with its interval"
    )
    st.caption(
        f"0 is alike, 1 is as far apart as can be; {level_words(result.alpha)} intervals for all at once, n = "
        f"{counted(result.n_now, 'row')} now and {result.n_before} before."
    )
    st.dataframe(frame, hide_index=True)
    with st.expander("In sentences"):
        show_story(tell(result), key="drift story")


if __name__ == "__main__":
    main()
