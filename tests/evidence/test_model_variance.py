"""What a few folds tell of the variance between fitted models."""

from dataclasses import replace

import numpy as np
import pytest

from skmitigate.evidence import PairedRows
from skmitigate.evidence._model_variance import ModelVariance
from skmitigate.evidence._studentised import nadeau_bengio


def drawn(ratio, n_folds, seed, n=200):
    """Differences of unit row variance, with models whose variance is `ratio` times that of a fold's mean."""
    rng = np.random.default_rng(seed)
    fold = np.arange(n) % n_folds
    values = rng.normal(size=(1, n)) + rng.normal(0, np.sqrt(ratio * n_folds / n), n_folds)[fold]
    return PairedRows(values, None, fold)


def test_is_likely_larger_where_folds_differ_more_than_their_rows():
    calm, wild = (np.mean([ModelVariance.of(drawn(ratio, 5, seed)).mean for seed in range(50)]) for ratio in (0.0, 3.0))
    assert calm < 0.3
    assert wild > 0.6


def test_many_folds_find_the_variance_that_is_there():
    found = [ModelVariance.of(drawn(0.8, 400, seed, n=20_000)).mean for seed in range(5)]
    assert np.mean(found) == pytest.approx(0.8, abs=0.15)


def test_candidates_are_pooled():
    one, other = drawn(0.0, 5, 0), drawn(3.0, 5, 1)
    both = replace(one, metric=np.vstack([one.metric, other.metric]))
    means = [ModelVariance.of(rows).mean for rows in (one, both, other)]
    assert means[0] < means[1] < means[2]


def test_one_fold_has_none():
    assert ModelVariance.of(replace(drawn(0.0, 5, 0), fold=np.zeros(200, dtype=int))).mean == 0.0
    assert nadeau_bengio(1) == 0.0


def test_rows_that_do_not_differ_leave_what_was_likely_before():
    assert 0 < ModelVariance.of(PairedRows(np.zeros((1, 50)), None, np.arange(50) % 5)).mean < 0.3


def test_folds_of_repetitions_are_taken_together():
    calm, wild = drawn(0.0, 5, 0), drawn(3.0, 5, 1)
    both = ModelVariance.of(replace(calm, repetitions=(calm, wild))).mean
    assert ModelVariance.of(calm).mean < both < ModelVariance.of(wild).mean


def test_factor_of_repeated_folds():
    assert nadeau_bengio(5) == pytest.approx(1 / 5 + 1 / 4)
    assert nadeau_bengio(10, 3) == pytest.approx(1 / 30 + 1 / 9)
