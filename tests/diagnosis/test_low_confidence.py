"""Errors where the model was unsure."""

import numpy as np
import pytest

from skmitigate.diagnosis._low_confidence import LowConfidence
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def table(sure, wrong):
    """Three classes; class 0 is predicted with probability `sure`."""
    rest = (1 - np.asarray(sure)) / 2
    return PredictionTable.from_predictions(
        np.where(wrong, 2, 0), np.column_stack([sure, rest, rest]), classes=[0, 1, 2]
    )


def detect(sure, wrong, alpha=0.05):
    return LowConfidence().detect(table(sure, wrong), None, alpha=alpha, random_state=0)


def test_planted_errors_below_a_confidence_are_found_and_the_cutoff_with_them():
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.4, 1, 500)
    wrong = (sure < 0.6) & (rng.random(500) < 0.7)
    finding = detect(sure, wrong)
    assert finding.evidence["cutoff"] == pytest.approx(0.6, abs=0.01)
    np.testing.assert_array_equal(finding.rows, np.flatnonzero(wrong))
    assert finding.n_rows == pytest.approx((sure < 0.6).sum(), abs=3)
    assert finding.share == 1.0
    assert finding.bound == pytest.approx(wrong.mean())
    assert finding.interval[0] <= finding.estimate <= finding.interval[1]
    assert finding.estimate > 0.8


def test_errors_elsewhere_are_not_among_the_rows():
    sure = np.linspace(0.4, 1, 300)
    wrong = np.isin(np.arange(300), [*range(0, 60, 2), 280])
    finding = detect(sure, wrong)
    assert 280 not in finding.rows
    assert finding.share == pytest.approx(30 / 31)
    assert finding.evidence["error_rate_below"] > 0.4 > finding.evidence["error_rate_above"]


def test_errors_at_high_confidence_are_none():
    assert detect(np.linspace(0.4, 1, 300), np.arange(300) >= 270) is None


@pytest.mark.parametrize("n_values", [2, 5, 10**6])
def test_level_is_held_where_errors_do_not_depend_on_confidence(n_values):
    """Also with many ties: 400 tables, at most 5 % + 2.5 standard errors."""
    rng = np.random.default_rng(n_values)
    found = 0
    for _ in range(400):
        sure = 0.5 + 0.5 * rng.integers(n_values, size=60) / n_values
        wrong = np.zeros(60, dtype=bool)
        wrong[rng.choice(60, 9, replace=False)] = True
        found += np.ptp(sure) > 0 and detect(sure, wrong) is not None
    assert found <= 400 * 0.05 + 2.5 * np.sqrt(400 * 0.05 * 0.95)


def test_one_error_of_many_rows_can_be_found_if_it_is_the_least_sure():
    assert detect(np.linspace(0.4, 1, 100), np.arange(100) == 0).p_value == pytest.approx(0.01)
    assert detect(np.linspace(0.4, 1, 100), np.arange(100) == 9) is None


def test_absurd_levels_do_not_make_the_opposite_a_finding():
    assert detect(np.linspace(0.4, 1, 10), np.arange(10) == 6, alpha=0.9) is None


@pytest.mark.parametrize(
    ("sure", "wrong", "reason"),
    [
        ([0.5, 0.9], [False, False], "no errors"),
        ([0.5, 0.9], [True, True], "every row is wrong"),
        ([0.9, 0.9], [False, True], "equally sure"),
    ],
)
def test_says_why_it_is_not_applicable(sure, wrong, reason):
    with pytest.raises(NotApplicable, match=reason):
        detect(sure, wrong)
