"""Results and single errors, told in sentences that keep their evidence."""

from collections.abc import Callable

import streamlit as st

from examples.dashboard.frame import ROW, heading, need_run
from examples.dashboard.telling import show_story
from examples.dashboard.words import plain
from examples.dashboard.workspace import Run, Workspace, the_workspace
from skmitigate import tell
from skmitigate.predictions import PredictionTable
from skmitigate.stories import Story

_ERROR = "One error"
_RESULTS = ("The errors", "The correction", "Model comparison", "Strategy comparison")


def main() -> None:
    """Draw the page."""
    workspace = the_workspace()
    heading("Error stories", "What came out, in sentences. Each number in them says where it comes from.")
    run = need_run(workspace, "There is nothing yet that could be told.")
    if run is None:
        return
    what = st.segmented_control(
        "Tell of", (_ERROR, *_RESULTS), default=_ERROR, required=True, key="told", persist_state="session"
    )
    story = _error(run) if what == _ERROR else _result(workspace, run, what)
    if story is not None:
        show_story(story, key="story")


def _error(run: Run) -> Story | None:
    """Let the visitor choose an error, and return its story."""
    table = run.classifier.base_predictions_
    wrong = table.take(table.errors)
    if len(wrong) == 0:
        st.success("The original model makes no error on these rows.", icon=":material/task_alt:")
        return None
    kinds = run.classifier.diagnosis_.ledger.to_frame()["primary"].to_list()
    about = {
        int(row): f"row {row}: {wrong.classes[true]} taken for {wrong.classes[pred]} ({kind.replace('_', ' ')})"
        for row, true, pred, kind in zip(wrong.row, wrong.y_true, wrong.y_pred, kinds, strict=True)
    }
    rows, key = list(about), f"story row {run.key}"
    asked = st.session_state.pop(ROW, None)
    if asked in about:
        st.session_state[key] = asked
    with st.container(horizontal=True, vertical_alignment="bottom"):
        row = st.selectbox("Which error", rows, format_func=lambda each: about[each], key=key, persist_state="session")
        if st.button("Next", key="next error", icon=":material/skip_next:"):
            st.session_state[ROW] = rows[(rows.index(row) + 1) % len(rows)]
            st.rerun()
    return _told(table, row, run)


def _told(table: PredictionTable, row: int, run: Run) -> Story:
    return tell(table, row=row, X=run.data.X, diagnosis=run.classifier.diagnosis_)


def _result(workspace: Workspace, run: Run, what: str) -> Story | None:
    """Return the story of a result; None, with what to do, where it is not there yet."""
    results: dict[str, Callable[[], object]] = {
        "The errors": lambda: run.classifier.diagnosis_,
        "The correction": lambda: run.classifier.report_,
        "Model comparison": lambda: workspace.comparisons.get((run.key, "models")),
        "Strategy comparison": lambda: workspace.comparisons.get((run.key, "strategies")),
    }
    result = results[what]()
    if result is not None:
        return tell(result)
    st.info(f"There is no {plain(what.lower())} of this run yet.", icon=":material/auto_stories:")
    if st.button("Make one", key="make comparison", type="primary"):
        st.switch_page(f"views/{'compare_models' if what == 'Model comparison' else 'compare_strategies'}.py")
    return None


if __name__ == "__main__":
    main()
