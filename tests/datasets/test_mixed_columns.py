"""Tables of mixed columns."""

import numpy as np
import pytest

from skmitigate._utils._tabular import column_kinds
from skmitigate.datasets._mixed_columns import draw_columns, draw_means


def drawn(n_columns, distance=2.0, n_classes=3):
    rng = np.random.RandomState(0)
    codes = rng.randint(n_classes, size=1000)
    return codes, draw_columns(codes, draw_means(n_classes, n_columns, distance, rng), n_columns, rng)


@pytest.mark.parametrize("n_columns", [2, 3, 8, 20])
def test_as_many_columns_as_asked_for_and_every_other_one_normal(n_columns):
    _, columns = drawn(n_columns)
    assert columns.frame.shape == (1000, n_columns)
    assert columns.normal == list(columns.frame.columns[::2])


def test_eight_columns_are_of_all_kinds_with_gaps():
    _, columns = drawn(8)
    assert sorted(column_kinds(columns.frame)) == ["categorical"] * 2 + ["numeric"] * 6
    assert columns.frame.isna().any().sum() == 2


def test_scores_tell_the_classes_where_the_means_are_apart():
    codes, columns = drawn(8, distance=4.0)
    assert np.mean(columns.scores.argmax(axis=1) == codes) > 0.95
    _, flat = drawn(8, distance=0.0)
    assert np.ptp(flat.scores) == 0


def test_two_classes_are_opposite():
    means = draw_means(2, 8, 1.5, np.random.RandomState(0))
    np.testing.assert_allclose(means[0], -means[1])
    assert np.linalg.norm(means[0]) == pytest.approx(1.5)
