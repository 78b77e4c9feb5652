"""Long work goes on apart from the pages, tells how far it is, and can be ended."""

import os
import time
import warnings

import pytest

from examples.dashboard.jobs import Job


def count(*, tell, stop, upto):
    """Work that takes a while, as the process of a job imports it."""
    for i in range(upto):
        tell({"event": "FitDone", "done": i + 1, "planned": upto})
    warnings.warn("a few rows were left out", UserWarning, stacklevel=1)
    return os.getpid(), stop.is_set()


def fail(**_):
    """Work on rows that make no sense."""
    raise ValueError("expected two classes, got one")


def vanish(**_):
    """Work whose process is killed."""
    os._exit(3)


def linger(*, tell, stop):
    """Work that ends when it is asked to."""
    tell({"event": "IterationBegun"})
    stop.wait(60)
    return "ended early"


def ended(work, kept=None, **given):
    job = Job("Some work", work, given, then=lambda *got: kept.extend(got))
    job.start()
    assert job.wait(60)
    return job


def test_work_is_done_in_another_process_and_its_result_and_notes_come_back():
    kept = []
    job = ended(count, kept, upto=5)
    (process, stopped), notes = kept
    assert process != os.getpid()
    assert not stopped
    assert notes == ("a few rows were left out",)
    assert (job.status, job.share) == ("done", 1.0)


@pytest.mark.parametrize(("work", "message"), [(fail, "expected two classes, got one"), (vanish, "exit code 3")])
def test_work_that_fails_says_how(work, message):
    job = ended(work)
    assert job.status == "failed"
    assert message in job.error


def test_work_can_be_stopped_and_cancelled():
    kept = []
    for end in ("stop", "cancel"):
        job = Job("Some work", linger, {}, then=lambda *got: kept.append(got[0]))
        job.start()
        deadline = time.monotonic() + 60
        while not job.told and time.monotonic() < deadline:
            time.sleep(0.02)
        getattr(job, end)()
        assert job.wait(60)
    assert job.status == "cancelled"
    assert kept == ["ended early"]


def test_demo_runs_apart_from_its_page_and_its_run_is_shown_everywhere(workspace, page):
    shown = page("live_demo").choose("selectbox", "demo model", "naive Bayes")
    shown.click("demo run")
    assert workspace.busy
    assert shown.app.button(key="demo run").disabled
    assert shown.go_to("errors").app.button(key="go to live_demo").label == "Watch it"
    shown.go_to("live_demo").wait(workspace)
    assert "Kept as it was" in shown.text
    assert "wine" in shown.go_to("mitigation").text
    assert page("overview").app.selectbox(key="run").value in workspace.runs


def test_demo_that_is_cancelled_keeps_nothing_and_says_so(workspace, page):
    shown = page("live_demo").click("demo run").click("demo cancel")
    assert "was cancelled" in shown.text
    assert not workspace.runs


@pytest.mark.parametrize(
    ("view", "button"), [("compare_models", "compare models"), ("compare_strategies", "compare strategies")]
)
def test_comparison_is_worked_out_and_shown(view, button, full, page):
    shown = page(view)
    if view == "compare_models":
        shown.choose("selectbox", "model b", "naive Bayes")
    else:
        shown.choose("multiselect", "strategies", ["probability_calibration"])
    shown.click(button).wait(full)
    assert len(shown.app.metric) >= 3
    assert "n = 240 rows" in shown.text
    assert shown.downloads
