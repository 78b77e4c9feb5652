"""Which candidates need not be cross-fitted to the end."""

import numpy as np
import pytest

from skmitigate.evidence import PairedRows, chance_of_passing, judge


def differences(rng, gain, n_rows, n_candidates=1):
    """Return rows in which a fifth changes, so that the mean is `gain`."""
    return rng.choice([-1.0, 0.0, 1.0], p=[0.1 - gain / 2, 0.8, 0.1 + gain / 2], size=(n_candidates, n_rows))


def test_the_prediction_comes_true_as_often_as_it_says():
    # Worths drawn from a nearly flat prior: then the predicted chance is the share of those that pass in the end.
    rng = np.random.default_rng(0)
    n, seen, runs = 1000, 400, 4000
    worth = rng.uniform(-0.2, 0.2, runs)
    values = worth[:, None] + rng.standard_normal((runs, n)) * 0.5
    chance = chance_of_passing(PairedRows(values[:, :seen], None, np.arange(seen) % 2), seen / n)
    final = values.mean(axis=1) / (values.std(axis=1, ddof=1) / np.sqrt(n)) > 1.645
    for low, high in [(0.05, 0.35), (0.35, 0.65), (0.65, 0.95)]:
        near = (chance > low) & (chance < high)
        assert final[near].mean() == pytest.approx(chance[near].mean(), abs=0.05)
    assert final[chance < 0.025].mean() < 0.01


def test_a_real_gain_is_rarely_given_up_and_a_loss_nearly_always():
    rng = np.random.default_rng(1)
    gains, losses = (
        chance_of_passing(PairedRows(differences(rng, gain, 400, 2000), None, np.arange(400) % 2), 0.4, n_candidates=10)
        for gain in (0.08, -0.08)
    )
    assert (gains < 0.025).mean() < 0.01
    assert (losses < 0.025).mean() > 0.99


def test_the_log_score_can_speak_for_a_candidate():
    rng = np.random.default_rng(2)
    metric = np.zeros((2, 200))
    better = np.stack([rng.normal(0.2, 0.5, 200), np.full(200, np.nan)])
    chance = chance_of_passing(PairedRows(metric, better, np.arange(200) % 2), 0.4)
    assert chance[0] > 0.9
    assert chance[1] == pytest.approx(chance_of_passing(PairedRows(metric, None, np.arange(200) % 2), 0.4)[1])


def test_the_more_candidates_the_less_likely():
    rows = PairedRows(differences(np.random.default_rng(3), 0.05, 300), None, np.arange(300) % 2)
    few, many = (chance_of_passing(rows, 0.5, n_candidates=n)[0] for n in (1, 30))
    assert many < few


def test_what_differs_by_the_same_in_every_row_differs():
    rows = PairedRows(np.stack([np.ones(50), -np.ones(50), np.zeros(50)]), None, np.arange(50) % 2)
    chance = chance_of_passing(rows, 0.5)
    assert chance[0] > 0.99
    assert chance[1] < 0.01


def test_all_rows_leave_no_doubt():
    rows = PairedRows(differences(np.random.default_rng(4), 0.05, 2000, 20), None, np.arange(2000) % 5)
    chance = chance_of_passing(rows, 1.0, n_candidates=20)
    assert set(chance.round(6)) <= {0.0, 1.0}
    assert (chance[judge(rows, random_state=0).p_value < 0.01] == 1).all()


@pytest.mark.parametrize("share", [0.0, 1.2, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    rows = PairedRows(np.zeros((1, 10)), None, np.arange(10) % 2)
    with pytest.raises(ValueError, match="Expected a share of the rows above 0 and at most 1"):
        chance_of_passing(rows, share)


def test_no_candidates_are_refused():
    with pytest.raises(ValueError, match="one candidate or more, got n_candidates=0"):
        chance_of_passing(PairedRows(np.zeros((1, 10)), None, np.arange(10) % 2), 0.5, n_candidates=0)
