"""Numbers on the command line are read or refused in words."""

import argparse

import pytest

from skmitigate._cli._options import folds, jobs, seed


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
    ],
)
def test_numbers_out_of_range(read, text, message):
    with pytest.raises(argparse.ArgumentTypeError, match=message):
        read(text)
