"""Decisions for what costs least."""

import numpy as np
import pandas as pd
import pytest
from generators import random_table
from sklearn import config_context
from sklearn.datasets import load_breast_cancer, load_wine, make_classification
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import make_scorer
from sklearn.model_selection import GridSearchCV, TunedThresholdClassifierCV, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from skmitigate import CostSensitiveDecision, ProbabilityCalibration, analyze_errors, cross_val_predictions
from skmitigate.exceptions import NotApplicable

COSTS = np.array([[0.0, 1.0, 5.0], [2.0, 0.0, 3.0], [9.0, 4.0, 0.0]])


@pytest.fixture(scope="module")
def wine():
    """Three classes with two columns only, so that they overlap."""
    X, y = load_wine(return_X_y=True)
    return X[:, [0, 10]], np.array(["a", "b", "c"])[y]


@pytest.fixture(scope="module")
def fitted(wine):
    return CostSensitiveDecision(GaussianNB(), cost_matrix=COSTS, reject_cost=0.6).fit(*wine)


def brute_force(proba, costs):
    return np.array(
        [
            min(range(3), key=lambda made: sum(p[t] * c[t][made] for t in range(3)))
            for p, c in zip(proba, costs, strict=True)
        ]
    )


def test_decision_is_the_one_with_the_least_expected_cost(wine, fitted):
    X, _ = wine
    proba = GaussianNB().fit(*wine).predict_proba(X)
    np.testing.assert_array_equal(fitted.predict_proba(X), proba)
    codes = brute_force(proba, [COSTS] * len(X))
    np.testing.assert_array_equal(fitted.predict(X), fitted.classes_[codes])
    assert (codes != np.argmax(proba, axis=1)).any()
    np.testing.assert_allclose(fitted.expected_cost(X), proba @ COSTS)


def test_row_is_left_to_others_where_every_class_is_expected_to_cost_more(wine, fitted):
    X, _ = wine
    least = fitted.expected_cost(X).min(axis=1)
    labels = fitted.predict_or_abstain(X)
    np.testing.assert_array_equal(labels.mask, least > 0.6)
    np.testing.assert_array_equal(fitted.accepts(X), least <= 0.6)
    np.testing.assert_array_equal(fitted.decide(X) < 0, least > 0.6)
    assert 0 < labels.mask.mean() < 1
    np.testing.assert_array_equal(labels.data[~labels.mask], fitted.predict(X)[~labels.mask])
    total = CostSensitiveDecision(GaussianNB(), cost_matrix=COSTS).fit(*wine)
    assert total.accepts(X).all()


def test_rejecting_costs_less_than_deciding_everything(wine, fitted):
    X, y = wine
    assert fitted.score(X, y) > CostSensitiveDecision(GaussianNB(), cost_matrix=COSTS).fit(X, y).score(X, y)


def test_score_is_minus_the_mean_cost(wine, fitted):
    X, y = wine
    truth, made = np.searchsorted(fitted.classes_, y), fitted.decide(X)
    paid = np.array([0.6 if m < 0 else COSTS[t, m] for t, m in zip(truth, made, strict=True)])
    assert fitted.score(X, y) == pytest.approx(-paid.mean())
    weight = np.random.default_rng(0).random(len(y))
    assert fitted.score(X, y, sample_weight=weight) == pytest.approx(-np.average(paid, weights=weight))


def test_without_costs_it_is_the_wrapped_model(wine):
    X, y = wine
    model = CostSensitiveDecision(GaussianNB()).fit(X, y)
    inner = GaussianNB().fit(X, y)
    np.testing.assert_array_equal(model.predict(X), inner.predict(X))
    assert model.score(X, y) == inner.score(X, y)
    np.testing.assert_array_equal(model.cost_matrix_, 1 - np.eye(3))
    rejecting = CostSensitiveDecision(GaussianNB(), reject_cost=0.3).fit(X, y)  # Chow's rule
    np.testing.assert_array_equal(rejecting.accepts(X), 1 - inner.predict_proba(X).max(axis=1) <= 0.3 + 1e-12)


def test_balanced_costs_are_the_inverse_frequencies(wine):
    X, y = wine
    model = CostSensitiveDecision(GaussianNB(), cost_matrix="balanced").fit(X, y)
    shares = np.unique(y, return_counts=True)[1] / len(y)
    np.testing.assert_allclose(model.cost_matrix_, (1 - np.eye(3)) / (3 * shares[:, None]))
    np.testing.assert_array_equal(model.predict(X), model.classes_[np.argmax(model.predict_proba(X) / shares, axis=1)])


