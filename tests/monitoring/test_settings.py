"""What a log can be told."""

import numpy as np
import pytest

from skmitigate.monitoring._settings import check_settings, checked_count, checked_level

GOOD = {"durability": "async", "max_queued": 1, "when_full": "drop", "timeout": 0.1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"durability": "maybe"},
        {"when_full": "cry"},
        {"max_queued": 0},
        {"max_queued": True},
        {"timeout": -1},
        {"timeout": "long"},
        {"timeout": float("nan")},
    ],
)
def test_what_makes_no_sense_is_refused_by_name(wrong):
    check_settings(**GOOD)
    with pytest.raises(ValueError, match=next(iter(wrong))):
        check_settings(**(GOOD | wrong))


def test_level_is_between_0_and_1():
    assert checked_level(0.1) == 0.1
    for alpha in (0, 1, "x", None):
        with pytest.raises(ValueError, match="alpha"):
            checked_level(alpha)


def test_counts_are_whole_numbers():
    assert checked_count(np.int64(3), what="limit") == 3
    for number in (-1, 1.5, True, None, "3"):
        with pytest.raises(ValueError, match="Expected limit"):
            checked_count(number, what="limit")
