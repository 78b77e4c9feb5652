"""All strategies side by side on one model."""

import numpy as np
import pytest
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, ShuffleSplit
from sklearn.naive_bayes import GaussianNB

from skmitigate import ClassBalancing, compare, compare_strategies, cross_val_predictions
from skmitigate.exceptions import CandidateFailedWarning


class Broken(GaussianNB):
    """A classifier whose fit fails."""

    def fit(self, *_, **__):
        raise ValueError("no such thing\nas this")


@pytest.fixture(scope="module")
def found(imbalanced):
    """Strategies on a model that overlooks the second class."""
    given = ["class_balancing", "probability_calibration", "active_learning"]
    return compare_strategies(
        LogisticRegression(), *imbalanced, given, scoring="balanced_accuracy", cv=3, random_state=0
    )


def test_planted_fault_is_mended_by_the_strategy_for_it(found):
    best = found.lines[0]
    assert best.strategy == "class_balancing"
    assert best.reason == "better"
    assert best.p_value < 0.05
    assert best.interval[0] > 0


def test_lines_are_ordered_by_score_with_the_model_among_them(found):
    compared = [line for line in found.lines if line.status == "compared"]
    assert [line.score for line in compared] == sorted((line.score for line in compared), reverse=True)
    own = next(line for line in compared if line.candidate == "unchanged")
    assert (own.difference, own.interval, own.p_value, own.n_fits) == (0.0, None, None, 3)
    assert own.rank[0] > 1


def test_what_is_skipped_has_its_reason(found):
    (line,) = (line for line in found.lines if line.status == "skipped")
    assert line.strategy == "active_learning"
    assert "asks for labels" in line.reason


def test_decisions_cost_no_fits_and_fits_are_counted(found):
    fits = {line.candidate: line.n_fits for line in found.lines}
    assert fits["class_balancing(prior)"] == 0
    assert sum(fits.values()) == found.n_fits


def test_difference_is_that_of_two_tables_on_the_same_folds(imbalanced, found):
    X, y = imbalanced
    a = cross_val_predictions(LogisticRegression(), X, y, cv=3, random_state=0)
    b = cross_val_predictions(ClassBalancing(LogisticRegression(), method="prior"), X, y, cv=a)
    alone = compare(a, b, scoring="balanced_accuracy")
    line = next(line for line in found.lines if line.candidate == "class_balancing(prior)")
    assert line.difference == pytest.approx(alone.difference)
    assert line.interval[0] < alone.interval[0]  # wider, as it holds together with the others


def test_one_that_fails_is_told_and_warned_of(clean):
    with pytest.warns(CandidateFailedWarning, match="no such thing"):
        found = compare_strategies(GaussianNB(), *clean, [Broken(), LogisticRegression()], cv=3, random_state=0)
    assert [(line.candidate, line.reason) for line in found.lines if line.status == "failed"] == [
        ("Broken", "ValueError: no such thing")
    ]
    assert sum(line.status == "compared" for line in found.lines) == 2


def test_nothing_to_compare_leaves_the_model_alone(clean):
    found = compare_strategies(GaussianNB(), *clean, ["active_learning"], cv=3, random_state=0)
    assert found.lines[0].candidate == "unchanged"
    assert found.lines[0].rank == (1, 1)
    assert "no strategy could be compared" in found.summary()


def test_the_same_seed_gives_the_same_figures(clean):
    first, second = (
        compare_strategies(GaussianNB(), *clean, ["probability_calibration"], cv=3, random_state=1).to_dict()
        for _ in range(2)
    )
    for line in first["lines"] + second["lines"] + [first, second]:
        line.pop("seconds")
    assert first == second


def test_repetitions_are_counted_apart_from_folds(clean):
    cv = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0)
    found = compare_strategies(GaussianNB(), *clean, [LogisticRegression()], cv=cv, random_state=0)
    assert (found.n_folds, found.n_fits) == (3, 12)
    alone = compare(GaussianNB(), LogisticRegression(), X=clean[0], y=clean[1], cv=cv, random_state=0)
    difference = next(line.difference for line in found.lines if line.candidate == "LogisticRegression")
    assert difference == pytest.approx(alone.difference)


def test_groups_are_compared_as_one(clean):
    X, y = clean
    groups = np.arange(len(y)) // 3
    found = compare_strategies(GaussianNB(), X, y, [LogisticRegression()], cv=3, groups=groups, random_state=0)
    assert found.n_groups == 100


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"alpha": 1.0}, "alpha between 0 and 1"),
        ({"alpha": "few"}, "alpha between 0 and 1, got 'few'"),
        ({"cv": ShuffleSplit(4, test_size=0.5)}, "equally often"),
        ({"strategies": ["no_such"]}, "no_such"),
    ],
)
def test_what_does_not_fit_is_refused(clean, settings, told):
    with pytest.raises(ValueError, match=told):
        compare_strategies(GaussianNB(), *clean, **settings)


@pytest.mark.parametrize("strategies", ["class_balancing", "nonsense", 3, GaussianNB()])
def test_a_single_strategy_is_refused_rather_than_taken_for_all(strategies):
    X, y = load_wine(return_X_y=True)
    with pytest.raises(ValueError, match="Expected strategies to be 'all', 'auto' or a list"):
        compare_strategies(GaussianNB(), X, y, strategies)
