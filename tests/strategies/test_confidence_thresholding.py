"""Abstaining where the model is not sure."""

import warnings

import numpy as np
import pytest
from generators import random_table
from scipy.stats import binom
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import ConfidenceThresholding, cross_val_predictions
from skmitigate.exceptions import NotApplicable, SkmitigateWarning
from skmitigate.metrics import risk_coverage_curve


@pytest.fixture(scope="module")
def data():
    """Digits, of which naive Bayes gets some wrong."""
    X, y = load_digits(return_X_y=True)
    return X[:900], y[:900], X[900:], y[900:]


def test_coverage_is_the_least_that_is_asked_for(data):
    X, y, X_new, _ = data
    model = ConfidenceThresholding(GaussianNB(), target_coverage=0.7, random_state=0).fit(X, y)
    assert 0.7 <= model.coverage_ < 0.72
    assert model.accepts(X_new).mean() == pytest.approx(0.7, abs=0.06)


def test_risk_is_kept_to_and_coverage_as_large_as_it_can_be_without_a_certificate(data):
    X, y, X_new, y_new = data
    forest = RandomForestClassifier(30)
    model = ConfidenceThresholding(forest, target_risk=0.01, confidence=None, random_state=0).fit(X, y)
    assert model.risk_ <= 0.01
    table = cross_val_predictions(forest, X, y, random_state=0)
    coverage, risk, thresholds = risk_coverage_curve(table.proba.max(axis=1).round(9), table.errors)
    assert model.coverage_ == pytest.approx(coverage[risk <= 0.01].max())
    assert np.isclose(thresholds, model.threshold_).any()
    assert model.certificate_ is None
    accepted = model.accepts(X_new)
    assert (model.predict(X_new) != y_new)[accepted].mean() < (model.predict(X_new) != y_new).mean()


def test_certificate_tells_what_the_cross_fitted_rows_say(data):
    X, y, *_ = data
    model = ConfidenceThresholding(GaussianNB(), target_risk=0.1, random_state=0).fit(X, y)
    table = cross_val_predictions(GaussianNB(), X, y, random_state=0)
    accepted = table.proba.max(axis=1) >= model.threshold_ - 1e-12
    told = model.certificate_
    assert (told.n_rows, told.n_accepted, told.n_errors) == (900, accepted.sum(), table.errors[accepted].sum())
    assert told.coverage == model.coverage_ == pytest.approx(accepted.mean())
    assert told.n_errors / told.n_accepted == pytest.approx(model.risk_)
    assert model.risk_ < told.risk_upper <= 0.1
    assert (told.certified, told.method, told.threshold) == (
        True,
        "exact binomial, on cross-fitted predictions",
        model.threshold_,
    )
    plain = clone(model).set_params(confidence=None).fit(X, y)
    assert plain.coverage_ > model.coverage_


def test_threshold_or_coverage_that_is_given_gets_an_upper_bound_of_its_risk(data):
    X, y, *_ = data
    for given in ({"threshold": 0.9}, {"target_coverage": 0.6}):
        told = ConfidenceThresholding(GaussianNB(), random_state=0, **given).fit(X, y).certificate_
        assert binom.cdf(told.n_errors, told.n_accepted, told.risk_upper) == pytest.approx(0.1)
        assert told.target_risk is told.n_needed is None


def test_each_class_has_a_threshold_and_the_certificates_hold_together(data):
    X, y, X_new, _ = data
    model = ConfidenceThresholding(RandomForestClassifier(30), target_risk=0.1, per_class=True, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkmitigateWarning)  # some class may get none
        model.fit(X, y)
    assert model.threshold_.shape == (10,)
    assert len(set(model.threshold_)) > 2
    proba = model.predict_proba(X_new)
    expected = proba.max(axis=1) >= model.threshold_[np.argmax(proba, axis=1)] - 1e-12
    np.testing.assert_array_equal(model.accepts(X_new), expected)
    assert [told.label for told in model.certificate_] == list(range(10))
    for told in model.certificate_:
        assert told.confidence == 0.9
        if told.certified:  # each at a tenth of the error probability
            assert binom.cdf(told.n_errors, told.n_accepted, 0.1) <= 0.01


def test_rows_held_out_are_not_seen_by_the_model_that_is_returned(data):
    X, y, *_ = data
    model = ConfidenceThresholding(KNeighborsClassifier(1), threshold=0.5, calibration_size=200, random_state=0)
    model.fit(X, y)
    assert model.estimator_.n_samples_fit_ == 700
    assert model.certificate_.n_rows == 200
    assert model.risk_ > 0  # one neighbour makes no error on rows that it has seen
    assert (model.predict(X) != y).sum() == model.certificate_.n_errors


