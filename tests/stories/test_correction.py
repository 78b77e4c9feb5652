"""The account of a correction in sentences."""

import re

import pytest

from skmitigate.stories._correction import correction_text


def _line(name="sex = f", verdict="worse", rise=0.12, **figures):
    return {
        "kind": "column",
        "group": name,
        "n_rows": 120,
        "n_fixed": 4,
        "n_broken": 15,
        "n_still_wrong": 9,
        "change": 0.0917,
        "interval": [0.02, 0.16],
        "largest_rise": rise,
        "p_value": 0.02,
        "verdict": verdict,
        **figures,
    }


def _with_groups(report, lines, guarded=()):
    return {**report, "flips": {**report["flips"], "groups": lines}, "guarded": list(guarded)}


def test_corrected_states_gain_interval_rows_and_candidates(corrected):
    text = correction_text(corrected)
    assert text.startswith("Corrected: GaussianNB is returned as probability_calibration(")
    assert re.search(r"gain \+\d\.\d{4} \[[+-]\d\.\d{4}, [+-]\d\.\d{4}\] corrected for the search", text)
    assert f"{corrected['n_rows']} rows, {corrected['n_candidates']} candidates compared" in text
    assert "hence a little low" in text
    assert "put right" in text


def test_kept_says_why(kept):
    text = correction_text(kept)
    assert text.startswith("Kept: LogisticRegression is returned as it was.")
    assert kept["reason"] in text
    assert "unchanged" in text


def test_better_probabilities_are_not_sold_as_a_better_metric(corrected):
    steps = [{**corrected["steps"][0], "verdict": "proper_score"}]
    assert "not shown for certain" in correction_text({**corrected, "steps": steps})


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"model": 0.25, "trees": 0.75}, "GaussianNB keeps 25% of the answer; trees 75%"),
        ({"model": 1.0}, "GaussianNB keeps 100% of the answer"),
        ({"trees": 1.0}, "GaussianNB has no share in the answer, so it was replaced: trees 100%"),
    ],
)
def test_replacement_is_called_one(corrected, members, told):
    text = correction_text({**corrected, "members": members})
    assert told in text
    assert text.startswith("Corrected:" if "model" in members else "Replaced:")


def test_protected_groups_are_told_with_the_rise_that_is_not_excluded(corrected):
    lines = [_line("a", "not resolved", 0.031), _line("b", "not resolved", 0.2, n_rows=1), _line("c", "better", 0.0)]
    text = correction_text(_with_groups(corrected, lines, "ac"))
    assert "2 protected groups and none shown to be worse, which is not the same as not worse" in text
    assert "up to 3.1 points more errors (a, 120 rows)" in text
    assert "1 protected group and" in correction_text(_with_groups(corrected, lines, "b"))
    better = correction_text(_with_groups(corrected, lines, "c"))
    assert "1 protected group, and the rows exclude that any of them has more errors than before" in better
    assert "20.0 points more errors (b, 1 row)" in correction_text(_with_groups(corrected, lines, "b"))


@pytest.mark.parametrize(("p_value", "told"), [(0.0004, "p < 0.001"), (0.001, "p = 0.001"), (0.25, "p = 0.250")])
def test_small_p_values_are_bounded_and_not_rounded_to_zero(corrected, p_value, told):
    trial = {**corrected["steps"][0], "p_value": p_value}
    assert f"corrected {told}" in correction_text({**corrected, "trials": [trial]})


def test_the_floor_is_told_with_the_gain_that_could_be_seen(corrected, kept):
    for told in (corrected, kept):
        low, high = told["floor"]["interval"]
        assert f"lowest possible error rate is estimated at {low:.3f} to {high:.3f}" in correction_text(told)
        assert "lowest possible" not in correction_text({**told, "floor": None})


def test_nothing_found_and_nothing_tried_are_said(kept):
    text = correction_text({**kept, "findings": [], "trials": []})
    assert "found   nothing" in text
    assert "tried   nothing" in text


def test_dropped_and_failed_trials_are_told_with_what_was_seen_of_them(corrected):
    trial = {**corrected["trials"][0], "candidate": "own", "interval": None, "p_value": None}
    dropped = {**trial, "status": "dropped", "difference": -0.0123, "reason": "no chance"}
    assert "own: dropped, -0.0123 on the folds seen; no chance" in correction_text({**corrected, "trials": [dropped]})
    failed = {**trial, "status": "failed", "difference": None, "reason": "RuntimeError: no luck"}
    assert "own: failed; RuntimeError: no luck" in correction_text({**corrected, "trials": [failed]})


def test_group_that_is_worse_is_told_with_its_figures(corrected):
    text = correction_text(_with_groups(corrected, [_line(), _line("sex = m", "not resolved")]))
    figures = "4 put right, 15 broken of 120 rows, +9.2 points of error [+2.0, +16.0], corrected p = 0.020"
    assert f"sex = f is worse: {figures}" in text
    assert "sex = m is worse" not in text
    assert "protected group" not in text


def test_nothing_is_told_of_groups_where_there_is_nothing_to_tell(corrected, kept):
    classes = [_line("class a", "not resolved", kind="class"), _line("class b", "better", kind="class")]
    nobody = _line("b", "not resolved", None, n_rows=0, change=None, interval=None)
    assert "  groups  " not in correction_text(_with_groups(corrected, classes))
    assert "  groups  " not in correction_text(_with_groups(corrected, [nobody], ["b"]))
    assert "  groups  " not in correction_text(_with_groups(kept, [_line()], ["sex = f"]))


def test_many_groups_are_counted(corrected):
    text = correction_text(_with_groups(corrected, [_line(f"town = {i}", p_value=i / 1000) for i in range(80)]))
    assert text.count("is worse:") == 5
    assert "... and 75 more, told in the HTML and JSON reports" in text


def test_trials_that_are_left_out_are_counted_and_the_accepted_always_told(corrected):
    other = {**corrected["trials"][0], "status": "rejected", "candidate": "other"}
    winner = {**corrected["trials"][0], "status": "accepted", "candidate": "winner"}
    text = correction_text({**corrected, "trials": [*[other] * 20, winner]})
    assert text.count("other: rejected") == 12
    assert "winner: accepted" in text
    assert "... and 8 more, told in the HTML and JSON reports" in text
    assert "more, told" not in correction_text({**corrected, "trials": [*[other] * 11, winner]})


@pytest.mark.parametrize("which", ["corrected", "kept"])
def test_no_word_promises_more_than_is_known(which, request):
    told = correction_text(request.getfixturevalue(which))
    assert not re.search(r"guarantee|intelligent|\bis fixed\b", told, re.IGNORECASE)
