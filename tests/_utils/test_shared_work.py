"""Work that several steps share."""

import pytest

from skmitigate._utils._shared_work import shared, shared_work


def made_of(calls):
    def make(thing, *, size=1):
        calls.append((thing, size))
        return [thing] * size

    return make


def test_is_made_once_in_a_block_for_the_same_object_and_settings():
    calls = []
    make, thing, other = made_of(calls), [1], [1]
    with shared_work():
        assert shared(make, thing, size=2) is shared(make, thing, size=2)
        shared(make, thing, size=3)
        shared(make, other, size=2)
    assert len(calls) == 3


def test_is_forgotten_at_the_end_of_the_outermost_block():
    calls = []
    make, thing = made_of(calls), object()
    with shared_work():
        with shared_work():
            shared(make, thing)
        shared(make, thing)
        assert len(calls) == 1
    with shared_work():
        shared(make, thing)
    assert len(calls) == 2


def test_is_made_each_time_outside_of_a_block():
    calls = []
    make, thing = made_of(calls), object()
    assert shared(make, thing) == shared(make, thing) == [thing]
    assert len(calls) == 2


def test_errors_pass_and_end_the_block():
    def fail(thing):
        raise ValueError(f"not this {thing}")

    with pytest.raises(ValueError, match="not this"), shared_work():
        shared(fail, object())
    calls = []
    make, thing = made_of(calls), object()
    shared(make, thing)
    shared(make, thing)
    assert len(calls) == 2
