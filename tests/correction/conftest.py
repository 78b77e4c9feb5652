"""Data with planted faults, and corrections of them that several test files look at."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from skmitigate import ClassBalancing, EnsembleLearning, ProbabilityCalibration, SelfCorrectingClassifier
from skmitigate.datasets import make_faulty_classification


@pytest.fixture(scope="session")
def digits():
    """Rows on which naive Bayes is far too sure of itself."""
    X, y = load_digits(return_X_y=True)
    return X[:600], y[:600]


@pytest.fixture(scope="session")
def imbalanced():
    """Rows of which few are of the second class, which a linear model mostly overlooks; labels are texts."""
    data, _ = make_faulty_classification(500, fault="class_imbalance", random_state=0)
    return data.X, data.y


@pytest.fixture(scope="session")
def clean():
    """Rows that are of the family of naive Bayes, so that there is nothing to correct."""
    data, _ = make_faulty_classification(300, fault="none", random_state=0)
    return data.X.to_numpy(), data.y


@pytest.fixture(scope="session")
def checkerboard():
    """Rows that no linear model can tell apart."""
    data, _ = make_faulty_classification(500, fault="wrong_family", random_state=0)
    return data.X.to_numpy(), data.y


@pytest.fixture(scope="session")
def corrected(digits):
    """A correction that was accepted."""
    model = SelfCorrectingClassifier(
        GaussianNB(),
        strategies=[ProbabilityCalibration(method="isotonic"), EnsembleLearning(), ClassBalancing(method="prior")],
        cv=3,
        random_state=0,
    )
    return model.fit(*digits)


@pytest.fixture(scope="session")
def kept(clean):
    """A correction that found nothing better."""
    model = SelfCorrectingClassifier(
        GaussianNB(), strategies=["probability_calibration", LogisticRegression()], cv=3, random_state=0
    )
    return model.fit(*clean)


@pytest.fixture(scope="session")
def centre():
    """A rare class in the middle: first another family of models is needed, then balanced classes."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 2))
    y = (np.hypot(*X.T) < 0.5) ^ (rng.random(600) < 0.05)
    return X, y.astype(int)
