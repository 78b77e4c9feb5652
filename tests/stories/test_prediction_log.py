"""The account of a log, from its dictionary."""

from skmitigate.stories._prediction_log import (
    accuracy_line,
    label_lines,
    log_html,
    log_text,
    pair_line,
    rows_line,
)

LINE = {
    "model": "<i>m</i>",
    "start": "2026-03-01T12:00:00+00:00",
    "n_rows": 10,
    "n_labelled": 4,
    "n_errors": 1,
    "accuracy": 0.75,
    "interval": [0.3, 0.95],
}
TOLD = {
    "first": "2026-03-01T12:00:00+00:00",
    "last": "2026-03-02T12:00:00+00:00",
    "n_waiting": 1,
    "n_purged": 1,
    "performance": {"by": ["hour", "model"], "alpha": 0.05, "total": LINE, "lines": [LINE] * 14},
    "pairs": [{"y_true": "a", "y_pred": f"<b>{i}</b>", "n": 1} for i in range(7)],
}


def test_text_says_every_number():
    text = log_text(TOLD)
    assert text.startswith("10 predictions, 2026-03-01 12:00 to 2026-03-02 12:00 (UTC); 1 older one deleted.\n")
    assert "4 of 10 predictions have a label" in text
    assert "accuracy 0.7500 [0.3000, 0.9500] (95 %): 1 error in 4 labels" in text
    assert "a taken for <b>0</b>: 1 time\n" in text
    assert "... and 2 pairs more" in text
    assert "... 2 before, told by --json or to_dict()" in text


def test_page_has_all_lines_and_escapes():
    page = log_html(TOLD, page=True)
    assert page.count("&lt;i&gt;m&lt;/i&gt;") == 14
    assert "<b>" not in page


def test_what_is_not_known_is_said():
    line = LINE | {"n_labelled": 0, "n_errors": 0, "accuracy": None, "interval": None}
    told = TOLD | {"performance": {"by": ["model"], "alpha": 0.05, "total": line, "lines": [line]}, "pairs": []}
    assert accuracy_line(told) == "not known: no prediction has a label"
    assert "none that is known" in log_html(told, page=False)
    assert "accuracy" not in log_text(told)
    assert label_lines(told)[1] == "1 label for predictions that are not here (yet)"
    assert rows_line(told | {"performance": {"total": {"n_rows": 0}}}) == "No predictions."
    assert pair_line({"y_true": 1, "y_pred": 2, "n": 2}) == "1 taken for 2: 2 times"