def test_costs_of_single_rows_decide(wine, fitted):
    X, y = wine
    own = np.random.default_rng(0).uniform(0, 5, (len(y), 3, 3))
    proba = fitted.predict_proba(X)
    np.testing.assert_array_equal(fitted.predict(X, sample_cost=own), fitted.classes_[brute_force(proba, own)])
    factor = np.where(np.arange(len(y)) % 2, 10.0, 0.01)
    np.testing.assert_array_equal(fitted.predict(X, sample_cost=factor), fitted.predict(X))
    np.testing.assert_allclose(fitted.expected_cost(X, factor), factor[:, None] * (proba @ COSTS))
    accepted = fitted.accepts(X, sample_cost=factor)
    assert accepted[factor < 1].all()
    assert accepted[factor > 1].mean() < fitted.accepts(X).mean()


def test_mean_of_the_costs_of_rows_stands_where_none_are_given(wine):
    X, y = wine
    own = np.random.default_rng(0).uniform(0, 5, (len(y), 3, 3))
    model = CostSensitiveDecision(GaussianNB()).fit(X, y, sample_cost=own)
    np.testing.assert_allclose(model.cost_matrix_, own.mean(axis=0))
    factor = np.arange(len(y), dtype=float)
    weight = np.random.default_rng(1).random(len(y))
    model = CostSensitiveDecision(GaussianNB(), cost_matrix=COSTS)
    model.fit(X, y, sample_weight=weight, sample_cost=factor)
    np.testing.assert_allclose(model.cost_matrix_, np.average(factor, weights=weight) * COSTS)


def test_binary_decision_is_the_threshold_of_theory():
    X, y = load_breast_cancer(return_X_y=True)
    costs = np.array([[0.5, 8.0], [3.0, 0.0]])
    model = CostSensitiveDecision(GaussianNB(), cost_matrix=costs).fit(X, y)
    threshold = (8.0 - 0.5) / (8.0 - 0.5 + 3.0 - 0.0)
    np.testing.assert_array_equal(model.predict(X), (model.predict_proba(X)[:, 1] >= threshold).astype(int))


def test_binary_costs_are_those_of_the_tuned_threshold_on_the_same_probabilities():
    costs = np.array([[0.0, 4.0], [1.0, 0.0]])
    X, y = make_classification(12_000, n_features=4, flip_y=0.15, class_sep=0.7, random_state=0)
    inner = FrozenEstimator(LogisticRegression().fit(X[:2000], y[:2000]))

    def cost(truth, made):
        return costs[truth, made].mean()

    tuned = TunedThresholdClassifierCV(
        inner, scoring=make_scorer(cost, greater_is_better=False), cv="prefit", refit=False
    )
    tuned.fit(X[2000:6000], y[2000:6000])
    ours = CostSensitiveDecision(inner, cost_matrix=costs).fit(X[2000:6000], y[2000:6000])
    X, y = X[6000:], y[6000:]
    paid, tuned_paid = cost(y, ours.predict(X)), cost(y, tuned.predict(X))
    assert paid == pytest.approx(tuned_paid, rel=0.03)
    assert paid < 0.8 * cost(y, inner.predict(X))


def test_calibration_is_that_of_the_strategy_around_the_model(wine):
    X, y = wine
    settings = {"method": "temperature", "cv": 3, "random_state": 0}
    nested = CostSensitiveDecision(ProbabilityCalibration(GaussianNB(), **settings), cost_matrix=COSTS).fit(X, y)
    model = CostSensitiveDecision(GaussianNB(), cost_matrix=COSTS, calibration="temperature", cv=3, random_state=0)
    model.fit(X, y)
    np.testing.assert_allclose(model.predict_proba(X), GaussianNB().fit(X, y).predict_proba(X), atol=0.5)
    assert model.estimator_.decision_ == pytest.approx(nested.estimator_.decision_, rel=0.5)
    scores = CostSensitiveDecision(LinearSVC(), cost_matrix=COSTS, calibration="sigmoid", cv=3).fit(X, y)
    np.testing.assert_allclose(scores.predict_proba(X).sum(axis=1), 1.0)
    assert hasattr(CostSensitiveDecision(LinearSVC(), calibration="sigmoid"), "predict_proba")
    assert not hasattr(CostSensitiveDecision(LinearSVC()), "predict_proba")


