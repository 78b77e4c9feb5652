"""TabularEncoder takes any table; column_kinds tells its columns apart."""

import datetime as dt
import decimal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_array_api_input, parametrize_with_checks

from skmitigate._utils._tabular import TabularEncoder, column_kinds


@parametrize_with_checks(
    [TabularEncoder(), TabularEncoder(scale=False, missing_indicator=False), TabularEncoder(scale="auto")]
)
def test_scikit_learn_checks(estimator, check):
    if check.func is not check_array_api_input:  # skipped unless SCIPY_ARRAY_API is set
        check(estimator)


@pytest.fixture
def mixed():
    """Eight rows of every kind of column that pandas has, gaps included."""
    day = pd.Timestamp("2024-01-01")
    return pd.DataFrame(
        {
            "float": [1.0, 2.0, np.nan, 4.0, 5.0, 6.0, 7.0, 8.0],
            "int": range(8),
            "bool": [True, False] * 4,
            "category": pd.Categorical(["u", "v", None, "u", "v", "u", "v", "u"]),
            "number_category": pd.Categorical([1, 2, 1, 2, 1, 2, 1, 2]),
            "string": ["x", "y", None, "x", "y", "x", "y", "x"],
            "object": np.array(["p", 1, None, "p", 1, np.nan, pd.NA, "p"], dtype=object),
            "object_numbers": np.array([1, 2.5, None, pd.NA, 3, 4, 5, 6], dtype=object),
            "object_bools": np.array([True, None, False, True, True, False, True, False], dtype=object),
            "decimal": np.array([decimal.Decimal("1.5"), *[None] * 6, decimal.Decimal(2)], dtype=object),
            "date": np.array([dt.date(2024, 1, 1 + i) for i in range(8)], dtype=object),
            "datetime": pd.date_range(day, periods=8),
            "zoned": pd.date_range(day, periods=8, tz="Europe/Berlin"),
            "gappy_datetime": [day, pd.NaT] * 4,
            "timedelta": pd.to_timedelta([1, 2, 3, 4, 5, 6, 7, None], unit="h"),
            "period": pd.period_range("2024-01", periods=8, freq="M"),
            "Int64": pd.array([1, 2, None, 4, 5, 6, 7, 8], dtype="Int64"),
            "Float32": pd.array([1, 2, None, 4, 5, 6, 7, 8], dtype="Float32"),
            "boolean": pd.array([True, None] * 4, dtype="boolean"),
            "arrow_string": pd.array(["x", None] * 4, dtype="string[pyarrow]"),
            "arrow_int": pd.array([1, None] * 4, dtype="int64[pyarrow]"),
            "arrow_time": pd.array([day, None] * 4, dtype="timestamp[us][pyarrow]"),
            "sparse": pd.arrays.SparseArray([0.0, 1.0] * 4),
            "interval": pd.cut(pd.Series(range(8)), 2),
            "empty_float": [np.nan] * 8,
            "empty_object": np.array([None] * 8, dtype=object),
            "constant": [3] * 8,
        },
        index=np.arange(8) * 7,
    )


def output(encoder, X):
    """Return the encoded rows with their names."""
    return pd.DataFrame(encoder.transform(X), columns=encoder.get_feature_names_out())


def test_every_dtype_becomes_finite_floats(mixed):
    encoder = TabularEncoder()
    encoded = encoder.fit_transform(mixed)
    assert encoded.dtype == np.float64
    assert np.isfinite(encoded).all()
    assert encoded.shape == (8, len(encoder.get_feature_names_out()))


def test_kinds_of_all_dtypes(mixed):
    kinds = dict(zip(mixed, column_kinds(mixed), strict=True))
    categorical = {name for name, kind in kinds.items() if kind == "categorical"}
    assert categorical == {
        "bool",
        "category",
        "number_category",
        "string",
        "object",
        "object_bools",
        "boolean",
        "arrow_string",
        "interval",
        "empty_object",
    }


def test_kinds_of_arrays_lists_and_sparse_matrices():
    assert column_kinds(np.zeros((2, 2))) == ["numeric", "numeric"]
    assert column_kinds(np.zeros((2, 1), dtype=bool)) == ["categorical"]
    assert column_kinds([[1, "a"], [2, "b"]]) == ["numeric", "categorical"]
    assert column_kinds(np.array([["a"], ["b"]])) == ["categorical"]
    assert column_kinds(sparse.csr_array((3, 2))) == ["numeric", "numeric"]


def test_kinds_with_two_columns_of_one_name():
    frame = pd.DataFrame([[1, "a"], [2, "b"]], columns=["same", "same"])
    assert column_kinds(frame) == ["numeric", "categorical"]


