"""Two models on the same rows: the difference, and how sure it is."""

import streamlit as st

from examples.dashboard.charts import intervals
from examples.dashboard.choices import MODELS, SCORINGS
from examples.dashboard.frame import figures, heading, need_run, verdict_card
from examples.dashboard.progress import watch
from examples.dashboard.results import comparison_frame, offer_page
from examples.dashboard.words import between, counted, level_words, number, p_words, percent, plain, signed
from examples.dashboard.work import compare_models
from examples.dashboard.workspace import Run, Workspace, the_workspace
from skmitigate.evidence import Comparison

_WHAT = "models"


def main() -> None:
    """Draw the page."""
    workspace = the_workspace()
    heading("Model comparison", "Is one model better than another, on these rows, beyond luck?")
    run = need_run(workspace, "Models are compared on the rows of a run, and there is none yet.")
    if run is None:
        return
    choose_and_start(workspace, run)
    watch(workspace, key="models")
    comparison = workspace.comparisons.get((run.key, _WHAT))
    if comparison is None:
        st.info("Choose two models and compare them; the answer appears here.", icon=":material/balance:")
    else:
        show(comparison)


def choose_and_start(workspace: Workspace, run: Run) -> None:
    """Draw the choices and the button."""
    with st.container(border=True):
        first, second, third = st.columns(3)
        a = first.selectbox("Model a", list(MODELS), key="model a", persist_state="session")
        b = second.selectbox("Model b", list(MODELS), index=3, key="model b", persist_state="session")
        scoring = third.selectbox("Metric", SCORINGS, key="models scoring", persist_state="session")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            rope = st.number_input(
                "Differences up to this do not matter",
                0.0,
                0.5,
                0.01,
                step=0.005,
                format="%.3f",
                key="models rope",
                persist_state="session",
                help="With a region of practical equivalence the answer has probabilities; 0 leaves them out.",
                width=300,
            )
            begun = st.button("Compare", type="primary", key="compare models", disabled=workspace.busy or a == b)
        if a == b:
            st.caption("Choose two different models.")
    if begun:
        given = {"data": run.data, "a": a, "b": b, "seed": 0, "scoring": scoring, "rope": rope or None}

        def keep(result: Comparison, notes: tuple[str, ...]) -> None:
            del notes
            workspace.comparisons[run.key, _WHAT] = result

        workspace.start(f"{a} and {b}", compare_models, given, then=keep)
        st.rerun()


def show(found: Comparison) -> None:
    """Draw the verdict, the interval, and what each class gains or loses."""
    names = {"a is better": found.name_a, "b is better": found.name_b}
    tone = "good" if found.verdict in names else "calm"
    head = f"{names[found.verdict]} is better" if found.verdict in names else found.verdict.capitalize()
    verdict_card(head, f"a: {found.name_a}, b: {found.name_b}, by {found.scoring}", tone)
    rows, level = f"n = {counted(found.n_rows, 'row')}", level_words(found.alpha)
    entries = [
        ("a", number(found.score_a), f"{found.scoring}, {found.n_folds} folds, {rows}"),
        ("b", number(found.score_b), f"{found.scoring}, {found.n_folds} folds, {rows}"),
        ("b - a", signed(found.difference), f"{between(found.interval, level)}, {p_words(found.p_value)}, {rows}"),
        (
            "could be seen",
            signed(found.smallest_gain),
            f"the smallest difference that {rows[4:]} resolve, 4 times in 5",
        ),
    ]
    figures(entries)
    if found.probabilities is not None:
        for answer, share in found.probabilities.items():
            name = plain(answer.replace("_", " "))
            st.progress(share, text=f"b is {name} with a probability of {percent(share)} ({rows}, ±{found.rope:g})")
    intervals(
        comparison_frame(found),
        title="b - a",
        alt_text="The difference between the models and of the recall of each class, with intervals",
    )
    st.caption(
        f"The first line is the metric; the others are the recall of each class. {level} intervals, {rows}, "
        f"{found.n_changed} of them predicted differently."
    )
    offer_page(found, "Comparison", file="skmitigate-comparison", key="comparison")
    with st.expander("The comparison as text"):
        st.code(found.summary(), language=None, wrap_lines=True)


if __name__ == "__main__":
    main()
