"""What can be done with a CSV file: choose its target, correct a model on it, have a model answer."""

import pandas as pd
import streamlit as st

from examples.dashboard.answers import show_answers
from examples.dashboard.choices import MODELS, SCORINGS
from examples.dashboard.csv_upload import (
    ENCODINGS,
    Preview,
    UnreadableUpload,
    labelled_rows,
    preview,
    unlabelled_rows,
)
from examples.dashboard.progress import watch
from examples.dashboard.samples import sample_csv
from examples.dashboard.serving import Served, served_models
from examples.dashboard.traffic import log_answers
from examples.dashboard.words import counted, plain
from examples.dashboard.work import correct
from examples.dashboard.workspace import Workspace
from skmitigate.datasets import Dataset

#: Where the file is kept, so that it is still there after a visit to another page.
_FILE = "csv file"
_TASKS = ("Correct a model on them", "Have a model answer")
_MOST_MAPPED = 60
#: What a model raises on rows that make no sense to it.
_NOT_TAKEN = (ArithmeticError, LookupError, TypeError, ValueError)


def rows_panel(workspace: Workspace) -> None:
    """Draw all of it."""
    file = _choose_file()
    if file is None:
        return
    name, content = file
    encoding = st.selectbox("Encoding", ENCODINGS, key="csv encoding", persist_state="session", width=200)
    try:
        found = _preview(content, encoding)
    except UnreadableUpload as error:
        st.warning(plain(error), icon=":material/report:")
        return
    st.markdown(f"**{plain(name)}** · {counted(found.n_rows, 'row')}, {counted(len(found.columns), 'column')}")
    st.dataframe(found.frame, hide_index=True, height=210)
    task = st.segmented_control(
        "What to do with the rows", _TASKS, default=_TASKS[0], required=True, key="csv task", persist_state="session"
    )
    try:
        if task == _TASKS[0]:
            _learn(workspace, name, content, encoding, found)
        else:
            _answer(workspace, content, encoding, found)
    except UnreadableUpload as error:
        st.warning(plain(error), icon=":material/report:")


def _choose_file() -> tuple[str, bytes] | None:
    """Return the file that is being worked on: a new one, the one from before, or none."""
    uploaded = st.file_uploader("A CSV file with a line of column names", type=["csv", "txt", "tsv"], key="csv upload")
    if uploaded is not None:
        st.session_state[_FILE] = (uploaded.name, uploaded.getvalue())
    elif _FILE not in st.session_state:
        st.markdown(
            "The first line names the columns, and each further line is a row. One of the columns holds the labels; "
            "it is chosen in the next step. Text, numbers and gaps are all welcome."
        )
        if st.button("Use a sample file", key="sample csv", icon=":material/table:"):
            st.session_state[_FILE] = sample_csv()
            st.rerun()
    elif st.button(f"Put {plain(st.session_state[_FILE][0])} away", key="forget csv", icon=":material/close:"):
        del st.session_state[_FILE]
        st.rerun()
    return st.session_state.get(_FILE)


def _learn(workspace: Workspace, name: str, content: bytes, encoding: str, found: Preview) -> None:
    """Draw the choice of target and columns, and the button that starts the correction."""
    with st.container(border=True):
        target = st.selectbox(
            "Target: the column of labels",
            found.columns,
            index=len(found.columns) - 1,
            key=f"target {name}",
            persist_state="session",
        )
        data, notes = _labelled(content, name, encoding, target)
        for note in notes:
            st.caption(f":material/info: {plain(note)}")
        counts = ", ".join(f"{plain(label)}: {n}" for label, n in list(data.class_counts.items())[:12])
        st.caption(f"{counted(len(data), 'row')} with a label, in {counted(len(data.class_counts), 'class')}: {counts}")
        learned = st.multiselect(
            "Columns to learn from",
            list(data.X.columns),
            default=_usual(data),
            key=f"columns {name} {target}",
            persist_state="session",
        )
        numbers = [column for column in learned if pd.api.types.is_numeric_dtype(data.X[column])]
        categories = st.multiselect(
            "Numbers that are names of categories, such as postcodes",
            numbers,
            key=f"categories {name} {target}",
            persist_state="session",
            placeholder="None",
        )
        first, second = st.columns(2)
        model = first.selectbox("Classifier", list(MODELS), index=1, key="csv model", persist_state="session")
        scoring = second.selectbox("To be raised", SCORINGS, key="csv scoring", persist_state="session")
        hold_back = st.toggle(
            "Hold a quarter of the rows back, as rows that come later", True, key="csv hold", persist_state="session"
        )
        begun = st.button("Correct a model", type="primary", key="correct csv", disabled=workspace.busy or not learned)
    if begun:
        X = data.X[learned].astype(dict.fromkeys(categories, "str"))
        given = {
            "data": Dataset(data.name, X, data.y, data.description),
            "model": model,
            "hold_back": hold_back,
            "seed": 0,
            "scoring": scoring,
        }
        workspace.start(f"{data.name}, {model}", correct, given, then=workspace.add_run)
        st.rerun()
    watch(workspace, key="csv")
    _tell_of_run(workspace, data)


