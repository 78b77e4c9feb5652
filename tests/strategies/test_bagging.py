"""Rows and seeds as scikit-learn draws them."""

import numpy as np
import pandas as pd
from sklearn.ensemble import BaggingClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate.strategies._bagging import draw_bags, fit_bag, fit_bags

Y = np.array(["a", "b"] * 20)


def test_rows_and_seeds_are_those_of_scikit_learn():
    X = np.random.default_rng(0).normal(size=(40, 3))
    theirs = BaggingClassifier(DecisionTreeClassifier(), n_estimators=4, random_state=7).fit(X, Y)
    models, samples = draw_bags(DecisionTreeClassifier(), Y, None, n_estimators=4, n_features=3, random_state=7)
    np.testing.assert_array_equal(samples, theirs.estimators_samples_)
    assert [model.random_state for model in models] == [model.random_state for model in theirs.estimators_]
    assert not hasattr(models[0], "tree_")


def test_heavy_rows_are_drawn_more_often():
    _, samples = draw_bags(
        GaussianNB(), Y, np.where(np.arange(40) < 4, 9.0, 1.0), n_estimators=50, n_features=1, random_state=0
    )
    counts = np.bincount(np.concatenate(samples), minlength=40)
    assert 6 < counts[:4].mean() / counts[4:].mean() < 13


def test_frames_are_not_made_arrays():
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(40, 3)), columns=list("abc"))
    models, samples = draw_bags(GaussianNB(), Y, None, n_estimators=3, n_features=3, random_state=0)
    fitted = fit_bags(models, samples, X, Y, n_jobs=1)
    assert [model.feature_names_in_.tolist() for model in fitted] == [["a", "b", "c"]] * 3


def test_sample_without_a_class_is_fitted_on_what_it_has():
    X = np.random.default_rng(0).normal(size=(40, 3))
    same = fit_bag(GaussianNB(), X, Y, np.array([0, 2, 2, 4]))
    assert set(same.predict(X)) == {"a"}
    three = np.where(np.arange(40) == 5, "c", Y)
    assert fit_bag(GaussianNB(), X, three, np.arange(4)).classes_.tolist() == ["a", "b"]
