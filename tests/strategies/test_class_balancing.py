"""Balancing in the fit and in the decision."""

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import make_classification
from sklearn.ensemble import (
    BaggingClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, log_loss
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.utils.class_weight import compute_sample_weight

from skmitigate import ClassBalancing, analyze_errors, cross_val_predictions
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable


@pytest.fixture(scope="module")
def data():
    """Two classes, nine to one, half of the rows for fitting."""
    X, y = make_classification(3000, weights=[0.9], flip_y=0.05, class_sep=0.8, random_state=0)
    return X[:1500], y[:1500], X[1500:], y[1500:]


def test_weights_are_those_that_scikit_learn_calls_balanced(data):
    X, y, X_new, _ = data
    ours = ClassBalancing(LogisticRegression()).fit(X, y)
    theirs = LogisticRegression(class_weight="balanced").fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X_new), theirs.predict_proba(X_new), atol=1e-4)
    np.testing.assert_allclose(ours.decision_function(X_new), theirs.decision_function(X_new), atol=1e-3)


def test_weights_multiply_those_that_are_given(data):
    X, y, X_new, _ = data
    weight = np.where(np.arange(len(y)) % 2, 1.0, 0.0)
    ours = ClassBalancing(LogisticRegression()).fit(X, y, sample_weight=weight)
    theirs = LogisticRegression(class_weight="balanced").fit(X[1::2], y[1::2])
    np.testing.assert_allclose(ours.predict_proba(X_new), theirs.predict_proba(X_new), atol=1e-3)


def test_model_that_takes_no_weights_gets_rows_instead(data):
    X, y, X_new, y_new = data
    plain, balanced = KNeighborsClassifier().fit(X, y), ClassBalancing(KNeighborsClassifier(), random_state=0).fit(X, y)
    scores = [balanced_accuracy_score(y_new, model.predict(X_new)) for model in (plain, balanced)]
    assert scores[1] > scores[0] + 0.05


@pytest.mark.parametrize(("method", "n_rows"), [("resample", 2), ("undersample", 0)])
def test_rows_are_drawn_until_classes_are_even(data, method, n_rows):
    X, y, *_ = data
    model = ClassBalancing(GaussianNB(), method=method, random_state=0).fit(X, y)
    np.testing.assert_allclose(model.estimator_.class_prior_, 0.5)
    expected = (np.bincount(y).max() if n_rows else np.bincount(y).min()) * np.ones(2)
    np.testing.assert_allclose(model.estimator_.class_count_, expected)


def test_resampled_rows_keep_their_weights(data):
    X, y, *_ = data
    weight = np.where(y == 1, 3.0, 1.0)
    model = ClassBalancing(GaussianNB(), method="resample", random_state=0).fit(X, y, sample_weight=weight)
    assert model.estimator_.class_count_[1] == pytest.approx(3 * model.estimator_.class_count_[0])


def test_prior_divides_by_the_class_frequencies(data):
    X, y, X_new, _ = data
    model = ClassBalancing(LogisticRegression(), method="prior", random_state=0).fit(X, y)
    proba = model.estimator_.predict_proba(X_new) / np.bincount(y)
    np.testing.assert_allclose(model.predict_proba(X_new), proba / proba.sum(axis=1, keepdims=True))


def test_prior_of_a_class_of_one_row_stays_finite():
    X = np.random.default_rng(0).normal(size=(41, 2))
    with pytest.warns(match="fewer rows"):
        model = ClassBalancing(GaussianNB(), method="prior", random_state=0).fit(X, [0] * 20 + [1] * 20 + [2])
    assert np.isfinite(model.decision_).all()


@pytest.mark.parametrize("method", ["weights", "resample", "undersample", "prior", "thresholds"])
def test_balanced_accuracy_rises_on_fresh_rows(data, method):
    X, y, X_new, y_new = data
    plain = LogisticRegression().fit(X, y)
    balanced = ClassBalancing(LogisticRegression(), method=method, random_state=0).fit(X, y)
    gain = balanced_accuracy_score(y_new, balanced.predict(X_new)) - balanced_accuracy_score(
        y_new, plain.predict(X_new)
    )
    assert gain > 0.05


def test_thresholds_leave_the_probabilities_as_they_are(data):
    X, y, X_new, y_new = data
    model = ClassBalancing(LogisticRegression(), method="thresholds", random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict_proba(X_new), model.estimator_.predict_proba(X_new))
    prior = ClassBalancing(LogisticRegression(), method="prior", random_state=0).fit(X, y)
    assert log_loss(y_new, model.predict_proba(X_new)) < log_loss(y_new, prior.predict_proba(X_new))


