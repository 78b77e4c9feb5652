"""A run to look at, and pages that are opened on an empty or a full workspace."""

import threading
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from streamlit.testing.v1 import AppTest

from examples.dashboard.choices import make_encoder
from examples.dashboard.work import correct
from examples.dashboard.workspace import FOLDER_VARIABLE, Run, the_workspace
from skmitigate.datasets import Dataset, make_faulty_classification

APP = Path(__file__).parents[3] / "examples" / "dashboard" / "app.py"
HOSTILE = "<script>alert(1)</script>"
_SHOWN = (
    *("title", "header", "subheader", "markdown", "caption", "info", "warning", "success", "error", "text", "code"),
    *("metric", "html", "expander"),
)


@pytest.fixture(scope="session")
def rows():
    """Rows on which naive Bayes errs, with a category, gaps, and names that do harm, or that the pages use too."""
    data = make_faulty_classification(320, fault="wrong_family", n_categorical=1, missing=0.05, random_state=0)[0]
    labels = np.where(data.y == data.y[0], HOSTILE, "well")
    names = dict(zip(data.X.columns, (HOSTILE, "row", "target"), strict=False))
    return Dataset(f"{HOSTILE}.csv", data.X.rename(columns=names), labels, "Made up")


@pytest.fixture(scope="session")
def result(rows):
    """What a correction gives; the model was replaced by a small forest."""
    forest = make_pipeline(make_encoder(), RandomForestClassifier(20))
    return correct(
        tell=[].append,
        stop=threading.Event(),
        data=rows,
        model="naive Bayes",
        hold_back=True,
        seed=0,
        scoring="accuracy",
        strategies=["probability_calibration", forest],
    )


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace without anything in it."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "kept"))
    yield the_workspace()
    the_workspace().close()


@pytest.fixture
def full(workspace, result):
    """A workspace with a run."""
    workspace.runs["run-1-a"] = Run(key="run-1-a", notes=("a note of the search",), **result)
    return workspace


class Page:
    """A page that is open, and what a visitor does on it."""

    def __init__(self, view, state):
        self.app = AppTest.from_file(str(APP), default_timeout=120)
        for key, value in state.items():
            self.app.session_state[key] = value
        if view == "overview":
            self.run()
        else:
            self.go_to(view)

    def run(self):
        """Draw the page again; it meets no error, and shows no markup that it was given."""
        self.app.run()
        assert [error.value for error in self.app.exception] == []
        assert HOSTILE not in "\n".join(str(element.value) for element in self.app.get("html"))
        return self

    def go_to(self, view):
        self.app.switch_page(f"views/{view}.py")
        return self.run()

    def click(self, key):
        self.app.button(key=key).click()
        return self.run()

    def choose(self, kind, key, value):
        getattr(self.app, kind)(key=key).set_value(value)
        return self.run()

    def upload(self, key, name, content):
        return self.choose("file_uploader", key, (name, content, "application/octet-stream"))

    def wait(self, workspace):
        """Wait until the work that the page has started has ended."""
        assert workspace.job.wait(100)
        assert workspace.job.status == "done", workspace.job.error
        return self.run()

    @property
    def title(self):
        return self.app.title[0].value

    @property
    def text(self):
        """All that the page says."""
        parts = [element for kind in _SHOWN for element in self.app.get(kind)]
        return "\n".join(str(getattr(part, name, "")) for part in parts for name in ("label", "value"))

    @property
    def downloads(self):
        return [button.key for button in self.app.get("download_button")]


@pytest.fixture
def page():
    """Open a page: the function takes the name of its file, and what the session knows already."""
    return lambda view, **state: Page(view, state)