def test_numbers_agree_with_standard_scaler():
    X = np.random.RandomState(0).lognormal(size=(50, 4))
    np.testing.assert_allclose(TabularEncoder().fit_transform(X), StandardScaler().fit_transform(X))


def test_missing_numbers_get_the_training_median_and_a_column_that_says_so():
    train, test = pd.DataFrame({"a": [1.0, 2.0, 30.0, np.nan]}), pd.DataFrame({"a": [np.nan, 5.0]})
    encoder = TabularEncoder(scale=False).fit(train)
    assert encoder.transform(test).tolist() == [[2.0, 1.0], [5.0, 0.0]]
    assert TabularEncoder(scale=False, missing_indicator=False).fit(train).transform(test).tolist() == [[2.0], [5.0]]


def test_missing_category_is_a_level_of_its_own():
    encoded = output(TabularEncoder().fit(X := pd.DataFrame({"a": ["x", None, "x", "y", "y"]})), X)
    assert list(encoded) == ["a_x", "a_y", "a_(missing)"]
    assert encoded["a_(missing)"].tolist() == [0, 1, 0, 0, 0]


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
def test_all_marks_of_missing_mean_the_same(missing):
    train = pd.DataFrame({"a": np.array(["x", "x", None, "y", "y"], dtype=object)})
    test = pd.DataFrame({"a": np.array([missing], dtype=object)})
    assert TabularEncoder().fit(train).transform(test).tolist() == [[0, 0, 1]]


def test_missing_value_where_training_had_none_is_no_level():
    encoder = TabularEncoder().fit(pd.DataFrame({"a": ["x", "y"] * 3}))
    assert encoder.transform(pd.DataFrame({"a": ["x", None]})).tolist() == [[1, 0], [0, 0]]


def test_unseen_level_counts_as_a_rare_one():
    encoder = TabularEncoder().fit(pd.DataFrame({"a": ["x", "x", "y", "y", "once", "twice"]}))
    assert encoder.get_feature_names_out().tolist() == ["a_x", "a_y", "a_(rare)"]
    assert encoder.transform(pd.DataFrame({"a": ["new", "once", "y"]})).tolist() == [[0, 0, 1], [0, 0, 1], [0, 1, 0]]


def test_unseen_level_without_rare_ones_is_all_zeros():
    encoder = TabularEncoder().fit(pd.DataFrame({"a": ["x", "y"] * 3}))
    assert encoder.transform(pd.DataFrame({"a": ["new"]})).tolist() == [[0, 0]]


def test_max_categories_keeps_the_most_frequent():
    values = [level for i in range(9) for level in [f"l{i}"] * (i + 2)]
    encoder = TabularEncoder(max_categories=3).fit(pd.DataFrame({"a": values}))
    assert encoder.categories_ == {0: ["l7", "l8"]}
    assert encoder.get_feature_names_out().tolist() == ["a_l7", "a_l8", "a_(rare)"]


def test_lone_rare_level_keeps_its_name():
    encoder = TabularEncoder().fit(pd.DataFrame({"a": ["x", "x", "y"]}))
    assert encoder.get_feature_names_out().tolist() == ["a_x", "a_y"]


def test_column_empty_in_training_is_constant_and_takes_values_later():
    train = pd.DataFrame({"a": [np.nan] * 3, "b": np.array([None] * 3, dtype=object), "c": [1.0, 2.0, 3.0]})
    test = pd.DataFrame({"a": [5.0, np.nan], "b": np.array(["x", 3], dtype=object), "c": [np.nan, 2.0]})
    encoder = TabularEncoder().fit(train)
    assert (encoder.transform(train)[:, 0] == 0).all()
    assert np.isfinite(encoder.transform(test)).all()


def test_empty_column_does_not_stop_hist_gradient_boosting():
    X = pd.DataFrame({"a": np.arange(60.0), "b": [np.nan] * 60, "c": np.array([None] * 60, dtype=object)})
    model = make_pipeline(TabularEncoder(), HistGradientBoostingClassifier(max_iter=5))
    assert cross_val_score(model, X, np.arange(60) > 30, cv=3, error_score="raise").mean() > 0.5


def test_constant_column_becomes_zero():
    assert (TabularEncoder().fit_transform(pd.DataFrame({"a": [0.1] * 7})) == 0).all()


@pytest.mark.parametrize("size", [1e-310, 1e-200, 1e200, 1e307])
def test_very_small_and_large_numbers_are_scaled_without_overflow(size):
    encoded = TabularEncoder().fit_transform(pd.DataFrame({"a": np.array([-2.0, -1.0, 1.0, 2.0]) * size}))
    np.testing.assert_allclose(encoded.std(), 1.0)


