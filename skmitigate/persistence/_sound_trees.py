"""See that trees lead from their root to a leaf: scikit-learn's compiled code follows them without a look."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from skmitigate._typing import AnyArray
from skmitigate.exceptions import InvalidModelFile

_LEAF = -1


def check_tree_arrays(made_with: tuple[Any, ...], state: Mapping[str, Any]) -> None:
    """Check what a tree of scikit-learn is about to be made of; InvalidModelFile where it does not fit together.

    Parameters
    ----------
    made_with : tuple
        Number of columns, numbers of classes, number of outputs.
    state : mapping
        Its nodes, their values, and how many there are.
    """
    n_features, n_classes, n_outputs = made_with
    nodes, values = np.asarray(state["nodes"]), np.asarray(state["values"])
    counts = np.asarray(n_classes)
    fits = (
        nodes.ndim == counts.ndim == 1
        and len(nodes) == int(state["node_count"]) > 0
        and len(counts) == int(n_outputs) > 0
        and counts.dtype.kind in "iu"
        and counts.min() > 0
        and values.shape == (len(nodes), len(counts), counts.max())
    )
    if not fits:
        raise InvalidModelFile("A tree's arrays do not fit together.")
    left, right = nodes["left_child"], nodes["right_child"]
    inner = (left != _LEAF) | (right != _LEAF)
    check_nodes(left, right, nodes["feature"], inner, int(n_features))


def check_predictor(predictor: Any, n_features: int) -> None:
    """Check a tree of histogram gradient boosting."""
    nodes = predictor.nodes
    inner = nodes["is_leaf"] == 0
    check_nodes(
        nodes["left"].astype(np.int64), nodes["right"].astype(np.int64), nodes["feature_idx"], inner, n_features
    )
    categorical = inner & (nodes["is_categorical"] != 0)
    for sets in (predictor.raw_left_cat_bitsets, predictor.binned_left_cat_bitsets):
        if sets.ndim != 2 or sets.shape[1] != 8 or not (nodes["bitset_idx"][categorical] < len(sets)).all():
            raise InvalidModelFile("A tree's sets of categories do not fit to it.")


def check_nodes(left: AnyArray, right: AnyArray, feature: AnyArray, inner: AnyArray, n_features: int) -> None:
    """See that children come behind their parents, are there, and ask for columns that are there."""
    if not len(left):
        raise InvalidModelFile("A tree has no nodes.")
    at = np.flatnonzero(inner)
    for child in (left[at], right[at]):
        if not ((child > at) & (child < len(left))).all():
            raise InvalidModelFile("A tree's nodes lead nowhere, or in a circle.")
    if not ((feature[at] >= 0) & (feature[at] < n_features)).all():
        raise InvalidModelFile("A tree asks for a column that is not there.")
