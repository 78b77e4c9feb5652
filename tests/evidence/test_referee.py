"""The rule that decides: as studied, at its level, and with power."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import multivariate_normal, norm
from scipy.stats import t as student

from skmitigate.evidence import PairedRows, judge, spend_level


def studied(M, fold):
    """Means' t statistics and errors as in the study that the rule comes from, written out plainly."""
    n = M.shape[1]
    K = fold.max() + 1
    s2 = M.var(1, ddof=1)
    active = s2 > 0
    fold_means = np.stack([M[:, fold == k].mean(1) for k in range(K)], 1)
    excess = fold_means.var(1, ddof=1) - s2 / (n / K)
    share = max(0.0, excess[active].sum() / s2[active].sum()) if active.any() else 0.0
    between = share * s2 * (1 / K + 1 / (K - 1))
    error = np.sqrt(s2 / n + between) + 1e-12
    return np.where(active, M.mean(1) / error, -np.inf), error, between, active


def noise(rng, n_candidates=6, n_rows=600, between=0.0):
    fold = rng.permutation(n_rows) % 5
    rows = rng.choice([-1.0, 0.0, 1.0], (n_candidates, n_rows), p=[0.1, 0.8, 0.1])
    lucky = between * rng.normal(size=(n_candidates, 5))
    return rows + lucky[:, fold], fold


@given(st.integers(0, 10**6), st.integers(1, 6), st.booleans())
@settings(max_examples=40, deadline=None)
def test_statistics_are_those_of_the_study(seed, n_candidates, lucky):
    rng = np.random.default_rng(seed)
    D, fold = noise(rng, n_candidates, 120, between=0.3 * lucky)
    D[0] = 0.0
    G = rng.normal(size=D.shape)
    ruling = judge(PairedRows(D, G, fold), random_state=0)
    for rows, t, error in (
        (D, ruling.t_metric, ruling.standard_error),
        (G, ruling.t_log_score, ruling.log_score_error),
    ):
        expected_t, expected_error, _, _ = studied(rows, fold)
        as_far_out = np.sign(expected_t) * norm.isf(student.sf(np.abs(expected_t), D.shape[1] - 1))
        np.testing.assert_allclose(t, as_far_out, rtol=1e-6)
        np.testing.assert_allclose(error, expected_error, rtol=1e-9)


def test_critical_value_is_that_of_the_multiplier_bootstrap():
    rng = np.random.default_rng(0)
    D, fold = noise(rng, 5, 400, between=0.1)
    G = 0.5 * D + rng.normal(size=D.shape)
    draws = 4000
    largest = np.full(draws, -np.inf)
    for M in (D, G):
        _, error, between, _ = studied(M, fold)
        rows = rng.standard_normal((draws, 400)) @ (M - M.mean(1)[:, None]).T / 400
        models = rng.standard_normal((draws, 5)) * np.sqrt(between)
        largest = np.maximum(largest, ((rows + models) / error).max(1))
    ruling = judge(PairedRows(D, G, fold), n_draws=20_000, random_state=0)
    assert ruling.critical_value == pytest.approx(np.quantile(largest, 0.95), abs=0.08)


@pytest.mark.parametrize("between", [0.0, 0.1])
def test_noise_is_accepted_at_most_as_often_as_alpha_says(between):
    rng = np.random.default_rng(1)
    accepted = 0
    for _ in range(300):
        D, fold = noise(rng, between=between)
        G = 0.3 * D + rng.normal(size=D.shape) * 0.1
        accepted += judge(PairedRows(D, G, fold), n_draws=500, random_state=0).accepted is not None
    assert accepted <= 300 * 0.05 + 2 * np.sqrt(300 * 0.05 * 0.95)


def test_best_mean_would_accept_most_noise():
    """So that the test above can fail."""
    rng = np.random.default_rng(1)
    assert np.mean([noise(rng)[0].mean(1).max() > 0 for _ in range(100)]) > 0.8


def test_gain_is_accepted_with_the_verdict_that_fits():
    rng = np.random.default_rng(0)
    D, fold = noise(rng, 3, 1000)
    D[1] = (rng.random(1000) < 0.10) * 1.0 - (rng.random(1000) < 0.04)
    ruling = judge(PairedRows(D, None, fold), random_state=0)
    assert (ruling.accepted, ruling.verdict) == (1, "metric")
    assert ruling.p_value[1] < 0.01 < ruling.p_value[0]
    low, high = ruling.interval(1)
    assert low < D[1].mean() < high
    assert ruling.n_rows == 1000


