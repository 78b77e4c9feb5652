"""Why one row is predicted as it is, in the columns of the table, and what would change it."""

import pandas as pd
import streamlit as st

from examples.dashboard.charts import bars
from examples.dashboard.frame import ROW, figures, heading, need_run, verdict_card
from examples.dashboard.results import offer_page
from examples.dashboard.telling import show_story
from examples.dashboard.words import counted, number, percent, plain
from examples.dashboard.workspace import Run, the_workspace
from skmitigate import explain_prediction, tell
from skmitigate.datasets import Dataset
from skmitigate.explanation import Explanation, Neighbour

METHODS = {
    "auto": "what the model allows",
    "linear": "linear models, exact",
    "tree": "trees, exact",
    "permutation": "any model, Shapley values",
    "lime": "any model, a line around the row",
    "neighbours": "rows that are like it",
    "counterfactual": "what would change it",
}
_OWN = "Rows of the run"
_SECONDS = 10.0
_MOST_COLUMNS = 15
#: What an explanation raises where a method does not suit a model.
_UNSUITED = (ImportError, TypeError, ValueError)


def main() -> None:
    """Draw the page."""
    heading("Explanations", "What moved the model for one row, what the row is like, and what would change the answer.")
    run = need_run(the_workspace(), "There is no model yet whose predictions could be explained.")
    if run is None:
        return
    rows, row, method = _choose(run)
    try:
        found = _explained(run, rows, row, method)
    except _UNSUITED as error:
        st.warning(plain(error), icon=":material/report:")
        return
    _answer(found)
    if found.explained:
        _contributions(found)
    _neighbours(found)
    _counterfactual(found)
    with st.expander("The explanation as a story"):
        show_story(tell(found), key="explanation story")
    offer_page(found, "Explanation", file="skmitigate-explanation", key="explanation")


def _choose(run: Run) -> tuple[Dataset, int, str]:
    """Let the visitor choose rows, a row, and how it is explained."""
    sources = {_OWN: run.data} | ({"Rows held back": run.fresh} if run.fresh else {})
    with st.container(border=True):
        first, second, third = st.columns(3)
        asked = st.session_state.pop(ROW, None)
        if asked is not None:
            st.session_state["explained rows"] = _OWN
        source = first.selectbox("From", list(sources), key="explained rows", persist_state="session")
        rows, key = sources[source], f"explained {run.key} {source}"
        about = _about(run, rows)
        if asked in about:
            st.session_state[key] = asked
        row = second.selectbox(
            "Row", list(about), format_func=lambda each: about[each], key=key, persist_state="session"
        )
        method = third.selectbox(
            "How",
            list(METHODS),
            format_func=lambda name: f"{name}: {METHODS[name]}",
            key="method",
            persist_state="session",
        )
        if rows is run.data:
            st.caption(
                "The model that answers was fitted on these rows too: errors are those of cross-fitting, and it may be "
                "right by now. Rows that were held back are new to it."
            )
    return rows, row, method


def _about(run: Run, rows: Dataset) -> dict[int, str]:
    """Return what each row is called, errors first."""
    if rows is run.data:
        table = run.classifier.base_predictions_
        wrong, predicted = set(table.row[table.errors].tolist()), {}
    else:
        predicted = dict(enumerate(run.classifier.predict(rows.X)))
        wrong = {i for i, answer in predicted.items() if answer != rows.y[i]}
    order = sorted(range(len(rows)), key=lambda i: (i not in wrong, i))
    return {i: f"{i}: {rows.y[i]}" + (", an error" if i in wrong else "") for i in order}


def _explained(run: Run, rows: Dataset, row: int, method: str) -> Explanation:
    key = ("explanation", run.key, rows is run.data, row, method)
    kept = st.session_state.setdefault("explanations", {})
    if key not in kept:
        with st.spinner("Asking the model"):
            kept[key] = explain_prediction(
                run.classifier,
                rows.X.iloc[row] if isinstance(rows.X, pd.DataFrame) else rows.X[row],
                run.data.X,
                y_true=rows.y[row],
                y_background=run.data.y,
                method=method,
                budget=_SECONDS,
                contrast=True,
                random_state=0,
            )
    found: Explanation = kept[key]
    return found


