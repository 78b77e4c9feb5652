"""Groups of rows by what is protected."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array, csr_matrix

from skmitigate.correction._protected import check_guarded, each_once, found_slices, protected_groups
from skmitigate.diagnosis import Condition, Diagnosis, Finding, Slice
from skmitigate.evidence import RowGroups
from skmitigate.predictions import PredictionTable

FRAME = pd.DataFrame(
    {"sex": ["f", "m", None, "f"], "age": [20.0, 30.0, np.nan, 20.0], "sure": [True, False, True, True]}
)


def told(X, what):
    """The name of each row's group."""
    groups = protected_groups(X, what)
    return [None if code < 0 else groups.names[code] for code in groups.code]


def _diagnosis(table, **evidence):
    """A diagnosis that found weak slices, where it is given any."""
    figures = {"n_rows": 2, "n_errors": 1, "share": 0.5, "estimate": 0.5, "interval": (0.0, 1.0), "bound": 0.5}
    texts = {"kind": "weak_slices", "code": "weak_slices", "measure": "share of errors", "evidence": evidence}
    found = Finding(**texts, **figures, rows=table.row, p_value=0.01, p_raw=0.01)
    return Diagnosis(findings=(found,) if evidence else (), n_rows=2, n_errors=1, alpha=0.05)


def test_values_of_text_are_the_groups_missing_ones_too():
    assert told(FRAME, "sex") == ["sex = f", "sex = m", "sex is missing", "sex = f"]


def test_few_numbers_and_truth_values_are_groups_each():
    assert told(FRAME, "age") == ["age = 20.0", "age = 30.0", "age is missing", "age = 20.0"]
    assert told(FRAME, "sure") == ["sure = True", "sure = False", "sure = True", "sure = True"]


def test_many_numbers_are_cut_into_thirds():
    groups = told(np.arange(60.0).reshape(30, 2), 1)
    assert groups == ["x1 <= 19"] * 10 + ["19 < x1 <= 39"] * 10 + ["x1 > 39"] * 10


def test_missing_value_among_many_numbers_is_a_group():
    values = np.append(np.arange(30.0), np.nan)
    assert told(values[:, None], 0)[-1] == "x0 is missing"


@pytest.mark.parametrize("often", [0.0, 19.0])
def test_numbers_that_are_mostly_equal_still_make_two_groups(often):
    groups = protected_groups(np.r_[np.full(80, often), np.arange(20.0)][:, None], 0)
    assert sorted(groups.n_rows) == [19, 81]


def test_dates_and_infinite_numbers_are_cut_into_thirds_too():
    n = 30
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2020-01-01", periods=n),
            "there": pd.date_range("2020-01-01", periods=n, tz="UTC"),
            "took": pd.to_timedelta(np.arange(n), unit="h"),
            "far": [-np.inf, np.inf, *range(n - 2)],
            "whole": pd.array(range(n), dtype="Int64"),
            "loose": pd.Series(list(range(n)), dtype=object),
        }
    )
    for name in frame:
        assert protected_groups(frame, name).n_rows.tolist() == [10, 10, 10], name
    assert protected_groups(frame, "day").names[0] == "day <= 2020-01-10 00:00:00"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (pd.Categorical([1, 2, 1, None]), ["x = 1", "x = 2", "x is missing"]),
        (pd.array([True, None, False, True], dtype="boolean"), ["x = False", "x = True", "x is missing"]),
        (pd.array(["a", None, "a", "b"], dtype="string"), ["x = a", "x = b", "x is missing"]),
        (pd.Series([[1], [2], [1], None], dtype=object), ["x = [1]", "x = [2]", "x is missing"]),
        (np.full(4, np.nan), ["x is missing"]),
        (np.ones(4, dtype=int), ["x = 1"]),
        (np.array([1j, 1j, 2, 3]), ["x = (2+0j)", "x = (3+0j)", "x = 1j"]),
    ],
)
def test_values_of_any_kind_make_groups(values, names):
    assert list(protected_groups(pd.DataFrame({"x": values}), "x").names) == names


