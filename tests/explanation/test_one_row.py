"""All ways to give the row, and what is said where it is none."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from skmitigate.explanation._one_row import read_rows

FRAME = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.0]})
LABELS = [0, 0, 1, 1]
ON_FRAME = LogisticRegression().fit(FRAME, LABELS)
ON_ARRAY = LogisticRegression().fit(FRAME.to_numpy(), LABELS)
MIXED = pd.DataFrame({"age": [31, 45], "town": ["Ulm", "Bonn"]})


class Plain:
    """A classifier that says nothing of columns."""

    classes_ = np.array([0, 1])


GIVEN = {
    "position": 2,
    "numpy position": np.int64(2),
    "position from the end": -2,
    "list": [2.0, 1.0],
    "array": np.array([2.0, 1.0]),
    "matrix": np.array([[2, 1]]),
    "sparse": sparse.csr_array([[2.0, 1.0]]),
    "series": FRAME.iloc[2],
    "frame": FRAME.iloc[[2]],
    "series without names": pd.Series([2.0, 1.0]),
}
BY_NAME = {
    "series": FRAME.iloc[2][["b", "a"]],
    "frame": FRAME.iloc[[2]][["b", "a"]],
    "dict": {"b": 1, "a": 2},
}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("kind", ["frame", "array of a frame", "array"])
def test_the_row_is_read_however_it_is_given(given, kind):
    model = ON_FRAME if kind == "frame" else ON_ARRAY
    mixed, position = read_rows(model, GIVEN[given], FRAME.to_numpy() if kind == "array" else FRAME)
    assert list(map(float, mixed.values)) == [2.0, 1.0]
    assert position == (2 if "position" in given else None)
    assert mixed.names == (("x0", "x1") if kind == "array" else ("a", "b"))


@pytest.mark.parametrize("given", BY_NAME)
@pytest.mark.parametrize("model", [ON_FRAME, ON_ARRAY], ids=["fitted on a frame", "fitted on an array"])
def test_names_count_and_not_their_order(given, model):
    assert list(map(float, read_rows(model, BY_NAME[given], FRAME)[0].values)) == [2.0, 1.0]


def test_tables_are_what_the_model_was_fitted_on():
    assert isinstance(read_rows(ON_FRAME, 0, FRAME.to_numpy())[0].table, pd.DataFrame)
    assert isinstance(read_rows(ON_ARRAY, 0, FRAME)[0].table, np.ndarray)
    assert list(read_rows(ON_FRAME, 0, FRAME[["b", "a"]])[0].table.columns) == ["a", "b"]
    assert isinstance(read_rows(Plain(), 0, FRAME)[0].table, pd.DataFrame)


def test_numbers_beside_text_stay_numbers():
    mixed, _ = read_rows(Plain(), ["50", "Graz"], MIXED)
    assert mixed.values == (50, "Graz")
    assert read_rows(Plain(), [1, "b"], [[1, "a"], [2, "b"]])[0].is_level.tolist() == [False, True]
    assert read_rows(Plain(), {"age": None, "town": None}, MIXED)[0].cells[-1].tolist()[0] != 50


def test_numbers_written_as_text_are_numbers_and_other_text_is_told_apart():
    assert read_rows(ON_ARRAY, ["2", None], FRAME.to_numpy())[0].cells[-1, 0] == 2.0
    for x in (["old", 1.0], [[1], 1.0], [1j, 1.0]):
        with pytest.raises(ValueError, match=r"a number in the column 'x0' of x|2 values"):
            read_rows(ON_ARRAY, pd.Series(x), FRAME.to_numpy())


def test_sparse_rows_are_read():
    mixed, _ = read_rows(ON_ARRAY, sparse.csr_array([[2.0, 1.0]]), sparse.csr_array(FRAME.to_numpy()))
    assert mixed.values == (2.0, 1.0)


@pytest.mark.parametrize(
    ("x", "background", "message"),
    [
        (4, FRAME, "0 to 3"),
        (FRAME, FRAME, "got 4. Explain several rows one after the other"),
        (FRAME.to_numpy(), FRAME, "got 4. Explain several"),
        ([1.0], FRAME, "2 values, one for each column, got 1"),
        ({"a": 1.0}, FRAME, "'b' missing"),
        ({"a": 1.0, "b": 1.0, "c": 2}, FRAME, "'c' not known"),
        (["old", 1.0], FRAME, "a number in the column 'a' of x"),
        (np.zeros((1, 1, 2)), FRAME, "3 dimensions"),
        (0, FRAME[:0], "at least one row"),
        (0, FRAME.rename(columns={"a": "z"}), "'a' missing, 'z' not known"),
        (0, FRAME.to_numpy()[:, :1], "2 columns"),
        (0, [1.0, 2.0], "1 dimension"),
    ],
    ids=range(12),
)
def test_nonsense_is_told_apart(x, background, message):
    with pytest.raises(ValueError, match=message):
        read_rows(ON_FRAME, x, background)


@pytest.mark.parametrize("x", ["2", None, 2.5, True], ids=repr)
def test_what_is_no_row_is_no_row(x):
    with pytest.raises(TypeError, match="one row"):
        read_rows(ON_FRAME, x, FRAME)


def test_many_missing_columns_are_not_all_listed():
    wide = pd.DataFrame(np.zeros((3, 9)), columns=[f"c{j}" for j in range(9)])
    model = LogisticRegression().fit(wide.assign(c0=[0, 1, 2]), [0, 1, 1])
    with pytest.raises(ValueError, match="and 4 more missing"):
        read_rows(model, 0, wide[["c0"]].set_axis(["d"], axis=1))


def test_a_dict_needs_the_names_of_the_columns():
    with pytest.raises(ValueError, match="'x0', 'x1' missing"):
        read_rows(ON_ARRAY, {"a": 2, "b": 1}, FRAME.to_numpy())
