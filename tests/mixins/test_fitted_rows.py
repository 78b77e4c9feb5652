"""Rows of a fit are recognised, whatever they are made of."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.naive_bayes import GaussianNB

from skmitigate.mixins._fitted_rows import Overlap, merged, overlap, remember_rows, sketch

RNG = np.random.default_rng(0)
NUMBERS = RNG.normal(size=(60, 3))
NUMBERS[::7, 1] = np.nan
MIXED = pd.DataFrame(
    {"n": RNG.normal(size=60), "town": RNG.choice(["Ulm", "Bonn", None], 60), "ok": [True, False] * 30}
)


@pytest.mark.parametrize(
    "X",
    [
        NUMBERS,
        pd.DataFrame(NUMBERS),
        MIXED,
        MIXED.astype({"town": "category"}),
        MIXED.to_numpy(),
        sparse.random(60, 9, density=0.5, random_state=0, format="csr"),
        RNG.normal(size=(60, 4, 4)),
        [f"text {i}" for i in range(60)],
        [[i, "a"] for i in range(60)],
    ],
    ids=["array", "frame", "mixed", "categories", "objects", "sparse", "pictures", "texts", "lists"],
)
def test_known_rows_are_found_and_no_others(X):
    def part(low, high):
        return X.iloc[low:high] if isinstance(X, pd.DataFrame) else X[low:high]

    fitted = sketch(part(0, 40))
    assert overlap(fitted, part(10, 40)) == Overlap(30, 30)
    assert overlap(fitted, part(40, 60)) == Overlap(20, 0)
    assert overlap(fitted, part(30, 50)) == Overlap(20, 10)


def test_the_same_numbers_may_be_stored_differently():
    fitted = sketch(pd.DataFrame({"n": [1, 2, 3], "town": ["a", "b", "c"]}))
    for column in (pd.array([1, 2, 3], dtype="Int64"), [1.0, 2.0, 3.0]):
        assert overlap(fitted, pd.DataFrame({"n": column, "town": pd.Categorical(["a", "b", "c"])})) == Overlap(3, 3)
    assert overlap(fitted, np.array([[1, "a"], [3, "x"]], dtype=object)) == Overlap(2, 1)
    numbers = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "m": [0.5, 0.5]})
    assert overlap(sketch(numbers), numbers.to_numpy(np.float64, na_value=np.nan)) == Overlap(2, 2)


def test_of_many_rows_a_sample_is_kept_that_estimates_the_share():
    X = RNG.normal(size=(40_000, 2))
    fitted = sketch(X[:30_000])
    assert len(fitted) == 4096
    found = overlap(fitted, X[20_000:])
    assert 2_000 < found.n_compared < 3_500
    assert found.share == pytest.approx(0.5, abs=0.04)


def test_a_sketch_of_two_fits_is_that_of_all_rows():
    X = RNG.normal(size=(9_000, 2))
    np.testing.assert_array_equal(merged(sketch(X[:5_000]), sketch(X[4_000:])), sketch(X))
    assert merged(None, sketch(X)) is None


@pytest.mark.parametrize("X", [None, np.empty((0, 3)), [object(), [1, 2]], pd.DataFrame({"a": [1, 2]}).iloc[:, :0]])
def test_nothing_is_said_of_rows_that_cannot_be_hashed(X):
    assert sketch(X) is None
    assert overlap(sketch(NUMBERS), X) is None
    assert overlap(None, NUMBERS) is None


def test_nothing_is_said_of_very_many_numbers():
    assert sketch(np.broadcast_to(np.float64(1), (10**6, 51))) is None


def test_share_of_no_rows_is_not_known():
    assert np.isnan(Overlap(0, 0).share)


def test_methods_are_replaced_once_and_look_the_same():
    class Model(GaussianNB):
        """Not remembering."""

    class Fitted(Model):
        """Without a fit of its own."""

    for _ in range(2):
        remember_rows(Fitted, "fit", keeping=False)
    assert Fitted.fit.__wrapped__ is Model.fit
    assert Fitted.fit.__doc__ == GaussianNB.fit.__doc__
    X, y = NUMBERS[:, :1], np.arange(60) % 2
    assert "_fitted_rows" not in vars(Model().fit(X, y))
    for model in (Fitted().fit(X, y), Fitted().fit(X=X, y=y)):
        assert overlap(model._fitted_rows, X).share == 1
