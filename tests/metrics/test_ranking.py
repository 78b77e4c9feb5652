"""Rows of ranking metrics are DeLong's placements and the derivatives of scikit-learn's areas."""

from dataclasses import replace

import numpy as np
import pytest
from generators import random_table
from sklearn.metrics import average_precision_score, roc_auc_score

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._ranking import AveragePrecision, RocAuc, precision_area, roc_area


def delong(positive, score):
    """AUC and its variance from all pairs (DeLong, DeLong and Clarke-Pearson 1988)."""
    ranked = (score[positive][:, None] > score[~positive]) + 0.5 * (score[positive][:, None] == score[~positive])
    of_positive, of_negative = ranked.mean(axis=1), ranked.mean(axis=0)
    variance = of_positive.var(ddof=1) / len(of_positive) + of_negative.var(ddof=1) / len(of_negative)
    return ranked.mean(), variance, of_positive, of_negative


def test_rows_of_roc_auc_are_delongs_placements():
    table = random_table(4, ["no", "yes"], 80)
    positive, n = table.y_true == 1, len(table)
    area, variance, of_positive, of_negative = delong(positive, table.proba[:, 1])
    rows = RocAuc().rows(table)
    m = positive.sum()
    assert rows.mean() == pytest.approx(area)
    assert rows[positive] == pytest.approx(area + n / m * (of_positive - area))
    assert rows[~positive] == pytest.approx(area + n / (n - m) * (of_negative - area))
    ours = np.sum(((rows - area)[positive] / n) ** 2) * m / (m - 1)
    ours += np.sum(((rows - area)[~positive] / n) ** 2) * (n - m) / (n - m - 1)
    assert ours == pytest.approx(variance)


@pytest.mark.parametrize(("area", "reference"), [(roc_area, roc_auc_score), (precision_area, average_precision_score)])
def test_area_and_slopes_are_those_of_scikit_learns_function(area, reference):
    rng = np.random.default_rng(0)
    positive = rng.random(60) < 0.3
    score, weight = rng.integers(0, 12, 60) / 12 + 0.2 * positive, rng.uniform(0.1, 2.0, 60)
    value, slopes = area(positive, score, weight)
    assert value == pytest.approx(reference(positive, score, sample_weight=weight))
    assert slopes.sum() == pytest.approx(0.0, abs=1e-12)
    for i in range(0, 60, 7):
        up, down = (
            reference(positive, score, sample_weight=weight * np.where(np.arange(60) == i, 1 + h, 1))
            for h in (1e-5, -1e-5)
        )
        assert slopes[i] == pytest.approx((up - down) / 2e-5, abs=1e-8)


def test_rows_without_weight_at_the_top_do_no_harm():
    positive, score = np.array([True, True, False, True]), np.array([0.9, 0.5, 0.4, 0.1])
    value, slopes = precision_area(positive, score, np.array([0.0, 1.0, 1.0, 1.0]))
    assert value == pytest.approx(average_precision_score(positive[1:], score[1:]))
    assert np.isfinite(slopes).all()


@pytest.mark.parametrize("average", ["macro", "weighted"])
def test_rows_of_one_against_one_are_the_jackknife(average):
    """Scikit-learn takes no weights here, so the reference leaves out one row at a time."""
    table = random_table(2, [0, 1, 2, 3], 300)
    rows = RocAuc("ovo", average).rows(table)

    def score(kept):
        return roc_auc_score(table.y_true[kept], table.proba[kept], multi_class="ovo", average=average)

    whole = score(np.arange(300))
    assert rows.mean() == pytest.approx(whole)
    left_out = [whole - score(np.delete(np.arange(300), i)) for i in range(0, 300, 10)]
    assert (rows - whole)[::10] / 299 == pytest.approx(left_out, abs=3e-4)
    assert np.corrcoef(rows[::10], left_out)[0, 1] > 0.999


def test_one_against_one_takes_no_weights():
    table = random_table(0, [0, 1, 2], 40, weighted=True)
    with pytest.raises(NotApplicable, match="Use 'roc_auc_ovr'"):
        RocAuc("ovo").rows(table)


@pytest.mark.parametrize("formula", [RocAuc(), AveragePrecision()])
def test_a_class_without_weight_is_not_applicable(formula):
    table = random_table(0, [0, 1], 40)
    with pytest.raises(NotApplicable, match=r"got none of \[1\]"):
        formula.rows(table.take(table.y_true == 0))
    with pytest.raises(NotApplicable, match=r"got none of \[0\]"):
        formula.rows(replace(table, sample_weight=(table.y_true == 1) * 1.0))


def test_roc_auc_of_more_classes_needs_a_way_to_compare_them():
    with pytest.raises(ValueError, match="For 3 classes use 'roc_auc_ovr'"):
        RocAuc().rows(random_table(0, [0, 1, 2], 40))


def test_average_precision_of_the_other_class():
    table = random_table(0, ["no", "yes"], 40)
    rows = AveragePrecision(pos_label="no").rows(table)
    assert rows.mean() == pytest.approx(average_precision_score(table.y_true == 0, table.proba[:, 0]))
