"""Reading what was logged."""

import json

import numpy as np
import pandas as pd
import pytest

from skmitigate.monitoring import LoggedRows
from skmitigate.monitoring._database import reading
from skmitigate.monitoring._read_rows import any_proba, columns_in, frame_of, read_parts, read_rows, selection_of

PROBA = np.array([[0.8, 0.2], [0.3, 0.7]])


def test_rows_come_back_as_they_were_logged(log, mixed_rows):
    ids = log.log(mixed_rows, [2, 0, 2], model="m", timestamp="2026-03-01T12:30")
    log.add_labels(ids[:2], [2, 1])
    rows = log.read()
    assert isinstance(rows, LoggedRows)
    assert rows.ids.tolist() == ids.tolist()
    assert rows.classes.tolist() == [0, 1, 2]
    assert rows.y_pred.tolist() == [2, 0, 2]
    assert rows.y_true.tolist() == [2, 1, -1]
    assert [str(time) for time in rows.times.unique()] == ["2026-03-01 12:30:00+00:00"]
    assert rows.X["whole"].tolist() == [1, 2**60, -3]
    json.dumps(rows.to_dict(), allow_nan=False)


def test_table_has_the_labelled_rows_and_their_places(log):
    ids = log.log([[1.0], [2.0], [3.0]], ["b", "a", "b"])
    log.add_labels(ids[1:], ["a", "a"])
    rows = log.read()
    table = rows.table()
    assert table.row.tolist() == [1, 2]
    assert rows.X["x0"][table.row].tolist() == log.frame()["x0"].tolist() == [2.0, 3.0]
    assert table.errors.tolist() == log.window().errors.tolist() == [False, True]


def test_one_prediction_is_read_by_its_id(log):
    ids = log.log([[1.0], [2.0]], ["b", "a"])
    rows = log.read(prediction_id=ids[1])
    assert rows.ids.tolist() == [ids[1]]
    assert rows.X["x0"].tolist() == [2.0]
    assert len(log.read(prediction_id="another")) == len(log.read(prediction_id=ids[1], labelled=True)) == 0


def test_probabilities_of_other_classes_are_put_in_their_place(log):
    first = log.log(None, proba=PROBA, classes=["b", "a"])
    second = log.log(None, proba=PROBA, classes=["b", "c"])
    log.add_labels([*first, *second], ["a", "a", "c", "c"])
    table = log.window()
    assert table.classes.tolist() == ["a", "b", "c"]
    assert table.proba.tolist() == [[0.2, 0.8, 0], [0.7, 0.3, 0], [0, 0.8, 0.2], [0, 0.3, 0.7]]
    assert table.y_pred.tolist() == [1, 0, 1, 2]


def test_probabilities_are_missing_where_a_row_has_none(log):
    ids = [*log.log(None, proba=PROBA), *log.log(None, [1])]
    rows = log.read()
    assert np.isnan(rows.proba).any(axis=1).tolist() == [False, False, True]
    log.add_labels(ids[:2], [0, 1])
    assert log.window().proba.tolist() == PROBA.tolist()
    log.add_labels(ids[2:], [1])
    assert log.window().proba is None


def test_inputs_of_other_columns_are_missing(log):
    log.log(pd.DataFrame({"a": [1], "b": ["x"]}), [0])
    log.log(None, [0])
    log.log(pd.DataFrame({"b": ["y"], "c": [0.5]}), [0])
    X = log.read().X
    assert X["b"].tolist()[::2] == ["x", "y"]
    assert X["a"].isna().tolist() == [False, True, True]
    assert X["c"].isna().tolist() == [True, True, False]


def test_rows_that_were_logged_alone_make_columns_of_one_kind(log):
    for row in ([1, "a"], [None, "b"], [2.5, None]):
        log.log([row], [0])
    X = log.read().X
    assert X["x0"].tolist()[::2] == [1.0, 2.5]
    assert X["x0"].dtype == np.float64
    assert X["x1"].dtype == pd.Series(["a", "b", None]).dtype
    assert X.isna().sum().tolist() == [1, 1]


def test_inputs_that_are_called_as_our_columns_are_renamed(log):
    log.log(pd.DataFrame({"time": [1], "x_time": [2], "error": [3]}), [0])
    frame = log.read().to_frame()
    assert {"x_time", "x_x_time", "x_error"} < set(frame)
    assert [frame[name][0] for name in ("x_time", "x_x_time", "x_error")] == [1, 2, 3]


def test_selection_is_by_time_and_model(log):
    log.log(None, [0], model="a", timestamp="2026-03-01T12:00")
    log.log(None, [1], model="b", timestamp="2026-03-01T13:00")
    assert log.read(model="b").models.tolist() == ["b"]
    assert len(log.read(since="2026-03-01T12:00", until="2026-03-01T13:00")) == 1
    assert log.read(newest=1).models.tolist() == ["b"]
    with pytest.raises(ValueError, match=r"one of \['a', 'b'\], got 'c'"):
        log.read(model="c")
    with pytest.raises(ValueError, match="newest"):
        log.read(newest=-1)


def test_labels_of_several_kinds_become_texts(log):
    log.log(None, [0, 1], model="a", ids=["p", "q"])
    log.log(None, ["x"], model="b")
    log.add_labels(["p", "q"], ["0", "one"])  # a slip of the pen does not make the rows unreadable
    assert log.read().classes.tolist() == ["0", "1", "one", "x"]
    assert log.window(model="a").errors.tolist() == [False, True]
    assert log.read(model="b").classes.tolist() == ["x"]


@pytest.mark.parametrize("labels", [[True, False, True], [1, 0, 1], [1.0, 0.0, 1.0], ["1", "0", "1"]])
def test_labels_that_are_equal_are_no_errors_anywhere(log, labels):
    ids = log.log(None, [True, False, True])
    log.add_labels(ids, labels)
    assert len(log.errors()) == log.window().errors.sum() == 0
    assert log.read().classes.tolist() == [False, True]


def test_empty_log_has_no_rows(log):
    assert repr(log.read()) == "LoggedRows(0 rows, 0 classes, 0 with a label, 0 errors)"
    assert len(log.window()) == 0
    assert log.frame().shape == (0, 0)
    assert log.read().to_dict() == {"classes": [], "rows": []}


def test_parts_are_the_rows(log):
    log.log([[1.0], [2.0]], proba=PROBA)
    with reading(log.path, timeout=1.0, read_only=False) as connection:
        everything = selection_of(connection, None, None, None)
        (part,) = read_parts(connection, everything)
        assert part.ids.tolist() == read_rows(connection, everything).ids.tolist()
        assert columns_in(connection, everything) == {"x0": "real"}
        assert any_proba(connection, everything)
        assert frame_of(part, ["x0", "gone"], True)["gone"].isna().all()
