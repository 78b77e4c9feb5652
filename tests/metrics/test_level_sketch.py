"""Sketches of levels."""

import numpy as np

from skmitigate.metrics._level_sketch import N_BUCKETS, LevelSketch


def sketch(texts, most_levels=200):
    levels, codes = np.unique(texts, return_inverse=True)
    return LevelSketch.of(codes, tuple(levels.tolist()), most_levels)


def test_few_levels_are_counted_by_name_and_missing_values_apart():
    made = LevelSketch.of(np.array([0, 1, 1, -1]), ("a", "b", "never"), 200)
    assert made.counts == {"a": 1, "b": 2}
    assert (made.n_values, made.n_missing, made.n_rows) == (3, 1, 4)


def test_many_levels_are_counted_in_buckets():
    made = sketch([f"id{k}" for k in range(1000)])
    assert made.counts is None
    assert len(made.buckets) == N_BUCKETS
    assert made.n_values == 1000


def test_merging_is_exact_whatever_is_in_buckets():
    texts = [f"id{k % 300}" for k in range(1000)]
    whole = sketch(texts)
    for cut in (1, 150, 900):
        one, two = sketch(texts[:cut]), sketch(texts[cut:])
        np.testing.assert_array_equal(one.merge(two).buckets, whole.buckets)
    assert sketch(["a"]).merge(sketch(["a", "b"])).counts == {"a": 2, "b": 1}


def test_long_texts_are_cut_and_stay_apart():
    made = sketch(["x" * 1000 + "1", "x" * 1000 + "2"])
    assert [len(level) < 100 for level in made.counts] == [True, True]
