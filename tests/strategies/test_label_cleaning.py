"""Label cleaning, on rows of which we know which labels are wrong."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import LabelCleaning, ProbabilityCalibration, SelfCorrectingClassifier, cross_val_predictions
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.diagnosis import analyze_errors
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable
from skmitigate.strategies._catalogue import describe_candidate

METHODS = ["reweigh", "prune", "relabel"]
each_method = pytest.mark.parametrize("method", METHODS)


def blobs(n_rows: int = 300, noise: float = 0.2, seed: int = 0, spread: float = 1.0):
    """Rows of three classes, their labels, of which some are wrong, and the true ones."""
    rng = np.random.default_rng(seed)
    truth = np.arange(n_rows) % 3
    X = 4.0 * np.eye(3)[truth] + rng.normal(scale=spread, size=(n_rows, 3))
    wrong = rng.random(n_rows) < noise
    return X, np.where(wrong, (truth + 1) % 3, truth), truth


def cleaning(model, **settings) -> LabelCleaning:
    return LabelCleaning(model, **{"cv": 3, "random_state": 0, **settings})


# --- what is found ------------------------------------------------------------------------------------------------


@each_method
def test_wrong_labels_are_found_and_right_ones_left(method):
    X, y, truth = blobs()
    model = cleaning(GaussianNB(), method=method).fit(X, y)
    assert model.label_issues_[y != truth].mean() > 0.9
    assert model.label_issues_[y == truth].mean() < 0.05
    assert model.label_quality_[y != truth].max() < np.median(model.label_quality_[y == truth])
    assert np.mean(model.suggested_labels_ == truth) > 0.95
    np.testing.assert_array_equal(model.n_issues_per_class_, np.bincount(y[model.label_issues_], minlength=3))
    assert model.noise_p_value_ < 0.01
    assert model.joint_.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(model.noise_matrix_, 0.8 * np.eye(3) + 0.2 * np.eye(3)[[2, 0, 1]], atol=0.12)


@each_method
def test_a_model_that_noise_misleads_is_better_on_true_labels(method):
    X, y, _ = blobs(noise=0.25)
    X_new, _, truth = blobs(seed=1)
    tree = DecisionTreeClassifier(random_state=0)
    cleaned = cleaning(tree, method=method, random_state=2)
    assert cleaned.fit(X, y).score(X_new, truth) > clone(tree).fit(X, y).score(X_new, truth) + 0.08


def test_number_of_rows_changed_is_told():
    X, y, _ = blobs()
    pruned, relabelled, weighed = (cleaning(GaussianNB(), method=m).fit(X, y) for m in ("prune", "relabel", "reweigh"))
    assert (pruned.n_removed_, pruned.n_changed_) == (pruned.label_issues_.sum(), 0)
    assert pruned.estimator_.class_count_.sum() == len(y) - pruned.n_removed_
    assert (relabelled.n_removed_, relabelled.n_changed_) == (0, relabelled.label_issues_.sum())
    assert (weighed.n_removed_, weighed.n_changed_) == (0, (weighed.label_weight_ < 1).sum())
    np.testing.assert_allclose(weighed.estimator_.class_count_, np.bincount(y, weights=weighed.label_weight_))


def test_the_model_is_fitted_on_the_suggested_labels():
    X, y, _ = blobs()
    model = cleaning(GaussianNB(), method="relabel").fit(X, y)
    labels = np.where(model.label_issues_, model.suggested_labels_, y)
    np.testing.assert_array_equal(model.predict_proba(X), GaussianNB().fit(X, labels).predict_proba(X))


def test_filters_differ_and_both_is_their_intersection():
    X, y, _ = blobs(spread=2.0, noise=0.3)
    found = {
        name: cleaning(GaussianNB(), method="prune", filter_by=name, n_rounds=1).fit(X, y).label_issues_
        for name in ("prune_by_noise_rate", "prune_by_class", "both")
    }
    assert (found["prune_by_noise_rate"] != found["prune_by_class"]).any()
    np.testing.assert_array_equal(found["both"], found["prune_by_noise_rate"] & found["prune_by_class"])


def test_cleanlab_as_finder_gives_the_same_model():
    X, y, _ = blobs()
    ours, theirs = (cleaning(GaussianNB(), method="prune", finder=f).fit(X, y) for f in ("own", "cleanlab"))
    assert ours.n_removed_ > 40
    np.testing.assert_array_equal(ours.label_issues_, theirs.label_issues_)


def test_finder_of_ones_own_decides_and_no_class_is_lost():
    X, y, _ = blobs()
    model = cleaning(GaussianNB(), method="prune", finder=lambda codes, _: codes == 1).fit(X, y)
    assert model.n_removed_ == np.sum(y == 1) - 1
    np.testing.assert_array_equal(model.estimator_.classes_, [0, 1, 2])


def test_second_round_judges_again_by_a_model_of_the_cleaned_rows():
    X, y, truth = blobs(noise=0.35)
    tree = DecisionTreeClassifier(max_depth=6, random_state=0)
    found = [cleaning(tree, method="prune", n_rounds=n).fit(X, y).label_issues_ for n in (1, 2)]
    right = [np.mean(issues == (y != truth)) for issues in found]
    assert right[1] > right[0]


# --- where nothing is done ----------------------------------------------------------------------------------------


@each_method
@pytest.mark.parametrize("spread", [1.0, 3.0], ids=["apart", "overlapping"])
def test_clean_labels_are_left_alone(method, spread):
    X, y, _ = blobs(noise=0.0, spread=spread, n_rows=600)
    model = cleaning(GaussianNB(), method=method).fit(X, y)
    assert not model.label_issues_.any()
    assert model.noise_p_value_ > 0.05
    assert (model.n_removed_, model.n_changed_) == (0, 0)
    np.testing.assert_array_equal(model.suggested_labels_, y)
    np.testing.assert_array_equal(model.predict_proba(X), GaussianNB().fit(X, y).predict_proba(X))


def test_tolerated_noise_is_a_matter_of_setting():
    X, y, _ = blobs(noise=0.1)
    assert cleaning(GaussianNB(), min_noise=0.02).fit(X, y).n_changed_ > 0
    assert cleaning(GaussianNB(), min_noise=0.3).fit(X, y).n_changed_ == 0


# --- rows and weights ---------------------------------------------------------------------------------------------


@each_method
def test_rows_of_weight_0_are_not_judged_and_change_nothing(method):
    X, y, _ = blobs()
    weight = np.where(np.arange(len(y)) < 250, 1.0, 0.0)
    model = cleaning(GaussianNB(), method=method).fit(X, y, sample_weight=weight)
    assert np.isnan(model.label_quality_[250:]).all()
    assert not model.label_issues_[250:].any()
    other = np.where(weight > 0, y, (y + 1) % 3)
    again = cleaning(GaussianNB(), method=method, cv=model_folds(y)).fit(X, other, sample_weight=weight)
    reference = cleaning(GaussianNB(), method=method, cv=model_folds(y)).fit(X, y, sample_weight=weight)
    np.testing.assert_array_equal(again.predict_proba(X), reference.predict_proba(X))


def model_folds(y):
    """Folds that do not depend on the labels."""
    fold = np.arange(len(y)) // 3 % 3
    return [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(3)]


def test_weights_are_multiplied():
    X, y, _ = blobs()
    weight = np.random.default_rng(0).uniform(0.5, 2.0, len(y))
    model = cleaning(GaussianNB()).fit(X, y, sample_weight=weight)
    expected = np.bincount(y, weights=weight * model.label_weight_)
    np.testing.assert_allclose(model.estimator_.class_count_, expected)


def test_rows_that_no_fold_tests_are_left_as_they_are():
    X, y, _ = blobs(400)
    folds = [(np.arange(150), np.arange(150, 400))]
    model = cleaning(GaussianNB(), method="prune", cv=folds).fit(X, y)
    assert np.isnan(model.label_quality_[:150]).all()
    assert not model.label_issues_[:150].any()
    assert model.label_issues_[150:].any()


def test_groups_are_kept_together():
    X, y, truth = blobs(90)
    X, y, groups = np.repeat(X, 4, axis=0), np.repeat(y, 4), np.repeat(np.arange(90), 4)
    nearest = KNeighborsClassifier(4)
    wrong = np.repeat(truth, 4) != y
    # A copy in the training rows vouches for the wrong label of a row.
    assert cleaning(nearest, method="prune", min_noise=0.0).fit(X, y).label_issues_[wrong].mean() < 0.3
    assert cleaning(nearest, method="prune", min_noise=0.0).fit(X, y, groups=groups).label_issues_[wrong].mean() > 0.5


@pytest.mark.parametrize("model", [KNeighborsClassifier(15), LinearDiscriminantAnalysis()])
def test_model_that_takes_no_weights_gets_the_doubtful_rows_dropped(model):
    X, y, truth = blobs()
    cleaned = cleaning(model).fit(X, y)
    assert cleaned.n_changed_ == 0
    assert cleaned.n_removed_ == np.sum(cleaned.label_weight_ < 0.5)
    assert abs(cleaned.n_removed_ - np.sum(y != truth)) < 15


def test_rare_class_is_never_lost():
    X, y, _ = blobs(noise=0.0)
    y[:2] = 3  # two rows in the middle of other classes
    y[6:60:2] = (y[6:60:2] + 1) % 3
    for method in METHODS:
        with pytest.warns(UserWarning, match="fewer rows than the 3 folds"):
            model = cleaning(GaussianNB(var_smoothing=1e-3), method=method, min_noise=0.0).fit(X, y)
        np.testing.assert_array_equal(model.classes_, [0, 1, 2, 3])
        np.testing.assert_array_equal(model.estimator_.classes_, [0, 1, 2, 3])


@each_method
def test_frames_with_categories_sparse_rows_and_text_are_cleaned(method):
    X, y, truth = blobs(noise=0.15)
    frame = pd.DataFrame(X, columns=list("abc"))
    frame["level"] = pd.Categorical(np.where(X[:, 0] > 2, "high", "low"))
    frame.loc[::9, "a"] = np.nan
    names = np.array(["x", "y", "z"])[y]
    model = cleaning(make_pipeline(TabularEncoder(), LogisticRegression()), method=method).fit(frame, names)
    assert model.label_issues_[y != truth].mean() > 0.8
    rows = sparse.csr_array(np.where(X > 1, X, 0.0))
    model = cleaning(LogisticRegression(), method=method).fit(rows, y)
    assert model.label_issues_[y != truth].mean() > 0.6
    texts = [" ".join(np.array(["red", "green", "blue"])[np.argsort(-row)[:1]].repeat(3)) for row in X]
    model = cleaning(make_pipeline(CountVectorizer(), LogisticRegression()), method=method).fit(texts, names)
    assert model.label_issues_[y != truth].mean() > 0.8


# --- errors and advice --------------------------------------------------------------------------------------------


def test_model_without_probabilities_is_refused_with_advice_which_works():
    X, y, _ = blobs()
    with pytest.raises(ValueError, match=r"LinearSVC has no predict_proba\. .*wrap this one in ProbabilityCalibration"):
        cleaning(LinearSVC()).fit(X, y)
    assert cleaning(ProbabilityCalibration(LinearSVC(), cv=2)).fit(X, y).n_changed_ > 30


@pytest.mark.parametrize(
    "setting",
    [{"method": "drop"}, {"filter_by": "all"}, {"finder": "theirs"}, {"min_noise": 1.0}, {"n_rounds": 0}, {"cv": "x"}],
    ids=str,
)
def test_nonsense_is_refused(setting):
    X, y, _ = blobs(30)
    with pytest.raises(ValueError, match=next(iter(setting))):
        cleaning(GaussianNB(), **setting).fit(X, y)


# --- in the loop --------------------------------------------------------------------------------------------------


def test_suits_where_label_noise_was_found():
    found = SimpleNamespace(has=lambda kind: kind == "label_noise")
    assert LabelCleaning().suits(found) == "found: label noise"


def test_does_not_suit_where_nothing_was_found():
    X, y, _ = blobs(noise=0.0)
    table = cross_val_predictions(GaussianNB(), X, y, random_state=0)
    with pytest.raises(NotApplicable, match="it addresses label noise, which was not found"):
        LabelCleaning().suits(analyze_errors(table, X))
    with pytest.raises(NotApplicable, match=r"which could not be looked for \(X was not given"):
        LabelCleaning().suits(analyze_errors(table))
    X, y, _ = blobs(1500)
    assert LabelCleaning().suits(analyze_errors(cross_val_predictions(GaussianNB(), X, y, random_state=0), X))


def test_is_not_applicable_without_probabilities_or_without_a_sign_of_noise():
    X, y, _ = blobs()
    with pytest.raises(NotApplicable, match="has no predict_proba"):
        LabelCleaning().check_applicable(PredictionTable.from_predictions(y, y))
    noisy = cross_val_predictions(GaussianNB(), X, y, random_state=0)
    LabelCleaning().check_applicable(noisy)
    with pytest.raises(NotApplicable, match=r"no sign of wrong labels: .* in more than 40\.0% of the rows"):
        LabelCleaning(min_noise=0.4).check_applicable(noisy)
    X, y, _ = blobs(noise=0.0, spread=2.0)
    with pytest.raises(NotApplicable, match="no sign of wrong labels"):
        LabelCleaning().check_applicable(cross_val_predictions(GaussianNB(), X, y, random_state=0))


def test_candidates_weigh_and_drop():
    assert [describe_candidate(c) for c in LabelCleaning().candidates(SimpleNamespace())] == [
        "label_cleaning(reweigh)",
        "label_cleaning(prune)",
    ]


def test_search_goes_over_the_methods_where_there_are_probabilities():
    assert LabelCleaning().search_settings(GaussianNB()) == [{"method": METHODS}]
    assert LabelCleaning().search_settings(LinearSVC()) == []


def loop(n_jobs=None) -> SelfCorrectingClassifier:
    tree = DecisionTreeClassifier(min_samples_leaf=3)
    return SelfCorrectingClassifier(tree, strategies=["label_cleaning"], cv=3, random_state=0, n_jobs=n_jobs)


def test_loop_takes_it_where_labels_are_wrong_and_again_the_same():
    X, y, _ = blobs(600)
    X_new, _, truth = blobs(seed=1)
    one = loop().fit(X, y)
    assert one.report_.verdict == "corrected"
    assert isinstance(one.estimator_, LabelCleaning)
    assert one.score(X_new, truth) > DecisionTreeClassifier(random_state=0).fit(X, y).score(X_new, truth)
    other = loop(n_jobs=2).fit(X, y)
    np.testing.assert_array_equal(one.predictions_.proba, other.predictions_.proba)
    np.testing.assert_array_equal(one.predict_proba(X_new), other.predict_proba(X_new))


def test_loop_spends_no_fit_on_clean_labels():
    X, y, _ = blobs(noise=0.0, spread=2.0)
    model = loop().set_params(estimator=GaussianNB()).fit(X, y)
    assert model.trials_["status"].tolist() == ["skipped"]
    assert "no sign of wrong labels" in model.trials_["reason"][0]
    assert model.report_.verdict == "kept"
