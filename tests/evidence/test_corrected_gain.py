"""The gain of a search, corrected for having searched."""

import json
from dataclasses import replace

import numpy as np
import pytest

from skmitigate.evidence import PairedRows, Step, corrected_gain, judge, paired_rows
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import PredictionTable


def search(rng, gains, n=400):
    """One step over candidates whose true gains are given, all of them noisy."""
    fold = rng.permutation(n) % 5
    D = np.stack([(rng.random(n) < 0.12 + g / 2) * 1.0 - (rng.random(n) < 0.12 - g / 2) for g in gains])
    rows = PairedRows(D, None, fold)
    return Step(rows, judge(rows, n_draws=500, random_state=0))


def test_plain_gain_is_too_high_and_the_corrected_one_much_less_so():
    rng = np.random.default_rng(0)
    plain, corrected = [], []
    for _ in range(150):
        step = search(rng, [0.03] * 8)
        if step.ruling.accepted is not None:
            plain.append(step.ruling.difference[step.ruling.accepted] - 0.03)
            corrected.append(corrected_gain([step], n_draws=100, random_state=0).gain - 0.03)
    assert len(plain) > 20
    assert np.mean(plain) > 0.02
    assert abs(np.mean(corrected)) < 0.5 * np.mean(plain)


def test_interval_covers_a_true_gain_at_least_as_often_as_it_says():
    rng = np.random.default_rng(1)
    hits = []
    for _ in range(100):
        step = search(rng, [0.1])
        if step.ruling.accepted is not None:
            low, high = corrected_gain([step], n_draws=200, random_state=0).interval
            hits.append(low <= 0.1 <= high)
    assert len(hits) > 80
    assert np.mean(hits) >= 0.93


def test_clear_gain_is_hardly_corrected():
    step = search(np.random.default_rng(0), [0.2, 0.0], n=1000)
    estimate = corrected_gain([step], random_state=0)
    assert estimate.gain == pytest.approx(step.ruling.difference[0], abs=0.01)
    assert estimate.agreement > 0.99
    assert (estimate.n_rows, estimate.n_candidates) == (1000, 2)
    assert json.loads(json.dumps(estimate.to_dict()))["level"] == 0.95


def test_gains_of_steps_add_up():
    rng = np.random.default_rng(0)
    steps = [search(rng, [0.2], n=1000), search(rng, [0.15], n=1000)]
    expected = sum(step.ruling.difference[0] for step in steps)
    assert corrected_gain(steps, random_state=0).gain == pytest.approx(expected, abs=0.02)


def test_log_score_takes_part_in_the_repetitions():
    rng = np.random.default_rng(0)
    D = np.zeros((1, 500))
    D[0, :8], D[0, 8:10] = 1.0, -1.0
    rows = PairedRows(D, rng.normal(0.3, 1.0, (1, 500)), np.arange(500) % 5)
    step = Step(rows, judge(rows, random_state=0))
    estimate = corrected_gain([step], random_state=0)
    assert step.ruling.verdict == "proper_score"
    assert estimate.gain == pytest.approx(0.012, abs=0.004)
    assert estimate.agreement > 0.9


@pytest.mark.parametrize("steps", [[], [0]])
def test_search_that_accepted_nothing_has_no_gain_to_correct(steps):
    rows = PairedRows(np.zeros((1, 50)), None, np.arange(50) % 5)
    nothing = Step(rows, judge(rows, random_state=0))
    with pytest.raises(ValueError, match="each accepted a candidate"):
        corrected_gain([nothing for _ in steps])


def test_two_rows_leave_hardly_any_out_of_bag():
    rows = PairedRows(np.array([[1.0, 0.9]]), None, np.array([0, 0]))
    ruling = judge(rows, alpha=0.9, random_state=0)
    assert np.isfinite(corrected_gain([Step(rows, ruling)], n_draws=20, random_state=0).gain)


