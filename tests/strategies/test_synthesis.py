"""Synthetic rows for tables of any columns."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from scipy import sparse

from skmitigate.strategies._synthesis import append_rows, jitter, synthesise

RNG = np.random.default_rng(0)
CODES = np.repeat([0, 1], [40, 10])


def table(n=50):
    return pd.DataFrame(
        {
            "size": RNG.normal(100, 50, n),
            "count": RNG.integers(0, 9, n),
            "town": RNG.choice(["Ulm", "Bonn", None], n),
            "kind": pd.Categorical(RNG.choice(["a", "b"], n)),
            "member": RNG.random(n) < 0.5,
            "day": pd.to_datetime("2024-01-01") + pd.to_timedelta(RNG.integers(0, 3, n), unit="D"),
            "price": np.where(RNG.random(n) < 0.2, np.nan, RNG.normal(size=n)),
        }
    )


def test_numbers_of_one_scale_are_those_of_imbalanced_learn():
    X = RNG.normal(size=(50, 3))
    X /= X.std(axis=0)
    rows, codes, _ = synthesise(X, CODES, 5, seed=3)
    np.testing.assert_allclose(rows, SMOTE(random_state=3).fit_resample(X, CODES)[0][50:])
    assert codes.tolist() == [1] * 30


def test_units_of_a_column_do_not_matter():
    X = RNG.normal(size=(50, 3))
    rows, _, _ = synthesise(X, CODES, 5, seed=0)
    scaled, _, _ = synthesise(X * [1.0, 1000.0, 0.001], CODES, 5, seed=0)
    np.testing.assert_allclose(scaled, rows * [1.0, 1000.0, 0.001])


def test_mixed_columns_keep_names_types_and_levels():
    X = table()
    before = X.copy(deep=True)
    rows, _, _ = synthesise(X, CODES, 5, seed=0)
    assert list(rows.columns) == list(X.columns)
    own = X[CODES == 1]
    for name in ("town", "kind", "member", "day"):
        assert rows[name].dtype == X[name].dtype
        assert set(rows[name].dropna()) <= set(own[name].dropna())
    for name in ("size", "count", "price"):
        assert rows[name].between(X[name].min(), X[name].max()).all()
    pd.testing.assert_frame_equal(X, before)
    joined = append_rows(X, rows)
    assert joined.shape == (80, 7)
    assert joined["day"].dtype == X["day"].dtype
    pd.testing.assert_frame_equal(joined.iloc[:50][["size", "town", "member"]], X[["size", "town", "member"]])


def test_table_of_categories_only():
    X = table()[["town", "kind"]]
    rows, _, _ = synthesise(X, CODES, 5, seed=0)
    assert set(rows["kind"]) <= {"a", "b"}
    assert len(rows) == 30


def test_array_of_objects_stays_one():
    X = table()[["size", "town"]].to_numpy(dtype=object)
    rows, _, _ = synthesise(X, CODES, 5, seed=0)
    assert append_rows(X, rows).shape == (80, 2)
    numbers, _, _ = synthesise(X[:, :1], CODES, 5, seed=0)
    assert numbers.dtype == np.float64


def test_sparse_rows_stay_sparse():
    X = sparse.random_array((50, 20), density=0.3, rng=0, format="csr")
    rows, _, _ = synthesise(X, CODES, 5, seed=0)
    joined = append_rows(X, rows)
    assert sparse.issparse(joined)
    assert joined.shape == (80, 20)


def test_dates_in_objects_are_drawn_and_not_averaged():
    X = pd.DataFrame({"x": RNG.normal(size=50), "day": [pd.Timestamp(2024, 1, 1 + i % 3).date() for i in range(50)]})
    rows, _, _ = synthesise(X, CODES, 5, seed=0)
    assert set(rows["day"]) <= set(X["day"])


def test_tiny_classes_use_the_neighbours_that_they_have():
    codes = np.repeat([0, 1, 2, 3], [30, 10, 2, 1])
    X = RNG.normal(size=(43, 2))
    rows, made, skipped = synthesise(X, codes, 5, seed=0)
    assert np.bincount(made, minlength=4).tolist() == [0, 20, 28, 0]
    assert skipped == {3: "it has one row, and so no neighbours"}
    first, second = X[codes == 2]
    offset = (rows[made == 2] - first) / (second - first)
    np.testing.assert_allclose(offset[:, 0], offset[:, 1])


def test_columns_that_are_empty_or_constant_do_no_harm():
    X = pd.DataFrame({"x": RNG.normal(size=50), "empty": np.nan, "one": 1.0})
    rows, _, _ = synthesise(X, CODES, 5, seed=0)
    assert (rows["one"] == 1.0).all()
    assert (rows["empty"] == 0.0).all()


def test_infinity_is_refused():
    with pytest.raises(ValueError, match="infinity"):
        synthesise(np.where(np.eye(50, 3) > 0, np.inf, 1.0), CODES, 5, seed=0)


def test_texts_are_no_table():
    with pytest.raises(ValueError, match="rows of a table"):
        synthesise(np.array(["a text"] * 50), CODES, 5, seed=0)


def test_periods_are_drawn_and_not_averaged():
    X = pd.DataFrame({"x": RNG.normal(size=50), "month": pd.period_range("2020-01", periods=50, freq="M")})
    joined = append_rows(X, synthesise(X, CODES, 5, seed=0)[0])
    assert joined["month"].dtype == X["month"].dtype
    assert set(joined["month"][50:]) <= set(X["month"][CODES == 1])


def test_precision_of_numbers_is_kept():
    X = RNG.normal(size=(50, 2)).astype(np.float32)
    assert append_rows(X, synthesise(X, CODES, 5, seed=0)[0]).dtype == np.float32
    frame = pd.DataFrame({"x": X[:, 0], "y": X[:, 1].astype(np.float64)})
    joined = append_rows(frame, synthesise(frame, CODES, 5, seed=0)[0])
    assert joined.dtypes.tolist() == frame.dtypes.tolist()


def test_jitter_is_a_share_of_the_spread_of_each_column():
    X = RNG.normal(size=(400, 3)) * [1.0, 50.0, 0.0]
    source = np.arange(400)
    offset = jitter(X, np.zeros(400, dtype=int), source, 0.2, seed=0) - X
    np.testing.assert_allclose(offset.std(axis=0), [0.2, 10.0, 0.0], rtol=0.15)


def test_jitter_draws_a_share_of_the_levels_from_the_class_and_keeps_gaps():
    X = table()
    source = np.repeat(np.flatnonzero(CODES == 1), 40)
    made = jitter(X, CODES, source, 0.5, seed=0)
    own, given = X[CODES == 1], X.iloc[source].reset_index(drop=True)
    for name in ("town", "kind", "member", "day"):
        assert made[name].dtype == X[name].dtype
        assert set(made[name].dropna()) <= set(own[name].dropna())
    assert 0.1 < (made["day"] != given["day"]).mean() < 0.5
    np.testing.assert_array_equal(made["price"].isna(), given["price"].isna())
    assert append_rows(X, made).shape == (450, 7)


def test_jitter_keeps_the_zeros_of_a_sparse_matrix():
    X = sparse.random_array((50, 20), density=0.3, rng=0, format="csr")
    source = np.arange(10, 40)
    made = jitter(X, CODES, source, 0.1, seed=0)
    np.testing.assert_array_equal(made.toarray() != 0, X.toarray()[source] != 0)
    dense = X.toarray()
    offset = (made.toarray() - dense[source])[dense[source] != 0]
    assert offset.std() == pytest.approx(0.1 * dense.std(), rel=0.3)


def test_column_without_any_value_stays_so():
    X = pd.DataFrame({"x": RNG.normal(size=50), "empty": np.nan})
    assert jitter(X, CODES, np.array([45]), 0.1, seed=0)["empty"].isna().all()