def test_cross_fitted_table_holds_the_decisions(wine):
    X, y = wine
    table = cross_val_predictions(CostSensitiveDecision(GaussianNB(), cost_matrix=COSTS), X, y, random_state=0)
    np.testing.assert_array_equal(table.y_pred, np.argmin(table.proba @ COSTS, axis=1))


def test_nothing_is_fitted_in_folds_where_nothing_is_learned(wine):
    class Counting(GaussianNB):
        fits = 0

        def fit(self, X, y, sample_weight=None):
            Counting.fits += 1
            return super().fit(X, y, sample_weight)

    CostSensitiveDecision(Counting(), cost_matrix=COSTS).fit(*wine)
    assert Counting.fits == 1


def test_costs_of_rows_find_their_way_through_a_pipeline_and_a_search(wine):
    X, y = wine
    own = np.random.default_rng(0).uniform(0, 5, (len(y), 3, 3))
    with config_context(enable_metadata_routing=True):
        decision = CostSensitiveDecision(GaussianNB(), random_state=0)
        decision.set_fit_request(sample_cost=True).set_predict_request(sample_cost=True)
        decision.set_score_request(sample_cost=True)
        pipeline = make_pipeline(StandardScaler(), decision).fit(X, y, sample_cost=own)
        reference = CostSensitiveDecision(GaussianNB()).fit(pipeline[0].transform(X), y, sample_cost=own)
        np.testing.assert_array_equal(
            pipeline.predict(X, sample_cost=own), reference.predict(pipeline[0].transform(X), sample_cost=own)
        )
        assert pipeline.score(X, y, sample_cost=own) < 0
        grid = {"costsensitivedecision__estimator__var_smoothing": [1e-9, 1e-1]}
        search = GridSearchCV(pipeline, grid, cv=3, error_score="raise").fit(X, y, sample_cost=own)
        fold = cross_val_score(pipeline, X, y, cv=3, params={"sample_cost": own}, error_score="raise")
    assert search.cv_results_["mean_test_score"][0] == pytest.approx(fold.mean())
    assert (fold < 0).all()


@pytest.mark.parametrize(
    ("settings", "sample_cost", "message"),
    [
        ({"cost_matrix": COSTS[:2]}, None, r"shape \(3, 3\)"),
        ({"cost_matrix": "cheap"}, None, "'cost_matrix' parameter"),
        ({"reject_cost": np.inf}, None, "'reject_cost' parameter"),
        ({}, np.ones(3), "sample_cost of shape"),
    ],
)
def test_nonsense_is_refused(wine, settings, sample_cost, message):
    with pytest.raises(ValueError, match=message):
        CostSensitiveDecision(GaussianNB(), **settings).fit(*wine, sample_cost=sample_cost)


def test_costs_by_label(wine):
    frame = pd.DataFrame(COSTS, index=list("abc"), columns=list("abc")).iloc[::-1]
    model = CostSensitiveDecision(GaussianNB(), cost_matrix=frame).fit(*wine)
    np.testing.assert_array_equal(model.cost_matrix_, COSTS)


def test_loop_asks_for_costs_and_for_probabilities():
    table = random_table(0, [0, 1, 2], 200)
    with pytest.raises(NotApplicable, match="cost_matrix, which only the user knows"):
        CostSensitiveDecision().check_applicable(table)
    CostSensitiveDecision(cost_matrix=COSTS).check_applicable(table)
    assert CostSensitiveDecision().search_settings(GaussianNB()) == []
    assert CostSensitiveDecision(cost_matrix=COSTS).search_settings(GaussianNB()) == [{}]


@pytest.mark.parametrize("frequent", [95, 50])
def test_suits_imbalance_and_nothing_that_was_not_found(frequent):
    rng = np.random.default_rng(0)
    truth = np.repeat([0, 1], [2 * frequent, 200 - 2 * frequent])
    X = rng.normal(size=(200, 1)) + 1.5 * truth[:, None]
    diagnosis = analyze_errors(cross_val_predictions(LogisticRegression(), X, truth, random_state=0))
    assert diagnosis.has("class_imbalance") == (frequent == 95)
    if frequent == 95:
        assert "imbalance" in CostSensitiveDecision(cost_matrix="balanced").suits(diagnosis)
        with pytest.raises(NotApplicable, match="only the user knows"):
            CostSensitiveDecision().suits(diagnosis)
    else:
        with pytest.raises(NotApplicable, match="could not be looked for"):
            CostSensitiveDecision(cost_matrix="balanced").suits(diagnosis)
