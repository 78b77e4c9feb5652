"""How much a share may have changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from skmitigate.evidence._score_interval import score_interval


def test_published_example():
    """Fagerland, Lydersen and Laake (2014): airway hyper-responsiveness of 21 children, Tango's interval."""
    low, high = score_interval(1, 7, 21)
    assert (round(float(low), 3), round(float(high), 3)) == (-0.517, -0.026)


def test_nothing_changed_still_leaves_room():
    z = norm.ppf(0.975)
    low, high = score_interval(0, 0, np.array([5.0, 100.0]))
    np.testing.assert_allclose(high, z**2 / (np.array([5.0, 100.0]) + z**2))
    np.testing.assert_allclose(low, -high)


def test_no_rows_tell_nothing():
    assert np.isnan(score_interval(0, 0, 0)).all()


@given(st.integers(1, 60), st.data())
def test_ends_are_where_the_score_statistic_is_critical(n, data):
    up = data.draw(st.integers(0, n))
    down = data.draw(st.integers(0, n - up))
    low, high = (float(end) for end in score_interval(up, down, n))
    assert -1 <= low <= (up - down) / n <= high <= 1
    mirrored = score_interval(down, up, n)
    assert (low, high) == pytest.approx((-float(mirrored[1]), -float(mirrored[0])))
    for end in (low, high):
        if abs(end) < 1 - 1e-9 and abs(end) > 1e-9:
            assert abs(up - down - n * end) == pytest.approx(
                norm.ppf(0.975) * np.sqrt(n * _variance(up, down, n, end)), rel=1e-3
            )


def _variance(up, down, n, difference):
    """By a search for the most likely share that goes down, given the difference."""
    grid = np.linspace(max(0.0, -difference), min(1.0, (1 - difference) / 2), 20_001)[1:-1]
    same = np.maximum(1 - 2 * grid - difference, 1e-300)
    likelihood = (
        up * np.log(np.maximum(grid + difference, 1e-300)) + down * np.log(grid) + (n - up - down) * np.log(same)
    )
    share = grid[np.argmax(likelihood)]
    return 2 * share + difference * (1 - difference)


def test_coverage_is_close_to_its_level():
    rng = np.random.default_rng(0)
    counts = rng.multinomial(150, [0.08, 0.05, 0.87], size=4000)
    low, high = score_interval(counts[:, 0], counts[:, 1], 150)
    assert 0.94 < np.mean((low <= 0.03) & (high >= 0.03)) < 0.965


def test_wider_for_a_higher_level_and_for_fewer_effective_rows():
    plain, wide, few = (
        score_interval(9, 4, 100),
        score_interval(9, 4, 100, level=0.99),
        score_interval(3, 4 / 3, 100 / 3),
    )
    for other in (wide, few):
        assert other[0] < plain[0] < plain[1] < other[1]
