"""Sketches of numbers."""

import numpy as np
import pytest

from skmitigate.metrics._number_sketch import NumberSketch


def true_counts(values, cuts):
    return (values[:, None] < cuts).sum(axis=0), (values[:, None] <= cuts).sum(axis=0)


@pytest.mark.parametrize("draw", ["normal", "cauchy", "ties", "heavy"])
def test_counts_at_own_cuts_are_exact_and_between_them_off_by_no_more_than_told(draw):
    rng = np.random.default_rng(0)
    values = {
        "normal": rng.normal(size=3000),
        "cauchy": rng.standard_cauchy(3000),
        "ties": rng.normal(size=3000).round(1),
        "heavy": np.where(rng.random(3000) < 0.8, 0, rng.normal(size=3000)),
    }[draw]
    sketch = NumberSketch.of(values, 50)
    less, upto, error = sketch.counts_at(sketch.cuts)
    assert error == 0
    np.testing.assert_array_equal((less, upto), true_counts(values, sketch.cuts))
    elsewhere = rng.normal(size=200)
    less, upto, error = sketch.counts_at(elsewhere)
    assert error <= 3000 / 50 + 1
    assert np.abs(np.subtract((less, upto), true_counts(values, elsewhere))).max() <= error


def test_few_values_are_kept_as_they_are():
    sketch = NumberSketch.of(np.array([3.0, 1, 1, np.nan, 2]), 10)
    assert (sketch.cuts.tolist(), sketch.at.tolist(), sketch.widest) == ([1, 2, 3], [2, 1, 1], 0)
    assert (sketch.n_values, sketch.n_rows) == (4, 5)


def test_merged_counts_are_off_by_no_more_than_told():
    rng = np.random.default_rng(0)
    parts = [rng.normal(k / 10, 1 + k, 100 * (k + 1)) for k in range(8)]
    merged = NumberSketch.of(parts[0], 40)
    for part in parts[1:]:
        merged = merged.merge(NumberSketch.of(part, 40))
    values = np.concatenate(parts)
    less, upto, error = merged.counts_at(merged.cuts)
    assert np.abs(np.subtract((less, upto), true_counts(values, merged.cuts))).max() <= error
    assert error < 0.05 * len(values)
    assert len(merged.cuts) <= 40
    assert (merged.mean, merged.sd) == (pytest.approx(values.mean()), pytest.approx(values.std()))


def test_an_empty_part_changes_nothing_but_the_missing():
    one, none = NumberSketch.of(np.arange(5.0), 10), NumberSketch.of(np.full(3, np.nan), 10)
    for merged in (one.merge(none), none.merge(one)):
        assert merged.cuts.tolist() == [0, 1, 2, 3, 4]
        assert (merged.n_values, merged.n_missing, merged.mean) == (5, 3, 2)
    assert none.merge(none).n_rows == 6


def test_largest_numbers_and_infinity_do_no_harm():
    sketch = NumberSketch.of(np.array([1e308, -1e308, np.inf, -np.inf, 0.0]), 10)
    assert np.isfinite([*sketch.cuts, sketch.mean, sketch.sd]).all()
    assert sketch.n_values == 5
    assert NumberSketch.of(np.full(3, np.inf), 10).sd == 0
    assert NumberSketch.of(np.full(7, 0.1), 10).sd == 0
