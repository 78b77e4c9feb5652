"""The interval of a difference of shares."""

import pytest

from skmitigate.diagnosis._rate_difference import rate_difference_interval


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_equals_the_published_intervals(counts, published):
    """Table II of Newcombe (1998), method 10."""
    assert rate_difference_interval(*counts, 0.05) == pytest.approx(published, abs=6e-5)