def test_better_probabilities_speak_for_a_metric_that_is_not_worse():
    rng = np.random.default_rng(0)
    D = np.zeros((1, 500))
    D[0, :6], D[0, 6:8] = 1.0, -1.0
    G = rng.normal(0.2, 1.0, (1, 500))
    fold = rng.permutation(500) % 5
    ruling = judge(PairedRows(D, G, fold), random_state=0)
    assert (ruling.accepted, ruling.verdict) == (0, "proper_score")
    assert judge(PairedRows(D, None, fold), random_state=0).accepted is None


def test_better_probabilities_do_not_excuse_a_worse_metric():
    rng = np.random.default_rng(0)
    D = np.zeros((1, 500))
    D[0, :6] = -1.0
    assert judge(PairedRows(D, rng.normal(0.5, 1.0, (1, 500)), np.arange(500) % 5), random_state=0).accepted is None


def test_metric_must_be_up_by_the_threshold():
    D = np.zeros((1, 200))
    D[0, :20] = 1.0
    rows = PairedRows(D, None, np.arange(200) % 5)
    assert judge(rows, improvement_threshold=0.09, random_state=0).accepted == 0
    assert judge(rows, improvement_threshold=0.11, random_state=0).accepted is None


def test_candidate_without_probabilities_is_judged_on_the_metric():
    D = np.zeros((2, 200))
    D[0, :40] = 1.0
    G = np.stack([np.full(200, np.nan), np.zeros(200)])
    ruling = judge(PairedRows(D, G, np.arange(200) % 5), random_state=0)
    assert (ruling.accepted, ruling.verdict, ruling.t_log_score[0]) == (0, "metric", -np.inf)


def test_where_nothing_differs_nothing_is_accepted():
    ruling = judge(PairedRows(np.zeros((3, 50)), None, np.arange(50) % 5), random_state=0)
    assert ruling.accepted is None
    assert ruling.critical_value == np.inf
    assert ruling.to_dict()["critical_value"] is None


def test_one_fold_has_no_variance_between_models():
    D = np.zeros((1, 100))
    D[0, :20] = 1.0
    assert judge(PairedRows(D, None, np.zeros(100, dtype=int)), random_state=0).between[0] == 0.0


def test_same_seed_gives_the_same_ruling():
    D, fold = noise(np.random.default_rng(0))
    first, second = (judge(PairedRows(D, None, fold), random_state=3) for _ in range(2))
    assert first.to_dict() == second.to_dict()


@pytest.mark.parametrize("n", [1, 3, 5])
def test_levels_of_the_iterations_sum_to_alpha(n):
    levels = [spend_level(0.05, i, n) for i in range(n)]
    assert sum(levels) == pytest.approx(0.05)
    assert levels == sorted(levels, reverse=True)


def test_rule_takes_the_highest_metric_of_those_that_pass():
    """The whole rule written out, for the critical value that was drawn."""
    taken = set()
    for seed in range(60):
        rng = np.random.default_rng(seed)
        D, fold = noise(rng, 5, 200, between=0.05)
        D += rng.choice([-0.1, 0.0, 0.08, 0.1], (5, 1))
        G = rng.normal(rng.choice([-0.2, 0.0, 0.3], (5, 1)), 1.0, D.shape)
        ruling = judge(PairedRows(D, G, fold), n_draws=500, random_state=0)
        t_metric, t_log_score = studied(D, fold)[0], studied(G, fold)[0]
        passing = [i for i in range(5) if max(t_metric[i], t_log_score[i]) > ruling.critical_value and D[i].mean() > 0]
        best = max(passing, key=lambda i, D=D: D[i].mean(), default=None)
        assert ruling.accepted == best
        if best is not None:
            assert ruling.verdict == ("metric" if t_metric[best] > ruling.critical_value else "proper_score")
        taken.add(ruling.verdict)
    assert taken == {None, "metric", "proper_score"}


