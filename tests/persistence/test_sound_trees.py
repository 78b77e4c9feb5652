"""Trees that lead out of memory, or round and round, are refused."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.tree import DecisionTreeClassifier

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._sound_trees import check_nodes, check_predictor, check_tree_arrays


@pytest.fixture
def grown(iris):
    """What a fitted tree is made of."""
    _, made_with, state = DecisionTreeClassifier(random_state=0).fit(*iris).tree_.__reduce__()
    return made_with, {name: np.copy(part) for name, part in state.items()}


def test_a_grown_tree_passes(grown):
    check_tree_arrays(*grown)


@pytest.mark.parametrize(("field", "value"), [("left_child", 0), ("right_child", 10**6), ("left_child", -7)])
def test_a_child_must_be_there_and_come_later(grown, field, value):
    made_with, state = grown
    state["nodes"][field][0] = value
    with pytest.raises(InvalidModelFile, match="lead nowhere, or in a circle"):
        check_tree_arrays(made_with, state)


@pytest.mark.parametrize("value", [4, 10**9, -2])
def test_a_column_must_be_there(grown, value):
    made_with, state = grown
    state["nodes"]["feature"][0] = value
    with pytest.raises(InvalidModelFile, match="a column that is not there"):
        check_tree_arrays(made_with, state)


@pytest.mark.parametrize(
    ("made_with", "state"),
    [
        ((4, np.array([3]), 10**9), {}),
        ((4, np.array([3, 3]), 2), {}),
        ((4, np.array([10**12]), 1), {}),
        ((4, np.array([0]), 1), {}),
        ((4, np.array([3.0]), 1), {}),
        ((4, np.array([], dtype=int), 0), {}),
        ((4, np.array([3]), 1), {"node_count": 10**6}),
        ((4, np.array([3]), 1), {"values": np.zeros((1, 1, 3))}),
    ],
)
def test_arrays_must_fit_together(grown, made_with, state):
    with pytest.raises(InvalidModelFile, match="do not fit together"):
        check_tree_arrays(made_with, {**grown[1], **state})


def test_a_tree_without_nodes_is_none():
    empty = np.zeros(0, dtype=int)
    with pytest.raises(InvalidModelFile, match="no nodes"):
        check_nodes(empty, empty, empty, empty.astype(bool), 4)


@pytest.fixture
def boosted():
    """A tree that splits on a category."""
    rng = np.random.default_rng(0)
    X = np.c_[rng.integers(0, 5, 200), rng.normal(size=200)]
    y = np.isin(X[:, 0], [1, 3]).astype(int)
    model = HistGradientBoostingClassifier(max_iter=1, categorical_features=[0], random_state=0).fit(X, y)
    return model._predictors[0][0]


def test_a_boosted_tree_passes(boosted):
    assert boosted.nodes["is_categorical"].any()
    check_predictor(boosted, 2)


def test_a_boosted_tree_is_checked(boosted):
    with pytest.raises(InvalidModelFile, match="a column that is not there"):
        check_predictor(boosted, 0)
    boosted.raw_left_cat_bitsets = boosted.raw_left_cat_bitsets[:0]
    with pytest.raises(InvalidModelFile, match="sets of categories"):
        check_predictor(boosted, 2)
