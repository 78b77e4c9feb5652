"""Forks wait for threads that are inside SQLite."""

import os
import threading

from skmitigate.monitoring._fork_gate import ForkGate, watch_forks


def test_fork_waits_for_others_and_holds_them_up():
    gate, entered, leave, order = ForkGate(), threading.Event(), threading.Event(), []

    def work():
        with gate.inside():
            entered.set()
            leave.wait(5)
            order.append("left")
        with gate.inside():
            order.append("inside again")

    thread = threading.Thread(target=work)
    thread.start()
    entered.wait(5)
    threading.Timer(0.05, leave.set).start()
    gate.before_fork()
    order.append("forked")
    gate.after_in_parent()
    thread.join()
    assert order == ["left", "forked", "inside again"]


def test_thread_that_forks_does_not_wait_for_itself():
    gate = ForkGate()
    with gate.inside(), gate.inside():
        gate.before_fork()
        gate.after_in_parent()


def test_child_begins_anew():
    gate = ForkGate()
    threading.Thread(target=gate.inside().__enter__).start()
    gate._changed.acquire()
    gate.after_in_child()
    gate.before_fork()
    gate.after_in_parent()


class Thing:
    """Tells where it is."""

    where = "parent"

    def _after_fork(self):
        self.where = "child"


def test_watched_things_hear_of_a_fork_in_the_child():
    thing = Thing()
    watch_forks(thing)
    child = os.fork()
    if not child:
        os._exit(thing.where != "child")
    assert os.waitpid(child, 0)[1] == 0
    assert thing.where == "parent"