def test_rows_held_out_are_whole_groups(data):
    X, y, *_ = data
    groups = np.arange(900) // 3
    model = ConfidenceThresholding(KNeighborsClassifier(1), threshold=0.1, calibration_size=0.2, random_state=0)
    model.fit(X, y, groups=groups)
    assert model.estimator_.n_samples_fit_ == 720
    assert model.certificate_.n_rows == 60  # one of each group


def test_model_that_is_fitted_already_stays_as_it_is(data):
    X, y, X_new, y_new = data
    frozen = FrozenEstimator(GaussianNB().fit(X, y))
    model = ConfidenceThresholding(frozen, target_coverage=0.8).fit(X_new, y_new)
    np.testing.assert_array_equal(model.predict_proba(X_new), frozen.predict_proba(X_new))
    assert model.accepts(X_new).mean() == model.coverage_


def test_one_row_of_each_group_is_counted(data):
    X, y, *_ = data
    groups = np.arange(900) // 3
    model = ConfidenceThresholding(GaussianNB(), target_risk=0.2, random_state=0).fit(X, y, groups=groups)
    assert model.certificate_.n_rows == 300


def test_weights_that_differ_make_the_certificate_approximate(data):
    X, y, *_ = data
    weight = np.random.default_rng(0).uniform(0.1, 2, 900)
    told = (
        ConfidenceThresholding(GaussianNB(), target_risk=0.2, random_state=0)
        .fit(X, y, sample_weight=weight)
        .certificate_
    )
    assert "approximate" in told.method
    assert told.n_rows == int(weight.sum() ** 2 / (weight**2).sum())


@pytest.mark.parametrize(
    ("n_rows", "message"),
    [
        (
            40,
            r"risk of 0\.05 with confidence 0\.9: needs at least 45 accepted rows without an error, got 40 rows in all",
        ),
        (200, "needs at least 49 accepted rows without an error, or about .* if errors stay as frequent"),
    ],
)
def test_how_many_rows_it_would_take_is_said(n_rows, message):
    rng = np.random.default_rng(3)
    X = rng.normal(size=(n_rows, 1))
    y = (X[:, 0] > 0) ^ (rng.random(n_rows) < 0.04)
    with pytest.warns(SkmitigateWarning, match=message):
        model = ConfidenceThresholding(GaussianNB(), random_state=0).fit(X, y)
    assert not model.accepts(X).any()
    assert not model.certificate_.certified


def test_without_any_target_the_risk_is_five_percent(data):
    X, y, *_ = data
    models = [
        ConfidenceThresholding(KNeighborsClassifier(), target_risk=risk, random_state=0).fit(X, y)
        for risk in (None, 0.05)
    ]
    assert models[0].threshold_ == models[1].threshold_ < np.inf


def test_threshold_is_taken_as_it_is_and_ties_are_answered_together(data):
    X, y, *_ = data
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    confidence = tree.fit(X, y).predict_proba(X).max(axis=1)
    model = ConfidenceThresholding(tree, threshold=float(np.median(confidence))).fit(X, y)
    np.testing.assert_array_equal(model.accepts(X), confidence >= np.median(confidence))


def test_answers_agree_with_each_other(data):
    X, y, X_new, _ = data
    model = ConfidenceThresholding(GaussianNB(), target_coverage=0.5, random_state=0).fit(X, y)
    labels, accepted = model.predict_or_abstain(X_new), model.accepts(X_new)
    np.testing.assert_array_equal(labels.mask, ~accepted)
    np.testing.assert_array_equal(labels.data[accepted], model.predict(X_new)[accepted])
    np.testing.assert_array_equal(model.decide(X_new), np.where(accepted, model.predict(X_new), -1))
    np.testing.assert_array_equal(model.predict(X_new), model.estimator_.predict(X_new))


def test_risk_that_cannot_be_met_answers_nothing_and_says_so():
    rng = np.random.default_rng(0)
    X, y = np.round(rng.normal(size=(100, 1))), rng.integers(0, 2, 100)
    for confidence, message in ((None, "no threshold keeps"), (0.9, "no number of rows")):
        model = ConfidenceThresholding(GaussianNB(), target_risk=0.0, confidence=confidence, random_state=0)
        with pytest.warns(SkmitigateWarning, match=f"answers nothing: .*{message}"):
            model.fit(X, y)
    assert (model.threshold_, model.coverage_) == (np.inf, 0.0)
    assert np.isnan(model.risk_)


def test_two_targets_are_refused(data):
    with pytest.raises(ValueError, match="one of threshold"):
        ConfidenceThresholding(GaussianNB(), threshold=0.5, target_risk=0.1).fit(*data[:2])


def test_model_without_probabilities_is_refused(data):
    with pytest.raises(ValueError, match="no predict_proba"):
        ConfidenceThresholding(LinearSVC()).fit(*data[:2])


def test_loop_has_nothing_to_judge_in_it():
    with pytest.raises(NotApplicable, match="which rows are answered"):
        ConfidenceThresholding().check_applicable(random_table(0, [0, 1], 20))
