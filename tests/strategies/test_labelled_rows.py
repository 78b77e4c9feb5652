"""Labelled rows below others, in the container of the first ones."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate.strategies._labelled_rows import check_some_rows, join_labels, join_rows, join_weights

NUMBERS = np.arange(12.0).reshape(6, 2)


@pytest.mark.parametrize("known", [np.asarray, sparse.csr_array, sparse.csc_matrix, pd.DataFrame, np.ndarray.tolist])
@pytest.mark.parametrize("more", [np.asarray, sparse.csr_array, pd.DataFrame, np.ndarray.tolist])
def test_any_container_goes_below_any_other(known, more):
    first = known(NUMBERS[:4])
    joined = join_rows(first, more(NUMBERS[4:]))
    assert sparse.issparse(joined) == sparse.issparse(first)
    assert sparse.issparse(first) or type(joined) is type(first)
    np.testing.assert_array_equal(joined.toarray() if sparse.issparse(joined) else np.asarray(joined), NUMBERS)


def test_columns_of_a_frame_keep_their_kind_and_categories_grow():
    known = pd.DataFrame({"n": [1, 2], "c": pd.Categorical(["a", "b"]), "t": ["u", None]}, index=[7, 7])
    more = pd.DataFrame({"n": [3], "c": pd.Categorical(["d"]), "t": ["v"]}, index=[7])
    joined = join_rows(known, more)
    assert joined.index.tolist() == [0, 1, 2]
    assert joined["n"].dtype.kind == "i"
    assert joined["c"].cat.categories.tolist() == ["a", "b", "d"]
    assert joined["c"].tolist() == ["a", "b", "d"]
    plain = join_rows(known, more.astype({"c": object}))
    assert plain["c"].cat.categories.tolist() == ["a", "b", "d"]
    ordered = pd.DataFrame({"c": pd.Categorical(["low", "high"], categories=["low", "high"], ordered=True)})
    assert join_rows(ordered, ordered.iloc[:1])["c"].cat.ordered


@pytest.mark.parametrize("known", [list, tuple, pd.Series, np.array])
def test_texts_are_joined(known):
    assert list(join_rows(known(["a", "b"]), ["c c c"])) == ["a", "b", "c c c"]


def test_labels_of_another_kind_are_refused():
    np.testing.assert_array_equal(join_labels(np.array(["a", "b"]), np.array(["long"])), ["a", "b", "long"])
    with pytest.raises(TypeError, match="all text or all numbers"):
        join_labels(np.array([0, 1]), np.array(["1"]))


def test_rows_without_weights_weigh_1_where_others_have_some():
    assert join_weights(None, 2, None, 1) is None
    np.testing.assert_array_equal(join_weights(None, 2, np.array([3.0]), 1), [1, 1, 3])
    np.testing.assert_array_equal(join_weights(np.array([3.0, 2.0]), 2, None, 1), [3, 2, 1])


def test_no_rows_are_refused():
    assert check_some_rows(NUMBERS) == 6
    with pytest.raises(ValueError, match="at least one labelled row, got none"):
        check_some_rows(NUMBERS[:0])
