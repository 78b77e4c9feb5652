"""Where there are more rows than before."""

import numpy as np

from skmitigate.diagnosis._over_represented import over_represented


def test_numbers_that_moved_up_are_denser_at_the_top():
    rng = np.random.default_rng(0)
    before, now = rng.normal(size=5000), rng.normal(0.5, size=5000)
    region = over_represented(before, now)
    assert 0.1 < region.mean() < 0.5
    assert now[region].min() > now[~region].max() - 0.01


def test_new_levels_and_new_gaps():
    before, now = np.repeat([0, 1], 50), np.repeat([0, 1, 2, -1], [40, 40, 10, 10])
    assert over_represented(before, now).tolist() == [False] * 80 + [True] * 20
    before, now = np.linspace(0, 1, 100), np.where(np.arange(100) < 20, np.nan, np.linspace(0, 1, 100))
    assert over_represented(before, now)[:20].all()


def test_small_changes_have_a_region_too():
    before, now = np.repeat([0, 1], [500, 500]), np.repeat([0, 1], [450, 550])
    assert over_represented(before, now).tolist() == [False] * 450 + [True] * 550


def test_columns_without_numbers():
    assert over_represented(np.full(5, np.nan), np.full(5, np.nan)).all()
