"""Classes are told from numbers that are not."""

import numpy as np
import pytest

from skmitigate.datasets._csv_target import parse_target


def target(values, *, decimal_comma=False):
    """Return the labels that these values make."""
    texts = np.array([str(value) for value in values], dtype=object)
    return parse_target(texts, name="y", where="t.csv", decimal_comma=decimal_comma)


@pytest.mark.parametrize(
    "values",
    [
        [0, 1] * 10,
        [-1, 1] * 10,
        ["1.0", "2.0"] * 10,
        [k for k in range(100) for _ in range(50)],
        [k * 7 + 3 for k in range(100) for _ in range(50)],
        [k for k in range(40) for _ in range(3)],
        [1] * 50 + [2] * 50 + [3, 4, 5, 6],
        [1994, 2001, 2010] * 5,
    ],
)
def test_whole_numbers_that_recur_are_integer_classes(values):
    labels = target(values)
    assert labels.dtype == np.int64
    np.testing.assert_array_equal(labels, np.array(values, dtype=float))


def test_text_classes():
    assert target(["<=50K", ">50K"] * 5).tolist() == ["<=50K", ">50K"] * 5
    assert target(["1", "2", "other"] * 5).dtype.kind == "U"


def test_few_fractions_are_text_classes_as_classifiers_refuse_floats():
    assert target([0.5, 1.5] * 5).tolist() == ["0.5", "1.5"] * 5
    assert target(["0,5", "1,5"] * 5, decimal_comma=True).tolist() == ["0.5", "1.5"] * 5


def test_infinite_label_is_text():
    assert target(["inf", "1"] * 5).dtype.kind == "U"


def test_numbers_too_large_for_exact_integers_are_text():
    assert target([2**60, 2**60 + 2**20] * 5).dtype.kind == "U"


@pytest.mark.parametrize(
    "values",
    [
        np.random.RandomState(0).normal(size=100),
        np.random.RandomState(0).normal(size=12),
        np.random.RandomState(0).normal(size=5000).round(1),
        np.random.RandomState(0).randint(100, 100_000, size=500),
        np.random.RandomState(0).randint(0, 1000, size=3000),
        range(30),
        [k * 10 for k in range(12)],
    ],
)
def test_numbers_that_rarely_recur_look_continuous(values):
    with pytest.raises(
        ValueError, match=r"t\.csv: the target column 'y' looks continuous: it has \d+ different numbers"
    ):
        target(values)


def test_one_class():
    with pytest.raises(ValueError, match=r"has one class only \(u\)"):
        target(["u"] * 20)


def test_too_few_rows():
    with pytest.raises(ValueError, match="at least 10 rows with a label, got 9"):
        target(["u", "v", "v"] * 3)


def test_free_text():
    with pytest.raises(ValueError, match="15 different texts in 20 rows"):
        target([f"note {k}" for k in range(15)] + ["note 0"] * 5)
