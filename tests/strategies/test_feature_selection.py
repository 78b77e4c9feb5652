"""Selection in front of a model: which columns, how many, and that nothing leaks or is lost."""

from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import make_pipeline as make_sampling_pipeline
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from skmitigate import ClassBalancing, DataAugmentation, EnsembleLearning, FeatureSelection, SelfCorrectingClassifier
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.diagnosis import Diagnosis, Finding
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable
from skmitigate.strategies import FeatureSelector, _column_scores


@pytest.fixture(autouse=True)
def _few_trees(monkeypatch):
    monkeypatch.setattr(_column_scores, "_TREES", 10)


def noisy(n_rows: int = 150, n_noise: int = 10, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Two columns that tell the class, and noise that is louder than they are."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n_rows)
    frame = pd.DataFrame(rng.normal(scale=2, size=(n_rows, n_noise)), columns=[f"noise {j}" for j in range(n_noise)])
    frame.insert(3, "left", y + rng.normal(scale=0.4, size=n_rows))
    frame["right"] = rng.normal(scale=0.4, size=n_rows) - y
    return frame, y


def mixed() -> tuple[pd.DataFrame, np.ndarray]:
    X, y = noisy()
    rng = np.random.default_rng(1)
    X["level"] = pd.Categorical(np.where(rng.random(150) < 0.9, np.array(["low", "high"])[y], "low"))
    X["noise text"] = rng.choice(["a", "b", "c"], 150)
    X.loc[::9, "noise 0"] = np.nan
    return X, np.array(["no", "yes"])[y]


# --- which and how many -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["importance", "mutual_info", "recursive", "univariate"])
def test_noise_is_dropped_and_held_out_rows_gain(method):
    X, y = noisy()
    X_new, y_new = noisy(600, seed=1)
    model = FeatureSelection(KNeighborsClassifier(), method=method, random_state=0).fit(X, y)
    assert {"left", "right"} <= set(model.selected_features_)
    assert len(model.selected_features_) <= 4
    assert model.score(X_new, y_new) > KNeighborsClassifier().fit(X, y).score(X_new, y_new) + 0.1


def test_all_columns_are_kept_where_fewer_are_not_better():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 200)
    X = rng.normal(size=(200, 6)) + 0.5 * y[:, None]
    model = FeatureSelection(GaussianNB(), method="univariate", random_state=0).fit(X, y)
    assert model.get_support().all()
    np.testing.assert_allclose(model.predict_proba(X), GaussianNB().fit(X, y).predict_proba(X))


def test_tuning_is_told():
    X, y = noisy()
    model = FeatureSelection(GaussianNB(), method="univariate", cv=3, random_state=0).fit(X, y)
    assert model.tuning_["share"][0] == 1.0
    assert model.tuning_["difference"][0] == 0.0
    assert {len(values) for values in model.tuning_.values()} == {8}
    assert FeatureSelection(GaussianNB(), n_features=2, random_state=0).fit(X, y).tuning_ is None


def test_number_is_tuned_for_the_metric_that_is_asked_for():
    X, y = noisy()
    scores = [
        FeatureSelection(GaussianNB(), method="univariate", scoring=scoring, random_state=0).fit(X, y).tuning_["score"]
        for scoring in (None, "accuracy")
    ]
    assert (scores[0] < 0).all()
    assert ((scores[1] > 0.5) & (scores[1] <= 1)).all()


@pytest.mark.parametrize(("n_features", "expected"), [(1, 1), (5, 5), (0.25, 3), (1.0, 12), (99, 12)])
def test_number_that_is_given_is_kept(n_features, expected):
    X, y = noisy()
    model = FeatureSelection(GaussianNB(), method="univariate", n_features=n_features).fit(X, y)
    assert len(model.selected_features_) == model.get_support().sum() == expected


def test_selector_of_scikit_learn_takes_the_place_of_the_ranking():
    X, y = mixed()
    model = FeatureSelection(make_pipeline(TabularEncoder(), GaussianNB()), selector=SelectKBest(k=4)).fit(X, y)
    assert model.selected_features_.tolist() == ["left", "right", "level"]
    assert not model._learns_in_folds


# --- names and rows -----------------------------------------------------------------------------------------------


