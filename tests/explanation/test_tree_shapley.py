"""Trees behind Pipelines and strategies are explained in the user's columns, or refused."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import KNNImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, PolynomialFeatures, StandardScaler

from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._mixed_rows import mixed_rows
from skmitigate.explanation._model_output import model_output
from skmitigate.explanation._shapley import shapley_attribution
from skmitigate.explanation._tree_shapley import tree_attribution
from skmitigate.strategies import ClassBalancing, FeatureSelection, OutlierRemoval

rng = np.random.RandomState(0)
X = rng.normal(size=(150, 4))
y = (X[:, 0] * X[:, 1] > 0).astype(int)
MIXED = mixed_rows(X[:1], X[:50], list("abcd"))
FOREST = RandomForestClassifier(10, random_state=0)


def explain(model, mixed=MIXED, budget=None):
    codes, rng = np.array([0, 1]), np.random.RandomState(0)
    return tree_attribution(mixed, model, model.classes_, codes, rng=rng, allowance=Allowance(budget))


@pytest.mark.parametrize(
    "model",
    [
        FOREST,
        make_pipeline(StandardScaler(), FOREST),
        OutlierRemoval(make_pipeline(StandardScaler(), FOREST)),
        FeatureSelection(FOREST, method="univariate", n_features=2, random_state=0),
        ClassBalancing(FOREST, random_state=0),
    ],
    ids=["plain", "scaled", "strategy", "selected", "weighted"],
)
def test_values_are_those_of_all_coalitions(model):
    model = model.fit(X, y)
    found = explain(model)
    reference = shapley_attribution(
        MIXED,
        model_output(model, model.classes_),
        np.array([0, 1]),
        rng=np.random.RandomState(0),
        allowance=Allowance(None),
        must=True,
    )
    assert found.scale == "probability"
    assert np.allclose(found.contributions, reference.contributions, atol=1e-6)
    assert np.abs(found.additivity_errors).max() < 1e-6


def test_boosted_trees_are_summed_on_their_own_scale():
    model = HistGradientBoostingClassifier(max_iter=10).fit(X, y)
    found = explain(model)
    assert found.scale == "log-odds"
    assert found.output[1] == pytest.approx(model.decision_function(X[:1])[0])


def test_a_background_of_many_rows_is_sampled():
    model = FOREST.fit(X, y)
    assert explain(model, mixed_rows(X[:1], X, list("abcd"))).n_background == 100


def test_a_budget_takes_as_many_rows_as_it_allows():
    model = FOREST.fit(X, y)
    large = mixed_rows(X[:1], X, list("abcd"))
    assert explain(model, large, budget=60.0).n_background == 100
    few = explain(model, large, budget=1e-3)
    assert few.n_background < 100
    assert np.abs(few.additivity_errors).max() < 1e-6
    with pytest.raises(NotApplicable, match="budget is spent"):
        explain(model, large, budget=-1.0)


FRAME = pd.DataFrame({"x": X[:, 0], "town": rng.choice(["Ulm", "Bonn", "Graz"], 150)})


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (make_pipeline(StandardScaler(), LogisticRegression()), "LogisticRegression is no ensemble of trees"),
        (make_pipeline(PolynomialFeatures(2), FOREST), "one column into several"),
        (ClassBalancing(FOREST, method="prior", random_state=0, cv=3), "not what the classifier says"),
    ],
    ids=["no trees", "interactions", "decision"],
)
def test_what_trees_alone_do_not_say_is_refused(model, reason):
    with pytest.raises(NotApplicable, match=reason):
        explain(model.fit(X, y))


def test_a_corrector_of_a_slice_is_seen_where_only_mixes_of_rows_are_in_the_slice():
    class Corrected:
        classes_ = np.array([0, 1])

        def __init__(self, model):
            self.estimator_ = model

        def predict(self, X):
            return self.predict_proba(X).argmax(axis=1)

        def predict_proba(self, X):
            right = self.estimator_.predict_proba(X)
            return np.where((np.asarray(X)[:, [0]] > 0) & (np.asarray(X)[:, [1]] > 0), 0.5, right)

    model = Corrected(FOREST.fit(X, y))
    row = np.array([[1.0, -1.0, 0.0, 0.0]])
    apart = mixed_rows(row, X[(X[:, 0] < 0) & (X[:, 1] > 0)], list("abcd"))
    with pytest.raises(NotApplicable, match="not what the classifier says"):
        explain(model, apart)


def test_gaps_filled_from_other_columns_are_refused():
    gaps = np.where(np.arange(150)[:, None] % 12 > 10, np.nan, X)
    gaps[:, 1:] = X[:, 1:]
    model = make_pipeline(KNNImputer(), FOREST).fit(gaps, y)
    with pytest.raises(NotApplicable, match="several"):
        explain(model, mixed_rows(X[:1], gaps, list("abcd")))


def test_one_hot_columns_are_refused():
    encode = make_column_transformer((OneHotEncoder(), ["town"]), remainder="passthrough")
    model = make_pipeline(encode, FOREST).fit(FRAME, y)
    with pytest.raises(NotApplicable, match="one column into several"):
        explain(model, mixed_rows(FRAME.iloc[[0]], FRAME, ["x", "town"]))


def test_split_categories_are_refused():
    frame = FRAME.astype({"town": "category"})
    model = HistGradientBoostingClassifier(max_iter=5, categorical_features="from_dtype").fit(frame, y)
    with pytest.raises(NotApplicable, match="split categories"):
        explain(model, mixed_rows(frame.iloc[[0]], frame, ["x", "town"]))


def test_text_that_reaches_no_tree_as_a_number_is_refused():
    model = make_pipeline(FunctionTransformer(lambda X: X), FOREST).fit(X, y)
    texts = mixed_rows(np.array([["a", "b", "c", "d"]]), np.array([["e", "f", "g", "h"]] * 3), list("abcd"))
    with pytest.raises(NotApplicable, match="not all columns that the trees see are numbers"):
        explain(model, texts)
