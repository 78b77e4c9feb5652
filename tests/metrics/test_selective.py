"""Risk, coverage and the areas under their curves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from skmitigate.metrics import augrc, aurc, excess_aurc, risk_coverage_curve


def columns(seed: int, n: int, *, tied: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    sure = np.round(rng.random(n), 1) if tied else rng.random(n)
    return sure, rng.random(n) < 0.3, rng.integers(0, 4, n) + (np.arange(n) == 0)


cases = given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.booleans())


@cases
def test_curve_is_that_of_accepting_each_set_of_rows(seed, n, tied):
    sure, wrong, weight = columns(seed, n, tied=tied)
    curve = risk_coverage_curve(sure, wrong, sample_weight=weight)
    assert (np.diff(curve.thresholds) < 0).all()
    assert set(curve.thresholds) == set(sure[weight > 0])
    for coverage, risk, threshold in zip(*curve, strict=True):
        accepted = sure >= threshold
        assert coverage == pytest.approx(weight[accepted].sum() / weight.sum())
        assert risk == pytest.approx(np.average(wrong[accepted], weights=weight[accepted]))


@cases
def test_aurc_is_the_mean_of_the_risks_at_the_rows_own_thresholds(seed, n, tied):
    sure, wrong, _ = columns(seed, n, tied=tied)
    assert aurc(sure, wrong) == pytest.approx(np.mean([wrong[sure >= own].mean() for own in sure]))


def test_aurc_without_ties_is_the_mean_over_the_ranked_rows():
    sure, wrong, _ = columns(0, 500, tied=False)
    ranked = wrong[np.argsort(-sure)]
    assert aurc(sure, wrong) == pytest.approx(np.mean(ranked.cumsum() / np.arange(1, 501)))


@cases
def test_whole_weights_are_repeated_rows(seed, n, tied):
    sure, wrong, weight = columns(seed, n, tied=tied)
    for area in (aurc, excess_aurc, augrc):
        repeated = area(np.repeat(sure, weight), np.repeat(wrong, weight))
        assert area(sure, wrong, sample_weight=weight) == pytest.approx(repeated)


@cases
def test_augrc_is_the_published_function_of_the_auc(seed, n, tied):
    sure, wrong, _ = columns(seed, n + 2, tied=tied)
    wrong[:2] = True, False
    rate = wrong.mean()
    ranking = roc_auc_score(~wrong, sure)
    assert augrc(sure, wrong) == pytest.approx(rate * (1 - rate) * (1 - ranking) + rate**2 / 2)


def test_excess_is_nothing_for_a_confidence_that_knows_all_errors_and_grows_with_every_mistake():
    wrong = np.arange(100_000) >= 80_000
    assert excess_aurc(-np.arange(100_000), wrong) == pytest.approx(0.0, abs=1e-4)
    assert excess_aurc(np.arange(100_000), wrong) > excess_aurc(np.zeros(100_000), wrong) > 0.1
    assert excess_aurc([0.1, 0.2], [1, 1]) == pytest.approx(0.0)


def test_order_of_the_rows_does_not_matter():
    sure, wrong, weight = columns(1, 60, tied=True)
    order = np.random.default_rng(0).permutation(60)
    assert aurc(sure[order], wrong[order], sample_weight=weight[order]) == pytest.approx(
        aurc(sure, wrong, sample_weight=weight)
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (([0.1, 0.2], [1], None), "one length"),
        (([[0.1]], [[1]], None), "one length"),
        (([0.1, np.nan], [0, 1], None), "finite"),
        (([0.1, 0.2], [0, 1], [1, -1]), "not negative"),
        (([0.1, 0.2], [0, 1], [0, 0]), "at least one row"),
        (([], [], None), "at least one row"),
    ],
)
def test_nonsense_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        risk_coverage_curve(*given[:2], sample_weight=given[2])
