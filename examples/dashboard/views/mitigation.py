"""What a correction tried and decided, and the report to take away."""

import json

import streamlit as st

from examples.dashboard.charts import intervals
from examples.dashboard.frame import figures, heading, need_run
from examples.dashboard.pictures import picture
from examples.dashboard.results import groups_frame, offer_page, show_verdict, trials_frame, verdict_figures
from examples.dashboard.words import capital, counted, percent, plain
from examples.dashboard.workspace import Run, the_workspace
from skmitigate.plotting import ConfusionDisplay


def main() -> None:
    """Draw the page."""
    heading("Mitigation results", "What was tried, what passed, and which rows are right now that were wrong before.")
    run = need_run(the_workspace(), "There is no correction yet whose results could be shown.")
    if run is None:
        return
    show_verdict(run)
    figures(verdict_figures(run))
    downloads(run)
    steps(run)
    trials(run)
    classes(run)
    shares(run)
    with st.expander("The whole report as text"):
        st.code(run.classifier.report_.summary(), language=None, wrap_lines=True)


def downloads(run: Run) -> None:
    """Draw the buttons that hand over the report."""
    report, name = run.classifier.report_, f"skmitigate-{run.key}"
    with st.container(horizontal=True):
        offer_page(report, "Report", file=name, key="report", primary=True)
        told = json.dumps(report.to_dict(), allow_nan=False, indent=1)
        st.download_button(
            "Report (JSON)", told, f"{name}.json", "application/json", key="report json", on_click="ignore"
        )
        table = report.to_frame().to_csv(index=False)
        st.download_button("Trials (CSV)", table, f"{name}-trials.csv", "text/csv", key="trials csv", on_click="ignore")


def steps(run: Run) -> None:
    """Draw what was accepted, in order."""
    report = run.classifier.report_
    if not report.steps:
        return
    st.subheader("Accepted", anchor=False)
    for i, trial in enumerate(report.steps):
        with st.container(border=True):
            st.markdown(f"**{i + 1}. {plain(trial.candidate)}** :green-badge[accepted]")
            st.markdown(f"{plain(capital(trial.reason))}.")
            if trial.why:
                st.caption(f"Why it was tried: {plain(trial.why)}; n = {counted(report.n_rows, 'row')}")


def trials(run: Run) -> None:
    """Draw every candidate with the interval of its difference, and in a table those that have none."""
    report, frame = run.classifier.report_, trials_frame(run)
    st.subheader("Everything that was tried", anchor=False)
    if report.to_frame().empty:
        st.info(f"Nothing was tried: {plain(report.reason)}", icon=":material/info:")
        return
    if not frame.empty:
        title = f"{report.scoring}, difference from the model of the round"
        intervals(frame, title=title, alt_text="The difference of each candidate, with its interval")
        st.caption(
            f"n = {counted(report.n_rows, 'row')}; 95 % intervals of each candidate by itself. What is accepted is "
            f"decided by one test for all of them at level {report.alpha:g}."
        )
    shown = report.to_frame()[["iteration", "candidate", "status", "reason", "difference", "p_value", "n_fits", "why"]]
    which = st.pills(
        "Show", list(shown["status"].unique()), selection_mode="multi", key="trial status", persist_state="session"
    )
    st.dataframe(shown[shown["status"].isin(which)] if which else shown, hide_index=True)


def classes(run: Run) -> None:
    """Draw what each class gained and lost."""
    report, frame = run.classifier.report_, groups_frame(run)
    st.subheader("Who gained, who lost", anchor=False)
    if not frame.empty:
        title = "change of the share of errors: fewer to the left"
        intervals(frame, title=title, alt_text="The change of the share of errors of each class, with its interval")
        st.caption(f"95 % intervals of each line by itself, n = {counted(report.n_rows, 'row')}.")
    before, after = run.classifier.base_predictions_, run.classifier.predictions_
    told = f"Which class was taken for which before, and is after; n = {counted(report.n_rows, 'row')}."
    picture(ConfusionDisplay.from_tables, before, after, of=run.key, caption=told)
    st.dataframe(report.flips.to_frame().drop(columns="interval", errors="ignore"), hide_index=True)


def shares(run: Run) -> None:
    """Draw who answers in an ensemble."""
    report = run.classifier.report_
    if report.members:
        st.subheader("Who answers", anchor=False)
        for name, share in report.members.items():
            st.progress(share, text=f"{plain(name)}: {percent(share)} of the answer")
        if not report.members.get("model"):
            st.caption("The given model has no share: it was replaced rather than corrected.")


if __name__ == "__main__":
    main()
