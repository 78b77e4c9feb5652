"""The bar is one line on a terminal, and a line for each decision elsewhere."""

import io

import pytest
from sklearn.base import clone

from skmitigate.correction import (
    FitDone,
    IterationBegun,
    ModelCrossFitted,
    ProgressBar,
    SearchEnded,
    SelfCorrectingClassifier,
    Trial,
    TrialDecided,
)

EVENTS = [
    FitDone(0.5, "SVC", 1, 5),
    ModelCrossFitted(1.0, "SVC"),
    IterationBegun(1.5, 0, 2, 10),
    FitDone(2.0, "SVC", 10, 16),
    TrialDecided(3.0, Trial(0, "prior", "prior", "skipped", "even\nclasses")),
    SearchEnded(4.0, "kept", "no strategy could be applied", 16),
]


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


def test_elsewhere_each_decision_is_a_line():
    stream = io.StringIO()
    for event in EVENTS:
        ProgressBar(stream)(event)
    assert stream.getvalue().splitlines()[0] == "    1.5 s  iteration 0: 2 candidates, up to 10 fits"
    assert [line.split()[2] for line in stream.getvalue().splitlines()[-1:]] == ["kept:"]
    assert "fits  " not in stream.getvalue()


@pytest.mark.parametrize("columns", [200, 60])
def test_on_a_terminal_one_line_is_overwritten(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    bar = ProgressBar(stream := Terminal())
    for event in EVENTS:
        bar(event)
    shown = stream.getvalue().split("\r\x1b[K")[1:]
    assert len(shown) == len(EVENTS)
    assert shown[0] == "    0.5 s  [####....................] 1 of 5 fits  "
    assert (
        shown[4] == "    3.0 s  [###############.........] 10 of 16 fits  prior: skipped: even classes"[: columns - 1]
    )
    assert shown[5] == "    4.0 s  kept: no strategy could be applied; 16 fits"[: columns - 1] + "\n"
    assert not any("\n" in line for line in shown[:5])


def test_standard_error_is_where_it_is_shown(capsys):
    ProgressBar()(EVENTS[2])
    assert capsys.readouterr().err == "    1.5 s  iteration 0: 2 candidates, up to 10 fits\n"


def test_a_classifier_with_a_bar_can_be_cloned():
    assert isinstance(clone(SelfCorrectingClassifier(None, callbacks=ProgressBar())).callbacks, ProgressBar)
