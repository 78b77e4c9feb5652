"""One model, fitted with derived seeds."""

import numpy as np
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier

from skmitigate.predictions import CrossFitter
from skmitigate.strategies._fit_one import fit_one


def test_model_is_the_one_that_the_loop_would_fit():
    X, y = load_wine(return_X_y=True)
    forest = RandomForestClassifier(5)
    fitter = CrossFitter(X, y, random_state=3)
    reference = fitter.fit({"model": forest})["model"]
    model = fit_one(forest, X, y, None, seed=fitter.random_state)
    np.testing.assert_array_equal(model.predict_proba(X), reference.predict_proba(X))
    assert not hasattr(forest, "estimators_")
