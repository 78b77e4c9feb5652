"""Groups of rows by a protected column."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array, csr_matrix

from skmitigate.correction._protected import protected_groups

FRAME = pd.DataFrame(
    {"sex": ["f", "m", None, "f"], "age": [20.0, 30.0, np.nan, 20.0], "sure": [True, False, True, True]}
)


def test_values_of_text_are_the_groups_missing_ones_too():
    groups = protected_groups(FRAME, "sex")
    assert groups.tolist() == ["f", "m", "missing", "f"]


def test_few_numbers_and_truth_values_are_groups_each():
    assert protected_groups(FRAME, "age").tolist() == ["20.0", "30.0", "missing", "20.0"]
    assert protected_groups(FRAME, "sure").tolist() == ["True", "False", "True", "True"]


def test_many_numbers_are_cut_into_thirds():
    groups = protected_groups(np.arange(60.0).reshape(30, 2), 1)
    assert groups.tolist() == ["(-inf, 20.3333]"] * 10 + ["(20.3333, 39.6667]"] * 10 + ["(39.6667, inf]"] * 10


def test_missing_value_among_many_numbers_is_a_group():
    values = np.append(np.arange(30.0), np.nan)
    assert protected_groups(values[:, None], 0)[-1] == "missing"


@pytest.mark.parametrize("often", [0.0, 19.0])
def test_numbers_that_are_mostly_equal_still_make_two_groups(often):
    groups = protected_groups(np.r_[np.full(80, often), np.arange(20.0)][:, None], 0)
    assert np.unique(groups, return_counts=True)[1].tolist() in ([81, 19], [19, 81])


@pytest.mark.parametrize("kind", [csr_matrix, csr_array, np.asarray, list])
def test_column_of_any_matrix_is_found_by_its_position(kind):
    X = np.array([[0, 5.0], [0, 6.0], [1, 0.0]])
    assert protected_groups(kind(X), 1).tolist() == ["5.0", "6.0", "0.0"]
    assert protected_groups(kind(X), np.int64(0)).tolist() == ["0.0", "0.0", "1.0"]


@pytest.mark.parametrize("column", ["height", ["sex"], 0, None])
def test_column_that_a_frame_lacks_is_refused_with_those_there_are(column):
    with pytest.raises(ValueError, match=r"\['sex', 'age', 'sure'\], by name; got"):
        protected_groups(FRAME, column)


@pytest.mark.parametrize("column", ["sex", 2, -1, [0], 1.0])
def test_position_that_an_array_lacks_is_refused_with_those_there_are(column):
    with pytest.raises(ValueError, match="by position, 0 to 1; got"):
        protected_groups(np.zeros((4, 2)), column)


def test_texts_have_no_columns_to_protect():
    with pytest.raises(ValueError, match="X has none"):
        protected_groups(["a text", "another"], 0)
