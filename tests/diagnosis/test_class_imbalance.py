"""Rare classes with low recall."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from skmitigate.diagnosis._class_imbalance import ClassImbalance
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def table(truth, wrong, classes=None):
    """Wrong rows are taken for the next class."""
    classes = np.unique(truth) if classes is None else classes
    codes = np.searchsorted(classes, truth)
    guess = classes[np.where(wrong, (codes + 1) % len(classes), codes)]
    return PredictionTable.from_predictions(truth, guess, classes=classes)


def detect(truth, wrong, alpha=0.05, classes=None):
    return ClassImbalance().detect(table(np.asarray(truth), wrong, classes), None, alpha=alpha, random_state=0)


def test_planted_minority_of_five_per_cent_is_found_with_its_numbers():
    rng = np.random.default_rng(0)
    truth = np.where(np.arange(2000) < 100, "rare", np.where(np.arange(2000) % 2, "a", "b"))
    wrong = rng.random(2000) < np.where(truth == "rare", 0.4, 0.1)
    finding = detect(truth, wrong)
    assert finding.evidence["classes"] == ["rare"]
    assert finding.evidence["counts"] == [100]
    assert finding.evidence["recalls"] == [pytest.approx(1 - wrong[:100].mean())]
    assert finding.interval[0] <= 0.3 <= finding.interval[1]
    np.testing.assert_array_equal(finding.rows, np.flatnonzero(wrong[:100]))
    assert (finding.n_rows, finding.bound) == (100, wrong[:100].sum() / 2000)


def test_p_value_of_two_classes_is_that_of_fisher():
    truth, wrong = np.arange(300) < 40, np.isin(np.arange(300), [*range(10), *range(60, 80)])
    expected = fisher_exact([[10, 30], [20, 240]], alternative="greater").pvalue
    assert detect(truth, wrong).p_value == pytest.approx(expected)


def test_p_value_is_corrected_for_the_number_of_rare_classes():
    truth = np.repeat([0, 1, 2, 3], [40, 40, 40, 380])
    wrong = np.isin(np.arange(500), [*range(12), 40, 41, 80, 81, *range(120, 150)])
    expected = fisher_exact([[12, 28], [34, 426]], alternative="greater").pvalue
    finding = detect(truth, wrong)
    assert finding.evidence["n_rare_classes"] == 3
    assert finding.p_value == pytest.approx(3 * expected)


def test_several_classes_are_named_lowest_recall_first():
    truth = np.repeat([0, 1, 2], [40, 60, 900])
    wrong = np.isin(np.arange(1000), [*range(15), *range(40, 85), *range(100, 150)])
    finding = detect(truth, wrong)
    assert finding.evidence["classes"] == [1, 0]
    assert finding.evidence["recalls"] == [0.25, 0.625]
    assert finding.n_errors == 60


def test_a_hard_class_among_equals_is_no_imbalance():
    truth = np.arange(600) % 3
    with pytest.raises(NotApplicable, match="no class is rarer than even"):
        detect(truth, (truth == 0) & (np.arange(600) < 300))


def test_a_frequent_class_with_low_recall_is_none():
    truth = np.repeat([0, 1], [100, 900])
    assert detect(truth, np.isin(np.arange(1000), range(100, 500))) is None


@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_level_is_held_where_errors_do_not_depend_on_the_class(n_classes):
    """Nine rows in ten of one class, 400 tables: at most 5 % + 2.5 standard errors."""
    rng = np.random.default_rng(n_classes)
    share = np.full(n_classes, 0.1 / (n_classes - 1))
    share[0] = 0.9
    found = 0
    for _ in range(400):
        truth = rng.choice(n_classes, 400, p=share)
        found += detect(truth, rng.random(400) < 0.15, classes=np.arange(n_classes)) is not None
    assert found <= 400 * 0.05 + 2.5 * np.sqrt(400 * 0.05 * 0.95)


def test_classes_without_rows_are_left_out():
    truth = np.repeat([3, 7], [40, 360])
    finding = detect(truth, np.arange(400) < 20, classes=np.arange(10))
    assert finding.evidence["classes"] == [3]
    assert finding.evidence["even_count"] == 200


@pytest.mark.parametrize(
    ("truth", "wrong", "reason"),
    [
        ([0, 0, 1], [False] * 3, "no errors"),
        ([0, 0, 1], [True] * 3, "every row is wrong"),
        ([0, 0, 0], [True, False, False], "one class"),
    ],
)
def test_says_why_it_is_not_applicable(truth, wrong, reason):
    with pytest.raises(NotApplicable, match=reason):
        detect(truth, np.array(wrong), classes=np.array([0, 1]))
