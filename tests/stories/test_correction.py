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
