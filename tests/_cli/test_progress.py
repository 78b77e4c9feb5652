"""Events and our warnings are shown while a command works, and only then."""

import io
import warnings

import pytest

from skmitigate._cli._console import Console
from skmitigate._cli._progress import showing_progress, telling_warnings
from skmitigate.correction import FitDone, ModelCrossFitted
from skmitigate.exceptions import RareClassWarning, SkmitigateWarning


@pytest.fixture
def stream():
    return io.StringIO()


def test_events_are_shown_but_single_fits(stream):
    with showing_progress(Console(stream)) as show:
        show(FitDone(1.0, "GaussianNB", 3, 5))
        show(ModelCrossFitted(1.5, "GaussianNB"))
    assert stream.getvalue().endswith("cross-fitted GaussianNB\n")
    assert stream.getvalue().count("\n") == 1


def test_progress_line_is_taken_off_even_after_a_failure(stream, monkeypatch):
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(RuntimeError), showing_progress(Console(stream)):
        raise RuntimeError
    assert stream.getvalue() == "\r\x1b[K"


def test_own_warnings_are_told_once_and_foreign_ones_not(stream):
    with telling_warnings(Console(stream)):
        for _ in range(2):
            warnings.warn("few\nrows", RareClassWarning, stacklevel=1)
        warnings.warn("other", SkmitigateWarning, stacklevel=1)
        warnings.warn("no convergence", UserWarning, stacklevel=1)
    assert stream.getvalue() == "skmitigate: warning: few rows\nskmitigate: warning: other\n"


def test_warnings_work_as_before_afterwards(stream):
    with telling_warnings(Console(stream)):
        pass
    with pytest.warns(SkmitigateWarning):
        warnings.warn("again", SkmitigateWarning, stacklevel=1)
    assert stream.getvalue() == ""
