"""Predictions and labels, in any order, and the counts in step with them."""

import sqlite3

import numpy as np
import pytest

from skmitigate.monitoring import LabelsAdded
from skmitigate.monitoring._database import connect
from skmitigate.monitoring._registry import Registry
from skmitigate.monitoring._write_rows import write_labels, write_predictions


def table(log, query):
    connection = sqlite3.connect(log.path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def counts_of_rows(log):
    return table(
        log,
        "SELECT time / 3600000000, model, y_pred, coalesce(y_true, 0), count(*) FROM prediction GROUP BY 1, 2, 3, 4",
    )


def counts_kept(log):
    return table(log, "SELECT hour, model, y_pred, y_true, n FROM hour_count ORDER BY 1, 2, 3, 4")


def test_labels_come_after_before_and_twice(log):
    log.log(None, [0, 1], ids=["a", "b"])
    assert log.add_labels(["a", "c"], [0, 1]) == LabelsAdded(1, 0, 0, 1, 0)
    log.log(None, [0], ids=["c"])
    assert log.add_labels(["a", "c"], [0, 1]) == LabelsAdded(0, 0, 2, 0, 0)
    assert log.read().y_true.tolist() == [0, -1, 1]
    assert counts_kept(log) == counts_of_rows(log)


def test_last_label_counts_and_all_are_kept(log):
    log.log(None, [0], ids=["a"])
    assert log.add_labels(["a", "a", "a"], [0, 1, 1]) == LabelsAdded(1, 1, 1, 0, 0)
    assert log.add_labels(["a"], [0]) == LabelsAdded(0, 1, 0, 0, 0)
    assert len(log.errors()) == 0
    assert [text for (text,) in table(log, "SELECT text FROM feedback ORDER BY number")] == ["0", "1", "0"]
    assert counts_kept(log) == counts_of_rows(log)


def test_last_of_labels_that_came_before_counts(log):
    log.add_labels(["a", "a"], [0, 1])
    log.log(None, [1], ids=["a"])
    assert len(log.errors()) == 0
    assert log.performance().total.n_labelled == 1


def test_labels_are_the_same_where_they_are_written_alike(log):
    log.log(None, np.array([1, 2]), ids=["a", "b"])
    log.add_labels(["a", "b"], ["1", 2.0])
    assert len(log.errors()) == 0
    assert log.window().classes.tolist() == [1, 2]


def test_missing_labels_change_nothing(log):
    log.log(None, [0, 1], ids=["a", "b"])
    assert log.add_labels(["a", "b"], [np.nan, 1]) == LabelsAdded(1, 0, 0, 0, 1)
    assert log.add_labels(["a"], [None]).n_missing == 1


def test_numpy_values_are_stored_as_what_they_are(log):
    X = np.array([[np.int64(3), np.int64(4)]])
    log.log(X, np.array([5]), ids=np.array([6]))
    log.add_labels(np.array([6]), np.array([7], dtype=np.uint8))
    assert table(log, "SELECT typeof(whole), whole FROM label ORDER BY id") == [("integer", 5), ("integer", 7)]
    assert table(log, "SELECT cells FROM features") == [("[3,4]",)]
    assert table(log, "SELECT id, y_pred, y_true FROM readable_prediction") == [("6", "5", "7")]
    for (name,) in table(log, "SELECT name FROM sqlite_master WHERE type = 'table'"):
        cells = [cell for row in table(log, f"SELECT * FROM {name}") for cell in row]
        assert not [cell for cell in cells if isinstance(cell, bytes)]


def test_rows_that_are_there_are_left_out(log):
    log.log([[1.0], [2.0]], [0, 1], ids=["a", "b"])
    log.log([[9.0], [3.0]], [1, 1], ids=["a", "c"])
    rows = log.read()
    assert rows.ids.tolist() == ["a", "b", "c"]
    assert rows.X["x0"].tolist() == [1.0, 2.0, 3.0]
    assert log.accounts.to_dict() == {"accepted": 4, "written": 3, "repeated": 1, "dropped": 0, "queued": 0}
    assert counts_kept(log) == counts_of_rows(log)


def test_more_ids_than_a_statement_takes(log):
    ids = log.log(None, [0] * 1700)
    assert log.add_labels(ids, [0] * 1700).n_labelled == 1700
    assert log.add_labels(ids, [1] * 1700).n_changed == 1700
    assert len(log.errors()) == 1700


def test_counts_agree_with_the_rows_after_any_sequence(log):
    rng = np.random.default_rng(0)
    for step in range(30):
        ids = rng.integers(0, 60, rng.integers(1, 8))
        if step % 2:
            names = np.unique(ids)
            hours = [f"2026-03-01T{hour:02}:30" for hour in rng.integers(0, 5, len(names))]
            log.log(None, rng.integers(0, 3, len(names)), ids=names, model=f"m{step % 3}", timestamp=hours)
        else:
            log.add_labels(ids, rng.integers(0, 3, len(ids)))
        assert counts_kept(log) == counts_of_rows(log)


def test_rows_are_written_inside_the_callers_transaction(log):
    from skmitigate.monitoring._batch import make_batch

    batch = make_batch(None, [0], None, model="m", ids=["a"], timestamp=None, classes=None)
    connection = connect(log.path, timeout=1.0, durable=False)
    connection.execute("BEGIN IMMEDIATE")
    assert write_predictions(connection, Registry(connection), batch) == 1
    assert write_labels(connection, Registry(connection), ["a"], [batch.labels[0]]).n_labelled == 1
    connection.execute("ROLLBACK")
    connection.close()
    assert len(log.read()) == 0


@pytest.mark.parametrize(("ids", "y"), [(["a"], [1, 2]), ([None], [1]), (["a"], [b"x"])])
def test_labels_that_make_no_sense_are_refused(log, ids, y):
    with pytest.raises((ValueError, TypeError), match="Expected"):
        log.add_labels(ids, y)
