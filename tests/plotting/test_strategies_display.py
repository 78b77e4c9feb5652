"""The picture of all strategies side by side."""

import pytest

from skmitigate.correction import ComparedStrategy, StrategyComparison
from skmitigate.plotting import StrategiesDisplay
from skmitigate.plotting._axes import BETTER, QUIET, WORSE


def line(name, middle, reach, answer, letters):
    return ComparedStrategy(
        candidate=name,
        strategy=name,
        status="compared",
        reason=answer,
        score=0.8 + middle,
        difference=middle,
        interval=(middle - reach, middle + reach) if reach else None,
        rank=(1, 4),
        letters=letters,
    )


@pytest.fixture
def found():
    """A comparison with lines of each kind."""
    lines = (
        line("good", 0.10, 0.05, "better", "a"),
        line("unsure", 0.01, 0.05, "not resolved", "ab"),
        line("unchanged", 0.0, 0.0, "the model as it is", "b"),
        line("bad", -0.2, 0.1, "worse", "c"),
        *(
            ComparedStrategy(candidate=f"left_out_strategy_{i}", strategy="x", status=status, reason="y")
            for i, status in enumerate(["skipped"] * 9 + ["failed"])
        ),
    )
    return StrategyComparison(
        model="GaussianNB",
        scoring="accuracy",
        alpha=0.1,
        lines=lines,
        n_rows=300,
        n_groups=None,
        n_folds=5,
        n_fits=5,
        seconds=0.3,
    )


def test_lines_stand_in_order_with_their_letters(found):
    display = StrategiesDisplay.from_comparison(found)
    shown = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert shown == ["good  a", "unsure  ab", "unchanged  b", "bad  c"]
    top, bottom = display.ax_.get_ylim()[::-1]
    assert top < 0  # the first is at the top
    assert bottom > 3


def test_colours_say_what_is_resolved(found):
    lines = StrategiesDisplay.from_comparison(found).ax_.lines
    assert [part.get_color() for part in lines if len(part.get_xdata()) == 2][:3] == [BETTER, QUIET, WORSE]


def test_what_was_left_out_is_listed_and_the_level_is_told(found):
    ax = StrategiesDisplay.from_comparison(found).ax_
    (note,) = (text.get_text() for text in ax.texts)
    assert "skipped: left_out_strategy_0, " in note
    assert "failed: left_out_strategy_9" in note
    assert max(map(len, note.splitlines())) <= 110
    assert "90 % intervals, for all at once" in ax.get_title(loc="right")


def test_nothing_left_out_leaves_no_note(found):
    told = found.to_dict()
    told["lines"] = told["lines"][:4]
    assert len(StrategiesDisplay(told).plot().ax_.texts) == 0


def test_no_label_is_cut_off_and_none_overlap(found, tmp_path):
    display = StrategiesDisplay.from_comparison(found)
    display.figure_.savefig(tmp_path / "picture.png")
    box, ax = display.figure_.bbox, display.ax_
    parts = [text.get_window_extent() for text in [*ax.get_yticklabels(), ax.xaxis.label, *ax.texts]]
    assert all(box.x0 <= p.x0 <= p.x1 <= box.x1 and box.y0 <= p.y0 <= p.y1 <= box.y1 for p in parts)
    assert not any(a.overlaps(b) for i, a in enumerate(parts) for b in parts[:i])
