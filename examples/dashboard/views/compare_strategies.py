"""All strategies on one model, side by side."""

import streamlit as st

from examples.dashboard.charts import intervals
from examples.dashboard.choices import SCORINGS, STRATEGIES
from examples.dashboard.frame import figures, heading, need_run
from examples.dashboard.progress import watch
from examples.dashboard.results import offer_page
from examples.dashboard.words import counted, level_words, plain
from examples.dashboard.work import compare_all
from examples.dashboard.workspace import Run, Workspace, the_workspace
from skmitigate.correction import StrategyComparison

_WHAT = "strategies"


def main() -> None:
    """Draw the page."""
    workspace = the_workspace()
    heading(
        "Strategy comparison",
        "Each strategy beside the unchanged model, on the same folds, with intervals that hold for all at once.",
    )
    run = need_run(workspace, "Strategies are compared on the model and rows of a run, and there is none yet.")
    if run is None:
        return
    choose_and_start(workspace, run)
    watch(workspace, key="strategies")
    found = workspace.comparisons.get((run.key, _WHAT))
    if found is None:
        st.info("Choose strategies and compare them; the answer appears here.", icon=":material/leaderboard:")
    else:
        show(found)


def choose_and_start(workspace: Workspace, run: Run) -> None:
    """Draw the choices and the button."""
    with st.container(border=True):
        chosen = st.multiselect(
            "Strategies",
            STRATEGIES,
            default=["probability_calibration", "class_balancing", "feature_selection"],
            format_func=lambda alias: alias.replace("_", " "),
            key="strategies",
            persist_state="session",
            placeholder="None chosen: those that suit the diagnosis are taken",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            scoring = st.selectbox("Metric", SCORINGS, key="strategies scoring", persist_state="session", width=220)
            begun = st.button("Compare", type="primary", key="compare strategies", disabled=workspace.busy)
    if begun:
        given = {"data": run.data, "model": run.model, "strategies": chosen or "auto", "seed": 0, "scoring": scoring}

        def keep(result: StrategyComparison, notes: tuple[str, ...]) -> None:
            del notes
            workspace.comparisons[run.key, _WHAT] = result

        workspace.start(f"Strategies on {run.model}", compare_all, given, then=keep)
        st.rerun()


def show(found: StrategyComparison) -> None:
    """Draw the figures, the intervals, the table, and what was left out."""
    frame = found.to_frame()
    compared = frame[(frame["status"] == "compared") & (frame["candidate"] != "unchanged")]
    rows, level = f"n = {counted(found.n_rows, 'row')}", level_words(found.alpha)
    resolved = {answer: int((compared["reason"] == answer).sum()) for answer in ("better", "worse")}
    figures(
        [
            ("compared", str(len(compared)), f"settings of strategies, {found.n_folds} folds, {rows}"),
            ("shown to be better", str(resolved["better"]), f"by {found.scoring}, {level} for all at once, {rows}"),
            ("shown to be worse", str(resolved["worse"]), f"by {found.scoring}, {level} for all at once, {rows}"),
        ]
    )
    if not compared.empty:
        names = {"candidate": "name", "interval_low": "low", "interval_high": "high", "reason": "answer"}
        drawn = compared.rename(columns=names)
        title = f"{found.scoring}, difference from the unchanged model"
        intervals(drawn, title=title, alt_text="The difference of each strategy, with its interval")
        st.caption(
            f"{level} intervals for all at once, {rows}. The best of several looks better than it is: this is no "
            "choice, a correction makes one."
        )
    st.dataframe(frame.drop(columns=["status", "strategy"]), hide_index=True)
    for line in found.lines:
        if line.status != "compared":
            st.caption(f":material/block: **{plain(line.candidate)}** {line.status}: {plain(line.reason)}")
    with st.container(horizontal=True):
        offer_page(found, "Comparison", file="skmitigate-strategies", key="strategies")
        st.download_button(
            "Comparison (CSV)",
            frame.to_csv(index=False),
            "skmitigate-strategies.csv",
            "text/csv",
            key="strategies csv",
            on_click="ignore",
        )


if __name__ == "__main__":
    main()
