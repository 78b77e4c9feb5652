"""Numbers on the command line are read or refused in words."""

import argparse

import pytest

from skmitigate._cli._options import folds, jobs, level, names, seed


def test_numbers_in_range():
    assert (seed("0"), seed("4294967295"), folds("2"), jobs("-1"), jobs("4")) == (0, 2**32 - 1, 2, -1, 4)


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (seed, "-1", "whole number from 0"),
        (seed, "4294967296", "whole number from 0"),
        (seed, "1.5", "got '1.5'"),
        (folds, "1", "at least 2"),
        (jobs, "0", "got 0"),
        (jobs, "-2", "at least 1, or -1"),
        (level, "1", "between 0 and 1, got '1'"),
        (level, "nan", "between 0 and 1"),
        (level, "x", "between 0 and 1"),
        (names, ", ", "names separated by commas"),
    ],
)
def test_numbers_out_of_range(read, text, message):
    with pytest.raises(argparse.ArgumentTypeError, match=message):
        read(text)


def test_level_and_names():
    assert level("0.1") == 0.1
    assert names("low, ERR04,") == ["low", "ERR04"]