def test_index_of_the_frame_does_not_matter():
    assert told(FRAME.set_axis([3, 3, 1, 0]), "sex") == told(FRAME, "sex")


@pytest.mark.parametrize("kind", [csr_matrix, csr_array, np.asarray, list])
def test_column_of_any_matrix_is_found_by_its_position(kind):
    X = np.array([[0, 5.0], [0, 6.0], [1, 0.0]])
    assert told(kind(X), 1) == ["x1 = 5.0", "x1 = 6.0", "x1 = 0.0"]
    assert told(kind(X), np.int64(0)) == ["x0 = 0.0", "x0 = 0.0", "x0 = 1.0"]


def test_columns_may_be_called_by_anything():
    frame = pd.DataFrame(np.ones((2, 2)), columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]))
    assert told(frame, ("a", "c")) == ["('a', 'c') = 1.0"] * 2
    assert told(pd.DataFrame([[1, 2]]), np.int64(1)) == ["1 = 2"]
    assert told(pd.DataFrame({"age < 30": [1]}), "age < 30") == ["age < 30 = 1"]


def test_slice_is_one_group_as_object_and_as_text():
    slice_ = Slice((Condition("age", "<", 25), Condition("sex", "==", "f")))
    for what in (slice_, str(slice_), "age < 25 and sex == 'f'"):
        assert told(FRAME, what) == [str(slice_), None, None, str(slice_)]
    assert told(np.array([[1.0], [5.0]]), "x0 > 2") == [None, "x0 > 2"]


def test_slices_that_a_diagnosis_found_are_groups_of_the_tables_rows():
    table = PredictionTable.from_predictions([0, 1, 0], [0, 0, 0]).take(np.array([2, 0]))
    X = np.array([[1.0], [2.0], [3.0]])
    assert found_slices(_diagnosis(table), X, table, but=[]) == []
    found = found_slices(_diagnosis(table, slices=["x0 > 2"]), X, table, but=[])
    assert [each.names for each in found] == [("x0 > 2",)]
    assert found[0].code.tolist() == [0, -1]
    assert found_slices(_diagnosis(table, slices=["x0 > 2"]), X, table, but=found) == []


@pytest.mark.parametrize("column", ["height", ["sex"], 0, None, True, 1.5, FRAME])
def test_column_that_a_frame_lacks_is_refused_with_those_there_are(column):
    with pytest.raises(ValueError, match=r"\['sex', 'age', 'sure'\], by name, or slices such as 'age < 30'; got"):
        protected_groups(FRAME, column)


@pytest.mark.parametrize("column", ["sex", 2, -1, [0], 1.0, True])
def test_position_that_an_array_lacks_is_refused_with_those_there_are(column):
    with pytest.raises(ValueError, match=r"by position, 0 to 1, or slices .* got"):
        protected_groups(np.zeros((4, 2)), column)


def test_two_columns_of_one_name_and_slices_of_other_columns_are_refused():
    with pytest.raises(ValueError, match="one column 'a' to protect, got 2 of that name"):
        protected_groups(pd.DataFrame([[1, 2]], columns=["a", "a"]), "a")
    with pytest.raises(ValueError, match=r"slice on columns of X .* got column 'height'"):
        protected_groups(FRAME, "height < 3")


def test_labels_that_are_no_classes_are_refused():
    classes = np.array(["ham", "spam"])
    for known in (True, False, ["spam"], classes):
        check_guarded(known, classes)
    with pytest.raises(ValueError, match=r"among the classes \['ham', 'spam'\], got 'eggs'"):
        check_guarded(["spam", "eggs"], classes)


def test_groups_are_kept_once_in_their_order():
    sex, low = RowGroups.from_values("sex", ["f", "m"]), RowGroups.from_mask("age < 30", [True, False])
    assert each_once([sex, low, RowGroups.from_values("sex", ["f", "m"])])[1:] == [low]
    assert [groups.names for groups in each_once([sex, low, sex])] == [sex.names, low.names]


def test_texts_have_no_columns_to_protect():
    with pytest.raises(ValueError, match="X has none"):
        protected_groups(["a text", "another"], 0)
