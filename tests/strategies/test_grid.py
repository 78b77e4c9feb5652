"""A grid over strategies."""

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from skmitigate import ClassBalancing, ConfidenceThresholding, SliceRepair
from skmitigate.strategies import Strategy, strategy_grid

X, Y = make_classification(120, weights=[0.8], random_state=0)


def first(entry):
    return next(iter(entry.values()))[0]


def test_grid_is_over_the_last_step_and_begins_with_the_model_itself():
    model = make_pipeline(StandardScaler(), GaussianNB(var_smoothing=0.1))
    grid = strategy_grid(model, strategies=["class_balancing"], random_state=3)
    assert list(grid[0]) == ["gaussiannb"]
    assert isinstance(first(grid[0]), GaussianNB)
    assert set(grid[1]) == {"gaussiannb", "gaussiannb__method"}
    assert first(grid[1]).estimator.var_smoothing == 0.1
    assert first(grid[1]).random_state == 3
    assert first(grid[1]).estimator is not model[-1]


def test_search_over_it_runs_and_gives_every_setting_a_score():
    strategies = ["class_balancing", "data_augmentation", SliceRepair(slices=["x0 > 0"])]
    grid = strategy_grid(GaussianNB(), strategies=strategies, random_state=0)
    search = GridSearchCV(make_pipeline(GaussianNB()), grid, cv=2, scoring="neg_log_loss", error_score="raise")
    assert np.isfinite(search.fit(X, Y).cv_results_["mean_test_score"]).all()
    assert len(search.cv_results_["params"]) == 1 + 5 + 2 + 3


def test_all_are_those_that_change_predictions_and_need_nothing_more():
    kinds = {type(first(entry)) for entry in strategy_grid(GaussianNB())}
    assert {GaussianNB, ClassBalancing} < kinds
    assert not kinds & {ConfidenceThresholding, SliceRepair}
    assert all(issubclass(kind, Strategy) for kind in kinds - {GaussianNB})


def test_a_strategy_that_is_asked_for_is_there_as_it_is():
    grid = strategy_grid(
        GaussianNB(), strategies=[ConfidenceThresholding(threshold=0.7, random_state=1)], random_state=0
    )
    assert list(grid[1]) == ["gaussiannb"]
    assert (first(grid[1]).threshold, first(grid[1]).random_state) == (0.7, 1)


def test_model_without_probabilities_is_not_searched_for_what_needs_them():
    grid = strategy_grid(LinearSVC(), strategies=["class_balancing", "probability_calibration"])
    assert grid[1]["linearsvc__method"] == ["weights", "resample", "undersample"]
    assert len(grid) == 3


@pytest.mark.parametrize("wrong", [LinearRegression(), None, GaussianNB])
def test_what_is_no_classifier_is_refused(wrong):
    with pytest.raises((ValueError, TypeError), match=r"strategy_grid|add parentheses"):
        strategy_grid(wrong)


def test_unknown_strategy_is_refused():
    with pytest.raises(ValueError, match="class_balancing"):
        strategy_grid(GaussianNB(), strategies=["clas_balancing"])
