"""Errors among rows that lie far from the others."""

import numpy as np
import pytest

from skmitigate.diagnosis._outliers import Outliers
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def planted(how, n=1000, seed=0, rate=0.5):
    """A twenty-fifth of the rows far out, wrong with the chance `rate`; the others with .08."""
    rng = np.random.default_rng(seed)
    X, far = rng.normal(size=(n, 5)), np.arange(n) < n // 25
    if how == "alone":
        X[far] *= 6
    elif how == "together":
        X[far] += 5
    truth = rng.integers(0, 3, n)
    wrong = rng.random(n) < np.where(far, rate, 0.08)
    return X, PredictionTable.from_predictions(truth, np.where(wrong, (truth + 1) % 3, truth)), far


def detect(X, table, alpha=0.05):
    return Outliers().detect(table, X, alpha=alpha, random_state=0)


@pytest.mark.parametrize("how", ["alone", "together"])
def test_planted_outliers_are_found_with_their_errors_and_their_rate(how):
    X, table, far = planted(how)
    finding = detect(X, table)
    assert finding.p_raw < 1e-4
    assert far[finding.rows].mean() > 0.9
    assert np.isin(np.flatnonzero(far & table.errors), finding.rows).mean() > 0.85
    assert finding.interval[0] <= 0.42 <= finding.interval[1]
    assert finding.excess > 0.7
    assert far[finding.evidence["farthest"][:20]].all()


def test_outliers_that_are_wrong_as_often_as_others_are_none():
    found = [detect(*planted("alone", seed=seed, rate=0.08)[:2]) is not None for seed in range(60)]
    assert sum(found) <= 60 * 0.05 + 2.5 * np.sqrt(60 * 0.05 * 0.95)


def test_rare_class_far_out_that_is_often_wrong_is_not_called_outlying():
    """Its rows are wrong as often as each other, wherever they lie."""
    rng = np.random.default_rng(0)
    truth = (np.arange(1000) < 40).astype(int)
    X = rng.normal(size=(1000, 4)) + 6.0 * truth[:, None]
    wrong = rng.random(1000) < np.where(truth == 1, 0.5, 0.05)
    assert detect(X, PredictionTable.from_predictions(truth, np.where(wrong, 1 - truth, truth))) is None


def test_needs_rows_that_are_outlying():
    table = PredictionTable.from_predictions([0, 1] * 100, [0, 1, 1, 1] * 50)
    with pytest.raises(NotApplicable, match="0 rows lie far from the others, fewer than 5"):
        detect(np.zeros((200, 2)), table)
    with pytest.raises(NotApplicable, match="no errors"):
        detect(np.zeros((200, 2)), PredictionTable.from_predictions([0, 1] * 100, [0, 1] * 100))
