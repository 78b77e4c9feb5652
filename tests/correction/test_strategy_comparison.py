"""What the comparison of all strategies tells of itself."""

import json

import pytest

from skmitigate.correction import ComparedStrategy, StrategyComparison

LINES = (
    ComparedStrategy(
        candidate="class_balancing(prior)",
        strategy="class_balancing",
        status="compared",
        reason="better",
        n_fits=0,
        seconds=0.1,
        score=0.8,
        difference=0.1,
        interval=(0.05, 0.15),
        p_value=0.001,
        rank=(1, 1),
        letters="a",
    ),
    ComparedStrategy(
        candidate="unchanged",
        strategy="gaussian_nb",
        status="compared",
        reason="the model as it is",
        n_fits=5,
        seconds=0.2,
        score=0.7,
        difference=0.0,
        rank=(2, 2),
        letters="b",
    ),
    ComparedStrategy(candidate="a<b>", strategy="a", status="failed", reason="ValueError: <no>"),
)


@pytest.fixture
def found():
    """A comparison with a line of each kind."""
    return StrategyComparison(
        model="GaussianNB",
        scoring="accuracy",
        alpha=0.05,
        lines=LINES,
        n_rows=300,
        n_groups=None,
        n_folds=5,
        n_fits=5,
        seconds=0.3,
    )


def test_dictionary_is_json_safe_and_complete(found):
    told = found.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert set(told) == set(found.__dataclass_fields__)
    assert set(told["lines"][0]) == set(LINES[0].__dataclass_fields__)


def test_frame_has_a_line_for_each_with_both_ends(found):
    frame = found.to_frame()
    assert frame["candidate"].tolist() == ["class_balancing(prior)", "unchanged", "a<b>"]
    assert frame.loc[0, ["interval_low", "interval_high", "rank_best", "rank_worst"]].tolist() == [0.05, 0.15, 1, 1]
    assert frame.loc[2, ["interval_low", "rank_best"]].isna().all()


def test_repr_counts(found):
    expected = "StrategyComparison(GaussianNB, accuracy: 1 compared, 1 better, 0 worse, 1 skipped or failed, 300 rows)"
    assert repr(found) == expected


def test_text_markdown_and_page_tell_all_lines(found, tmp_path):
    page = found.to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    assert found._repr_html_() in page
    for told in (found.summary(), found.to_markdown(), page):
        assert "class_balancing(prior)" in told
        assert "ValueError" in told
