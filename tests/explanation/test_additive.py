"""Sums over columns are taken apart exactly, and what is no sum is refused."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, OneHotEncoder, PolynomialFeatures, SplineTransformer, StandardScaler
from sklearn.svm import SVC

from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._additive import additive_attribution, fewer_rows
from skmitigate.explanation._mixed_rows import mixed_rows

rng = np.random.RandomState(0)
X = rng.normal(size=(120, 4)) * [1, 10, 0.1, 1]
y = (X @ [2.0, -0.1, 0.0, 0.5] + rng.normal(size=120) > 0).astype(int)
MIXED = mixed_rows(X[:1], X, ["a", "b", "c", "d"])


def explain(model, mixed=MIXED, codes=(1, 0)):
    return additive_attribution(mixed, model, model.classes_, np.array(codes), rng=np.random.RandomState(0))


@pytest.mark.parametrize("steps", [(), (StandardScaler(),), (StandardScaler(), PCA())], ids=len)
def test_a_linear_model_has_the_contributions_of_the_formula(steps):
    model = make_pipeline(*steps, LogisticRegression()).fit(X, y)
    found = explain(model)
    slope = [
        model.decision_function(np.eye(4)[[j]])[0] - model.decision_function(np.zeros((1, 4)))[0] for j in range(4)
    ]
    expected = np.array(slope) * (X[0] - X.mean(axis=0))
    assert np.allclose(found.contributions, np.column_stack([expected, -expected]), atol=1e-9)
    assert found.base[0] == pytest.approx(model.decision_function(X).mean())
    assert found.output[0] == pytest.approx(model.decision_function(X[:1])[0])
    assert found.scale == "log-odds"
    assert np.abs(found.additivity_errors).max() < 1e-9


def test_one_hot_and_imputed_columns_are_the_columns_of_the_user():
    frame = pd.DataFrame({"x": X[:, 0], "town": rng.choice(["Ulm", "Bonn", "Graz"], 120)})
    frame.loc[::7, "x"] = np.nan
    frame.loc[::5, "town"] = None
    truth = (frame["town"].eq("Ulm") | (X[:, 0] > 1)).astype(int)
    encode = make_column_transformer((SimpleImputer(add_indicator=True), ["x"]), (OneHotEncoder(), ["town"]))
    model = make_pipeline(encode, LogisticRegression()).fit(frame, truth)
    mixed = mixed_rows(frame.iloc[[0]], frame, list(frame))
    found = explain(model, mixed, [1])
    encoded = encode.fit(frame).transform(frame)
    effects = (encoded[0] - encoded.mean(axis=0)) * model[-1].coef_[0]
    assert np.allclose(found.contributions[:, 0], [effects[:2].sum(), effects[2:].sum()])


def test_naive_bayes_is_a_sum_too():
    model = GaussianNB().fit(X, y)
    found = explain(model)
    one = -((X - model.theta_[1]) ** 2) / (2 * model.var_[1]) + ((X - model.theta_[0]) ** 2) / (2 * model.var_[0])
    assert np.allclose(found.contributions[:, 0], one[0] - one.mean(axis=0))


@pytest.mark.parametrize("step", [PolynomialFeatures(2, include_bias=False), Normalizer()])
def test_columns_that_act_on_each_other_are_no_sum(step):
    model = make_pipeline(StandardScaler(), step, LogisticRegression()).fit(X, y)
    with pytest.raises(NotApplicable, match="act on each other"):
        explain(model)


def test_what_is_no_sum_only_between_the_rows_is_no_sum_either():
    class Corrected:
        classes_ = np.array([0, 1])

        def __init__(self, model):
            self.estimator_ = model

        def predict(self, X):
            return self.estimator_.predict(X)

        def decision_function(self, X):
            return self.estimator_.decision_function(X) + 5.0 * ((X[:, 0] > 0) & (X[:, 1] > 0))

    model = Corrected(LogisticRegression().fit(X, y))
    apart = mixed_rows(np.array([[1.0, -1.0, 0.0, 0.0]]), X[(X[:, 0] < 0) & (X[:, 1] > 0)], list("abcd"))
    with pytest.raises(NotApplicable, match="act on each other"):
        explain(model, apart)


def test_other_models_are_no_sums():
    with pytest.raises(NotApplicable, match="SVC is no linear model"):
        explain(SVC().fit(X, y))


def test_rounding_of_large_scores_is_shared_out():
    large = X * [1, 1, 1e9, 1]
    model = GaussianNB(var_smoothing=1e-30).fit(large + rng.normal(size=X.shape) * 1e-4, y)
    mixed = mixed_rows(large[:1] * 3, large, ["a", "b", "c", "d"])
    found = explain(model, mixed)
    assert np.abs(found.additivity_errors).max() < 1e-6


def test_straight_lines_need_two_values_of_a_column_and_take_the_whole_background():
    found = explain(LogisticRegression().fit(X, y))
    assert found.n_background == 120
    assert found.n_evaluations < 120 + 100 + 64 + 20
    curved = make_pipeline(SplineTransformer(), LogisticRegression()).fit(X, y)
    bent = explain(curved)
    assert np.abs(bent.additivity_errors).max() < 1e-9
    assert bent.n_evaluations > 480
    scores = curved.decision_function(np.where(np.arange(4) == 1, X, X[:1]))
    assert bent.contributions[1, 0] == pytest.approx(bent.output[0] - scores.mean())


def test_of_a_very_long_background_rows_are_drawn(monkeypatch):
    monkeypatch.setattr("skmitigate.explanation._additive._MOST_CELLS", 160)
    assert explain(LogisticRegression().fit(X, y)).n_background == 40
    assert explain(GaussianNB().fit(X, y)).n_background == 10
    some = fewer_rows(MIXED, 10, np.random.RandomState(0))
    assert some.values == MIXED.values
    assert fewer_rows(some, 10, np.random.RandomState(0)) is some


def test_a_row_of_huge_numbers_has_finite_contributions():
    model = LogisticRegression().fit(X, (X[:, 0] > 0).astype(int) + (X[:, 1] > 5))
    found = explain(model, mixed_rows(X[:1] * 1e300, X, ["a", "b", "c", "d"]), codes=(0, 1, 2))
    assert np.isfinite(found.contributions).all()
