"""The picture of rows that are put right and broken."""

import numpy as np
import pytest

from skmitigate import compare
from skmitigate.evidence import RowGroups, flips
from skmitigate.plotting import FlipsDisplay
from skmitigate.plotting._axes import BETTER, FAINT
from skmitigate.predictions import PredictionTable


def tables(n_classes=3, n=300, name="{}"):
    rng = np.random.default_rng(0)
    names = np.array([name.format(i) for i in range(n_classes)])
    truth = np.arange(n) % n_classes
    return [
        PredictionTable.from_predictions(
            names[truth], names[np.where(rng.random(n) < r, truth, (truth + 1) % n_classes)], classes=np.sort(names)
        )
        for r in (0.5, 0.8)
    ]


def test_bars_are_the_counts_of_the_ledger():
    a, b = tables()
    ledger = flips(a, b, [RowGroups.from_mask("first", np.arange(300) < 100)])
    display = FlipsDisplay.from_flips(ledger)
    widths = [patch.get_width() for patch in display.ax_.patches]
    assert widths == [w for group in ledger.groups for w in (group.n_fixed, -group.n_broken)]
    labels = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert labels == ["class 0 (100)", "class 1 (100)", "class 2 (100)", "first (100)"]


def test_changes_stand_beside_and_have_a_colour_where_they_are_shown():
    a, b = tables()
    display = FlipsDisplay.from_tables(a, b)
    texts = [text for text in display.ax_.texts if "[" in text.get_text()][:3]
    for text, group in zip(texts, flips(a, b).groups, strict=True):
        low, high = group.interval
        assert text.get_text() == f"{100 * group.change:+.1f}  [{100 * low:+.1f}, {100 * high:+.1f}]"
        assert text.get_color() == (BETTER if group.verdict == "better" else FAINT)


def test_title_has_the_counts_the_test_and_the_change_of_all_rows():
    a, b = tables()
    ledger = flips(a, b)
    title = FlipsDisplay.from_tables(a, b).ax_.get_title(loc="left").replace("\n", " ")
    assert title.startswith(f"{len(ledger.fixed)} rows put right, {len(ledger.broken)} broken")
    low, high = ledger.interval
    assert title.endswith(f"errors {100 * ledger.change:+.1f} points [{100 * low:+.1f}, {100 * high:+.1f}] (95 %)")
    older = ledger.to_dict() | {"interval": None}
    assert "points" not in FlipsDisplay(older).plot().ax_.get_title(loc="left")


def test_a_comparison_has_a_ledger_too():
    a, b = tables()
    assert FlipsDisplay.from_report(compare(a, b)).told == flips(a, b).to_dict() | {"chosen": False}


def test_of_a_correction_it_is_told_that_the_rows_have_chosen():
    class Report:
        def to_dict(self):
            return {"n_candidates": 3, "flips": flips(*tables()).to_dict()}

    assert FlipsDisplay.from_report(Report()).ax_.get_title(loc="left").endswith("on the rows that chose)")


@pytest.mark.parametrize("name", ["{}", "a class with a long name and $formulas$ that is the number {} of all"])
@pytest.mark.parametrize("n_classes", [2, 30])
def test_nothing_overlaps(n_classes, name):
    display = FlipsDisplay.from_tables(*tables(n_classes, 900, name))
    display.figure_.canvas.draw()
    for texts in (display.ax_.get_yticklabels(), display.ax_.texts):
        boxes = [text.get_window_extent().shrunk(0.9, 0.9) for text in texts]
        for i, box in enumerate(boxes):
            assert box.count_overlaps(boxes[i + 1 :]) == 0


def test_many_groups_are_cut_to_those_that_change_most():
    display = FlipsDisplay.from_tables(*tables(50, 1000))
    assert len(display.ax_.get_yticklabels()) == 30
    assert "20 more groups are not shown" in display.ax_.get_xlabel()


def test_where_no_row_changes_the_picture_says_so():
    a, _ = tables()
    text = FlipsDisplay.from_tables(a, a).ax_.texts[0].get_text()
    assert text == f"No row changes: {a.errors.sum()} of 300 rows are wrong before and after."
