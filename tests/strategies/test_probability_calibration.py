"""Probabilities that come true."""

import sys
import warnings

import numpy as np
import pytest
from generators import random_table
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, LinearSVC
from venn_abers.venn_abers import VennAbers, predict_proba_prefitted_va

from skmitigate import ProbabilityCalibration, analyze_errors, cross_val_predictions
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable

METHODS = ["temperature", "sigmoid", "isotonic"]
each = pytest.mark.parametrize("method", [*METHODS, "venn_abers"])


@pytest.fixture(scope="module", params=[2, 3])
def data(request):
    """Columns twice over, so that naive Bayes is too sure of itself; half of the rows for fitting."""
    X, y = make_classification(
        2400, n_features=6, n_informative=4, n_redundant=0, n_classes=request.param, class_sep=0.6, random_state=0
    )
    X = np.hstack([X, X, X])
    return X[:1200], y[:1200], X[1200:], y[1200:]


@each
def test_log_loss_falls_on_fresh_rows(data, method):
    X, y, X_new, y_new = data
    plain = GaussianNB().fit(X, y)
    ours = ProbabilityCalibration(GaussianNB(), method=method, random_state=0).fit(X, y)
    assert log_loss(y_new, ours.predict_proba(X_new)) < 0.9 * log_loss(y_new, plain.predict_proba(X_new))


@pytest.mark.parametrize("method", METHODS)
def test_it_does_as_well_as_scikit_learn(data, method):
    X, y, X_new, y_new = data
    ours = ProbabilityCalibration(GaussianNB(), method=method, random_state=0).fit(X, y)
    theirs = CalibratedClassifierCV(GaussianNB(), method=method, ensemble=False).fit(X, y)
    assert log_loss(y_new, ours.predict_proba(X_new)) < 1.03 * log_loss(y_new, theirs.predict_proba(X_new))


def test_temperature_changes_no_prediction(data):
    X, y, X_new, _ = data
    model = ProbabilityCalibration(GaussianNB(), random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict(X_new), GaussianNB().fit(X, y).predict(X_new))
    assert model.decision_ > 1.5


@each
@pytest.mark.parametrize(
    "model", [LinearSVC(), SVC(), make_pipeline(LinearSVC())], ids=["linear", "kernel", "pipeline"]
)
def test_scores_become_probabilities(data, method, model):
    X, y, X_new, y_new = data
    ours = ProbabilityCalibration(model, method=method, cv=3, random_state=0)
    assert hasattr(ours, "predict_proba")
    proba = ours.fit(X, y).predict_proba(X_new)
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)
    assert log_loss(y_new, proba) < 0.9 * np.log(len(np.unique(y)))
    np.testing.assert_allclose(ours.predict_log_proba(X_new), np.log(proba))


def test_model_with_labels_only_cannot_be_calibrated(data):
    model = ProbabilityCalibration(ClassifierOfLabels())
    assert not hasattr(model, "predict_proba")
    with pytest.raises(ValueError, match="neither"):
        model.fit(*data[:2])


class ClassifierOfLabels(NearestCentroid):
    """Predicts labels and nothing else."""

    predict_proba = property()
    predict_log_proba = property()
    decision_function = property()


def test_it_suits_confident_errors():
    table = random_table(0, [0, 1], 40)
    with pytest.raises(NotApplicable, match="could not be looked for"):
        ProbabilityCalibration().suits(analyze_errors(PredictionTable.from_predictions([0, 1], [0, 1])))
    sure = np.tile([0.999, 0.001], (200, 1))
    wrong = analyze_errors(PredictionTable.from_predictions(np.arange(200) % 2, sure))
    assert "high confidence" in ProbabilityCalibration().suits(wrong)
    assert [candidate.method for candidate in ProbabilityCalibration().candidates(wrong)] == METHODS
    ProbabilityCalibration().check_applicable(table)
    with pytest.raises(NotApplicable, match="no predict_proba"):
        ProbabilityCalibration().check_applicable(PredictionTable.from_predictions([0, 1], [0, 1]))


def test_well_calibrated_model_is_hardly_changed():
    X, y = make_classification(4000, random_state=0)
    model = ProbabilityCalibration(LogisticRegression(), random_state=0).fit(X, y)
    assert model.decision_ == pytest.approx(1.0, abs=0.25)


def test_sigmoid_is_that_of_scikit_learn_on_the_same_folds():
    X, y = make_classification(900, flip_y=0.2, random_state=0)
    folds = list(StratifiedKFold(3).split(X, y))
    # Folds fitted with the seed of this model, which has none to draw: the same out-of-fold scores.
    ours = ProbabilityCalibration(LogisticRegression(), method="sigmoid", cv=folds, random_state=0).fit(X, y)
    theirs = CalibratedClassifierCV(LogisticRegression(), cv=folds, ensemble=False).fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=2e-3)


@each
def test_scale_of_the_weights_does_not_matter(data, method):
    X, y, X_new, _ = data
    weight = np.random.default_rng(0).uniform(1, 3, len(y))
    one, other = (
        ProbabilityCalibration(GaussianNB(), method=method, random_state=0).fit(X, y, sample_weight=scaled)
        for scaled in (weight, weight / weight.sum())
    )
    np.testing.assert_allclose(one.predict_proba(X_new), other.predict_proba(X_new), atol=1e-4)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_venn_abers_is_that_of_the_package(n_classes):
    X, y = make_classification(900, n_classes=n_classes, n_informative=4, flip_y=0.2, random_state=0)
    table = cross_val_predictions(GaussianNB(), X, y, random_state=0)
    ours = ProbabilityCalibration(GaussianNB(), method="venn_abers", cv=list(table.splits)).fit(X, y)
    new = ours.estimator_.predict_proba(X)
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        if n_classes == 2:
            theirs = VennAbers().fit(table.proba, y).predict_proba(new)[0]
        else:
            theirs = predict_proba_prefitted_va(table.proba, y, new, va_tpe="one_vs_rest")[0]
    np.testing.assert_allclose(ours.predict_proba(X), theirs, rtol=1e-12)


def test_without_the_package_the_command_that_installs_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "venn_abers", None)
    X, y = make_classification(60, random_state=0)
    with pytest.raises(ImportError, match=r"pip install 'skmitigate\[venn-abers\]'"):
        ProbabilityCalibration(GaussianNB(), method="venn_abers").fit(X, y)
