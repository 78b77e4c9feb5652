"""How far the work is, on its own page and beside every other one."""

import streamlit as st

from examples.dashboard.jobs import Job
from examples.dashboard.words import plain
from examples.dashboard.workspace import Workspace

_MARKS = {
    "accepted": ":green-badge[accepted]",
    "rejected": ":gray-badge[rejected]",
    "dropped": ":gray-badge[dropped]",
    "skipped": ":gray-badge[skipped]",
    "failed": ":red-badge[failed]",
}
_MOST_LINES = 12


def watch(workspace: Workspace, *, key: str) -> None:
    """Show the work that is going on, with buttons to end it, and how it ended where nothing came of it."""
    job = workspace.job
    if job is not None and job.running:
        _running(workspace, key)
    elif job is not None and job.status == "failed":
        st.error(f"**{plain(job.title)}** could not be done. {plain(job.error)}", icon=":material/error:")
    elif job is not None and job.status == "cancelled":
        st.info(f"**{plain(job.title)}** was cancelled; nothing was kept.", icon=":material/cancel:")


@st.fragment(run_every=0.7)
def _running(workspace: Workspace, key: str) -> None:
    job = workspace.job
    if job is None or not job.running:
        st.rerun()
        return
    with st.container(border=True):
        _bar(job)
        with st.container(horizontal=True):
            can_decide = bool(job.planned) and not job.stopping
            if st.button("Decide on what there is", key=f"{key} stop", disabled=not can_decide):
                job.stop()
                st.rerun(scope="fragment")
            if st.button("Cancel", key=f"{key} cancel"):
                job.cancel()
                st.rerun()
        for line in _lines(job):
            st.markdown(line)


def _bar(job: Job) -> None:
    share = job.share
    how_far = f"{job.done} of up to {job.planned} fits" if job.planned else "starting"
    if job.stopping:
        how_far = "coming to an end"
    st.progress(share or 0.0, text=f"**{plain(job.title)}** · {how_far} · {job.seconds:.0f} s")


def _lines(job: Job) -> list[str]:
    """Return what has happened so far, the newest first."""
    lines = []
    for event in job.told:
        if event["event"] == "TrialDecided":
            trial = event["trial"]
            lines.append(f"{_MARKS[trial['status']]} {plain(trial['candidate'])} · :gray[{plain(trial['reason'])}]")
        elif event["event"] == "IterationBegun":
            lines.append(f"**Round {event['iteration'] + 1}**: {event['n_candidates']} candidates")
    return lines[::-1][:_MOST_LINES]


def watch_from_the_side(workspace: Workspace) -> None:
    """Show in the side bar that work is going on, whatever the page."""
    if workspace.busy:
        _beside(workspace)


@st.fragment(run_every=2.0)
def _beside(workspace: Workspace) -> None:
    job = workspace.job
    if job is None or not job.running:
        st.rerun()
        return
    st.progress(job.share or 0.0, text=f":material/hourglass_top: {plain(job.title)}")