@given(
    n_columns=st.integers(1, 9),
    n_features=st.one_of(st.none(), st.integers(1, 9), st.floats(0.05, 1.0)),
    container=st.sampled_from(["array", "frame", "numbers for names", "sparse"]),
    seed=st.integers(0, 10_000),
)
@settings(deadline=None, max_examples=10)
def test_no_class_name_or_row_is_lost(n_columns, n_features, container, seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(30, n_columns)), rng.permutation(np.repeat(["a", "b", "c"], 10))
    X = np.where(rng.random(X.shape) < 0.3, 0.0, X)
    table = {
        "array": X,
        "frame": pd.DataFrame(X, columns=[f"column {j}" for j in range(n_columns)]),
        "numbers for names": pd.DataFrame(X, columns=range(10, 10 + n_columns)),
        "sparse": sparse.csr_array(X),
    }[container]
    model = FeatureSelection(LogisticRegression(), method="univariate", n_features=n_features, cv=2, random_state=0)
    model.fit(table, y)
    names = list(table.columns) if hasattr(table, "columns") else [f"x{j}" for j in range(n_columns)]
    support = model.get_support()
    assert model.selected_features_.tolist() == [name for name, kept in zip(names, support, strict=True) if kept]
    assert model.dropped_features_.tolist() == [name for name, kept in zip(names, support, strict=True) if not kept]
    assert model.get_feature_names_out().tolist() == [str(name) for name in model.selected_features_]
    assert len(model.get_support(indices=True)) == model.estimator_[-1].n_features_in_ >= 1
    assert model.classes_.tolist() == model.estimator_.classes_.tolist() == ["a", "b", "c"]
    assert model.predict_proba(table).shape == (30, 3)


def test_columns_of_any_kind_reach_the_pipeline_as_they_are():
    X, y = mixed()
    seen = []
    look = FunctionTransformer(lambda frame: seen.append(frame) or frame)
    inner = make_pipeline(look, TabularEncoder(), LogisticRegression())
    model = FeatureSelection(inner, method="univariate", n_features=3, among="columns").fit(X, y)
    assert model.among_ == "columns"
    pd.testing.assert_frame_equal(seen[-1], X[["left", "right", "level"]])
    assert model.score(X, y) > 0.9


def test_columns_that_a_pipeline_names_are_selected_behind_its_steps():
    X, y = mixed()
    columns = make_column_transformer(
        (StandardScaler(), ["left", "noise 1", "noise 2"]), (OneHotEncoder(), ["level", "noise text"])
    )
    model = FeatureSelection(make_pipeline(columns, LogisticRegression()), method="univariate", n_features=3)
    model.fit(X, y)
    assert model.among_ == "features"
    assert model.selected_features_.tolist() == [
        "standardscaler__left",
        "onehotencoder__level_high",
        "onehotencoder__level_low",
    ]
    assert len(model.dropped_features_) == 5
    assert [name for name, _ in model.estimator_.steps] == [
        "columntransformer",
        "feature_selection",
        "logisticregression",
    ]
    assert model.score(X, y) > 0.9


def test_words_are_selected_behind_the_vectoriser():
    words = np.random.default_rng(0).choice(["red", "green", "blue", "grey"], size=(80, 5))
    y = (words == "red").sum(axis=1) > 1
    texts = [" ".join(line) for line in words]
    model = FeatureSelection(
        make_pipeline(TfidfVectorizer(), LogisticRegression()), method="univariate", n_features=1
    ).fit(texts, y)
    assert model.selected_features_.tolist() == ["red"]
    assert model.dropped_features_.tolist() == ["blue", "green", "grey"]
    assert model.score(texts, y) > 0.7


def test_selection_goes_inside_a_strategy_around_a_pipeline_that_names_columns():
    X, y = mixed()
    columns = make_column_transformer((StandardScaler(), ["left", "right", "noise 1", "noise 2"]))
    inner = ClassBalancing(make_pipeline(columns, LogisticRegression()), method="prior", cv=2, random_state=0)
    model = FeatureSelection(inner, method="univariate", n_features=2, random_state=0)
    model.fit(X, y, sample_weight=np.ones(150), groups=np.arange(150) // 3)
    assert isinstance(model.estimator_, ClassBalancing)
    assert isinstance(model.estimator_.estimator_, FeatureSelection)
    assert model.selected_features_.tolist() == ["standardscaler__left", "standardscaler__right"]
    assert model.score(X, y) > 0.9
    assert isinstance(model.selector_, FeatureSelector)


@pytest.mark.parametrize(
    ("estimator", "message"),
    [
        (HistGradientBoostingClassifier(categorical_features=[1]), "refers to columns by name or position"),
        (EnsembleLearning(make_pipeline(FunctionTransformer(np.abs), GaussianNB())), "refers to columns"),
        (
            make_sampling_pipeline(FunctionTransformer(np.abs), RandomOverSampler(), GaussianNB()),
            "cannot select behind a sampler",
        ),
    ],
)
def test_model_that_would_break_is_refused(estimator, message):
    X, y = noisy()
    with pytest.raises(NotApplicable, match=message):
        FeatureSelection(estimator, method="univariate").fit(X, y)


def test_texts_without_a_pipeline_are_refused():
    with pytest.raises(NotApplicable, match="rows without columns"):
        FeatureSelection(GaussianNB()).fit(["red", "green"] * 5, [0, 1] * 5)
    with pytest.raises(ValueError, match="expected rows with columns"):
        FeatureSelection(GaussianNB(), among="columns").fit(["red", "green"] * 5, [0, 1] * 5)


def test_gaps_are_let_through_where_the_model_takes_them():
    X, y = noisy()
    X.iloc[::5, 0] = np.nan
    model = FeatureSelection(HistGradientBoostingClassifier(max_iter=5), method="univariate", n_features=2).fit(X, y)
    assert model.score(X, y) > 0.8
    with pytest.raises(ValueError, match="NaN"):
        FeatureSelection(GaussianNB(), method="univariate", n_features=2).fit(X, y)


# --- nothing leaks ------------------------------------------------------------------------------------------------


class Spy(ClassifierMixin, BaseEstimator):
    """Nearest neighbours on frames; tells which rows it saw and was asked, by the index."""

    asked: ClassVar[list[tuple[set, set]]] = []

    def fit(self, X, y):
        self.seen_ = set(X.index)
        self.model_ = KNeighborsClassifier(3).fit(X.to_numpy(), y)
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, X):
        self.asked.append((self.seen_, set(X.index)))
        return self.model_.predict_proba(X.to_numpy())

    def predict(self, X):
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


