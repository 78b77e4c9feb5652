"""Relatives of a model, and a library of others."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import ClassBalancing
from skmitigate._utils._seeds import describe
from skmitigate.strategies._members import core_of, library, same_family, with_core

X = np.random.default_rng(0).normal(size=(60, 4))
Y = (X[:, 0] + X[:, 1] > 0).astype(int)
FAMILIES = [
    LinearDiscriminantAnalysis(),
    DecisionTreeClassifier(),
    ExtraTreesClassifier(10),
    GaussianNB(),
    GradientBoostingClassifier(n_estimators=5),
    HistGradientBoostingClassifier(max_iter=5),
    KNeighborsClassifier(3),
    LinearSVC(),
    LogisticRegression(),
    MLPClassifier((5,), max_iter=500, tol=1e-2),
    RandomForestClassifier(10, class_weight="balanced"),
    SVC(),
]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore:n_quantiles:UserWarning")
@pytest.mark.parametrize("model", FAMILIES, ids=lambda model: type(model).__name__)
def test_relatives_differ_from_the_model_and_can_be_fitted(model):
    relatives = same_family(model)
    texts = {describe(relative) for relative in relatives.values()}
    assert len(texts) == len(relatives) >= 1
    assert describe(model) not in texts
    for name, relative in relatives.items():
        assert name.startswith(type(model).__name__)
        assert set(relative.fit(X, Y).predict(X)) <= {0, 1}


def test_what_stands_before_the_model_stays():
    model = make_pipeline(StandardScaler(), ClassBalancing(make_pipeline(PCA(2), LogisticRegression())))
    assert isinstance(core_of(model), LogisticRegression)
    for relative in same_family(model).values():
        assert [type(step) for _, step in relative.steps] == [StandardScaler, ClassBalancing]
        assert isinstance(relative[-1].estimator, Pipeline)
        assert isinstance(relative[-1].estimator[0], PCA)
        assert isinstance(core_of(relative), LogisticRegression)
    assert isinstance(core_of(with_core(model, GaussianNB())), GaussianNB)
    assert core_of(model).C == 1.0


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_library_is_behind_the_preprocessing_but_chooses_its_own_scale():
    members = library(make_pipeline(PCA(2), StandardScaler(), GaussianNB()), 100, 2)
    assert len(members) == 8
    for member in members.values():
        assert [type(step) for _, step in member.steps][:-1] == [PCA]
        assert member.fit(X, Y).predict_proba(X).shape == (60, 2)


@pytest.mark.parametrize(
    ("n_rows", "n_classes", "missing"),
    [(100, 40, {"boosted trees"}), (10_000, 2, {"kernel machine"}), (50_000, 2, {"kernel machine", "neighbours"})],
)
def test_what_would_take_too_long_is_left_out(n_rows, n_classes, missing):
    assert set(library(GaussianNB(), 100, 2)) - set(library(GaussianNB(), n_rows, n_classes)) == missing


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_what_takes_no_sparse_rows_is_left_out_for_them():
    left_out = set(library(GaussianNB(), 100, 2)) - set(library(GaussianNB(), 100, 2, sparse=True))
    assert left_out == {"boosted trees", "discriminant analysis"}
    for member in library(LogisticRegression(), 100, 2, sparse=True).values():
        assert member.fit(csr_array(X), Y).predict_proba(csr_array(X)).shape == (60, 2)


def test_trees_are_smaller_on_few_rows():
    leaves = [library(GaussianNB(), n, 2)["boosted trees"][-1].max_leaf_nodes for n in (500, 5000)]
    assert leaves == [8, 15]


def test_network_passes_over_many_rows_less_often():
    passes = [library(GaussianNB(), n, 2)["neural network"][-1].max_iter for n in (1000, 40_000, 10**6)]
    assert passes == [100, 50, 20]