def test_rows_alone_would_take_lucky_fits_for_a_better_method():
    """What the variance between fitted models is there for: without it the level is not held."""
    rng = np.random.default_rng(2)
    accepted, rows_alone = 0, 0
    for _ in range(200):
        D, fold = noise(rng, between=0.08)
        ruling = judge(PairedRows(D, None, fold), n_draws=500, random_state=0)
        accepted += ruling.accepted is not None
        t = D.mean(1) / (D.std(1, ddof=1) / np.sqrt(D.shape[1]))
        rows_alone += bool((t > norm.ppf(1 - 0.05 / len(D))).any())  # Bonferroni, which accepts no more than max-T
    assert accepted <= 200 * 0.05 + 2 * np.sqrt(200 * 0.05 * 0.95)
    assert rows_alone > 60


def test_corrected_p_value_is_below_alpha_exactly_where_the_critical_value_is_exceeded():
    rng = np.random.default_rng(3)
    D, fold = noise(rng, 40, 300)
    D += np.linspace(0.0, 0.12, 40)[:, None]
    ruling = judge(PairedRows(D, None, fold), n_draws=1999, random_state=0)
    exceeds = ruling.t_metric > ruling.critical_value
    assert 5 < exceeds.sum() < 35
    np.testing.assert_array_equal(ruling.p_value <= 0.05, exceeds)


def test_more_candidates_raise_the_critical_value():
    rng = np.random.default_rng(4)
    D, fold = noise(rng, 50, 300)
    few, many = (judge(PairedRows(D[:n], None, fold), random_state=0).critical_value for n in (1, 50))
    assert few == pytest.approx(norm.ppf(0.95), abs=0.1)
    assert many > few + 0.8


def test_identical_candidates_cost_no_more_than_one():
    rng = np.random.default_rng(5)
    D, fold = noise(rng, 1, 300)
    one, ten = (judge(PairedRows(np.repeat(D, n, axis=0), None, fold), n_draws=20_000, random_state=0) for n in (1, 10))
    assert ten.critical_value == pytest.approx(one.critical_value, abs=0.1)


def test_interval_is_that_of_students_distribution():
    D, fold = noise(np.random.default_rng(6), 2, 300)
    ruling = judge(PairedRows(D, None, fold), random_state=0)
    reach = student.ppf(0.95, 299) * ruling.standard_error[1]
    assert ruling.interval(1, level=0.9) == pytest.approx((D[1].mean() - reach, D[1].mean() + reach))


def test_ruling_is_strict_json():
    D, fold = noise(np.random.default_rng(7), 2, 100)
    D[1] = 0.0
    told = judge(PairedRows(D, None, fold), random_state=0).to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["t_metric"][1] is None


@pytest.mark.parametrize("seed", range(5))
def test_candidates_that_are_the_model_up_to_rounding_cost_the_others_no_power(seed):
    """Found on real data: columns chosen by two rankings were all of them, and the critical value rose to 37."""
    rng = np.random.default_rng(seed)
    better = rng.normal(0.06, [[0.16], [0.09], [0.33], [0.27], [0.42]], (5, 507))
    fold = np.arange(507) % 5
    alone = judge(PairedRows(better, better, fold), random_state=0)
    hardly = np.concatenate([better, np.tile(4e-11 * rng.normal(size=507), (2, 1))])
    beside = judge(PairedRows(hardly, hardly, fold), random_state=0)
    assert beside.critical_value == pytest.approx(alone.critical_value)
    assert beside.accepted == alone.accepted is not None
    assert np.isneginf(beside.t_metric[5:]).all()


@pytest.mark.parametrize("n_kinds", [1, 2])
def test_candidates_that_were_dropped_count_as_independent_ones(n_kinds):
    """Sidak's critical value is exact for independent statistics."""
    one = noise(np.random.default_rng(8), 1, 300)[0]
    rows = PairedRows(one, one if n_kinds == 2 else None, np.zeros(300, dtype=int))
    ruling = judge(rows, n_dropped=9, n_draws=100_000, random_state=0)
    assert ruling.critical_value == pytest.approx(norm.ppf(0.95 ** (1 / (10 * n_kinds))), abs=0.02)
    assert judge(rows, n_draws=100_000, random_state=0).p_value[0] < ruling.p_value[0]


def test_dropped_candidates_alone_accept_nothing():
    ruling = judge(PairedRows(np.zeros((1, 50)), None, np.arange(50) % 5), n_dropped=3, random_state=0)
    assert ruling.accepted is None
    assert ruling.p_value[0] == 1.0


