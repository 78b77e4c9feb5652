"""The slices with the highest score."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.diagnosis import Slice, top_slices
from skmitigate.diagnosis._top_slices import fewest_rows


def test_lines_say_what_their_slices_hold():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"a": rng.normal(size=500), "town": rng.choice(["Ulm", "Bonn", None], 500)})
    X["rare"] = [f"t{i % 40}" if i < 200 else "often" for i in range(500)]
    loss = rng.gamma(1, size=500) + 2 * ((X["a"] > 0.5) & (X["town"] == "Ulm"))
    listed = top_slices(X, loss, k=20, min_support=15, alpha=0.999)
    assert len(listed) >= 10
    assert listed["score"].is_monotonic_decreasing
    for line in listed.itertuples():
        inside = Slice.parse(line.slice).mask(X)
        assert inside.sum() == line.n_rows >= 15
        assert loss[inside].mean() == pytest.approx(line.mean_error)
        assert line.score == pytest.approx(
            0.999 * (line.mean_error / loss.mean() - 1) - 0.001 * (500 / line.n_rows - 1)
        )


def test_no_errors_and_no_columns_list_nothing():
    assert len(top_slices(np.arange(40.0).reshape(20, 2), np.zeros(20))) == 0
    assert len(top_slices(np.zeros((20, 2)), np.arange(20))) == 0


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"errors": [1, 2]}, "one error for each of the 20 rows"),
        ({"errors": [-1.0] * 20}, "at least 0"),
        ({"errors": [np.nan] * 20}, "finite"),
        ({"k": 0}, "k of top_slices to be a whole number from 1"),
        ({"max_conditions": 4}, "max_conditions of top_slices"),
        ({"alpha": 0}, "alpha of top_slices above 0"),
        ({"min_support": 0.9}, "min_support"),
    ],
)
def test_what_cannot_be_searched_is_refused(settings, told):
    with pytest.raises(ValueError, match=told):
        top_slices(np.arange(40.0).reshape(20, 2), **{"errors": np.ones(20)} | settings)


def test_fewest_rows_are_a_share_or_a_number():
    assert (fewest_rows(0.02, 1010), fewest_rows(7, 1010), fewest_rows(np.int64(3), 9)) == (21, 7, 3)
