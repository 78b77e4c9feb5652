"""Short borders between neighbouring values."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.diagnosis._readable_cuts import readable_cut, readable_number


@pytest.mark.parametrize(
    ("low", "high", "cut"),
    [
        (29, 30, 30),
        (29, 34, 30),
        (0.123456, 0.139, 0.13),
        (-1.7, -1.2, -1.4),
        (-5, 20, 0),
        (1234567.1, 1234567.9, 1234567.5),
        (0.0, np.inf, np.inf),
        (1e-9, 9e-9, 5e-9),
    ],
)
def test_cut_is_short(low, high, cut):
    assert readable_cut(low, high) == cut


def test_cut_divides_any_two_numbers():
    rng = np.random.default_rng(0)
    numbers = np.sort(rng.normal(size=(500, 2)) * 10.0 ** rng.integers(-12, 12, (500, 1)), axis=1)
    nearest = np.column_stack([numbers[:, 0], np.nextafter(numbers[:, 0], np.inf)])
    for low, high in np.vstack([numbers, nearest]):
        assert low < readable_cut(low, high) <= high


def test_cut_of_times_is_a_day_where_there_is_one_between():
    assert readable_cut(pd.Timestamp("2020-01-01 18:00"), pd.Timestamp("2020-01-02 03:00")) == "2020-01-02"
    assert readable_cut(pd.Timestamp("2020-01-01 18:00"), pd.Timestamp("2020-01-01 20:00")) == "2020-01-01 20:00:00"
    assert readable_cut(pd.Timedelta("1h"), pd.Timedelta("2h")) == "0 days 02:00:00"


def test_whole_numbers_are_written_without_a_point():
    assert [readable_number(value) for value in (3.0, 2.5, np.inf)] == [3, 2.5, np.inf]
    assert isinstance(readable_number(np.float64(3)), int)