def test_critical_value_is_the_quantile_of_the_multivariate_normal_maximum():
    """Three candidates whose differences correlate by one half: P(all t <= c) = .95, integrated by scipy."""
    rng = np.random.default_rng(9)
    shared, own = rng.normal(size=(1, 4000)), rng.normal(size=(3, 4000))
    rows = np.sqrt(0.5) * (shared + own)
    correlation = np.corrcoef(rows)
    below = multivariate_normal(np.zeros(3), correlation)
    expected = brentq(lambda c: below.cdf(np.full(3, c)) - 0.95, 1.0, 4.0)
    ruling = judge(PairedRows(rows, None, np.zeros(4000, dtype=int)), n_draws=200_000, random_state=0)
    assert ruling.critical_value == pytest.approx(expected, abs=0.02)
    t = ruling.t_metric.max()
    assert ruling.p_value.min() == pytest.approx(1 - below.cdf(np.full(3, t)), abs=0.005)


def test_gain_of_the_prototype_is_the_referees():
    """The rule as it was first studied, on a table that was worked through: what is chosen, and why."""
    rows = np.zeros((3, 400))
    rows[0, :60], rows[0, 60:80] = 1.0, -1.0
    rows[1, :50], rows[1, 50:80] = 1.0, -1.0
    rows[2, 100:110] = 1.0
    order = np.random.default_rng(0).permutation(400)
    ruling = judge(PairedRows(rows[:, order], None, np.arange(400) % 5), random_state=0)
    assert ruling.difference == pytest.approx([0.1, 0.05, 0.025])
    # sums of squares 80, 80 and 10, of which 400 times the squared means goes off
    within = np.sqrt((np.array([80, 80, 10]) - 400 * np.array([0.1, 0.05, 0.025]) ** 2) / 399 / 400)
    assert (ruling.standard_error >= within * (1 - 1e-9)).all()
    assert ruling.standard_error**2 - ruling.between == pytest.approx(within**2)
    assert ruling.accepted == 0


@pytest.mark.parametrize("n_repeats", [1, 3])
def test_a_candidate_that_is_better_in_every_row_is_accepted(n_repeats):
    fold = np.arange(100) % 5
    part = PairedRows(np.stack([np.ones(100), np.zeros(100), -np.ones(100)]), None, fold)
    rows = replace(part, repetitions=(part,) * n_repeats) if n_repeats > 1 else part
    ruling = judge(rows, random_state=0)
    assert ruling.accepted == 0
    assert ruling.verdict == "metric"
    low, high = ruling.interval(0)
    assert 0.9 < low < 1 < high < 1.1
    assert ruling.p_value[1] == ruling.p_value[2] == 1


def test_rounding_in_every_row_is_no_difference():
    rows = PairedRows(np.full((1, 100), 1e-15), None, np.arange(100) % 5)
    assert judge(rows, random_state=0).accepted is None


def test_dropped_candidates_raise_the_bar_by_how_alike_they_are_where_all_were_seen():
    rng = np.random.default_rng(0)
    shared, own = rng.standard_normal(1000), rng.standard_normal((16, 1000))
    fold = np.arange(1000) % 5
    bars = {}
    for alike in (0.0, 0.99):
        values = np.sqrt(alike) * shared + np.sqrt(1 - alike) * own
        for k in range(5):  # no variance between fitted models
            values[:, fold == k] -= values[:, fold == k].mean(axis=1, keepdims=True)
        rows, seen = PairedRows(values[:2], None, fold), PairedRows(values[:, :400], None, fold[:400])
        bars[alike] = judge(rows, n_dropped=14, seen=seen, random_state=0).critical_value
        everything = judge(PairedRows(values, None, fold), random_state=0).critical_value
        assert bars[alike] == pytest.approx(everything, abs=0.15)
        assert bars[alike] < judge(rows, n_dropped=14, random_state=0).critical_value + 0.1
    assert bars[0.0] > bars[0.99] + 0.5


def test_candidates_seen_to_be_the_current_model_leave_the_bar_as_it_is():
    rows = PairedRows(np.random.default_rng(0).standard_normal((1, 200)), None, np.arange(200) % 5)
    seen = PairedRows(np.zeros((3, 80)), None, np.arange(80) % 2)
    known, alone = (judge(rows, n_dropped=n, seen=of, random_state=0) for n, of in ((2, seen), (0, None)))
    assert known.critical_value == pytest.approx(alone.critical_value, abs=0.1)