def _answer(found: Explanation) -> None:
    right = bool(found.correct)
    head = f"Predicted {found.predicted}" + (", rightly" if right else f"; it is {found.y_true}")
    chance = ""
    if found.probabilities is not None:
        chances = dict(zip(map(str, found.classes), found.probabilities, strict=True))
        told = list(dict.fromkeys([str(found.predicted), str(found.y_true)]))
        chance = "Probabilities: " + ", ".join(f"{name} {percent(chances[name])}" for name in told) + ". "
    verdict_card(head, f"{chance}Method: {found.method}; {found.reason}.", "good" if right else "bad")


def _contributions(found: Explanation) -> None:
    """Draw what each column adds for each class that is explained, and whether that adds up."""
    frame = found.to_frame()
    basis = f"n = {counted(found.n_background, 'row')} of the background"
    entries = []
    for k, label in enumerate(found.explained):
        adds_up = f"base {number(found.base[k])} plus what columns add, off by {abs(found.additivity_errors[k]):.1e}"
        entries.append((f"{found.scale} of {label}", number(found.output[k]), f"{adds_up}; {basis}"))
    figures(entries)
    for label in found.explained:
        st.subheader(f"What moved it to {plain(label)}", anchor=False)
        column = f"to {label}"
        most = frame[column].abs().nlargest(_MOST_COLUMNS).index
        names = [f"{name} = {_short(frame.loc[name, 'value'])}" for name in most]
        shown = pd.DataFrame({"name": names, "value": frame.loc[most, column].to_numpy(dtype=float)})
        title = f"added to the {found.scale} of {label}"
        bars(shown, title=title, alt_text=f"What each column adds for {label}", signed=True, form="+.3f")
    left = len(frame) - _MOST_COLUMNS
    more = f" The {left} columns that move it least are not shown." if left > 0 else ""
    st.caption(f"{basis}; the model was asked about {counted(found.n_evaluations, 'row')}.{more}")


def _neighbours(found: Explanation) -> None:
    """Draw the nearest rows."""
    if found.neighbours is None:
        return
    st.subheader("Rows that are like it", anchor=False)
    twin, others = found.neighbours.twin, found.neighbours.taken_for
    entries = ([("The nearest of its class that is right", twin)] if twin else []) + [
        (f"Of the class that is predicted ({i + 1})", other) for i, other in enumerate(others[:2])
    ]
    if not entries:
        st.caption("There are none.")
        return
    for column, (title, neighbour) in zip(st.columns(len(entries)), entries, strict=True):
        with column.container(border=True, height="stretch"):
            _neighbour(title, neighbour)
    st.caption(f"n = {counted(found.neighbours.n_rows, 'row')} of the background; distances are between 0 and 1.")


def _neighbour(title: str, neighbour: Neighbour) -> None:
    st.markdown(f"**{title}**")
    st.caption(f"row {neighbour.position}, {plain(neighbour.label)}, distance {neighbour.distance:.3f}")
    lines = [
        {"column": each["column"], "here": _short(each["value"]), "there": _short(each["other"])}
        for each in neighbour.differs[:5]
    ]
    st.dataframe(lines, hide_index=True)


def _counterfactual(found: Explanation) -> None:
    """Draw what would change the answer."""
    change = found.counterfactual
    if change is None:
        return
    st.subheader("What would change the answer", anchor=False)
    if not change.found:
        st.info(f"Nothing was found: {plain(change.reason)}", icon=":material/search_off:")
    for each in change.changes:
        before, after = _short(each["value"]), _short(each["changed_to"])
        st.markdown(f"- **{plain(each['column'])}**: {plain(before)} :material/arrow_forward: **{plain(after)}**")
    if change.found:
        chance = "" if change.probability is None else f" with a probability of {percent(change.probability)}"
        st.caption(
            f"Then the model says {plain(change.reached)}{chance}: it was asked. It was asked about "
            f"{counted(change.n_evaluations, 'changed row')}; there may be a smaller change."
        )


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
