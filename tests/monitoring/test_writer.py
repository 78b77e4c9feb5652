"""The thread that writes, its queue and its accounts."""

import sqlite3
import threading

import pytest

from skmitigate.exceptions import PredictionLogError
from skmitigate.monitoring._database import prepare
from skmitigate.monitoring._writer import Accounts, Job, Writer


@pytest.fixture
def writer(path):
    prepare(path, timeout=5.0, read_only=False)
    opened = Writer(path, timeout=5.0, durable=False, max_queued=10)
    yield opened
    opened.close()


def holds(accounts):
    return accounts.accepted == accounts.written + accounts.repeated + accounts.dropped + accounts.queued


def test_jobs_that_wait_go_into_one_commit(writer):
    begun, go_on, seen = threading.Event(), threading.Event(), []

    def first(*_):
        begun.set()
        go_on.wait(5)
        return 1

    def later(connection, registry):
        seen.append(connection.total_changes)
        registry.model(f"m{len(seen)}")
        return 1

    writer.put(Job(first, rows=1), wait=True)
    begun.wait(5)
    jobs = [Job(later, rows=1) for _ in range(3)]
    for job in jobs:
        writer.put(job, wait=True)
    assert writer.accounts == Accounts(accepted=4, written=0, repeated=0, dropped=0, queued=4)
    go_on.set()
    assert writer.flush()
    assert len(seen) == 3
    assert writer.accounts == Accounts(accepted=4, written=4)


def test_full_queue_waits_or_drops_and_counts(writer):
    go_on = threading.Event()
    writer.put(Job(lambda *_: go_on.wait(5) and 8, rows=8), wait=True)
    assert not writer.put(Job(lambda *_: 5, rows=5), wait=False)
    assert writer.accounts.dropped == 5
    assert holds(writer.accounts)
    threading.Timer(0.05, go_on.set).start()
    assert writer.put(Job(lambda *_: 4, rows=5), wait=True)
    assert writer.flush()
    assert writer.accounts == Accounts(accepted=18, written=12, repeated=1, dropped=5, queued=0)


def test_job_larger_than_the_queue_goes_in_alone(writer):
    assert writer.put(Job(lambda *_: 50, rows=50), wait=True)
    assert writer.flush()
    assert writer.accounts.written == 50


def test_failure_is_told_rolled_back_and_counted_and_the_next_goes_on(writer):
    def wrong(connection, registry):
        registry.model("m")
        connection.execute("SELECT * FROM nothing")

    job = Job(wrong, rows=2)
    writer.put(job, wait=True)
    job.done.wait(5)
    assert isinstance(job.error, PredictionLogError)
    unheard = Job(wrong, rows=3, awaited=False)
    writer.put(unheard, wait=True)
    writer.flush()
    assert [message.partition(":")[0] for message in writer.untold] == ["3 rows were not written"]
    good = Job(lambda connection, _: connection.execute("SELECT count(*) FROM model").fetchone()[0])
    writer.put(good, wait=True)
    good.done.wait(5)
    assert good.result == 0
    assert writer.accounts == Accounts(accepted=5, dropped=5)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # the error of ours that is played
def test_nobody_waits_for_a_thread_that_has_ended(writer):
    def broken(*_):
        raise ZeroDivisionError("an error of ours")

    before = set(threading.enumerate())
    jobs = [Job(broken, rows=1), Job(lambda *_: 1, rows=1)]
    for job in jobs:
        writer.put(job, wait=True)
    assert jobs[0].done.wait(5)
    for thread in set(threading.enumerate()) - before:  # it says what it ended by only at its very end
        thread.join(0.5)
    assert "Please report it" in str(jobs[0].error)
    assert writer.flush()
    again = Job(lambda *_: 1, rows=1)
    writer.put(again, wait=True)
    assert again.done.wait(5)
    assert again.error is None
    assert holds(writer.accounts)


def test_closing_writes_what_is_queued_and_refuses_more(writer, path):
    for _ in range(5):
        writer.put(Job(lambda _, registry: registry.model("m") and 1, rows=1), wait=True)
    writer.close()
    assert writer.accounts.written == 5
    with pytest.raises(PredictionLogError, match="closed"):
        writer.put(Job(lambda *_: 1, rows=1), wait=True)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM model").fetchall() == [("m",)]
    connection.close()
    assert holds(writer.accounts)