def test_number_is_tuned_on_rows_that_the_model_had_not_seen():
    Spy.asked.clear()
    FeatureSelection(Spy(), method="univariate", cv=3, random_state=0).fit(*noisy())
    assert len(Spy.asked) >= 3 * 6
    assert not [seen & rows for seen, rows in Spy.asked if seen & rows]
    assert set().union(*(rows for _, rows in Spy.asked)) == set(range(150))


def test_ranking_is_done_anew_in_each_fold():
    """Ranked on all rows, a few of 2000 noise columns would look as if they told the class (Ambroise 2002)."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(50, 2000)), np.arange(50) % 2
    model = FeatureSelection(GaussianNB(), method="univariate", scoring="accuracy", random_state=0).fit(X, y)
    assert model.tuning_["score"].max() < 0.7
    best = FeatureSelector(method="univariate", n_features=0.05).fit_transform(X, y)
    assert GaussianNB().fit(best[:25], y[:25]).score(best, y) > 0.9


def test_copies_of_rows_are_not_given_to_what_tunes_in_folds():
    X, y = noisy()
    with pytest.raises(NotApplicable, match=r"Change the order, as in FeatureSelection\(DataAugmentation\(model\)\)"):
        DataAugmentation(FeatureSelection(GaussianNB(), method="univariate")).fit(X, y)
    DataAugmentation(FeatureSelection(GaussianNB(), method="univariate", n_features=3)).fit(X, y)


# --- in the loop --------------------------------------------------------------------------------------------------


def diagnosis(*kinds: str) -> Diagnosis:
    findings = tuple(
        Finding(
            kind=kind,
            code="-",
            measure="share of errors",
            rows=np.arange(3),
            n_rows=100,
            n_errors=10,
            share=0.3,
            estimate=0.3,
            interval=(0.1, 0.5),
            p_value=0.01,
            p_raw=0.01,
            bound=0.03,
            evidence={},
        )
        for kind in kinds
    )
    return Diagnosis(findings=findings, n_rows=100, n_errors=10, alpha=0.05)


def test_suits_errors_near_the_boundary_and_nothing_else():
    assert "boundary cases" in FeatureSelection().suits(diagnosis("boundary_cases", "class_imbalance"))
    with pytest.raises(NotApplicable, match="boundary cases, which was not looked for"):
        FeatureSelection().suits(diagnosis("class_imbalance"))


def test_is_applicable_to_a_model_without_probabilities():
    FeatureSelection().check_applicable(PredictionTable.from_predictions([0, 1], [1, 1]))
    assert FeatureSelection().costs_fits


def test_candidates_tune_their_number():
    found = FeatureSelection(n_features=3).candidates(diagnosis())
    assert [candidate.method for candidate in found] == ["importance", "mutual_info"]
    assert all(candidate._learns_in_folds and candidate.estimator is None for candidate in found)


def test_loop_keeps_a_selection_that_helps():
    X, y = noisy(250, 20)
    loop = SelfCorrectingClassifier(
        KNeighborsClassifier(), strategies=[FeatureSelection(method="univariate", cv=3)], cv=3, random_state=0
    ).fit(X, y)
    assert loop.report_.verdict == "corrected"
    assert {"left", "right"} <= set(loop.estimator_.selected_features_)


def test_works_inside_a_search():
    X, y = noisy()
    search = GridSearchCV(
        FeatureSelection(GaussianNB(), method="univariate"), {"n_features": [1, 2, 12]}, cv=2, error_score="raise"
    ).fit(X, y)
    assert search.best_params_["n_features"] == 2


def test_grid_holds_rankings_and_shares():
    assert list(FeatureSelection().search_settings(GaussianNB())[0]) == ["method", "n_features"]
