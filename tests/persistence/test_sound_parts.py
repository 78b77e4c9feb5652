"""What compiled code would read without looking fits together, or the model is refused."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.ensemble import (
    BaggingClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    IsolationForest,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, SVR, OneClassSVM
from sklearn.tree import DecisionTreeClassifier

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._sound_parts import check_sound


def grown(model, iris):
    X, y = iris
    return model.fit(X, np.unique(y, return_inverse=True)[1].astype(float) if isinstance(model, SVR) else y)


def narrow(iris):
    """A tree that takes two columns only."""
    return DecisionTreeClassifier(max_depth=2).fit(iris[0][:, :2], iris[1])


def narrow_begin(_iris):
    """A begin of boosting for two classes."""
    return make_pipeline(LogisticRegression()).fit([[0, 0, 0, 0], [1, 1, 1, 1]], [0, 1])


def last_moved(X):
    moved = sparse.csr_matrix(X)
    moved.indices[-1] = 10**6
    return moved


FAULTS = {
    "a tree of fewer columns": (
        lambda: DecisionTreeClassifier(max_depth=2), lambda m, d: setattr(m, "tree_", narrow(d).tree_)
    ),
    "a tree of fewer columns in a forest": (
        lambda: RandomForestClassifier(3), lambda m, d: m.estimators_.__setitem__(1, narrow(d))
    ),
    "another thing in a forest": (
        lambda: RandomForestClassifier(3), lambda m, _d: m.estimators_.__setitem__(1, LogisticRegression())
    ),
    "a tree of fewer columns in an isolation forest": (
        lambda: IsolationForest(n_estimators=3), lambda m, d: m.estimators_.__setitem__(1, narrow(d))
    ),
    "boosting with more trees than scores": (
        lambda: GradientBoostingClassifier(n_estimators=2),
        lambda m, _d: setattr(m, "estimators_", np.c_[m.estimators_, m.estimators_]),
    ),
    "boosting of a flat list": (
        lambda: GradientBoostingClassifier(n_estimators=2),
        lambda m, _d: setattr(m, "estimators_", m.estimators_.ravel()),
    ),
    "boosting with a begin for other classes": (
        lambda: GradientBoostingClassifier(n_estimators=2), lambda m, d: setattr(m, "init_", narrow_begin(d))
    ),
    "a histogram's tree with other columns": (
        lambda: HistGradientBoostingClassifier(max_iter=2), lambda m, _d: setattr(m, "_n_features", 1)
    ),
    "a histogram with other bins": (
        lambda: HistGradientBoostingClassifier(max_iter=2),
        lambda m, _d: setattr(m._bin_mapper, "bin_thresholds_", m._bin_mapper.bin_thresholds_[:2]),
    ),
    "a histogram with categories out of range": (
        lambda: HistGradientBoostingClassifier(max_iter=2),
        lambda m, _d: (
            m._bin_mapper.is_categorical_.__setitem__(0, 1),
            m._bin_mapper.bin_thresholds_.__setitem__(0, np.array([1e6])),
        ),
    ),
    "fewer coefficients than support vectors": (
        SVC, lambda m, _d: setattr(m, "_dual_coef_", m._dual_coef_[:, :3])
    ),
    "counts of support vectors below 0": (SVC, lambda m, _d: m._n_support.__setitem__(0, -5)),
    "counts of support vectors that are too large": (SVC, lambda m, _d: m._n_support.__setitem__(0, 500)),
    "counts of other classes": (SVC, lambda m, _d: setattr(m, "_n_support", np.array([10, 10], dtype=np.int32))),
    "a short intercept": (SVC, lambda m, _d: setattr(m, "_intercept_", m._intercept_[:1])),
    "a short calibration": (SVC, lambda m, _d: setattr(m, "_probA", np.zeros(1))),
    "narrow support vectors": (SVC, lambda m, _d: setattr(m, "support_vectors_", m.support_vectors_[:, :2])),
    "support vectors elsewhere": (SVC, lambda m, _d: m.support_.__setitem__(0, 10**6)),
    "a regression with wrong counts": (SVR, lambda m, _d: m._n_support.__setitem__(0, 1)),
    "novelties with wrong counts": (OneClassSVM, lambda m, _d: setattr(m, "dual_coef_", m.dual_coef_[:, :1])),
    "neighbours of other columns": (
        lambda: KNeighborsClassifier(algorithm="brute"), lambda m, _d: setattr(m, "_fit_X", m._fit_X[:, :2])
    ),
    "a search tree of other columns": (
        lambda: KNeighborsClassifier(algorithm="kd_tree"),
        lambda m, d: setattr(m, "_tree", KNeighborsClassifier(algorithm="kd_tree").fit(d[0][:, :2], d[1])._tree),
    ),
    "centres of other columns": (
        lambda: KMeans(2, n_init=1), lambda m, _d: setattr(m, "cluster_centers_", m.cluster_centers_[:, :2])
    ),
    "threads without end": (lambda: KMeans(2, n_init=1), lambda m, _d: setattr(m, "_n_threads", 10**6)),
    "processes without end": (
        lambda: BaggingClassifier(n_estimators=2), lambda m, _d: setattr(m, "n_jobs", 100_000)
    ),
    "a sparse matrix that points out of itself": (
        KNeighborsClassifier, lambda m, d: setattr(m, "anything", [{"here": last_moved(d[0])}])
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_seen(fault, iris):
    make, forge = FAULTS[fault]
    model = grown(make(), iris)
    check_sound(model)
    forge(model, iris)
    with pytest.raises((InvalidModelFile, ValueError)):
        check_sound(model)


def tree_with(iris, change):
    """A search tree whose state was changed."""
    tree = grown(KNeighborsClassifier(algorithm="kd_tree", leaf_size=5), iris)._tree
    state = [np.copy(part) if isinstance(part, np.ndarray) else part for part in tree.__getstate__()]
    change(state)
    tree.__setstate__(tuple(state))
    return tree


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state[1].__setitem__(0, 10**6),
        lambda state: state[2]["idx_end"].__setitem__(0, 10**6),
        lambda state: state[2]["idx_start"].__setitem__(0, -1),
        lambda state: state[2]["is_leaf"].__setitem__(-1, 0),
        lambda state: state.__setitem__(2, state[2][:3]),
        lambda state: state.__setitem__(3, np.ascontiguousarray(state[3][:, :3])),
        lambda state: state.__setitem__(6, 10**6),
    ],
    ids=["order", "end", "start", "leaf", "nodes", "bounds", "number"],
)
def test_search_trees_lead_to_rows_that_are_there(iris, change):
    check_sound(tree_with(iris, lambda _state: None))
    with pytest.raises(InvalidModelFile, match="search tree"):
        check_sound(tree_with(iris, change))


def test_a_distance_with_too_few_weights(iris):
    weighed = KNeighborsClassifier(algorithm="ball_tree", metric="minkowski", metric_params={"w": np.ones(4)}, p=3)
    tree = grown(weighed, iris)._tree
    check_sound(tree)
    metric = tree.__getstate__()[11]
    metric.__setstate__((metric.__getstate__()[0], np.ones(2), *metric.__getstate__()[2:]))
    with pytest.raises(InvalidModelFile, match="distance"):
        check_sound(tree)


@pytest.mark.parametrize("kind", ["MT19937", "PCG64", "Philox", "SFC64"])
def test_sources_of_random_bits_go_on_within_their_tables(kind):
    generator = np.random.Generator(getattr(np.random, kind)(0))
    check_sound([generator, np.random.RandomState(0)])
    told = generator.bit_generator.state
    if kind == "MT19937":
        told["state"]["pos"] = 10**6
    elif kind == "Philox":
        told["buffer_pos"] = 99
    else:
        return
    generator.bit_generator.state = told
    with pytest.raises(InvalidModelFile, match="random bits"):
        check_sound({"held": generator})


def test_a_vectoriser_that_reads_files_is_refused():
    check_sound(TfidfVectorizer())
    with pytest.raises(InvalidModelFile, match="reads files"):
        check_sound([TfidfVectorizer(input="filename")])


def test_what_is_not_fitted_passes():
    for model in (RandomForestClassifier(), GradientBoostingClassifier(), HistGradientBoostingClassifier(), SVC()):
        check_sound(model)
    check_sound([KMeans(), KNeighborsClassifier(), IsolationForest(), DecisionTreeClassifier()])


def test_a_circle_ends():
    circle = [1]
    circle.append({"again": circle})
    check_sound(circle)
