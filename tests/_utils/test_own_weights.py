"""Weights of our own making find the model, and are not handed to what cannot use them."""

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.metadata_routing import get_routing_for_object

from skmitigate._utils._fitting import fit_weighted
from skmitigate._utils._own_weights import accepts_own_weights, request_weights

LR, KNN = LogisticRegression(), KNeighborsClassifier()
X = np.random.default_rng(0).normal(size=(60, 3))
Y = np.arange(60) % 3 // 2
WEIGHTS = np.where(Y == 1, 2.0, 1.0)
NESTED = make_pipeline(StandardScaler(), make_pipeline(StandardScaler(), GaussianNB()))


@pytest.mark.parametrize("routing", [False, True])
@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (LR, True),
        (RandomForestClassifier(), True),
        (KNN, False),
        (NESTED, True),
        (make_pipeline(StandardScaler(), KNN), False),
        (GridSearchCV(KNN, {}), False),
        (CalibratedClassifierCV(LR), True),
        (CalibratedClassifierCV(KNN), False),
        (AdaBoostClassifier(KNN), False),
        (AdaBoostClassifier(), True),
        (BaggingClassifier(KNN), True),
        (VotingClassifier([("a", LR), ("b", GaussianNB())]), True),
        (VotingClassifier([("a", LR), ("b", KNN)]), False),
    ],
    ids=str,
)
def test_whether_weights_reach_the_model(model, expected, routing):
    with config_context(enable_metadata_routing=routing):
        assert accepts_own_weights(model) == expected


def test_under_routing_a_search_gets_weights_only_where_its_owner_asked_for_them():
    assert accepts_own_weights(GridSearchCV(NESTED, {}))
    with config_context(enable_metadata_routing=True):
        assert not accepts_own_weights(GridSearchCV(NESTED, {}))
        asked = GaussianNB().set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        assert accepts_own_weights(GridSearchCV(asked, {}))


def test_only_routing_brings_weights_through_one_against_the_rest():
    model = OneVsRestClassifier(LR)
    assert not accepts_own_weights(model)
    with config_context(enable_metadata_routing=True):
        assert accepts_own_weights(model)


@pytest.mark.parametrize("model", [NESTED, CalibratedClassifierCV(LR, cv=2), BaggingClassifier(LR, random_state=0)])
def test_under_routing_weights_come_where_they_come_without(model):
    plain = fit_weighted(clone(model), X, Y, WEIGHTS)
    with config_context(enable_metadata_routing=True):
        routed = fit_weighted(request_weights(clone(model)), X, Y, WEIGHTS)
    np.testing.assert_allclose(routed.predict_proba(X), plain.predict_proba(X))


def test_what_was_said_about_weights_is_kept():
    with config_context(enable_metadata_routing=True):
        model = make_pipeline(
            StandardScaler().set_fit_request(sample_weight=True), GaussianNB().set_fit_request(sample_weight=False)
        )
        request_weights(model)
        said = [get_routing_for_object(step).fit.requests["sample_weight"] for step in model]
    assert said == [True, False]


def test_without_routing_nothing_is_set():
    model = request_weights(GaussianNB())
    assert not hasattr(model, "_metadata_request")
