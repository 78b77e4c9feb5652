"""What is wrapped is found, and what is only a template is not."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from skmitigate.explanation._core_model import fitted_core, is_fitted
from skmitigate.strategies import OutlierRemoval

X = np.random.RandomState(0).normal(size=(40, 2))
y = (X[:, 0] > 0).astype(int)


def test_pipelines_searches_and_strategies_are_looked_through():
    search = GridSearchCV(LogisticRegression(), {"C": [1.0]}, cv=2)
    model = make_pipeline(StandardScaler(), OutlierRemoval(make_pipeline(StandardScaler(), search))).fit(X, y)
    transforms, core = fitted_core(FrozenEstimator(model))
    assert isinstance(core, LogisticRegression)
    for transform in transforms:
        assert np.allclose(transform(X + 100), StandardScaler().fit(X).transform(X + 100), rtol=0.2)
    assert len(transforms) == 2


def test_the_template_of_an_ensemble_is_not_its_model():
    forest = RandomForestClassifier(3).fit(X, y)
    assert fitted_core(forest) == ([], forest)


def test_a_pipeline_that_ends_in_nothing_stands_for_itself():
    nothing = Pipeline([("model", "passthrough")])
    assert fitted_core(nothing)[1] is nothing


def test_being_fitted_is_seen():
    assert is_fitted(LogisticRegression().fit(X, y))
    assert not is_fitted(LogisticRegression())
    assert not is_fitted(object())
