"""Budgets of seconds."""

import time

from skmitigate.explanation._allowance import Allowance


def test_without_a_budget_the_usual_work_is_done_and_nothing_asked():
    allowance = Allowance.begin(None)
    assert allowance.rows(lambda: 1 / 0, 123, 1000) == 123
    assert allowance.left == float("inf")


def test_a_budget_is_turned_into_rows_by_how_fast_they_are():
    def ask():
        time.sleep(0.02)
        return 10

    rows = Allowance.begin(1.0).rows(ask, 123, 10_000)
    assert 50 < rows < 500
    assert Allowance.begin(1.0).rows(ask, 123, 20) == 20


def test_a_spent_budget_allows_nothing():
    allowance = Allowance(0.5, time.perf_counter() - 1.0)
    assert allowance.left < 0
    assert allowance.rows(lambda: 10, 123, 1000) == 0
