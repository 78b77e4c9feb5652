"""Deleting old predictions."""

import sqlite3

import pytest

from skmitigate.monitoring._database import connect
from skmitigate.monitoring._purge import purge_rows
from skmitigate.monitoring._read_rows import selection_of


@pytest.fixture
def filled(log):
    for day in (1, 2, 3):
        ids = log.log([[1.0], [2.0]], [0, 1], model=f"m{day % 2}", timestamp=f"2026-03-0{day}")
        log.add_labels(ids, [0, 0])
    return log


def count(log, table):
    connection = sqlite3.connect(log.path)
    (n,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return n


def test_all_of_a_row_is_deleted_and_its_counts_are_kept(filled):
    assert filled.purge(before="2026-03-03") == 4
    assert {table: count(filled, table) for table in ("prediction", "features", "feedback")} == {
        "prediction": 2,
        "features": 2,
        "feedback": 2,
    }
    assert filled.performance().total.n_rows == len(filled.read()) == 2
    assert len(filled.errors()) == 1
    assert filled.report().n_purged == 4
    assert filled.performance(purged=True).total.n_rows == 6
    assert "4 older ones deleted" in filled.report().summary()


def test_one_model_is_purged_alone(filled):
    assert filled.purge(before="2026-03-04", model="m1") == 4
    assert filled.read().models.tolist() == ["m0", "m0"]
    assert filled.report(model="m0").n_purged == 0


def test_labels_that_wait_are_purged_by_when_they_were_given(filled):
    filled.add_labels(["never"], [1])
    filled.purge(before="2026-03-03")
    assert filled.report().n_waiting == 1
    filled.purge(before="2100-01-01")
    assert filled.report().n_waiting == 0


def test_time_has_to_be_named(filled):
    with pytest.raises(ValueError, match="Expected before"):
        filled.purge(before=None)


def test_nothing_is_deleted_where_the_transaction_fails(filled):
    connection = connect(filled.path, timeout=1.0, durable=False)
    connection.execute("BEGIN IMMEDIATE")
    assert purge_rows(connection, selection_of(connection, None, "2100-01-01", None), waiting=True) == 6
    connection.execute("ROLLBACK")
    connection.close()
    assert len(filled.read()) == 6