def out_of_bag(D, G, ruling, draws):
    """The rule on bootstrapped rows, those that accept scored on the rows left out; twice, the second time moved."""
    rng, n = np.random.default_rng(0), D.shape[1]
    weights = [np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(draws)]
    pushed_d, pushed_g = np.zeros(len(D)), np.zeros(len(D))
    for _ in range(2):
        gains, seen = [], []
        for weight in weights:
            d, g = D @ weight / n - pushed_d, G @ weight / n - pushed_g
            t = np.maximum(d / ruling.standard_error, g / ruling.log_score_error)
            passes = (t > ruling.critical_value) & (d > 0)
            if passes.any():
                gains.append(D[np.where(passes, d, -np.inf).argmax(), weight == 0].mean())
                seen.append(weight)
        pushed_d, pushed_g = ((values @ np.mean(seen, axis=0) - values.sum(axis=1)) / n for values in (D, G))
    return np.mean(gains), np.std(gains) / np.sqrt(len(gains))


@pytest.mark.parametrize("seed", range(6))
def test_one_step_is_corrected_as_a_plain_loop_does(seed):
    rng = np.random.default_rng(seed)
    D = (rng.random((4, 300)) < 0.16) * 1.0 - (rng.random((4, 300)) < np.array([0.04, 0.06, 0.1, 0.16])[:, None])
    G = 0.3 * D + rng.normal(0.05, 0.5, D.shape)
    rows = PairedRows(D, G, rng.permutation(300) % 5)
    ruling = judge(rows, alpha=0.3, random_state=0)
    assert ruling.accepted is not None
    expected, error = out_of_bag(D, G, ruling, 1000)
    estimate = corrected_gain([Step(rows, ruling)], n_draws=1000, random_state=0)
    plain = ruling.difference[ruling.accepted]
    assert estimate.gain == pytest.approx(min(expected, plain), abs=5 * error + 1e-9)


def test_repetitions_that_accept_nothing_are_not_counted_as_no_gain():
    """Where the log score alone carries a candidate, whether it does says nothing of the metric's gain."""
    rng, n = np.random.default_rng(3), 600
    D = rng.choice([-1.0, 0.0, 1.0], p=[0.15, 0.5, 0.35], size=(1, n))
    G = rng.standard_normal((1, n))
    G += 0.09 - G.mean()
    rows = PairedRows(D, G, np.arange(n) % 5)
    ruling = judge(rows, random_state=0)
    barely = replace(ruling, t_metric=np.array([-np.inf]), accepted=0, critical_value=float(ruling.t_log_score[0]))
    estimate = corrected_gain([Step(rows, barely)], random_state=0)
    assert estimate.agreement == pytest.approx(0.5, abs=0.1)
    assert estimate.gain == pytest.approx(D.mean(), abs=0.01)


def test_spread_of_a_mean_over_classes_is_not_that_of_how_many_rows_a_class_has():
    """Half of twenty rows of a rare class are gained: their number varies, and the mean over the classes less so."""
    rng, y = np.random.default_rng(0), (np.arange(400) < 20).astype(int)
    before = np.where(y == 1, 0, y)
    after = np.where((y == 1) & (np.arange(400) % 2 == 0), 1, 0)
    tables = [PredictionTable.from_predictions(y, labels) for labels in (before, after)]
    metric = resolve_metric("balanced_accuracy")
    rows, influence = (paired_rows(tables[0], tables[1:], metric, influence=by) for by in (False, True))
    ruling = judge(rows, random_state=rng.integers(99))
    plain, centred = (corrected_gain([Step(rows, ruling, influence=by)], random_state=0) for by in (None, influence))
    assert centred.gain == pytest.approx(0.25, abs=0.02)
    assert np.diff(centred.interval) < 0.9 * np.diff(plain.interval)


