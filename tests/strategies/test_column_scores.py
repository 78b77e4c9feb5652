"""Scores of columns: what is planted comes first, whatever the ranking and the kind of column."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.feature_selection import f_classif
from sklearn.metrics import mutual_info_score

from skmitigate._utils._tabular import TabularEncoder
from skmitigate.strategies._column_scores import METHODS, column_scores

each = pytest.mark.parametrize("method", METHODS)
SUPERVISED = [method for method in METHODS if method != "variance"]


def scores(method, frame, codes, weight=None):
    encoder = TabularEncoder().fit(frame)
    weight = np.ones(len(codes)) if weight is None else weight
    return column_scores(method, encoder.transform(frame), encoder.origins(), codes, weight, seed=0)


def planted(seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Noise in columns of every kind, and the class in the last four of them."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 3, 300)
    frame = pd.DataFrame(rng.normal(size=(300, 6)), columns=[f"noise {j}" for j in range(6)])
    frame["noise level"] = rng.choice(list("abcdefghij"), 300)
    frame["noise flag"] = rng.random(300) < 0.5
    frame["number"] = codes + rng.normal(scale=0.7, size=300)
    frame["level"] = np.where(rng.random(300) < 0.7, np.array(["a", "b", "c"])[codes], rng.choice(list("abc"), 300))
    frame["flag"] = (codes > 0) ^ (rng.random(300) < 0.15)
    frame["gap"] = np.where((codes == 2) ^ (rng.random(300) < 0.1), np.nan, rng.normal(size=300))
    return frame, codes


@pytest.mark.parametrize("method", SUPERVISED)
def test_columns_that_tell_the_class_are_above_those_that_do_not(method):
    frame, codes = planted()
    found = scores(method, frame, codes)
    assert found[-4:].min() > found[:-4].max()


@each
def test_column_that_never_varies_is_below_all_others(method):
    frame, codes = planted()
    frame.insert(0, "constant", 3.0)
    frame.insert(5, "empty", np.nan)
    found = scores(method, frame, codes)
    np.testing.assert_array_equal(np.flatnonzero(np.isneginf(found)), [0, 5])


@pytest.mark.parametrize("method", ["univariate", "mutual_info", "variance"])
@pytest.mark.parametrize("container", ["dense", "sparse"])
def test_a_weight_of_two_is_a_row_twice(method, container):
    rng = np.random.default_rng(0)
    X, codes = rng.poisson(0.7, size=(60, 5)).astype(float), rng.integers(0, 2, 60)
    twice = np.concatenate([np.arange(60), np.arange(30)])
    wrap = sparse.csr_array if container == "sparse" else np.asarray
    one = column_scores(method, wrap(X), np.arange(5), codes, np.repeat([2.0, 1.0], 30), seed=0)
    other = column_scores(method, wrap(X[twice]), np.arange(5), codes[twice], np.ones(90), seed=0)
    # Only the number of rows differs, by which log likelihood ratios and the correction for bias go.
    assert np.argsort(one).tolist() == np.argsort(other).tolist()


@pytest.mark.parametrize("method", SUPERVISED)
def test_scale_of_the_weights_does_not_matter(method):
    frame, codes = planted()
    weight = np.random.default_rng(0).uniform(1, 2, 300)
    np.testing.assert_allclose(scores(method, frame, codes, weight * 1024), scores(method, frame, codes, weight))


def test_univariate_scores_rank_as_f_does():
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, 200)
    X = rng.normal(size=(200, 20)) + codes[:, None] * np.linspace(0, 3, 20)
    for table in (X, sparse.csr_array(X)):
        ours = column_scores("univariate", table, np.arange(20), codes, np.ones(200), seed=0)
        assert np.argsort(ours).tolist() == np.argsort(f_classif(X, codes)[0]).tolist()
        assert np.isfinite(ours).all()


@pytest.mark.parametrize("container", ["dense", "sparse"])
def test_mutual_information_of_levels_is_that_of_scikit_learn_less_its_bias(container):
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, 400)
    X = np.stack([(codes == 1) ^ (rng.random(400) < 0.2), rng.random(400) < 0.3], axis=1).astype(float)
    table = sparse.csr_array(X) if container == "sparse" else X
    ours = column_scores("mutual_info", table, np.arange(2), codes, np.ones(400), seed=0)
    theirs = [mutual_info_score(column, codes) for column in X.T]
    np.testing.assert_allclose(ours, np.array(theirs) - 1 * 2 / (2 * 400))


def test_mutual_information_of_noise_is_about_0():
    rng = np.random.default_rng(0)
    found = scores("mutual_info", rng.normal(size=(1000, 40)), rng.integers(0, 3, 1000))
    assert abs(found.mean()) < 3 * found.std() / np.sqrt(40)


def test_importance_does_not_prefer_columns_of_many_values():
    """A forest alone gives noise of many values more than noise of two; less their shuffled copies they are even."""
    rng = np.random.default_rng(0)
    many, two = rng.normal(size=(300, 10)), rng.integers(0, 2, (300, 10))
    found = scores("importance", np.hstack([many, two]).astype(float), rng.integers(0, 2, 300))
    assert abs(found[:10].mean() - found[10:].mean()) < 3 * found.std() / np.sqrt(10)


def test_recursive_ranking_has_no_ties():
    frame, codes = planted()
    assert len(set(scores("recursive", frame, codes))) == frame.shape[1]


def test_variance_does_not_depend_on_units():
    rng = np.random.default_rng(0)
    X, codes = rng.uniform(size=(100, 1)), np.zeros(100, dtype=int)
    two = np.hstack([X, 1000 * X + 5])
    for table in (two, sparse.csr_array(two)):
        found = column_scores("variance", table, np.arange(2), codes, np.ones(100), seed=0)
        np.testing.assert_allclose(found[0], found[1])
        assert found[0] == pytest.approx(1 / 12, abs=0.02)
    flag = pd.DataFrame({"flag": rng.random(100) < 0.5})
    text = flag.assign(flag=np.where(flag["flag"], "yes", "no"))
    np.testing.assert_allclose(scores("variance", flag, codes), scores("variance", text, codes))
