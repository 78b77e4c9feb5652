"""Budgets of seconds."""

import time

import pytest

from skmitigate.explanation._allowance import Allowance


def asked_in_vain(n_asked):
    raise AssertionError(f"{n_asked} rows were asked about")


def silent(n_asked):
    del n_asked


def test_without_a_budget_the_usual_work_is_done_and_nothing_asked():
    allowance = Allowance(None)
    assert allowance.rows(asked_in_vain, 123, 1000) == 123
    assert allowance.left == allowance.part(0.5).left == float("inf")


def test_a_budget_is_turned_into_rows_by_how_fast_they_are():
    asked = []

    def ask(n_asked):
        asked.append(n_asked)
        time.sleep(0.001 * n_asked)

    assert 1 < Allowance(10.0).rows(ask, 123, 100_000) < 10_000  # one row takes at least a thousandth of a second
    assert asked == [8, 64]
    assert Allowance(10.0).rows(ask, 123, 2) == 2


def test_of_a_slow_model_little_is_asked_to_see_how_slow_it_is():
    asked = []

    def ask(n_asked):
        asked.append(n_asked)
        time.sleep(0.2)

    assert Allowance(1.0).rows(ask, 123, 100_000) < 40
    assert asked == [8]


def test_a_spent_budget_allows_nothing():
    assert Allowance(-0.5).left < 0
    assert Allowance(-0.5).rows(silent, 123, 1000) == 0


def test_what_is_not_counted_is_not_counted_in_the_whole_either():
    whole = Allowance(100.0)
    part = whole.part(0.25)
    assert part.left == pytest.approx(25.0, abs=1.0)
    with part.not_counting():
        time.sleep(0.02)
    assert whole.spent >= 0.02
    assert whole.left > 100.0 - whole.spent + 0.019
