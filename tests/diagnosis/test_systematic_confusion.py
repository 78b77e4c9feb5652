"""Pairs of classes that are confused in one direction."""

import numpy as np
import pytest

from skmitigate.diagnosis._systematic_confusion import SystematicConfusion
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def detect(truth, guess, alpha=0.05, n_classes=None):
    classes = np.arange(max(truth.max(), guess.max()) + 1 if n_classes is None else n_classes)
    table = PredictionTable.from_predictions(truth, guess, classes=classes)
    return SystematicConfusion().detect(table, None, alpha=alpha, random_state=0)


def drawn(seed, n_classes, *, n=2000, share=None, spread="even"):
    """Errors that depend on nothing, to other classes at random, evenly or as these are frequent."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(n_classes, n, p=share)
    other = (truth + rng.integers(1, n_classes, n)) % n_classes
    if spread == "prior":
        others = np.ones((n_classes, n_classes)) - np.eye(n_classes)
        chance = np.cumsum(others * share, axis=1)
        other = (rng.random(n)[:, None] > (chance / chance[:, -1:])[truth]).sum(axis=1)
    return truth, np.where(rng.random(n) < 0.15, other, truth)


@pytest.mark.parametrize("n_classes", [2, 5, 10])
def test_one_sided_confusion_is_found(n_classes):
    """A quarter of the rows of class 0 is called 1 on top of 15 % errors; 20 sets, at a level for twelve tests."""
    for seed in range(20):
        truth, guess = drawn(seed, n_classes)
        guess[(truth == 0) & (guess == 0) & (np.random.default_rng([seed, 1]).random(2000) < 0.25)] = 1
        finding = detect(truth, guess, alpha=0.05 / 12)
        assert finding.evidence["true_classes"][0] == 0
        assert finding.evidence["predicted_classes"][0] == 1
        assert finding.estimate == pytest.approx(0.21, abs=0.1)
        assert finding.interval[0] > 0


@pytest.mark.parametrize("spread", ["even", "prior"])
@pytest.mark.parametrize("balanced", [True, False])
@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_silent_on_symmetric_noise_and_on_unequal_classes(n_classes, balanced, spread):
    """100 sets of 600 rows: at most 5 % + 2.5 standard errors."""
    share = np.full(n_classes, 1 / n_classes)
    if not balanced:
        share = np.r_[0.9, np.full(n_classes - 1, 0.1 / (n_classes - 1))]
    found = sum(
        detect(*drawn([seed, n_classes], n_classes, n=600, share=share, spread=spread), n_classes=n_classes) is not None
        for seed in range(100)
    )
    assert found <= 100 * 0.05 + 2.5 * np.sqrt(100 * 0.05 * 0.95)


def test_rare_class_that_is_missed_is_left_to_class_imbalance():
    rng = np.random.default_rng(0)
    truth = (rng.random(2000) < 0.05).astype(int)
    guess = np.where(rng.random(2000) < np.where(truth == 1, 0.4, 0.1), 1 - truth, truth)
    assert detect(truth, guess) is None


def test_pairs_come_with_the_smallest_p_value_first_and_are_counted():
    truth = np.repeat([0, 1, 2], 200)
    guess = truth.copy()
    guess[:30] = 1
    guess[200:260] = 2
    guess[400:405] = 1
    finding = detect(truth, guess)
    seen = finding.evidence
    assert (seen["true_classes"], seen["predicted_classes"]) == ([1, 0], [2, 1])
    assert (seen["counts"], seen["reverse_counts"], seen["n_found"], seen["n_pairs"]) == ([60, 30], [5, 0], 2, 2)
    assert finding.rows.tolist() == [*range(30), *range(200, 260)]
    assert (finding.n_rows, finding.expected) == (400, 5)
    assert finding.estimate == pytest.approx((60 - 5) / 200)


def test_pairs_that_are_too_few_to_tell_are_not_counted_as_tests():
    """Beside 40 rows one way, 100 pairs of classes with a single error each."""
    truth = np.concatenate([np.repeat([0, 1], 100), np.arange(2, 202)])
    guess = truth.copy()
    guess[:40] = 1
    guess[200::2] += 1
    finding = detect(truth, guess)
    assert (finding.evidence["n_pairs"], finding.evidence["n_tested"]) == (101, 1)


def test_ten_thousand_classes():
    truth, guess = drawn(0, 10_000, n=20_000)
    guess[(truth == 7) | (truth == 8)] = 8
    assert detect(truth, guess, n_classes=10_000) is None


def test_classes_without_rows_have_no_reverse():
    """A class that is predicted and never true cannot be one side of a pair."""
    truth = np.repeat([0, 1], 50)
    assert detect(truth, np.where(np.arange(100) < 20, 2, truth)) is None


@pytest.mark.parametrize(
    ("truth", "guess", "reason"), [([0, 1], [0, 1], "no errors"), ([0, 0], [1, 1], "all rows are of one class")]
)
def test_not_applicable(truth, guess, reason):
    with pytest.raises(NotApplicable, match=reason):
        detect(np.array(truth), np.array(guess))


def test_silent_on_symmetric_noise_in_the_labels_of_unequal_classes():
    """Labels changed after a right prediction: many a true "rare" is then predicted "common", and that is no skew."""
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(60):
        guess = (rng.random(1000) < 0.1).astype(int)
        found += detect(np.where(rng.random(1000) < 0.1, 1 - guess, guess), guess) is not None
    assert found <= 60 * 0.05 + 2.5 * np.sqrt(60 * 0.05 * 0.95)