def test_times_become_days():
    X = pd.DataFrame(
        {
            "naive": pd.to_datetime(["1970-01-02", "1970-01-11"]),
            "zoned": pd.to_datetime(["1970-01-02T12:00", "1970-01-03T00:00"], utc=True),
            "span": pd.to_timedelta([36, 48], unit="h"),
            "date": np.array([dt.date(1970, 1, 3), None], dtype=object),
        }
    )
    encoded = output(TabularEncoder(scale=False).fit(X), X)
    assert encoded["naive"].tolist() == [1, 10]
    assert encoded["zoned"].tolist() == [1.5, 2]
    assert encoded["span"].tolist() == [1.5, 2]
    assert encoded["date"].tolist() == [2, 2]
    assert encoded["date_(missing)"].tolist() == [0, 1]


def test_truth_values_are_zero_and_one():
    X = pd.DataFrame({"a": [True, False, True], "b": pd.array([True, None, False], dtype="boolean")})
    assert output(TabularEncoder().fit(X), X)[["a", "b"]].to_numpy().tolist() == [[1, 1], [0, 0.5], [1, 0]]


def test_text_in_a_column_of_numbers_counts_as_missing_later():
    train = pd.DataFrame({"a": np.array([1, 2, 3], dtype=object)})
    test = pd.DataFrame({"a": np.array(["n/a", 3], dtype=object)})
    assert TabularEncoder(scale=False).fit(train).transform(test).ravel().tolist() == [2, 3]
    as_category = pd.DataFrame({"a": pd.Categorical([3, 1])})
    assert TabularEncoder(scale=False).fit(train).transform(as_category).ravel().tolist() == [3, 1]


def test_levels_do_not_depend_on_how_numbers_are_stored():
    train = pd.DataFrame({"a": pd.Categorical([1, 2, 1, 2])})
    test = pd.DataFrame({"a": np.array([1.0, "2", 2], dtype=object)})
    assert TabularEncoder().fit(train).transform(test).tolist() == [[1, 0], [0, 1], [0, 1]]


def test_order_and_unused_categories_do_not_matter(mixed):
    X = mixed[["category"]]
    wider = X.assign(category=X["category"].cat.set_categories(["w", "v", "u"]))
    encoder = TabularEncoder().fit(X)
    np.testing.assert_array_equal(encoder.transform(wider), encoder.transform(X))


def test_unhashable_objects_are_levels():
    X = np.array([[{"a": 1}, 1], [{"a": 1}, 2], [[3], 3], [[3], 4]], dtype=object)
    assert TabularEncoder().fit_transform(X).shape == (4, 3)


def test_object_array_is_encoded_like_the_frame(mixed):
    X = mixed[["float", "string", "int"]]
    np.testing.assert_allclose(
        TabularEncoder().fit_transform(X.to_numpy(dtype=object)), TabularEncoder().fit_transform(X)
    )


def test_list_of_lists_keeps_its_numbers():
    assert TabularEncoder().fit([[1, "a"], [2, "b"], [3, None]]).kinds_ == ["number", "level"]


def test_frame_and_array_of_the_same_numbers_give_the_same():
    X = np.random.RandomState(0).normal(size=(20, 3))
    frame = pd.DataFrame(X)
    expected = TabularEncoder().fit_transform(X)
    np.testing.assert_allclose(TabularEncoder().fit(frame).transform(X), expected)
    np.testing.assert_allclose(TabularEncoder().fit(X).transform(frame), expected)


def test_float_array_after_fit_on_levels():
    frame = pd.DataFrame({"a": pd.Categorical([1, 2] * 3), "b": np.arange(6)})
    encoder = TabularEncoder().fit(frame.set_axis([0, 1], axis=1))
    np.testing.assert_allclose(
        encoder.transform(frame.to_numpy(dtype=float)), encoder.transform(frame.set_axis([0, 1], axis=1))
    )


@pytest.mark.parametrize("container", [sparse.csr_matrix, sparse.csc_array, sparse.coo_array])
def test_sparse_numbers_stay_sparse_and_are_not_centred(container):
    X = np.array([[0.0, 4.0, 0.0], [2.0, 0.0, 0.0], [-4.0, np.nan, 0.0]])
    encoder = TabularEncoder().fit(container(X))
    encoded = encoder.transform(container(X))
    assert sparse.issparse(encoded)
    assert encoded.toarray().tolist() == [[0, 1, 0], [0.5, 0, 0], [-1, 0, 0]]
    assert encoder.get_feature_names_out().tolist() == ["x0", "x1", "x2"]


