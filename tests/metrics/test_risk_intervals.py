"""Intervals of the risk-coverage curve and of the area under it."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics import aurc, aurc_interval, risk_band, risk_coverage_curve


def drawn(n, seed):
    """Confidences that come true."""
    rng = np.random.default_rng(seed)
    sure = rng.uniform(0.5, 1, n)
    return sure, rng.random(n) > sure


def test_band_is_wilsons_interval_of_the_rows_that_are_answered():
    sure, wrong = drawn(200, 0)
    sure = np.round(sure, 2)
    low, high = risk_band(sure, wrong, level=0.9)
    thresholds = risk_coverage_curve(sure, wrong).thresholds
    for i in (0, 10, len(thresholds) - 1):
        answered = sure >= thresholds[i]
        expected = proportion_confint(wrong[answered].sum(), answered.sum(), alpha=0.1, method="wilson")
        assert (low[i], high[i]) == pytest.approx(expected)


def test_band_of_equal_weights_is_that_of_none_and_rows_of_weight_0_do_not_count():
    sure, wrong = drawn(50, 0)
    plain = risk_band(sure, wrong)
    np.testing.assert_allclose(risk_band(sure, wrong, sample_weight=np.full(50, 7.0)), plain)
    more = (np.append(sure, 0.99), np.append(wrong, True))
    np.testing.assert_allclose(risk_band(*more, sample_weight=np.append(np.ones(50), 0)), plain)


def test_interval_holds_the_true_area_about_as_often_as_it_says():
    truth = aurc(*drawn(200_000, 1))
    ends = [aurc_interval(*drawn(300, seed), random_state=0) for seed in range(40)]
    covered = np.mean([low <= truth <= high for low, high in ends])
    assert 0.85 <= covered <= 1.0
    assert np.mean([high - low for low, high in ends]) < 0.1


def test_interval_is_wider_for_fewer_rows_and_for_rows_that_come_in_groups():
    def width(n, **settings):
        low, high = aurc_interval(*drawn(n, 0), random_state=0, **settings)
        return high / low

    assert width(100) > width(1000)
    sure, wrong = drawn(100, 0)
    low, high = aurc_interval(
        np.repeat(sure, 10), np.repeat(wrong, 10), groups=np.repeat(np.arange(100), 10), random_state=0
    )
    assert high / low == pytest.approx(width(100), rel=0.15)


def test_same_seed_gives_the_same_interval_around_the_area():
    columns = drawn(200, 0)
    one = aurc_interval(*columns, random_state=3)
    assert one == aurc_interval(*columns, random_state=3)
    assert one[0] < aurc(*columns) < one[1] <= 1


@pytest.mark.parametrize(
    ("wrong", "groups", "message"),
    [([0] * 50, None, "0 errors"), ([0, 1] * 9, None, "9 errors"), ([1] * 50, [1] * 50, "one group")],
)
def test_there_is_none_of_few_errors_or_one_group(wrong, groups, message):
    with pytest.raises(NotApplicable, match=message):
        aurc_interval(np.linspace(0, 1, len(wrong)), wrong, groups=groups)
