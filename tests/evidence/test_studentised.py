"""Errors that know of fitted models, groups of unequal size, and repeated folds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student

from skmitigate.evidence import PairedRows, judge
from skmitigate.evidence._paired_rows import _mean_of, _summed
from skmitigate.evidence._studentised import as_normal, as_student


@given(st.floats(-6, 6), st.integers(2, 500))
@settings(max_examples=50, deadline=None)
def test_values_on_the_two_scales_are_equally_far_out(z, freedom):
    t = as_student(z, np.array([freedom]))
    assert as_normal(t, np.array([freedom]))[0] == pytest.approx(z, abs=1e-6)
    assert student.sf(t[0], freedom) == pytest.approx(norm.sf(z), rel=1e-6)


def test_scale_goes_on_where_tails_have_no_number():
    far = as_normal(np.array([30.0, 80.0, 1e6, -1e6]), np.array([1e6, 1e6, 300.0, 300.0]))
    assert np.isfinite(far).all()
    assert far[0] == pytest.approx(30.0, abs=0.02)
    assert far[1] == pytest.approx(80.0, abs=0.2)
    assert far[2] == -far[3] > 37


def test_variance_of_groups_is_the_jackknifes():
    """Delete one group at a time, written out plainly."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(12), rng.integers(1, 15, 12))
    rows = rng.normal(size=len(labels)) + rng.normal(size=12)[labels]
    without = np.array([rows[labels != g].mean() for g in range(12)])
    variance = 11 / 12 * ((without - rows.mean()) ** 2).sum()
    grouped = _summed(PairedRows(rows[None], None, np.zeros(len(labels), dtype=int)), labels)
    ruling = judge(grouped, random_state=0)
    assert ruling.standard_error[0] == pytest.approx(np.sqrt(variance), rel=1e-9)
    sizes = np.bincount(labels)
    assert ruling.freedom[0] == pytest.approx(sizes.sum() ** 2 / (sizes**2).sum() - 1)
    assert ruling.difference[0] == pytest.approx(rows.mean())


@pytest.mark.parametrize("spread", [0.0, 1.2])
def test_few_groups_hold_the_level(spread):
    """Twelve groups, of equal and of very unequal size; by normal quantiles equal ones accept too often."""
    rng = np.random.default_rng(1)
    accepted, plainly, covered, runs = 0, 0, 0, 400
    for _ in range(runs):
        labels = np.repeat(np.arange(12), np.maximum(1, 8 * rng.lognormal(0, spread, 12)).astype(int))
        rows = rng.normal(size=(7, 12))[:, labels] + 0.5 * rng.normal(size=(7, len(labels)))
        grouped = _summed(PairedRows(rows, None, np.zeros(len(labels), dtype=int)), labels)
        ruling = judge(grouped, n_draws=400, random_state=0)
        accepted += ruling.accepted is not None
        low, high = ruling.interval(0)
        covered += low <= 0 <= high
        t = ruling.difference / ruling.standard_error
        plainly += bool((t > norm.isf(0.05 / 7)).any())
    assert accepted <= runs * 0.05 + 2 * np.sqrt(runs * 0.05 * 0.95)
    assert covered >= runs * 0.95 - 2 * np.sqrt(runs * 0.05 * 0.95)
    assert plainly > runs * 0.09


def repeated(values, folds):
    """Put differences of several repetitions, shape (n_repetitions, n_candidates, n_rows), together."""
    return _mean_of([PairedRows(part, None, fold) for part, fold in zip(values, folds, strict=True)])


def test_corrected_t_over_repeated_folds_is_as_published():
    """Nadeau and Bengio (2003) by hand: s^2 (1/KR + 1/(K-1)), with KR - 1 degrees of freedom."""
    means = np.array([[0.10, 0.02], [-0.04, 0.12]])  # of two folds, twice
    folds = np.array([np.arange(96) % 2, np.arange(96) // 48])
    wiggle = np.tile([1e-3, 1e-3, -1e-3, -1e-3], 24)  # of mean 0 in every fold, so that the rows differ
    values = np.stack([mean[fold] + wiggle for mean, fold in zip(means, folds, strict=True)])[:, None]
    ruling = judge(repeated(values, folds), random_state=0)
    # mean .05, sum of squares .0025 + .0009 + .0081 + .0049 = .0164, variance .0164 / 3, times (1/4 + 1/1)
    assert ruling.difference[0] == pytest.approx(0.05)
    assert ruling.standard_error[0] == pytest.approx(np.sqrt(0.0164 / 3 * 1.25), rel=1e-6)
    assert ruling.freedom[0] == 3
    assert ruling.t_metric[0] == pytest.approx(norm.isf(student.sf(0.05 / np.sqrt(0.0164 / 3 * 1.25), 3)), rel=1e-6)
    assert ruling.between[0] == pytest.approx(ruling.standard_error[0] ** 2, rel=1e-2)


def test_of_rows_and_folds_the_stricter_holds():
    """Folds that happen to agree do not make the rows' variance smaller."""
    rng = np.random.default_rng(0)
    row = rng.normal(size=100)
    folds = np.array([np.arange(100) % 5, np.arange(100) // 20])
    values = np.stack([np.concatenate([row[:50], -row[:50]])] * 2)[:, None]
    values += np.array([[[-values[0, 0, fold == fold[i]].mean() for i in range(100)]] for fold in folds])
    ruling = judge(repeated(values, folds), random_state=0)
    assert ruling.freedom[0] == pytest.approx(99)
    assert ruling.standard_error[0] >= np.mean(values, axis=0)[0].std(ddof=1) / 10 * (1 - 1e-9)


def test_repeated_folds_of_lucky_models_hold_the_level():
    rng = np.random.default_rng(2)
    accepted, rows_alone, runs = 0, 0, 200
    for _ in range(runs):
        row = rng.normal(size=(4, 300))
        folds = [rng.permutation(300) % 5 for _ in range(3)]
        values = [0.5 * row + rng.normal(size=(4, 300)) + 0.15 * rng.normal(size=(4, 5))[:, fold] for fold in folds]
        rows = repeated(values, folds)
        accepted += judge(rows, n_draws=400, random_state=0).accepted is not None
        t = rows.metric.mean(axis=1) / rows.metric.std(axis=1, ddof=1) * np.sqrt(300)
        rows_alone += bool((t > norm.isf(0.05 / 4)).any())
    assert accepted <= runs * 0.05 + 2 * np.sqrt(runs * 0.05 * 0.95)
    assert rows_alone > runs * 0.08


def test_single_row_decides_nothing():
    assert judge(PairedRows(np.ones((2, 1)), None, np.array([0])), random_state=0).accepted is None
