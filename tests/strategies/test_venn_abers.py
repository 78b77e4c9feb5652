"""Two isotonic curves and the probability between them."""

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from skmitigate.strategies._venn_abers import VennAbersMap


def scores(n=200, seed=0, decimals=2):
    """Scores with ties, and labels that come true more often for higher ones."""
    rng = np.random.default_rng(seed)
    p = rng.random(n).round(decimals)
    return p, rng.random(n) < p**2


@pytest.mark.parametrize("seed", range(3))
def test_bounds_are_isotonic_regressions_with_the_new_row_added(seed):
    p, positive = scores(60, seed)
    fitted = VennAbersMap().fit(p, positive, np.ones(60))
    for score in [0.0, p[3], 0.505, p[7], 1.0]:
        found = [
            IsotonicRegression().fit(np.append(p, score), np.append(positive, label)).predict([score])[0]
            for label in (0.0, 1.0)
        ]
        np.testing.assert_allclose(np.ravel(fitted.bounds(np.array([score]))), found, atol=1e-12)
        low, high = found
        assert fitted(np.array([score]))[0] == pytest.approx(high / (1 - low + high))


def test_whole_weights_are_repeated_rows():
    p, positive = scores()
    times = np.random.default_rng(1).integers(0, 4, len(p))
    again = VennAbersMap().fit(np.repeat(p, times), np.repeat(positive, times), np.ones(times.sum()))
    weighted = VennAbersMap().fit(p, positive, times.astype(float))
    new = np.linspace(0, 1, 50)
    np.testing.assert_allclose(weighted(new), again(new))


def test_certainty_and_a_class_without_rows_give_no_0_and_no_1():
    new = np.array([0.0, 0.5, 1.0])
    for positive in (np.zeros(30, dtype=bool), np.ones(30, dtype=bool), np.arange(30) > 14):
        mapped = VennAbersMap().fit(np.linspace(0, 1, 30), positive, np.ones(30))(new)
        assert (mapped > 0).all()
        assert (mapped < 1).all()
    light = np.where(np.arange(30) > 14, 1e-6, 1.0)
    assert np.isfinite(VennAbersMap().fit(np.linspace(0, 1, 30), np.arange(30) > 14, light)(new)).all()


def test_numpy_warns_as_before():
    before = np.geterr()
    VennAbersMap().fit(*scores(), np.ones(200))
    assert np.geterr() == before
