"""The transformer keeps scikit-learn's contract, names, types and containers, and never drops all columns."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_selection import RFE, SelectFdr, SelectFromModel, SelectKBest, VarianceThreshold, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.estimator_checks import check_array_api_input, parametrize_with_checks

from skmitigate._utils._tabular import TabularEncoder
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.strategies import FeatureSelector, _column_scores
from skmitigate.strategies._feature_selector import NumericFeatureSelector


@pytest.fixture(autouse=True)
def _few_trees(monkeypatch):
    monkeypatch.setattr(_column_scores, "_TREES", 10)


@parametrize_with_checks(
    [
        *(FeatureSelector(method=method) for method in ("importance", "mutual_info", "univariate", "variance")),
        FeatureSelector(selector=SelectFromModel(DecisionTreeClassifier(), threshold=-np.inf, max_features=1)),
        NumericFeatureSelector(method="univariate"),
    ]
)
def test_check_of_scikit_learn(estimator, check):
    if check.func is not check_array_api_input:  # skipped unless SCIPY_ARRAY_API is set
        check(estimator)


def planted(n_rows: int = 120) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, n_rows)
    frame = pd.DataFrame({"noise": rng.normal(size=n_rows), "number": y + rng.normal(scale=0.4, size=n_rows)})
    frame["level"] = pd.Categorical(np.where(rng.random(n_rows) < 0.9, np.array(["low", "high"])[y], "low"))
    frame["noise text"] = rng.choice(["a", "b", None], n_rows)
    frame["day"] = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 90, n_rows), unit="D")
    frame["constant"] = "always"
    frame["empty"] = np.nan
    return frame, np.array(["no", "yes"])[y]


@pytest.mark.parametrize("method", ["importance", "mutual_info", "recursive", "univariate"])
def test_frame_keeps_types_index_and_names(method):
    X, y = planted()
    X.index = X.index * 3
    kept = FeatureSelector(method=method, n_features=2, random_state=0).fit_transform(X, y)
    pd.testing.assert_frame_equal(kept, X[["number", "level"]])


@given(
    n_features=st.one_of(st.integers(1, 12), st.floats(0.01, 1.0)),
    method=st.sampled_from(["mutual_info", "univariate", "variance"]),
)
@settings(deadline=None, max_examples=40)
def test_every_name_is_either_kept_or_dropped_and_one_is_kept(n_features, method):
    X, y = planted(40)
    selector = FeatureSelector(method=method, n_features=n_features).fit(X, y)
    support = selector.get_support()
    expected = n_features if isinstance(n_features, int) else round(n_features * 7)
    assert support.sum() == min(max(expected, 1), 7)
    assert selector.get_feature_names_out().tolist() == list(X.columns[support])
    assert selector.transform(X).columns.tolist() == list(X.columns[support])
    assert sorted(selector.ranking_) == list(range(1, 8))


def test_names_that_are_no_texts_are_kept():
    X, y = planted()
    X.columns = [3, 1, 4, 11, 5, 9, 2]
    kept = FeatureSelector(method="univariate", n_features=2).fit_transform(X, y)
    assert kept.columns.tolist() == [1, 4]


def test_columns_that_never_vary_go_first():
    X, y = planted()
    selector = FeatureSelector(method="mutual_info", n_features=5).fit(X, y)
    assert X.columns[~selector.get_support()].tolist() == ["constant", "empty"]
    only = FeatureSelector(n_features=1).fit(X[["constant", "empty"]], y)
    assert only.get_support().tolist() == [True, False]


def test_sparse_stays_sparse_and_texts_in_arrays_stay_texts():
    X, y = planted()
    numbers = sparse.csr_array(np.nan_to_num(X[["noise", "number"]].to_numpy()))
    kept = FeatureSelector(method="univariate", n_features=1).fit_transform(numbers, y)
    np.testing.assert_array_equal(kept.toarray(), numbers.toarray()[:, [1]])
    rows = X[["noise text", "level"]].astype(object).to_numpy()
    kept = FeatureSelector(method="mutual_info", n_features=1).fit(rows, y).transform(rows.tolist())
    assert kept.tolist() == rows[:, [1]].tolist()


def test_output_can_be_set_and_columns_can_be_put_back():
    X, y = planted()
    numbers = X[["noise", "number"]].to_numpy()
    selector = FeatureSelector(method="univariate", n_features=1).set_output(transform="pandas").fit(numbers, y)
    assert selector.transform(numbers).columns.tolist() == ["x1"]
    np.testing.assert_array_equal(selector.inverse_transform(numbers[:, [1]])[:, 1], numbers[:, 1])


@pytest.mark.parametrize(
    "selector",
    [
        SelectKBest(k=2),
        SelectKBest(chi2, k=3),
        SelectFromModel(LogisticRegression(max_iter=1000), max_features=3),
        RFE(LogisticRegression(max_iter=1000), n_features_to_select=3),
    ],
    ids=["F test", "chi2", "from model", "recursive"],
)
def test_any_selector_of_scikit_learn_judges_mixed_columns(selector):
    X, y = planted()
    X = X.assign(noise=X["noise"].abs(), number=X["number"].abs()).drop(columns=["day", "constant", "empty"])
    found = FeatureSelector(selector=selector).fit(X, y)
    assert found.get_support()[[1, 2]].any()
    assert found.transform(X).columns.tolist() == X.columns[found.get_support()].tolist()
    assert not hasattr(selector, "scores_")


def test_selector_sees_numbers_as_they_are():
    X = np.random.default_rng(0).normal(size=(50, 3)) * [1, 0.01, 1]
    y = np.arange(50) % 2
    ours = FeatureSelector(selector=VarianceThreshold(0.1)).fit(X, y)
    np.testing.assert_array_equal(ours.get_support(), VarianceThreshold(0.1).fit(X).get_support())


def test_selector_that_keeps_nothing_leaves_all_columns_with_a_warning():
    X = np.random.default_rng(0).normal(size=(50, 3))
    with pytest.warns(SkmitigateWarning, match="SelectFdr keeps no column, so all 3 are kept"):
        found = FeatureSelector(selector=SelectFdr(alpha=1e-6)).fit(X, np.arange(50) % 2)
    assert found.get_support().all()


def test_works_in_front_of_an_encoder_inside_a_search():
    X, y = planted()
    model = make_pipeline(FeatureSelector(method="univariate"), TabularEncoder(), LogisticRegression())
    search = GridSearchCV(model, {"featureselector__n_features": [1, 2, 0.9]}, cv=2, error_score="raise").fit(X, y)
    assert search.score(X, y) > 0.85


def test_rows_of_weight_0_are_not_seen():
    X, y = planted()
    weight = np.where(np.arange(120) < 60, 0.0, 1.0)
    seen = FeatureSelector(method="mutual_info").fit(X[60:], y[60:])
    weighed = FeatureSelector(method="mutual_info")._fit_weighted(X, y, weight)
    np.testing.assert_allclose(weighed.scores_, seen.scores_)


def test_labels_are_asked_for_where_they_are_needed():
    X, y = planted()
    assert FeatureSelector(method="variance", n_features=3).fit(X).get_support().sum() == 3
    with pytest.raises(ValueError, match="requires y"):
        FeatureSelector().fit(X)
    with pytest.raises(ValueError, match="at least 2 classes"):
        FeatureSelector().fit(X, np.zeros(len(y)))


@pytest.mark.parametrize("n_features", [0, 0.0, 1.5, -1, "all"])
def test_number_that_makes_no_sense_is_refused(n_features):
    with pytest.raises(ValueError, match="'n_features' parameter"):
        FeatureSelector(n_features=n_features).fit(*planted())
