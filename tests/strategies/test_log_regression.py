"""Logistic regression on log-probabilities."""

import numpy as np
import pytest
from scipy.special import logit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from skmitigate.strategies._log_regression import LogRegression


@pytest.mark.parametrize("n_classes", [2, 3])
def test_it_is_that_of_the_logarithms(n_classes):
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(n_classes), 200)
    y = np.array([rng.choice(n_classes, p=row) for row in p])
    X = np.clip(p[:, 1:] if n_classes == 2 else p, 0.001, 0.999)
    logs = logit(X) if n_classes == 2 else np.log(X)
    model = clone(LogRegression(C=0.1)).fit(p[:, 1:] if n_classes == 2 else p, y)
    reference = LogisticRegression(C=0.1, max_iter=1000).fit(logs, y)
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(logs), rtol=1e-6)


def test_certainty_is_finite():
    model = LogRegression().fit(np.array([[0.0], [1.0]] * 5), [0, 1] * 5)
    assert 0.5 < model.predict_proba([[1.0]])[0, 1] < 1
