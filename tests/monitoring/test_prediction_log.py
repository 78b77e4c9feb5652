"""The log as a whole: threads, processes, kills, forks, settings."""

import gc
import multiprocessing
import os
import pickle
import signal
import sqlite3
import threading

import numpy as np
import pytest

from skmitigate import PredictionLog
from skmitigate.exceptions import PredictionLogError, PredictionLogWarning


def _log_until_killed(path, pipe):
    """Log batches, and tell the ids of each when it is acknowledged."""
    with PredictionLog(path) as log:
        for i in range(100_000):
            ids = log.log([[float(j), i] for j in range(20)], [i % 2] * 20, model="killed")
            os.write(pipe, (" ".join(ids) + "\n").encode())


def state(path):
    connection = sqlite3.connect(path)
    found = {
        "check": connection.execute("PRAGMA integrity_check").fetchone()[0],
        "foreign": connection.execute("PRAGMA foreign_key_check").fetchall(),
        "rows": connection.execute("SELECT count(*) FROM prediction").fetchone()[0],
        "counted": connection.execute("SELECT coalesce(sum(n), 0) FROM hour_count").fetchone()[0],
        "features": connection.execute("SELECT count(*) FROM features").fetchone()[0],
    }
    connection.close()
    return found


def sound(rows):
    return {"check": "ok", "foreign": [], "rows": rows, "counted": rows, "features": rows}


def log_some(log, n_batches=10):
    for _ in range(n_batches):
        ids = log.log([[1.0]] * 20, [0, 1] * 10)
        log.add_labels(ids[:10], [0] * 10)


def test_killed_writer_loses_nothing_that_it_acknowledged(path):
    acknowledged = set()
    context = multiprocessing.get_context("fork")
    for kill in range(3):
        read, write = os.pipe()
        child = context.Process(target=_log_until_killed, args=(path, write))
        child.start()
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as told:
            acknowledged |= set(told.readline().split())
            threading.Timer(0.05 + 0.04 * kill, child.kill).start()
            rest = told.read()
        child.join()
        acknowledged |= set(rest[: rest.rfind("\n") + 1].split())  # the last line may be cut short by the kill
    with PredictionLog(path) as log:
        rows = log.read(inputs=False)
        assert acknowledged
        assert acknowledged <= set(rows.ids)
        assert log.performance().total.n_rows == len(rows)
    assert state(path) == sound(len(rows))