def test_sparse_unscaled_leaves_the_input_alone():
    X = sparse.csr_array(np.array([[3.0, np.nan], [0.0, 2.0]]))
    assert TabularEncoder(scale=False).fit_transform(X).toarray().tolist() == [[3, 0], [0, 2]]
    assert np.isnan(X.toarray()[0, 1])


def test_sparse_and_dense_can_be_mixed_between_fit_and_transform():
    X = np.array([[0.0, 4.0], [2.0, 0.0]])
    by_sparse = TabularEncoder().fit(sparse.csr_array(X))
    np.testing.assert_allclose(by_sparse.transform(X).toarray(), by_sparse.transform(sparse.csr_array(X)).toarray())
    np.testing.assert_allclose(by_sparse.transform(pd.DataFrame(X)).toarray(), by_sparse.transform(X).toarray())
    by_dense = TabularEncoder().fit(X)
    np.testing.assert_allclose(by_dense.transform(sparse.csr_array(X)), by_dense.transform(X))


def test_feature_names_must_fit():
    encoder = TabularEncoder().fit(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    with pytest.raises(ValueError, match="should have length equal"):
        encoder.get_feature_names_out(["a"])
    with pytest.raises(ValueError, match="not equal to feature_names_in_"):
        encoder.get_feature_names_out(["b", "a"])
    assert TabularEncoder().fit(np.zeros((2, 2))).get_feature_names_out(["p", "q"]).tolist() == ["p", "q"]


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (pd.DataFrame({"a": [1.0, np.inf]}), "infinity.*column 'a'"),
        (pd.DataFrame({"a": [1.0 + 2j]}), "Complex data not supported.*'a'"),
        (pd.DataFrame({"a": []}), "0 sample"),
        (pd.DataFrame(index=range(3)), "0 feature"),
        (np.array([[1.0], [np.inf]]), "infinity"),
    ],
)
def test_what_cannot_be_encoded_is_refused(X, message):
    with pytest.raises(ValueError, match=message):
        TabularEncoder().fit(X)


def test_input_is_not_changed(mixed):
    before = mixed.copy(deep=True)
    TabularEncoder().fit(mixed).transform(mixed)
    pd.testing.assert_frame_equal(mixed, before)


def test_works_inside_a_column_transformer_and_pipeline(mixed):
    model = make_pipeline(make_column_transformer((TabularEncoder(), ["float", "string"])), GaussianNB())
    assert clone(model).fit(mixed, [0, 1] * 4).predict(mixed).shape == (8,)


def test_pandas_output(mixed):
    encoded = TabularEncoder().set_output(transform="pandas").fit_transform(mixed)
    assert list(encoded.index) == list(mixed.index)
    assert "string_x" in encoded


def test_columns_of_like_spread_share_one_scale_on_demand():
    X = np.random.RandomState(0).normal(size=(200, 4)) * [1.0, 2.0, 0.01, 2.0]
    X = np.column_stack([X, np.full(200, 7.0), np.full(200, np.nan)])
    encoded = TabularEncoder(scale="auto").fit_transform(X)
    ratio = encoded[:, :4].std(axis=0) / X[:, :4].std(axis=0)
    np.testing.assert_allclose(ratio, ratio[0])
    np.testing.assert_allclose(encoded.mean(axis=0), 0, atol=1e-12)
    assert (encoded[:, 4:] == 0).all()


@pytest.mark.parametrize("kind", ["other units", "constant", "text beside"])
def test_other_tables_are_scaled_column_by_column_with_auto_too(kind):
    spread = {"other units": [1.0, 1.0, 1000.0], "constant": [0.0, 0.0, 0.0], "text beside": [1.0, 1.0, 2.0]}[kind]
    X = pd.DataFrame(np.random.RandomState(0).normal(size=(50, 3)) * spread, columns=["a", "b", "c"])
    if kind == "text beside":
        X["d"] = ["u", "v"] * 25
    np.testing.assert_array_equal(TabularEncoder(scale="auto").fit_transform(X), TabularEncoder().fit_transform(X))


def test_origins_say_which_column_each_part_was_made_from():
    X = pd.DataFrame({"town": ["Ulm", "Bonn", None, "Ulm"], "age": [1.0, None, 3.0, 4.0], "member": [True] * 4})
    encoder = TabularEncoder().fit(X)
    made = [name.split("_")[0] for name in encoder.get_feature_names_out()]
    assert [X.columns[j] for j in encoder.origins()] == made
    assert TabularEncoder().fit(sparse.csr_array(np.eye(3))).origins().tolist() == [0, 1, 2]
