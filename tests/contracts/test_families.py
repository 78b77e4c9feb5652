"""Every setting of every strategy around models of six families, on rows of several kinds."""

import pickle
from functools import cache

import numpy as np
import pytest
from contracts.estimators import STRATEGIES, around
from contracts.test_strategies import mixed, rows
from scipy import sparse
from sklearn.base import clone
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from skmitigate._utils._fitting import accepts_sample_weight
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable
from skmitigate.strategies import ProbabilityCalibration

FAMILIES = {
    "random forest": RandomForestClassifier(5, max_depth=4, random_state=0),
    "gradient boosting": GradientBoostingClassifier(n_estimators=4, random_state=0),
    "support vector machine": SVC(random_state=0),
    "network": MLPClassifier((4,), solver="lbfgs", max_iter=60, random_state=0),
    "logistic regression": LogisticRegression(),
    "naive Bayes": GaussianNB(),
}
KINDS = ["numpy", "mixed DataFrame", "sparse", "text labels"]
CASES = [(kind, n_classes) for kind in KINDS for n_classes in (2, 3)]
#: How many of the cases each pair of setting and family is tried on; over all pairs every case comes up.
N_CASES = 1
PAIRS = [(setting, family) for setting in STRATEGIES for family in FAMILIES]
TRIED = [
    (*pair, *CASES[(i + i // len(FAMILIES) + step * 3) % len(CASES)])
    for i, pair in enumerate(PAIRS)
    for step in range(N_CASES)
]


@cache
def case(kind, n_classes):
    X, codes = rows(n_classes)
    if kind == "mixed DataFrame":
        return mixed(X), codes
    if kind == "sparse":
        return sparse.csr_array(np.where(X > 0, X, 0.0)), codes
    return X, np.array(["no", "yes", "perhaps"])[codes] if kind == "text labels" else codes


def works_on_probabilities(setting):
    """Whether a setting has nothing to say to the loop about predictions alone; scores do for a calibration."""
    strategy = STRATEGIES[setting]
    if strategy.needs_proba:
        return not isinstance(strategy, ProbabilityCalibration)
    _, y = case("numpy", 2)
    try:
        strategy.check_applicable(PredictionTable.from_predictions(y, 1 - y))
    except NotApplicable as reason:
        return "predict_proba" in str(reason)
    return False


def test_every_kind_of_rows_meets_every_family_and_every_setting():
    assert {(family, *rest) for _, family, *rest in TRIED} >= {(family, *each) for family in FAMILIES for each in CASES}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # networks of few passes
@pytest.mark.filterwarnings("ignore:n_quantiles:UserWarning")  # few rows for a member's transformer
@pytest.mark.filterwarnings("ignore::skmitigate.exceptions.SkmitigateWarning")  # few rows for a certificate
@pytest.mark.parametrize(("setting", "family", "kind", "n_classes"), TRIED)
def test_works_around_this_family(setting, family, kind, n_classes):
    X, y = case(kind, n_classes)
    core = FAMILIES[family]
    model = around(setting, make_pipeline(TabularEncoder(), core) if kind == "mixed DataFrame" else core)
    if kind == "sparse" and family == "naive Bayes":  # it takes none, and says so itself
        with pytest.raises(TypeError, match="dense data is required"):
            model.fit(X, y)
        return
    if not hasattr(core, "predict_proba") and works_on_probabilities(setting):
        with pytest.raises(ValueError, match="has no predict_proba"):
            model.fit(X, y)
        return
    model.fit(X, y)
    predicted = model.predict(X)
    assert set(predicted) <= set(y)
    assert np.mean(predicted == y) > 1 / n_classes
    if hasattr(model, "predict_proba"):
        np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1.0)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(model)).predict(X), predicted)
    again = clone(model).set_params(estimator=clone(model.estimator))
    np.testing.assert_array_equal(again.fit(X, y).predict(X), predicted)
    weight = np.linspace(0.5, 1.5, len(y))
    if accepts_sample_weight(model.estimator):
        assert clone(model).fit(X, y, sample_weight=weight).predict(X).shape == predicted.shape
    else:
        with pytest.raises(ValueError, match="cannot be fitted with weights"):
            clone(model).fit(X, y, sample_weight=weight)
    search = GridSearchCV(model, {"estimator": [model.estimator]}, cv=2, error_score="raise", refit=False)
    assert np.isfinite(search.fit(X, y).cv_results_["mean_test_score"]).all()
