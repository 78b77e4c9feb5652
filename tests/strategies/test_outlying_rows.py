"""Which rows may be dropped."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imblearn import FunctionSampler
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import EditedNearestNeighbours, RandomUnderSampler, TomekLinks

from skmitigate.exceptions import SkmitigateWarning
from skmitigate.strategies._outlying_rows import class_outlyingness, rows_kept_by, rows_to_drop


def classes(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two classes far apart, 80 and 20 rows, three rows of each far out."""
    rng = np.random.default_rng(seed)
    codes = np.repeat([0, 1], [80, 20])
    X = rng.normal(size=(100, 3)) + 100 * codes[:, None]
    X[[0, 1, 2, 80, 81, 82]] += 15
    return X, codes


@pytest.mark.parametrize("method", ["isolation", "neighbours", "mahalanobis"])
def test_a_row_is_compared_with_its_own_class(method):
    X, codes = classes()
    z = class_outlyingness(X, codes, method=method, seed=0, among=np.ones(100, dtype=bool))
    assert set(np.argsort(z)[-6:]) == {0, 1, 2, 80, 81, 82}
    assert abs(np.median(z[:80])) < 1e-9
    assert abs(np.median(z[80:])) < 1e-9


def test_rows_that_are_not_asked_for_and_classes_of_few_rows_are_not_judged():
    X, codes = classes()
    among = np.arange(100) >= 10
    among[80:94] = False
    z = class_outlyingness(X, codes, method="neighbours", seed=0, among=among)
    np.testing.assert_array_equal(z[:10], 0)
    np.testing.assert_array_equal(z[80:], 0)
    assert z[10:80].any()


@given(
    z=st.lists(st.floats(-5, 50), min_size=2, max_size=40),
    contamination=st.one_of(st.just("auto"), st.floats(0.01, 0.5)),
    seed=st.integers(0, 1000),
)
@settings(deadline=None, max_examples=80)
def test_no_class_loses_more_than_half_or_more_than_its_share(z, contamination, seed):
    codes = np.random.default_rng(seed).integers(0, 3, len(z))
    scores = np.array(z)
    drop = rows_to_drop(scores, codes, contamination)
    for c in np.unique(codes):
        here = codes == c
        assert drop[here].sum() <= here.sum() // 2
        if contamination != "auto":
            assert drop[here].sum() <= round(contamination * here.sum())
        if drop[here].any():
            assert scores[here & drop].min() >= scores[here & ~drop].max()


def test_rows_that_are_all_alike_are_not_dropped():
    assert not rows_to_drop(np.zeros(20), np.repeat([0, 1], 10), 0.3).any()


@pytest.mark.parametrize("sampler", [EditedNearestNeighbours(), TomekLinks()])
def test_cleaning_sampler_drops_what_it_says(sampler):
    rng = np.random.default_rng(0)
    codes = np.repeat([0, 1], [60, 30])
    X = rng.normal(size=(90, 2)) + 1.5 * codes[:, None]
    y = np.array(["no", "yes"])[codes]
    _, labels = sampler.fit_resample(X, y)
    drop = rows_kept_by(sampler, X, y, codes)
    assert drop.any()
    np.testing.assert_array_equal(np.flatnonzero(~drop), np.sort(sampler.sample_indices_))
    assert drop.sum() == 90 - len(labels)


def outside(X, y):
    """What the documentation of imbalanced-learn calls outlier rejection."""
    inside = np.abs(X - np.median(X, axis=0)).max(axis=1) < 3
    return X[inside], y[inside]


def test_rows_of_a_sampler_that_tells_no_positions_are_found_again():
    rng = np.random.default_rng(0)
    X, codes = np.repeat(rng.normal(size=(50, 2)), 2, axis=0), np.tile([0, 1], 50)
    X[[4, 77]] = 30.0
    drop = rows_kept_by(FunctionSampler(func=outside), X, codes, codes)
    assert set(np.flatnonzero(drop)) >= {4, 77}
    assert drop.sum() == 100 - len(outside(X, codes)[0])


@pytest.mark.parametrize("sampler", [SMOTE(), RandomOverSampler()])
def test_sampler_that_adds_rows_is_refused(sampler):
    X, codes = classes()
    with pytest.raises(ValueError, match="only drops rows: expected a sampler that keeps some of them"):
        rows_kept_by(sampler, X, codes, codes)


def test_class_that_a_sampler_halves_is_kept_whole():
    X, codes = classes()
    with pytest.warns(SkmitigateWarning, match=r"RandomUnderSampler would drop 75% of the rows of class np.int64\(0\)"):
        drop = rows_kept_by(RandomUnderSampler(random_state=0), X, codes, codes)
    assert not drop.any()
