"""Explanations of all kinds of models on all kinds of tables: complete, additive, seeded, kind."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import EnsembleLearning, SelfCorrectingClassifier, explain_prediction
from skmitigate.datasets import make_faulty_classification

MODELS = {
    "rf": RandomForestClassifier(10, random_state=0),
    "gb": GradientBoostingClassifier(n_estimators=5, random_state=0),
    "svm": SVC(),
    "svm_proba": CalibratedClassifierCV(SVC(), ensemble=False, cv=3),
    "mlp": MLPClassifier((5,), max_iter=10, random_state=0),
    "lr": LogisticRegression(max_iter=10),
    "nb": GaussianNB(),
    "hgb": HistGradientBoostingClassifier(max_iter=5),
    "ensemble": EnsembleLearning(DecisionTreeClassifier(random_state=0), members=[GaussianNB()], cv=3, random_state=0),
    "loop": SelfCorrectingClassifier(GaussianNB(), min_errors_for_correction=10_000, cv=2, random_state=0),
}
EXACT = ("linear", "tree", "permutation")


def encoder():
    number = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler())
    level = OneHotEncoder(handle_unknown="ignore")
    return make_column_transformer(
        (number, make_column_selector(dtype_include="number")), (level, make_column_selector(dtype_exclude="number"))
    )


def table(name):
    """Rows and labels, few enough to be quick."""
    if name == "mixed":
        data = make_faulty_classification(100, n_categorical=2, missing=0.1, random_state=0)[0]
        return data.X, np.asarray(data.y)
    load = {"breast_cancer": load_breast_cancer, "digits": load_digits, "wine": load_wine}[name]
    bunch = load(as_frame=True)
    kept = np.random.RandomState(0).permutation(len(bunch.target))[:100]
    rows = bunch.data.iloc[kept].reset_index(drop=True)
    return (rows.to_numpy() if name == "digits" else rows), bunch.target.to_numpy()[kept]


@pytest.fixture(scope="module", params=["breast_cancer", "digits", "wine", "mixed"])
def data(request):
    X, y = table(request.param)
    return request.param, X, y


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # too few iterations, to be quick
def test_every_model_is_explained_on_every_table(name, data):
    kind, X, y = data
    model = clone(make_pipeline(encoder(), MODELS[name]) if kind == "mixed" else MODELS[name]).fit(X, y)
    predicted = model.predict(X)
    wrong = np.flatnonzero(predicted != y)
    i = int(wrong[0]) if len(wrong) else 0
    other = next(label for label in model.classes_ if label != predicted[i])
    for method in ("auto", "lime"):
        found = explain_prediction(model, i, X, y_true=other, method=method, random_state=0, contrast=False)
        assert found.explained == (predicted[i], other)
        assert found.contributions.shape == (X.shape[1], 2)
        assert np.isfinite(found.contributions).all()
        if found.method in EXACT:
            assert np.abs(found.additivity_errors).max() < 1e-6
        assert found.output == pytest.approx(outputs(model, X, i, found), abs=1e-6)


def outputs(model, X, i, found):
    """What the model says of the row, by its own methods."""
    row = X.iloc[[i]] if isinstance(X, pd.DataFrame) else X[[i]]
    at = [list(model.classes_).index(label) for label in found.explained]
    if found.scale == "probability":
        return model.predict_proba(row)[0, at]
    if hasattr(model, "decision_function"):
        scores = model.decision_function(row)
        return scores[0, at] if scores.ndim == 2 else scores[0] * np.array([1.0 if k else -1.0 for k in at])
    logs = (
        np.log(model.predict_proba(row)[0])
        if not hasattr(model, "predict_log_proba")
        else model.predict_log_proba(row)[0]
    )
    n = len(logs)
    return ((logs - logs.mean()) * n / (n - 1))[at]


rng = np.random.RandomState(0)
PLANTED = pd.DataFrame(rng.normal(size=(400, 5)), columns=["most", "least", "against", "idle", "more"])
TRUTH = np.where(PLANTED @ [3.0, 0.5, -2.0, 0.0, 1.0] > 0, "yes", "no")
ROW = pd.Series({"most": 1.0, "least": 1.0, "against": 1.0, "idle": 1.0, "more": 1.0})


@pytest.mark.parametrize("method", ["linear", "permutation", "lime"])
def test_a_planted_linear_model_has_the_right_signs_and_order(method):
    model = LogisticRegression().fit(PLANTED, TRUTH)
    found = explain_prediction(model, ROW, PLANTED, y_true="no", method=method, random_state=0)
    to = found.to_frame()["to yes"]
    assert list(to.drop("idle").abs().sort_values().index) == ["least", "more", "against", "most"]
    assert to["against"] < 0 < to["least"]
    assert abs(to["idle"]) < to["least"]
    assert np.allclose(found.to_frame()["to no"], -to, atol=1e-9)


def test_an_error_is_contrasted_and_other_rows_only_on_request():
    model = LogisticRegression().fit(PLANTED, TRUTH)
    predicted = model.predict(ROW.to_frame().T)[0]
    wrong = explain_prediction(model, ROW, PLANTED, y_true="no", y_background=TRUTH, random_state=0)
    assert predicted == "yes"
    assert wrong.neighbours.twin.label == wrong.neighbours.twin.predicted == "no"
    assert {near.label for near in wrong.neighbours.taken_for} == {"yes"}
    assert wrong.counterfactual.reached == "no"
    changed = ROW.to_frame().T.assign(**{c["column"]: c["changed_to"] for c in wrong.counterfactual.changes})
    assert model.predict(changed)[0] == "no"
    for right in (explain_prediction(model, ROW, PLANTED), explain_prediction(model, ROW, PLANTED, y_true="yes")):
        assert right.neighbours is right.counterfactual is None
        assert right.explained == ("yes",)
    both = explain_prediction(model, ROW, PLANTED, contrast=True, random_state=0)
    assert both.neighbours is not None
    assert both.counterfactual.found
    assert explain_prediction(model, ROW, PLANTED, y_true="no", contrast=False).neighbours is None


@pytest.mark.parametrize("method", ["neighbours", "counterfactual"])
def test_a_contrast_alone_has_no_contributions(method):
    model = LogisticRegression().fit(PLANTED, TRUTH)
    found = explain_prediction(model, ROW, PLANTED, y_true="no", method=method)
    assert found.method == method
    assert found.explained == ()
    assert (found.neighbours is None) == (method == "counterfactual")
    assert (found.counterfactual is None) == (method == "neighbours")


@pytest.mark.parametrize("method", ["permutation", "lime", "tree", "neighbours"])
def test_the_same_seed_gives_the_same_answer_and_nothing_is_changed(method):
    X, y = table("breast_cancer")
    model = RandomForestClassifier(10, random_state=0).fit(X, y)
    before, state = X.copy(), np.random.get_state()[1].copy()
    one, two = (
        explain_prediction(model, 3, X, y_true=1 - model.predict(X)[3], method=method, random_state=1).to_dict()
        for _ in range(2)
    )
    assert one | {"seconds": 0} == two | {"seconds": 0}
    pd.testing.assert_frame_equal(X, before)
    assert np.array_equal(np.random.get_state()[1], state)


@pytest.mark.parametrize("method", ["auto", "lime", "neighbours", "counterfactual"])
def test_a_budget_gives_an_answer(method):
    X, y = table("breast_cancer")
    model = SVC().fit(X, y)
    found = explain_prediction(model, 3, X, method=method, budget=1e-6)
    assert found.predicted == model.predict(X)[3]


class AnyPredictor:
    """A classifier that is none of scikit-learn's."""

    classes_ = np.array(["a", "b"])

    def predict(self, X):
        return np.where(np.asarray(X)[:, 0] > 0, "b", "a")


def test_a_classifier_needs_no_more_than_classes_and_predictions():
    found = explain_prediction(AnyPredictor(), [1.0, 0.0], [[-1.0, 2.0], [2.0, 1.0]], y_true="a")
    assert found.scale == "indicator"
    assert found.probabilities is None
    assert found.contributions[:, 0].tolist() == [0.5, 0.0]