def test_eight_threads_write_at_once(log):
    threads = [threading.Thread(target=log_some, args=(log,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.accounts.to_dict() == {"accepted": 1600, "written": 1600, "repeated": 0, "dropped": 0, "queued": 0}
    total = log.performance().total
    assert (total.n_rows, total.n_labelled, total.n_errors) == (1600, 800, 400)
    assert len(log.errors()) == 400
    assert state(log.path) == sound(1600)


def test_four_processes_write_at_once(log):
    context = multiprocessing.get_context("fork")  # the log is opened before, and used by the parent, too
    log_some(log, 1)
    children = [context.Process(target=log_some, args=(log,)) for _ in range(4)]
    for child in children:
        child.start()
    log_some(log)
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0] * 4
    assert log.performance().total.n_rows == 51 * 20
    assert log.accounts.written == 11 * 20
    assert state(log.path) == sound(51 * 20)


def _log_and_leave(log):
    log.log([[1.0]] * 20, [0] * 20)


def test_process_that_ends_writes_what_it_has_queued(path):
    log = PredictionLog(path, durability="async")
    context = multiprocessing.get_context("fork")
    child = context.Process(target=_log_and_leave, args=(log,))
    child.start()
    child.join()
    assert len(log.read()) == 20
    log.close()


def test_forked_child_leaves_the_queue_to_its_parent(path):
    with PredictionLog(path, durability="async") as log:
        for _ in range(50):
            log.log([[1.0]] * 20, [0] * 20)
        child = os.fork()
        if not child:  # only what this process logs is its own to write
            log.log([[1.0]], [0])
            log.flush()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    assert state(path) == sound(1001)


def test_async_log_returns_before_the_rows_are_written(path):
    with PredictionLog(path, durability="async") as log:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        log.log(None, [0, 1])
        assert log.accounts.queued == 2
        other.execute("COMMIT")
        other.close()
        log.flush()
        assert log.accounts.written == 2


def test_reading_sees_what_was_logged_before(path):
    with PredictionLog(path, durability="async") as log:
        for n in range(1, 6):
            log.log(None, [0])
            assert len(log.read()) == n


def test_locked_file_is_an_error_and_nothing_is_written(path):
    with PredictionLog(path, timeout=0.1) as log:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(PredictionLogError, match=r"database is locked\. Another process"):
            log.log(None, [0, 1])
        with pytest.raises(PredictionLogError, match="locked"):
            log.add_labels(["a"], [1])
        other.execute("ROLLBACK")
        other.close()
        assert log.accounts.to_dict() == {"accepted": 2, "written": 0, "repeated": 0, "dropped": 2, "queued": 0}
        log.log(None, [0])
        assert len(log.read()) == 1


@pytest.mark.parametrize("when_full", ["drop", "wait"])
def test_dropped_rows_are_counted_and_told(path, when_full):
    log = PredictionLog(path, durability="async", max_queued=3, when_full=when_full, timeout=0.3)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    log.log(None, [0, 1])
    with pytest.warns(PredictionLogWarning, match="2 rows were (dropped|not written)"):
        log.log(None, [0, 1])
    other.execute("ROLLBACK")
    other.close()
    accounts = log.accounts
    assert accounts.dropped >= 2
    with pytest.warns(PredictionLogWarning) if accounts.queued == 0 else threading.Lock():
        pass_on(log)
    accounts = log.accounts
    assert accounts.accepted == accounts.written + accounts.repeated + accounts.dropped + accounts.queued


def pass_on(log):
    log.close()


def test_closed_log_refuses_rows_and_can_be_read(log):
    log.log(None, [0])
    log.close()
    log.close()
    with pytest.raises(PredictionLogError, match="closed"):
        log.log(None, [0])
    assert len(log.read()) == 1


def test_read_only_log_writes_nothing(log, path):
    log.log(None, [0])
    log.close()
    before = path.read_bytes()
    other = PredictionLog(path, read_only=True)
    assert len(other.read()) == 1
    with pytest.raises(PredictionLogError, match="read_only"):
        other.log(None, [0])
    assert path.read_bytes() == before


def test_pickled_log_is_opened_again(path):
    with PredictionLog(path, durability="async", timeout=7.0) as log:
        log.log(None, [0])
        log.flush()
        with pickle.loads(pickle.dumps(log)) as other:
            other.log(None, [1])
            assert repr(other) == repr(log) == f"PredictionLog({str(path)!r})"
        assert len(log.read()) == 2


def test_empty_batch_is_nothing(log):
    assert log.log(np.empty((0, 2)), np.empty(0)).tolist() == []
    assert log.accounts.accepted == 0


def test_models_are_listed(log):
    log.log(None, [0], model="b")
    log.log(None, [0], model="a")
    assert log.models() == ["a", "b"]


def test_classes_are_told_once_for_a_model(log, path):
    log.log(None, ["no"], [[0.9, 0.1]], classes=["no", "yes"])
    log.log(None, ["no"], [[0.8, 0.2]])
    with PredictionLog(path) as other:
        other.log(None, ["yes"], [[0.1, 0.9]])
    assert log.read().proba.tolist() == [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]]


def test_classes_of_a_model_that_had_several_have_to_be_told(log):
    log.log(None, ["no"], [[0.9, 0.1]], classes=["no", "yes"])
    log.log(None, ["no"], [[0.8, 0.2]])
    log.log(None, ["no"], [[0.1, 0.9]], classes=["yes", "no"])
    with pytest.raises(ValueError, match="Expected classes"):
        log.log(None, ["no"], [[0.8, 0.2]])


def test_log_that_is_let_go_writes_what_it_has_and_ends_its_thread(path):
    log = PredictionLog(path, durability="async")
    log.log(None, [0])
    thread = log._writer._thread
    del log
    gc.collect()
    thread.join(5)
    assert not thread.is_alive()
    assert state(path)["rows"] == 1


def test_names_of_files_may_hold_anything(tmp_path):
    with PredictionLog(tmp_path / "a b?c=1#d%20\u00fc'.db") as log:
        log.log(None, [0])
    assert [file.name for file in tmp_path.iterdir()] == ["a b?c=1#d%20\u00fc'.db"]


def test_purged_rows_are_overwritten(path):
    with PredictionLog(path) as log:
        log.log([["a secret of somebody"]], [0], ids=["an id of somebody"], timestamp="2026-03-01")
        log.add_labels(["an id of somebody"], [1])
        log.log(None, [0])
        log.purge(before="2026-03-02")
    assert b"somebody" not in path.read_bytes()


def test_rows_of_a_call_are_written_in_full_or_not_at_all(log):
    with pytest.raises(ValueError, match="some twice"):
        log.log(None, [0, 1], ids=["a", "a"])
    assert len(log.read()) == 0


def test_settings_are_checked_before_a_file_is_made(path):
    with pytest.raises(ValueError, match="durability"):
        PredictionLog(path, durability="maybe")
    assert not path.exists()


def test_names_of_users_never_become_sql(log):
    evil = "x'); DROP TABLE prediction; --"
    log.log([{evil: evil}], [evil], model=evil, ids=[evil])
    log.add_labels([evil], [evil])
    rows = log.read(model=evil)
    assert (rows.ids[0], rows.models[0], rows.classes[0], rows.X[evil][0]) == (evil, evil, evil, evil)
    assert state(log.path) == sound(1)


def test_interrupt_while_waiting_leaves_the_rows_to_the_writer(log):
    other = sqlite3.connect(log.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    main = threading.main_thread().ident
    threading.Timer(0.1, lambda: signal.pthread_kill(main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        log.log(None, [0])
    other.execute("ROLLBACK")
    other.close()
    log.flush()
    assert log.accounts.written == 1
