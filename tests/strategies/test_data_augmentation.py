"""Fitting on synthetic rows as well, and correcting what they do to the probabilities."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.under_sampling import RandomUnderSampler
from sklearn.base import clone
from sklearn.datasets import load_digits, make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, log_loss
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import LinearSVC

from skmitigate import (
    DataAugmentation,
    ProbabilityCalibration,
    SelfCorrectingClassifier,
    analyze_errors,
    cross_val_predictions,
)
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable
from skmitigate.strategies.testing import strategy_checks


@pytest.fixture(scope="module")
def data():
    """Two classes, nine to one, half of the rows for fitting."""
    X, y = make_classification(3000, weights=[0.9], flip_y=0.05, class_sep=0.8, random_state=0)
    return X[:1500], y[:1500], X[1500:], y[1500:]


def test_classes_are_even_in_the_fit(data):
    X, y, *_ = data
    model = DataAugmentation(GaussianNB(), random_state=0).fit(X, y)
    np.testing.assert_allclose(model.estimator_.class_prior_, 0.5)
    assert model.n_synthetic_ == np.bincount(y).max() - np.bincount(y).min()


def test_restored_probabilities_come_true_and_others_do_not(data):
    X, y, X_new, y_new = data
    restored, shifted = (
        DataAugmentation(LogisticRegression(), restore_prior=restore, random_state=0).fit(X, y)
        for restore in (True, False)
    )
    assert restored.predict_proba(X_new)[:, 1].mean() == pytest.approx(y_new.mean(), abs=0.03)
    assert shifted.predict_proba(X_new)[:, 1].mean() > 2 * y_new.mean()
    losses = [
        log_loss(y_new, model.predict_proba(X_new)) for model in (LogisticRegression().fit(X, y), restored, shifted)
    ]
    assert losses[1] < 1.1 * losses[0]
    assert losses[2] > 1.2 * losses[0]


def test_balanced_accuracy_rises_where_the_prior_is_not_restored(data):
    X, y, X_new, y_new = data
    plain, shifted = (
        LogisticRegression().fit(X, y),
        DataAugmentation(LogisticRegression(), restore_prior=False).fit(X, y),
    )
    scores = [balanced_accuracy_score(y_new, model.predict(X_new)) for model in (plain, shifted)]
    assert scores[1] > scores[0] + 0.05


def test_synthetic_rows_weigh_as_much_as_their_class_does(data):
    X, y, *_ = data
    weight = np.where(y == 1, 2.0, 1.0)
    model = DataAugmentation(GaussianNB(), random_state=0).fit(X, y, sample_weight=weight)
    assert model.estimator_.class_count_[1] == pytest.approx(2 * model.estimator_.class_count_[0])


def test_restoring_offers_no_scores_that_would_contradict_it(data):
    X, y, X_new, _ = data
    assert not hasattr(DataAugmentation(LogisticRegression()).fit(X, y), "decision_function")
    model = DataAugmentation(LinearSVC(), random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict(X_new), (model.decision_function(X_new) > 0).astype(int))


def test_even_classes_get_no_rows():
    X, y = np.arange(20.0).reshape(10, 2), np.arange(10) % 2
    assert DataAugmentation(GaussianNB()).fit(X, y).n_synthetic_ == 0
    table = PredictionTable.from_predictions(y, y)
    with pytest.raises(NotApplicable, match="equally frequent"):
        DataAugmentation().check_applicable(table)


def test_unrestored_variant_is_a_candidate_where_imbalance_was_found(data):
    X, y, *_ = data
    table = cross_val_predictions(LogisticRegression(), X, y, random_state=0)
    DataAugmentation().check_applicable(table)
    found, nothing = analyze_errors(table), analyze_errors(PredictionTable.from_predictions(y, y))
    assert [c.restore_prior for c in DataAugmentation().candidates(found)] == [True, False]
    assert [c.restore_prior for c in DataAugmentation().candidates(nothing)] == [True]


# --- methods ------------------------------------------------------------------------------------------------------

METHODS = ["smote", "borderline", "adasyn", "random", "noise"]


@pytest.mark.parametrize("method", METHODS)
def test_each_method_fills_the_rarer_class(data, method):
    X, y, *_ = data
    model = DataAugmentation(GaussianNB(), method=method, random_state=0).fit(X, y)
    counts = np.bincount(y)
    # ADASYN rounds for each row how many are made of it.
    assert model.n_synthetic_ == pytest.approx(counts.max() - counts.min(), rel=0.05 if method == "adasyn" else 0)
    np.testing.assert_allclose(model.estimator_.class_prior_, 0.5, atol=0.01)
    assert model.skipped_ == {}


@pytest.mark.parametrize("method", METHODS)
def test_each_method_is_restored_and_can_decide_as_if_classes_were_even(data, method):
    X, y, X_new, y_new = data
    plain = LogisticRegression().fit(X, y)
    shifted = DataAugmentation(LogisticRegression(), method=method, restore_prior=False, random_state=0).fit(X, y)
    likeliest = clone(shifted).set_params(restore_prior=True).fit(X, y)
    balanced = clone(likeliest).set_params(decision="balanced").fit(X, y)
    np.testing.assert_allclose(balanced.predict_proba(X_new), likeliest.predict_proba(X_new))
    np.testing.assert_array_equal(balanced.predict(X_new), shifted.predict(X_new))
    assert log_loss(y_new, balanced.predict_proba(X_new)) < 1.15 * log_loss(y_new, plain.predict_proba(X_new))
    scores = [balanced_accuracy_score(y_new, model.predict(X_new)) for model in (plain, likeliest, balanced)]
    assert scores[2] > max(scores[:2]) + 0.05
    # The scores are those of the model to which all classes are equally frequent: they fit the balanced decision.
    np.testing.assert_array_equal(balanced.predict(X_new), (balanced.decision_function(X_new) > 0).astype(int))
    assert not hasattr(likeliest, "decision_function")


def test_classes_that_get_no_rows_are_told_with_the_reason():
    rng = np.random.default_rng(0)
    y = np.repeat(["common", "far", "single"], [40, 10, 1])
    X = rng.normal(size=(51, 2)) + 50.0 * (y == "far")[:, None]
    assert DataAugmentation(GaussianNB()).fit(X, y).skipped_ == {"single": "it has one row, and so no neighbours"}
    model = DataAugmentation(GaussianNB(), method="adasyn").fit(X, y)
    assert sorted(model.skipped_) == ["far", "single"]
    assert "neighbour of another class" in model.skipped_["far"]
    assert model.n_synthetic_ == 0
    np.testing.assert_allclose(model.predict_proba(X), model.estimator_.predict_proba(X))
    assert DataAugmentation(GaussianNB(), method="random").fit(X, y).skipped_ == {}


def test_any_sampler_takes_the_place_of_the_method(data):
    X, y, X_new, _ = data
    model = DataAugmentation(GaussianNB(), sampler=SMOTE(random_state=3), restore_prior=False).fit(X, y)
    reference = GaussianNB().fit(*SMOTE(random_state=3).fit_resample(X, y))
    np.testing.assert_allclose(model.predict_proba(X_new), reference.predict_proba(X_new))
    fewer = DataAugmentation(GaussianNB(), sampler=RandomUnderSampler(), random_state=0).fit(X, y)
    assert fewer.n_synthetic_ == np.bincount(y).min() - np.bincount(y).max()
    assert fewer.predict_proba(X_new)[:, 1].mean() == pytest.approx(y.mean(), abs=0.05)


def test_noise_leaves_gaps_and_levels_as_they_are():
    frame = pd.DataFrame({"x": [1.0, 2.0, np.nan, 3.0, 4.0], "town": ["Ulm", "Bonn", "Ulm", "Köln", None]})
    seen = []

    def look(X):
        seen.append(X.copy())
        return X[["x"]].fillna(0.0)

    model = make_pipeline(FunctionTransformer(look), GaussianNB())
    DataAugmentation(model, method="noise", noise=0.01, random_state=0).fit(frame, [0, 0, 0, 1, 1])
    (rows,) = seen
    assert len(rows) == 6
    assert rows["town"].isna().sum() + (rows["town"] == "Köln").sum() == 3
    assert rows["x"].iloc[5] == pytest.approx(rows["x"].iloc[3], abs=0.1) or rows["x"].iloc[5] == pytest.approx(4, 0.1)


@pytest.mark.parametrize("method", ["smote", "noise"])
def test_images_that_are_not_flat_are_sent_to_the_method_for_images(method):
    X, y = np.zeros((20, 4, 4)), np.repeat([0, 1], [15, 5])
    with pytest.raises(ValueError, match='for images there is method="image"'):
        DataAugmentation(GaussianNB(), method=method).fit(X, y)


# --- images -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def digits():
    X, y = load_digits(return_X_y=True)
    return X[:400], y[:400], X[400:], y[400:]


def test_nearest_digit_is_more_often_right_with_moved_copies(digits):
    X, y, X_new, y_new = digits
    alone = KNeighborsClassifier(1).fit(X, y).score(X_new, y_new)
    settings = {"method": "image", "image_shape": (8, 8), "n_copies": 5, "random_state": 0}
    moved = DataAugmentation(KNeighborsClassifier(1), **settings).fit(X, y)
    assert moved.score(X_new, y_new) > alone + 0.005
    assert moved.n_synthetic_ == 2000
    np.testing.assert_allclose(moved.prior_ratio_, 1.0)
    mirrored = DataAugmentation(KNeighborsClassifier(1), transforms=("flip_horizontal",), **settings).fit(X, y)
    assert mirrored.score(X_new, y_new) < moved.score(X_new, y_new)


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 1)])
def test_images_go_through_in_the_shape_that_they_have(digits, shape):
    X, y, X_new, _ = digits
    flatten = FunctionTransformer(lambda images: images.reshape(len(images), -1))
    model = DataAugmentation(make_pipeline(flatten, LogisticRegression(max_iter=30)), method="image", random_state=0)
    flat = DataAugmentation(LogisticRegression(max_iter=30), method="image", image_shape=(8, 8), random_state=0)
    with pytest.warns(match="failed to converge"):
        model.fit(X.reshape(-1, *shape), y)
    with pytest.warns(match="failed to converge"):
        flat.fit(X, y)
    images = X_new.reshape(-1, *shape)
    np.testing.assert_array_equal(model.predict(images), flat.predict(X_new))
    np.testing.assert_allclose(model.predict_proba(images), flat.predict_proba(X_new))
    np.testing.assert_allclose(model.decision_function(images), flat.decision_function(X_new))


def test_images_go_through_calibration_and_the_loop(digits):
    X, y, X_new, y_new = digits
    images, new = X.reshape(-1, 8, 8), X_new.reshape(-1, 8, 8)
    flatten = FunctionTransformer(lambda images: images.reshape(len(images), -1))
    inner = make_pipeline(flatten, GaussianNB(var_smoothing=0.1))
    moved = DataAugmentation(inner, method="image", random_state=0)
    assert ProbabilityCalibration(moved, cv=2, random_state=0).fit(images, y).score(new, y_new) > 0.8
    candidate = clone(moved).set_params(estimator=None)
    loop = SelfCorrectingClassifier(inner, strategies=[candidate], cv=2, random_state=0).fit(images, y)
    assert set(loop.trials_["status"]) <= {"accepted", "rejected"}
    assert loop.predict(new).shape == y_new.shape


#: scikit-learn's checks pass tables of many widths, and one of ours puts the number of a row among its pixels.
NOT_FOR_IMAGES = ("check_passes_the_checks_of_scikit_learn", "check_scores_no_row_it_was_fitted_on")


@pytest.mark.parametrize("check", [check for check in strategy_checks() if check.__name__ not in NOT_FOR_IMAGES])
def test_images_keep_the_contract_of_strategies(check):
    check(DataAugmentation(method="image", image_shape=(2, 2), random_state=0))


def test_copies_are_made_of_the_rows_of_the_fold_only(digits):
    """Every image is of one brightness, so that a copy tells which image it was made of."""
    _, y, *_ = digits
    seen, asked = [], []

    def look(images):
        (asked if len(seen) > len(asked) else seen).append(set(np.unique(images[:, 0, 0])))
        return images.reshape(len(images), -1)

    images = np.arange(100.0)[:, None, None] * np.ones((100, 4, 4))
    model = DataAugmentation(make_pipeline(FunctionTransformer(look), GaussianNB()), method="image", random_state=0)
    cross_val_predictions(model, images, y[:100] % 2, cv=[(np.arange(60), np.arange(60, 100))], random_state=0)
    assert seen[0] == set(range(60))
    assert asked[0] == set(range(60, 100))


def test_shape_of_flat_images_must_be_told(digits):
    X, y, *_ = digits
    with pytest.raises(ValueError, match="for flat images of 64 columns, got None"):
        DataAugmentation(GaussianNB(), method="image").fit(X, y)


def test_images_suit_errors_of_confidence_and_not_imbalance(digits, data):
    X, y, *_ = digits
    table = cross_val_predictions(GaussianNB(), X, y, random_state=0)
    moved = DataAugmentation(method="image", image_shape=(8, 8))
    moved.check_applicable(table)
    assert "confidence" in moved.suits(analyze_errors(table))
    with pytest.raises(NotApplicable, match="low or of high confidence, which were not found"):
        moved.suits(analyze_errors(PredictionTable.from_predictions(y, y)))
    found = analyze_errors(cross_val_predictions(LogisticRegression(), *data[:2], random_state=0))
    assert "class imbalance" in DataAugmentation().suits(found)
    with pytest.raises(NotApplicable, match="class imbalance, which could not be looked for"):
        DataAugmentation().suits(analyze_errors(PredictionTable.from_predictions(y, y)))


def test_copies_weigh_what_their_images_do(digits):
    X, y, *_ = digits
    weight = np.where(y == 3, 4.0, 1.0)
    model = DataAugmentation(GaussianNB(), method="image", image_shape=(8, 8), n_copies=2, random_state=0)
    counts = model.fit(X, y, sample_weight=weight).estimator_.class_count_
    np.testing.assert_allclose(counts, 3 * np.bincount(y, weights=weight))


def test_grid_search_may_be_over_methods_samplers_and_decisions(data):
    X, y, *_ = data
    grid = {"method": ["random", "noise"], "sampler": [None, SMOTE()], "decision": ["likeliest", "balanced"]}
    search = GridSearchCV(DataAugmentation(GaussianNB(), random_state=0), grid, cv=2, scoring="balanced_accuracy")
    assert search.fit(X[:300], y[:300]).best_params_["decision"] == "balanced"