def test_thresholds_are_tuned_for_the_metric_asked_for(data):
    X, y, *_ = data
    shares = [
        ClassBalancing(LogisticRegression(), method="thresholds", scoring=scoring, random_state=0)
        .fit(X, y)
        .predict(X)
        .mean()
        for scoring in ("accuracy", "f1", "recall")
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[2]


def test_even_classes_are_left_alone():
    X, y = make_classification(400, random_state=0)
    model = ClassBalancing(LogisticRegression(), method="thresholds", random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.decision_, 0.5)


def test_noise_is_not_tuned_to():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(400, 3)), rng.random(400) < 0.3
    model = ClassBalancing(LogisticRegression(), method="thresholds", scoring="accuracy", random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.decision_, 0.5)


def test_decision_methods_offer_no_scores_that_would_contradict_them(data):
    X, y, *_ = data
    model = ClassBalancing(LogisticRegression(), method="prior", random_state=0).fit(X, y)
    assert not hasattr(model, "decision_function")


@pytest.mark.parametrize("method", ["prior", "thresholds"])
def test_decision_methods_need_probabilities(data, method):
    with pytest.raises(ValueError, match="no predict_proba"):
        ClassBalancing(LinearSVC(), method=method).fit(*data[:2])


def table(counts, proba=True):
    truth = np.repeat(np.arange(len(counts)), counts)
    p = np.full((len(truth), len(counts)), 1 / len(counts))
    return PredictionTable.from_predictions(truth, p if proba else truth, classes=np.arange(len(counts)))


def test_what_it_cannot_be_applied_to_is_said():
    with pytest.raises(NotApplicable, match="equally frequent"):
        ClassBalancing().check_applicable(table([20, 20, 21]))
    with pytest.raises(NotApplicable, match="no predict_proba"):
        ClassBalancing(method="prior").check_applicable(table([20, 5], proba=False))
    ClassBalancing().check_applicable(table([20, 5], proba=False))


def test_it_suits_imbalance_only(data):
    X, y, *_ = data
    found = analyze_errors(cross_val_predictions(LogisticRegression(), X, y, random_state=0))
    assert "class imbalance" in ClassBalancing().suits(found)
    assert [candidate.method for candidate in ClassBalancing().candidates(found)] == ["prior", "thresholds", "weights"]
    with pytest.raises(NotApplicable, match="could not be looked for"):
        ClassBalancing().suits(analyze_errors(table([20, 20])))


# --- weights reach every model -------------------------------------------------------------------------------------

FAMILIES = {
    "RF": RandomForestClassifier(5, max_depth=3, random_state=0),
    "GB": GradientBoostingClassifier(n_estimators=5, random_state=0),
    "HGB": HistGradientBoostingClassifier(max_iter=3, max_leaf_nodes=5, random_state=0),
    "SVM": SVC(random_state=0),
    "MLP": MLPClassifier((3,), solver="lbfgs", alpha=1.0, max_iter=2000, random_state=0),
    "LR": LogisticRegression(),
    "NB": GaussianNB(),
    "bagging": BaggingClassifier(GaussianNB(), 5, random_state=0),
    "vote": VotingClassifier([("nb", GaussianNB()), ("lr", LogisticRegression())]),
}


def in_pipelines(model, depth):
    return make_pipeline(StandardScaler(), in_pipelines(model, depth - 1)) if depth else model


@pytest.fixture(scope="module")
def few():
    X, y = make_classification(200, 4, weights=[0.8], class_sep=0.5, flip_y=0.1, random_state=0)
    return StandardScaler().fit_transform(X), y