def _tell_of_run(workspace: Workspace, data: Dataset) -> None:
    """Say that a model was corrected on the file, and lead to what came out."""
    done = [run for run in workspace.runs.values() if run.data.name == data.name]
    if done and not workspace.busy:
        st.success(f"A model was corrected on {plain(done[-1].data.name)}.", icon=":material/task_alt:")
        if st.button("See what came out", key="see csv run"):
            st.switch_page("views/mitigation.py")


def _answer(workspace: Workspace, content: bytes, encoding: str, found: Preview) -> None:
    """Draw the choice of a model, the columns that it takes, and its answers."""
    models = served_models(workspace)
    if not models:
        st.info("There is no model yet that could answer. Correct one on these rows, or run the demo.")
        return
    with st.container(border=True):
        model = models[st.selectbox("Model", list(models), key="csv answers by", persist_state="session")]()
        mapping = _mapping(model, found)
        begun = st.button("Predict", type="primary", key="predict csv", disabled=len(mapping) < len(model.columns))
    if begun:
        rows = model.rows(unlabelled_rows(content, encoding), mapping)
        try:
            answers = model.answers(rows)
            log_answers(workspace, model, rows, answers)
        except _NOT_TAKEN as error:
            st.session_state.pop("csv answers", None)
            raise UnreadableUpload(f"{model.name} does not take these rows: {str(error).splitlines()[0]}") from None
        st.session_state["csv answers"] = (model.name, answers)
    kept = st.session_state.get("csv answers")
    if kept and kept[0] == model.name:
        show_answers(kept[1])
        if st.button("Label some of them", key="label answers", icon=":material/label:"):
            st.switch_page("views/labels.py")


def _mapping(model: Served, found: Preview) -> dict[str, str]:
    """Return for each column of the model the one of the file that stands for it, as far as it is known."""
    folded = {name.casefold().strip(): name for name in found.columns}
    known = {column: folded[column.casefold()] for column in model.columns if column.casefold() in folded}
    unknown = [column for column in model.columns if column not in known]
    st.caption(
        f"{plain(model.name)} takes {counted(len(model.columns), 'column')}; {len(known)} of them have the name of one "
        "in the file."
    )
    if len(unknown) > _MOST_MAPPED:
        st.warning(f"{counted(len(unknown), 'column')} of the model are not in the file. Choose another model or file.")
        return known
    with st.expander("Which column of the file stands for which of the model", expanded=bool(unknown)):
        columns = st.columns(3)
        for i, column in enumerate([*unknown, *known]):
            place = found.columns.index(known[column]) if column in known else None
            chosen = columns[i % 3].selectbox(
                plain(column),
                found.columns,
                index=place,
                key=f"column {model.name} {column}",
                persist_state="session",
                placeholder="Choose",
            )
            if chosen is not None:
                known[column] = chosen
    return known


def _usual(data: Dataset) -> list[str]:
    """Return the columns that are learned from unless the visitor says otherwise: all but dates."""
    return [name for name in data.X.columns if not pd.api.types.is_datetime64_any_dtype(data.X[name])]


@st.cache_data(max_entries=4, show_spinner="Reading the file")
def _preview(content: bytes, encoding: str) -> Preview:
    return preview(content, encoding)


@st.cache_data(max_entries=4, show_spinner="Reading the file")
def _labelled(content: bytes, name: str, encoding: str, target: str) -> tuple[Dataset, tuple[str, ...]]:
    return labelled_rows(content, name, encoding, target)
