"""What waits at the same time is answered by one call, and each by itself where one cannot be."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from examples.api.batching import Batcher
from examples.api.problems import Problem


class Doubling:
    """Doubles numbers, refuses negative ones, and holds the first call until it is let go."""

    def __init__(self):
        self.sizes = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, numbers):
        self.sizes.append(len(numbers))
        self.begun.set()
        assert self.go_on.wait(30)
        if min(numbers) < 0:
            raise Problem(422, "negative", "Expected a number from 0.")
        return [2 * number for number in numbers]


def ask_together(work, numbers):
    """Ask about the first number, and about the others while that is going on."""
    batcher = Batcher(work)
    with ThreadPoolExecutor(len(numbers)) as pool:
        futures = [pool.submit(batcher.ask, numbers[0])]
        assert work.begun.wait(30)
        futures += [pool.submit(batcher.ask, number) for number in numbers[1:]]
        while len(batcher._waiting) < len(numbers) - 1:
            pass
        work.go_on.set()
    return futures


def test_those_that_wait_are_answered_by_one_call():
    work = Doubling()
    assert [future.result() for future in ask_together(work, [1, 2, 3, 4])] == [2, 4, 6, 8]
    assert work.sizes == [1, 3]


def test_one_that_is_refused_leaves_the_others_their_answers():
    work = Doubling()
    futures = ask_together(work, [1, 2, -3, 4])
    assert [futures[i].result() for i in (0, 1, 3)] == [2, 4, 8]
    with pytest.raises(Problem, match="negative"):
        futures[2].result()


def test_fault_is_raised_and_the_next_request_is_answered():
    batcher = Batcher(lambda numbers: [1 // number for number in numbers])
    with pytest.raises(ZeroDivisionError):
        batcher.ask(0)
    assert batcher.ask(1) == 1