def test_second_step_counts_where_the_first_could_as_well_have_gone_elsewhere():
    """Two equal candidates: half of the repetitions pick the other one, after which as much would have been found."""
    half = np.repeat([[1.0, 0.0], [0.0, 1.0]], 200, axis=1)
    first = PairedRows(half, None, np.arange(400) % 5)
    second = PairedRows(np.full((1, 400), 0.1) + 1e-6 * (np.arange(400) % 2), None, np.arange(400) % 5)
    steps = [Step(rows, judge(rows, random_state=0)) for rows in (first, second)]
    estimate = corrected_gain(steps, n_draws=400, random_state=0)
    assert estimate.agreement == pytest.approx(0.5, abs=0.1)
    assert estimate.n_candidates == 3
    assert estimate.gain == pytest.approx(0.5 + 0.1, abs=0.03)


def test_threshold_of_the_step_is_kept_in_the_repetitions():
    step = search(np.random.default_rng(0), [0.1], n=400)
    up = float(step.ruling.difference[0])
    free, held = (corrected_gain([Step(step.rows, step.ruling, threshold)], random_state=0) for threshold in (0.0, up))
    assert held.agreement == pytest.approx(0.5, abs=0.1)
    assert free.agreement > held.agreement + 0.2


def test_same_seed_gives_the_same_estimate():
    step = search(np.random.default_rng(0), [0.1, 0.1])
    one, again, other = (corrected_gain([step], n_draws=50, random_state=seed) for seed in (0, 0, 1))
    assert one == again != other


def test_interval_holds_the_gain_and_widens_with_the_level():
    step = search(np.random.default_rng(0), [0.1, 0.05])
    narrow, wide = (corrected_gain([step], level=level, random_state=0) for level in (0.5, 0.99))
    assert wide.interval[0] < narrow.interval[0] < narrow.gain < narrow.interval[1] < wide.interval[1]


@pytest.mark.parametrize("seed", range(20))
def test_choosing_is_never_said_to_have_lowered_the_gain(seed):
    rng = np.random.default_rng(seed)
    rows = PairedRows((rng.random((1, 120)) < 0.25).astype(float), None, np.arange(120) % 4)
    step = Step(rows, judge(rows, random_state=0))
    estimate = corrected_gain([step], n_draws=20, random_state=seed)
    assert estimate.interval[0] <= estimate.gain <= step.ruling.difference[0]


def test_three_rows_are_corrected_as_worked_out_by_hand():
    """All 27 bootstrap samples of three rows (after Tsamardinos et al. 2018), two candidates, the higher mean taken.

    Rows of the candidates: (3, 0, 0) and (0, 2, 2). On all rows the second one is picked, 4/3 against 1. Of the samples
    21 leave rows out. Three copies of one row (3 samples): that row's winner is picked, whose mean on the other two is
    0 for row 1, and 1 each for rows 2 and 3. Two copies of row 1 (6): the first is picked, 0 on the row left out. One
    copy of row 1 and two of another (6): 3 against 4, the second is picked, 2 on the row left out. Rows 2 and 3 alone
    (6): the second is picked, 0 on row 1.
    """
    rows = PairedRows(np.array([[3.0, 0.0, 0.0], [0.0, 2.0, 2.0]]), None, np.zeros(3, dtype=int))
    ruling = replace(
        judge(rows, random_state=0),
        accepted=1,
        critical_value=-8.0,
        t_metric=np.zeros(2),
        t_log_score=np.full(2, -np.inf),
    )
    expected = (0 + 1 + 1 + 6 * 0 + 6 * 2 + 6 * 0) / 21
    estimate = corrected_gain([Step(rows, ruling)], n_draws=20_000, random_state=0)
    assert estimate.gain == pytest.approx(expected, abs=0.02)


def test_groups_of_unequal_size_are_scored_by_their_rows():
    """The mean over the rows of the groups left out, not over these groups."""
    size = np.array([0.5, 0.5, 0.5, 2.5] * 10)
    rows = PairedRows(0.2 * size[None] + 1e-3 * np.tile([1, -1], 20), None, np.arange(40) % 5, size=size)
    estimate = corrected_gain([Step(rows, judge(rows, random_state=0))], random_state=0)
    assert estimate.gain == pytest.approx(0.2, abs=1e-3)
    assert estimate.interval[1] - estimate.interval[0] < 0.01
