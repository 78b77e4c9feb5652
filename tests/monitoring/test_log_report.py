"""What is in a log."""

import json

import pytest

from skmitigate.monitoring import LogReport


@pytest.fixture
def report(log):
    """Of a log with two days, a hostile class name and a label that waits."""
    ids = log.log(None, ["<b>a</b>", "b"] * 5, timestamp=["2026-03-01T12:00", "2026-03-02T12:00"] * 5)
    log.add_labels([*ids[:4], "unknown"], ["b"] * 5)
    return log.report()


def test_text_and_dict_say_the_same(report):
    assert isinstance(report, LogReport)
    told = report.to_dict()
    json.dumps(told, allow_nan=False)
    assert (told["n_waiting"], told["n_purged"], told["version"]) == (1, 0, 1)
    assert told["performance"]["total"]["n_rows"] == 10
    text = report.summary()
    assert text.startswith("10 predictions, 2026-03-01 12:00 to 2026-03-02 12:00 (UTC).")
    assert "4 of 10 predictions have a label" in text
    assert "2 errors in 4 labels" in text


def test_page_is_escaped_and_needs_no_network(report, tmp_path):
    page = report.to_html(tmp_path / "log.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;a&lt;/b&gt; taken for" not in page  # the true class comes first
    assert "b taken for &lt;b&gt;a&lt;/b&gt;: 2 times" in page
    assert "<b>a</b>" not in page
    assert "://" not in page


def test_empty_log_has_a_report(log):
    assert log.report().summary().startswith("No predictions.")
    assert repr(log.report()) == "LogReport(0 rows, 0 labels, 0 errors, 0 labels waiting)"
