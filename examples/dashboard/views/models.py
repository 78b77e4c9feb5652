"""Saved models: what each is, which one is in use, and how to take one away."""

import streamlit as st

from examples.dashboard import model_store
from examples.dashboard.frame import chosen_run, figures, heading, nothing_yet, run_label
from examples.dashboard.words import between, counted, percent, plain
from examples.dashboard.workspace import Workspace, the_workspace
from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence import SavedModel

#: What saving and reading raise where a name is taken, a folder cannot be written, or a file is no model.
_REFUSALS = (ImportError, InvalidModelFile, OSError, TypeError, ValueError)


def main() -> None:
    """Draw the page."""
    workspace = the_workspace()
    heading(
        "Models",
        "Each is one file without pickle, with its card, its report, and rows that are checked when it is loaded.",
    )
    if (said := st.session_state.pop("models said", None)) is not None:
        st.success(said, icon=":material/task_alt:")
    run = chosen_run(workspace)
    names = model_store.names(workspace.models)
    if run is None and not names:
        nothing_yet(
            "There is no saved model yet. Correct one first; it can be saved here.", "Run the demo", "live_demo"
        )
        return
    if run is not None:
        _save(workspace)
    if names:
        _list(workspace, names)


def _say(text: str) -> None:
    st.session_state["models said"] = text
    st.rerun()


def _save(workspace: Workspace) -> None:
    """Draw what saves the model of the run that is shown."""
    run = chosen_run(workspace)
    assert run is not None
    with st.container(border=True):
        st.markdown(f"**Save the model of {plain(run_label(run))}**")
        first, second = st.columns([1, 2])
        name = first.text_input("Name", model_store.suggested_name(run), key=f"name {run.key}", max_chars=64)
        words = second.text_input("What it is for", key=f"description {run.key}", max_chars=300)
        if st.button("Save", type="primary", key="save model", icon=":material/save:"):
            try:
                found = model_store.save_run(workspace.models, run, name, description=words)
            except _REFUSALS as error:
                st.warning(plain(error), icon=":material/report:")
            else:
                _say(f"Saved {plain(found.name)}, {found.n_bytes / 1000:.0f} kB.")


def _list(workspace: Workspace, names: list[str]) -> None:
    """Draw the card of the model that is chosen, and what can be done with it."""
    folder, used = workspace.models, model_store.active(workspace.models)
    name = st.selectbox(
        "Saved models",
        names,
        format_func=lambda each: f"{each} (in use)" if each == used else each,
        key="saved model",
        persist_state="session",
    )
    try:
        _card(model_store.saved(folder, name))
    except _REFUSALS as error:
        st.error(plain(error), icon=":material/gpp_bad:")
    _actions(workspace, name, used)


def _actions(workspace: Workspace, name: str, used: str | None) -> None:
    with st.container(horizontal=True):
        if st.button("Put to use", key="activate model", disabled=name == used, icon=":material/check_circle:"):
            model_store.activate(workspace.models, name)
            _say(f"{plain(name)} is in use.")
        st.download_button(
            "Download",
            lambda: model_store.path_of(workspace.models, name).read_bytes(),
            f"{name}.skm",
            "application/zip",
            key="download model",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover("Delete", icon=":material/delete:", key="delete"):
            st.markdown(f"Delete **{plain(name)}** for good?")
            if st.button("Yes, delete it", key="delete model", type="primary"):
                model_store.delete(workspace.models, name)
                _say(f"{plain(name)} was deleted.")


def _card(found: SavedModel) -> None:
    """Draw the card."""
    with st.container(border=True):
        st.markdown(f"#### {plain(found.name)}")
        if found.description:
            st.markdown(plain(found.description))
        saved = f"saved {found.created[:16].replace('T', ' ')} UTC · {found.n_bytes / 1000:.0f} kB"
        st.caption(f"{plain(found.card['model'])} · {saved}")
        measured = found.card["measured"]
        if measured is not None:
            share = measured["accuracy"]
            held = {True: "rows that were held back", False: "rows of its fit"}.get(measured["held_out"], "rows")
            basis = f"n = {counted(measured['n_rows'], 'row')}, {held}"
            entries = [("accuracy", percent(share["value"]), f"{between(share['interval'])}, {basis}")]
            entries.append(("classes", str(len(found.classes)), ", ".join(plain(each) for each in found.classes[:10])))
            entries.append(("kept rows", str(found.n_golden_rows), "asked about whenever it is loaded"))
            figures(entries)
        for limit in found.card["limits"]:
            st.markdown(f":material/info: {plain(limit)}")
        st.caption(f"SHA-256 `{found.sha256}`")
        with st.expander("The whole card"):
            st.code(found.summary(), language=None, wrap_lines=True)
        with st.expander(f"Its columns ({len(found.columns)})"):
            st.dataframe(list(found.columns), hide_index=True)


if __name__ == "__main__":
    main()
