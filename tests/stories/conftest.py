"""Reports of two real corrections, as dictionaries."""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from skmitigate import SelfCorrectingClassifier
from skmitigate.datasets import make_faulty_classification


def report(fault, model, **settings):
    data, _ = make_faulty_classification(400, fault=fault, random_state=0)
    loop = SelfCorrectingClassifier(model, cv=3, random_state=0, **settings)
    return loop.fit(data.X.to_numpy(), data.y).report_.to_dict()


@pytest.fixture(scope="session")
def corrected():
    """A report of a model that was changed."""
    return report("overconfidence", GaussianNB(), strategies=["probability_calibration"], scoring="neg_log_loss")


@pytest.fixture(scope="session")
def kept():
    """A report of a model that was kept."""
    return report("none", LogisticRegression(), strategies=["class_balancing", "probability_calibration"])
