"""Which kinds of error a model makes, how many, and which rows they are."""

import pandas as pd
import streamlit as st

from examples.dashboard.charts import bars
from examples.dashboard.frame import ROW, figures, heading, need_run
from examples.dashboard.pictures import picture
from examples.dashboard.words import between, counted, kind_words, level_words, p_words, percent, plain
from examples.dashboard.workspace import Run, columns_of, the_workspace
from skmitigate.diagnosis import Diagnosis, Finding
from skmitigate.plotting import ConfusionDisplay, ReliabilityDisplay
from skmitigate.predictions import PredictionTable

_SEVERITY = {"high": ":red-badge[high]", "medium": ":orange-badge[medium]", "low": ":blue-badge[low]"}
_WHICH = ("the original model", "the returned model")


def main() -> None:
    """Draw the page."""
    heading("Errors", "Which kinds of error are there beyond chance, how many rows they concern, and which rows.")
    run = need_run(the_workspace(), "There are no predictions yet whose errors could be looked at.")
    if run is None:
        return
    which = st.segmented_control(
        "Errors of", _WHICH, default=_WHICH[0], required=True, key="errors of", persist_state="session"
    )
    classifier = run.classifier
    before = which == _WHICH[0]
    diagnosis = classifier.diagnosis_ if before else run.diagnosis_after
    table = classifier.base_predictions_ if before else classifier.predictions_
    figures(summary(diagnosis))
    if diagnosis.n_errors:
        causes(diagnosis)
    findings(diagnosis)
    drawn(table, of=f"{run.key} {which}")
    if diagnosis.n_errors:
        rows(run, diagnosis, table, of=f"{run.key} {which}")


def summary(diagnosis: Diagnosis) -> list[tuple[str, str, str]]:
    """Return the figures at the top."""
    rows = f"n = {counted(diagnosis.n_rows, 'row')}"
    entries = [
        ("errors", str(diagnosis.n_errors), f"cross-fitted, {rows}"),
        (
            "kinds found",
            str(len(diagnosis.findings)),
            f"chance of any false one: {100 * diagnosis.alpha:g} % at most; {rows}",
        ),
    ]
    floor = diagnosis.floor
    if floor is not None:
        basis = f"lowest error rate seen: {floor.method}; {between(floor.interval)}, n = {counted(floor.n_rows, 'row')}"
        entries.append(("error floor", percent(floor.estimate), basis))
    return entries


def causes(diagnosis: Diagnosis) -> None:
    """Draw how many errors have which primary cause."""
    st.subheader("Primary causes", anchor=False)
    frame = diagnosis.ledger.summary().reset_index()
    shown = frame[frame["n_primary"] > 0].rename(columns={"n_primary": "value"})
    shown = shown.assign(name=shown["kind"].map(kind_words))
    bars(shown, title="errors", alt_text="How many errors have each primary cause")
    st.caption(f"Each of the {counted(diagnosis.n_errors, 'error')} is counted once, under its primary cause.")


def findings(diagnosis: Diagnosis) -> None:
    """Draw each finding with what it rests on, and what was not found or not tested."""
    st.subheader("What was found", anchor=False)
    if not diagnosis.findings:
        st.info("Nothing was found that chance does not explain.", icon=":material/check_circle:")
    for finding in diagnosis.findings:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{kind_words(finding.kind)}** {_SEVERITY[finding.severity]} :gray[{finding.code}]")
            st.markdown(finding_sentence(finding))
            level = level_words(diagnosis.alpha)
            st.caption(
                f"{plain(finding.measure)}: {finding.estimate:.3g}, {between(finding.interval, level)}, "
                f"{p_words(finding.p_value)} (corrected for all kinds), n = {counted(finding.n_rows, 'row')}"
            )
    lines = [
        (result, kind_words(kind), reason)
        for result in ("not_found", "not_applicable", "skipped", "failed")
        for kind, reason in getattr(diagnosis, result).items()
    ]
    with st.expander(f"What was not found, or could not be tested ({len(lines)})"):
        frame = pd.DataFrame(lines, columns=["result", "kind", "reason"])
        st.dataframe(frame.assign(result=frame["result"].str.replace("_", " ")), hide_index=True)


def drawn(table: PredictionTable, *, of: str) -> None:
    """Draw which class is taken for which, and whether probabilities come true."""
    st.subheader("Pictures", anchor=False)
    n_rows = counted(len(table), "row")
    left, right = st.columns(2)
    with left:
        picture(
            ConfusionDisplay.from_tables,
            table,
            of=of,
            width=5.6,
            height=4.2,
            caption=f"Which class is taken for which; n = {n_rows}.",
        )
    with right:
        if table.proba is None:
            st.caption("The model gives no probabilities, so none can come true.")
        else:
            told = f"How often what is said comes true, with 95 % bands; n = {n_rows}."
            picture(ReliabilityDisplay.from_table, table, of=of, width=5.6, height=4.2, caption=told)


def finding_sentence(finding: Finding) -> str:
    """Say how much a finding concerns, and what there is to gain at most."""
    return (
        f"{counted(finding.n_errors, 'error')} in {counted(finding.n_rows, 'row')}, {percent(finding.share)} of all "
        f"errors. Changing nothing but these can raise the accuracy by {percent(finding.bound)} at most."
    )


def rows(run: Run, diagnosis: Diagnosis, table: PredictionTable, *, of: str) -> None:
    """Draw the rows that are wrong, by cause, and send one of them to be explained."""
    st.subheader("The rows", anchor=False)
    causes_of_rows = diagnosis.ledger.to_frame().reset_index(drop=True)
    told = table.take(table.errors).to_frame().drop(columns=["error", "fold"]).reset_index()
    frame = pd.concat([told[["row", "y_true", "y_pred"]], causes_of_rows, told.iloc[:, 3:]], axis=1)
    kinds = list(frame["primary"].unique())
    which = st.pills(
        "Primary cause", kinds, selection_mode="multi", format_func=kind_words, key="cause", persist_state="session"
    )
    shown = frame[frame["primary"].isin(which)] if which else frame
    values = columns_of(run.data).iloc[shown["row"]].reset_index(drop=True)
    values = values.rename(columns={name: f"{name} (column)" for name in values if name in shown})
    st.dataframe(pd.concat([shown.reset_index(drop=True), values], axis=1), hide_index=True, height=320)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Row", list(shown["row"]), key=f"error row {of} {which}", persist_state="session", width=160
        )
        if st.button("Explain it", key="explain row", icon=":material/lightbulb:") and chosen is not None:
            st.session_state[ROW] = int(chosen)
            st.switch_page("views/explanations.py")
        if st.button("Tell its story", key="tell row", icon=":material/auto_stories:") and chosen is not None:
            st.session_state[ROW] = int(chosen)
            st.switch_page("views/stories.py")


if __name__ == "__main__":
    main()