@pytest.mark.parametrize("routing", [False, True], ids=["", "routing"])
@pytest.mark.parametrize("depth", [0, 2], ids=["alone", "in a Pipeline in a Pipeline"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_gets_the_weights_wherever_it_stands(few, family, depth, routing):
    X, y = few
    reference = clone(FAMILIES[family]).fit(X, y, sample_weight=compute_sample_weight("balanced", y))
    model = in_pipelines(FAMILIES[family], depth)
    with config_context(enable_metadata_routing=routing):
        predicted = ClassBalancing(model, random_state=0).fit(X, y).predict(X)
    # The scaler in between is fitted without weights; it moves numbers by rounding only.
    assert np.mean(predicted == reference.predict(X)) > 0.98
    assert np.mean(predicted == y[0]) != np.mean(clone(model).fit(X, y).predict(X) == y[0])


@pytest.mark.parametrize("routing", [False, True], ids=["", "routing"])
@pytest.mark.parametrize("depth", [0, 2], ids=["alone", "in a Pipeline in a Pipeline"])
def test_a_model_without_weights_gets_rows_wherever_it_stands(few, depth, routing):
    X, y = few
    model = in_pipelines(KNeighborsClassifier(), depth)
    with config_context(enable_metadata_routing=routing):
        balanced = ClassBalancing(model, random_state=0).fit(X, y)
        resampled = ClassBalancing(model, method="resample", random_state=0).fit(X, y)
    np.testing.assert_array_equal(balanced.predict(X), resampled.predict(X))
    assert balanced.predict(X).mean() > clone(model).fit(X, y).predict(X).mean() + 0.05


@pytest.mark.parametrize("depth", [1, 2])
def test_weights_are_the_same_in_a_pipeline_and_under_routing(data, depth):
    X, y, X_new, _ = data
    reference = in_pipelines(LogisticRegression(class_weight="balanced"), depth).fit(X, y).predict_proba(X_new)
    model = ClassBalancing(in_pipelines(LogisticRegression(), depth))
    np.testing.assert_allclose(clone(model).fit(X, y).predict_proba(X_new), reference, atol=1e-3)
    with config_context(enable_metadata_routing=True):
        np.testing.assert_allclose(clone(model).fit(X, y).predict_proba(X_new), reference, atol=1e-3)
    assert not hasattr(model.estimator[-1], "_metadata_request")  # the model that was given is as it was


@pytest.mark.parametrize(
    "model", [GridSearchCV(KNeighborsClassifier(), {}), CalibratedClassifierCV(KNeighborsClassifier())]
)
def test_copies_are_not_given_to_what_splits_the_rows(data, model):
    with pytest.raises(ValueError, match=r"Change the order, as in \w+CV\(ClassBalancing\(model\)\)"):
        ClassBalancing(model).fit(*data[:2])


def test_search_over_a_model_that_takes_weights_is_balanced(data):
    X, y, X_new, y_new = data
    search = GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression()), {"logisticregression__C": [0.1, 1.0]})
    plain = clone(search).fit(X, y)
    balanced = ClassBalancing(search).fit(X, y)
    scores = [balanced_accuracy_score(y_new, model.predict(X_new)) for model in (plain, balanced)]
    assert scores[1] > scores[0] + 0.05


def test_stack_gets_weights_though_it_predicts_only_when_fitted(few):
    X, y = few
    stack = StackingClassifier([("nb", GaussianNB())], cv=3)
    reference = clone(stack).fit(X, y, sample_weight=compute_sample_weight("balanced", y))
    model = ClassBalancing(stack).fit(X, y)
    np.testing.assert_array_equal(model.predict(X), reference.predict(X))
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X))


# --- probabilities that come true beside decisions that are balanced ---------------------------------------------


@pytest.mark.parametrize("method", ["weights", "resample", "undersample", "prior"])
def test_restored_prior_changes_the_probabilities_and_not_the_decision(data, method):
    X, y, X_new, y_new = data
    plain = LogisticRegression().fit(X, y)
    shifted = ClassBalancing(LogisticRegression(), method=method, random_state=0).fit(X, y)
    restored = ClassBalancing(LogisticRegression(), method=method, restore_prior=True, random_state=0).fit(X, y)
    np.testing.assert_array_equal(restored.predict(X_new), shifted.predict(X_new))
    losses = [log_loss(y_new, model.predict_proba(X_new)) for model in (plain, restored, shifted)]
    assert losses[1] < 1.15 * losses[0]
    assert losses[2] > 1.2 * losses[0]
    assert restored.predict_proba(X_new)[:, 1].mean() == pytest.approx(y_new.mean(), abs=0.03)


def test_prior_restored_gives_the_probabilities_of_the_model_itself(data):
    X, y, X_new, _ = data
    model = ClassBalancing(LogisticRegression(), method="prior", restore_prior=True, random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict_proba(X_new), LogisticRegression().fit(X, y).predict_proba(X_new))
    table = cross_val_predictions(model, X, y, cv=3, random_state=0)
    plain = cross_val_predictions(LogisticRegression(), X, y, cv=table)
    np.testing.assert_array_equal(table.proba, plain.proba)
    assert (table.y_pred != plain.y_pred).any()


def test_weights_of_rows_are_part_of_the_prior(data):
    X, y, *_ = data
    weight = np.where(y == 1, 3.0, 1.0)
    for method in ("weights", "undersample"):
        model = ClassBalancing(GaussianNB(), method=method, restore_prior=True, random_state=0)
        model.fit(X, y, sample_weight=weight)
        share = np.average(y, weights=weight)
        assert np.average(model.predict_proba(X)[:, 1], weights=weight) == pytest.approx(share, abs=0.05)


def test_restoring_does_nothing_for_a_model_without_probabilities(data):
    X, y, X_new, _ = data
    restored, shifted = (ClassBalancing(LinearSVC(), restore_prior=restore).fit(X, y) for restore in (True, False))
    np.testing.assert_array_equal(restored.predict(X_new), shifted.predict(X_new))
    assert not hasattr(restored, "predict_proba")
