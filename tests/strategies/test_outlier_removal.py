"""Rows far from their class are dropped and reported; classes, weights and kinds of rows are kept."""

from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imblearn.under_sampling import EditedNearestNeighbours
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from skmitigate import DataAugmentation, OutlierRemoval, SelfCorrectingClassifier
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.diagnosis import Diagnosis, Finding
from skmitigate.exceptions import NotApplicable, SkmitigateWarning
from skmitigate.predictions import PredictionTable
from skmitigate.strategies import OutlierSampler


class Spy(ClassifierMixin, BaseEstimator):
    """Naive Bayes that tells which rows it saw, by the index of the frame, and with which weights."""

    seen: ClassVar[list] = []

    def fit(self, X, y, sample_weight=None):
        self.seen.append((X.index.to_numpy(), np.asarray(y), sample_weight))
        self.model_ = GaussianNB().fit(X.to_numpy(), y)
        self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        return self.model_.predict(X.to_numpy())


@pytest.fixture(autouse=True)
def _spies_forget():
    Spy.seen.clear()


def planted(n_rows: int = 150, share: float = 0.1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three classes, and some rows of each scattered far away."""
    rng = np.random.default_rng(0)
    y = rng.permutation(np.arange(n_rows) % 3)
    X = rng.normal(size=(n_rows, 4)) + 2.5 * np.eye(3, 4)[y]
    out = rng.random(n_rows) < share
    X[out] = rng.uniform(-40, 40, size=(out.sum(), 4))
    return X, y, out


# --- what is dropped ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["isolation", "neighbours", "mahalanobis"])
def test_planted_outliers_are_dropped_and_clean_held_out_rows_gain(method):
    X, y, out = planted()
    rng = np.random.default_rng(1)
    y_new = np.arange(600) % 3
    X_new = rng.normal(size=(600, 4)) + 2.5 * np.eye(3, 4)[y_new]
    model = OutlierRemoval(GaussianNB(), method=method, random_state=0).fit(X, y)
    assert set(model.removed_) >= set(np.flatnonzero(out))
    assert len(model.removed_) <= out.sum() + 3
    assert model.score(X_new, y_new) > GaussianNB().fit(X, y).score(X_new, y_new) + 0.1


@pytest.mark.parametrize("method", ["isolation", "neighbours", "mahalanobis"])
def test_next_to_nothing_is_dropped_where_nothing_is_planted(method):
    X, y, _ = planted(600, 0.0)
    model = OutlierRemoval(GaussianNB(), method=method, random_state=0).fit(X, y)
    assert len(model.removed_) <= 4


def test_rows_that_are_dropped_are_told_and_no_other_is():
    X, y, _ = planted()
    model = OutlierRemoval(Spy(), random_state=0).fit(pd.DataFrame(X), y)
    rows, labels, _ = Spy.seen[-1]
    assert sorted([*rows, *model.removed_]) == list(range(150))
    np.testing.assert_array_equal(labels, y[rows])
    np.testing.assert_array_equal(model.n_removed_, np.bincount(y[model.removed_], minlength=3))
    assert (model.outlyingness_[model.removed_] > 3.5).all()
    assert (model.outlyingness_[rows] <= 3.5).all()


@given(
    n_rows=st.lists(st.integers(1, 25), min_size=2, max_size=4),
    contamination=st.one_of(st.just("auto"), st.floats(0.01, 0.5)),
    method=st.sampled_from(["neighbours", "mahalanobis"]),
    weighted=st.booleans(),
    seed=st.integers(0, 10_000),
)
@settings(deadline=None, max_examples=25)
def test_no_class_is_lost_and_none_loses_more_than_half(n_rows, contamination, method, weighted, seed):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([f"class {c}" for c in range(len(n_rows))], n_rows))
    X = rng.standard_cauchy(size=(len(y), 3))
    weight = None
    if weighted:
        weight = np.where(rng.random(len(y)) < 0.3, 0.0, 1.0)
        weight[np.unique(y, return_index=True)[1]] = 1.0
    model = OutlierRemoval(Spy(), method=method, contamination=contamination, random_state=0)
    Spy.seen.clear()
    model.fit(pd.DataFrame(X), y, sample_weight=weight)
    rows, labels, weights = Spy.seen[-1]
    assert sorted([*rows, *model.removed_]) == list(range(len(y)))
    assert set(labels) == set(y) == set(model.classes_)
    there = np.ones(len(y), dtype=bool) if weight is None else weight > 0
    assert there[model.removed_].all()
    for c, label in enumerate(model.classes_):
        assert model.n_removed_[c] <= np.sum(there & (y == label)) // 2
    if weight is not None:
        np.testing.assert_array_equal(weights, weight[rows])


def test_columns_of_any_kind_are_compared():
    X, y, out = planted()
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame["level"] = pd.Categorical(np.where(y == 0, "low", "high"))
    frame["text"] = np.where(X[:, 3] > 0, "up", None)
    frame.loc[::7, "d"] = np.nan
    model = OutlierRemoval(make_pipeline(TabularEncoder(), LogisticRegression()), random_state=0).fit(frame, y)
    assert set(model.removed_) >= set(np.flatnonzero(out))
    sparse_rows = sparse.csr_array(np.where(np.abs(X) > 1, X, 0.0))
    model = OutlierRemoval(LogisticRegression(max_iter=1000), method="neighbours", random_state=0).fit(sparse_rows, y)
    assert set(model.removed_) >= set(np.flatnonzero(out))


def test_texts_are_compared_by_what_a_pipeline_makes_of_them():
    rng = np.random.default_rng(0)
    y = np.arange(80) % 2
    texts = [" ".join(rng.choice(["red", "rose"] if label else ["blue", "sea"], 6)) for label in y]
    texts[10] = "invoice number due date payment total amount"
    model = OutlierRemoval(
        make_pipeline(CountVectorizer(), LogisticRegression()), contamination=0.025, random_state=0
    ).fit(texts, y)
    assert 10 in model.removed_
    assert model.n_removed_.tolist() == [1, 1]
    assert model.predict(["red rose", "blue sea"]).tolist() == [1, 0]
    with pytest.raises(ValueError, match="got rows that have none and no steps of a Pipeline"):
        OutlierRemoval(GaussianNB()).fit(texts, y)


def test_method_is_that_of_the_sampler():
    X, y, _ = planted()
    model = OutlierRemoval(GaussianNB(), random_state=7).fit(X, y)
    sampler = OutlierSampler(random_state=model._seed)
    sampler.fit_resample(X, y)
    np.testing.assert_array_equal(np.isin([*model.removed_], sampler.removed_), True)


def test_tight_cluster_of_outliers_is_found_by_the_robust_covariance():
    """Such rows are each other's neighbours, and no random split isolates them."""
    X, y, _ = planted(600, 0.0)
    cluster = np.flatnonzero(y == 1)[:25]
    X[cluster] = 40 + np.random.default_rng(0).normal(size=(25, 4))
    found = OutlierRemoval(GaussianNB(), method="mahalanobis", random_state=0).fit(X, y)
    missed = OutlierRemoval(GaussianNB(), method="neighbours", random_state=0).fit(X, y)
    assert set(found.removed_) >= set(cluster)
    assert not set(missed.removed_) & set(cluster)


# --- how many -----------------------------------------------------------------------------------------------------


def test_share_is_that_of_each_class():
    X, y = load_iris(return_X_y=True)
    model = OutlierRemoval(GaussianNB(), contamination=0.1, random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.n_removed_, 5)


def test_share_is_tuned_to_what_helps_held_out_rows():
    X, y, _ = planted(share=0.06)
    model = OutlierRemoval(GaussianNB(), contamination="tuned", scoring="accuracy", cv=3, random_state=0).fit(X, y)
    assert model.contamination_ >= 0.05
    assert model._learns_in_folds
    clean, labels, _ = planted(share=0.0)
    model = OutlierRemoval(GaussianNB(), contamination="tuned", cv=3, random_state=0).fit(clean, labels)
    assert model.contamination_ == 0.0
    assert len(model.removed_) == 0


def test_tuning_scores_rows_that_the_model_had_not_seen_outliers_too():
    """Rows dropped from the training part of one fold are among the tested ones of another."""
    X, y, _ = planted()
    model = OutlierRemoval(KNeighborsClassifier(1), contamination="tuned", cv=3, random_state=0).fit(X, y)
    assert model.contamination_ == 0.0 or len(model.removed_)


def test_copies_of_rows_are_not_given_to_what_tunes_in_folds():
    X, y, _ = planted()
    with pytest.raises(NotApplicable, match="Change the order"):
        DataAugmentation(OutlierRemoval(GaussianNB(), contamination="tuned")).fit(X, y)


# --- samplers -----------------------------------------------------------------------------------------------------


def test_any_cleaning_sampler_takes_the_place_of_the_method():
    X, y, _ = planted(share=0.0)
    weight = np.random.default_rng(0).uniform(1, 2, 150)
    sampler = EditedNearestNeighbours(sampling_strategy="all", kind_sel="mode")
    model = OutlierRemoval(Spy(), sampler=sampler).fit(pd.DataFrame(X), y, sample_weight=weight)
    rows, _, weights = Spy.seen[-1]
    encoded = TabularEncoder().fit_transform(X)
    expected = EditedNearestNeighbours(sampling_strategy="all", kind_sel="mode")
    expected.fit_resample(encoded, y)
    np.testing.assert_array_equal(rows, np.sort(expected.sample_indices_))
    np.testing.assert_array_equal(weights, weight[rows])
    assert not hasattr(sampler, "sample_indices_")
    assert not hasattr(model, "outlyingness_")


def test_class_that_a_sampler_would_take_is_kept():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(100, 2)), (np.arange(100) < 12).astype(int)
    sampler = EditedNearestNeighbours(sampling_strategy="all", kind_sel="mode")
    with pytest.warns(SkmitigateWarning, match=r"would drop \d+% of the rows of class"):
        model = OutlierRemoval(GaussianNB(), sampler=sampler).fit(X, y)
    assert model.n_removed_[1] == 0


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


def test_suits_outliers_and_nothing_else():
    assert OutlierRemoval().suits(diagnosis("outliers", "class_imbalance")) == "found: outliers"
    with pytest.raises(NotApplicable, match="outliers, which was not looked for"):
        OutlierRemoval().suits(diagnosis("class_imbalance"))


def test_is_applicable_to_a_model_without_probabilities():
    OutlierRemoval().check_applicable(PredictionTable.from_predictions([0, 1], [1, 1]))
    assert OutlierRemoval().costs_fits


def test_candidates_are_one_by_evidence_and_one_by_share():
    found = OutlierRemoval(contamination=0.3).candidates(diagnosis())
    assert [candidate.contamination for candidate in found] == ["auto", 0.05]
    assert not any(candidate._learns_in_folds for candidate in found)


def test_loop_keeps_a_removal_that_helps():
    X, y, _ = planted(300)
    loop = SelfCorrectingClassifier(GaussianNB(), strategies=["outlier_removal"], cv=3, random_state=0).fit(X, y)
    assert loop.report_.verdict == "corrected"
    assert len(loop.estimator_.removed_) > 10


def test_works_inside_a_search():
    X, y, _ = planted()
    search = GridSearchCV(
        OutlierRemoval(GaussianNB(), method="neighbours"),
        {"contamination": [0.01, 0.2, "auto"]},
        cv=2,
        error_score="raise",
    ).fit(X, y)
    assert set(search.predict(X)) <= {0, 1, 2}


def test_grid_holds_shares():
    assert OutlierRemoval().search_settings(GaussianNB()) == [{"contamination": ["auto", 0.02, 0.05]}]


def test_row_that_the_model_would_refuse_is_refused_before_it_is_dropped():
    X, y, _ = planted()
    X[0] = [np.nan, 1e6, 1e6, 1e6]
    with pytest.raises(ValueError, match="NaN"):
        OutlierRemoval(GaussianNB()).fit(X, y)
