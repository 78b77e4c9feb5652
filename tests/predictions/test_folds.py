"""Folds: even, apart from each other, and refused in clear words where there can be none."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneOut,
    PredefinedSplit,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedKFold,
    TimeSeriesSplit,
)
from sklearn.naive_bayes import GaussianNB

from skmitigate.exceptions import RareClassWarning
from skmitigate.predictions._cross_val import cross_val_predictions
from skmitigate.predictions._folds import make_splits, repetitions_of
from skmitigate.predictions._prediction_table import PredictionTable


def split(codes, cv, *, groups=None, seed=0):
    codes = np.asarray(codes)
    X = np.zeros((len(codes), 1))
    return make_splits(cv, X, codes, np.unique(codes), None if groups is None else np.asarray(groups), seed)


def quietly_split(codes, cv, **settings):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RareClassWarning)
        return split(codes, cv, **settings)


@given(st.lists(st.integers(0, 4), min_size=5, max_size=80), st.integers(2, 5), st.integers(0, 2**31 - 1))
def test_integer_deals_every_class_evenly(codes, n_folds, seed):
    codes = np.unique(codes, return_inverse=True)[1]
    splits = quietly_split(codes, n_folds, seed=seed)
    assert len(splits) == n_folds
    assert sorted(np.concatenate([test for _, test in splits])) == list(range(len(codes)))
    for train, test in splits:
        assert sorted([*train, *test]) == list(range(len(codes)))
    counts = np.array([np.bincount(codes[test], minlength=5) for _, test in splits])
    assert np.ptp(counts, axis=0).max() <= 1
    assert np.ptp(counts.sum(axis=1)) <= 1


def test_folds_follow_from_the_seed_and_are_shuffled():
    codes = np.arange(40) % 2
    one, again, other = (split(codes, 4, seed=seed) for seed in (0, 0, 1))
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(one, again, strict=True))
    assert not all(np.array_equal(a[1], b[1]) for a, b in zip(one, other, strict=True))
    assert one[0][1].tolist() != list(range(10))


@given(st.integers(0, 10_000))
def test_groups_are_never_split_and_no_fold_is_empty(seed):
    rng = np.random.default_rng(seed)
    groups = np.concatenate([np.arange(5), rng.integers(0, rng.integers(5, 12), 30)])
    codes = np.unique(groups % 3 if seed % 2 else rng.integers(0, 2, 35), return_inverse=True)[1]
    splits = quietly_split(codes, 5, groups=groups, seed=seed)
    assert sorted(np.concatenate([test for _, test in splits])) == list(range(35))
    for train, test in splits:
        assert len(test)
        assert not set(groups[train]) & set(groups[test])


def test_fold_for_which_no_group_is_left_is_dropped():
    """StratifiedGroupKFold may leave a fold empty; a model cannot predict no rows."""
    n_folds = set()
    for seed in range(60, 100):
        rng = np.random.default_rng(seed)
        groups = np.repeat(np.arange(5), rng.integers(1, 12, 5))
        codes = np.unique(groups % 3, return_inverse=True)[1]
        splits = quietly_split(codes, 5, groups=groups, seed=seed)
        assert all(len(test) for _, test in splits)
        assert sorted(np.concatenate([test for _, test in splits])) == list(range(len(codes)))
        n_folds.add(len(splits))
    assert n_folds == {4, 5}


@pytest.mark.parametrize(
    ("cv", "n_folds"),
    [
        (KFold(3), 3),
        (StratifiedKFold(3), 3),
        (LeaveOneOut(), 12),
        (TimeSeriesSplit(3), 3),
        (ShuffleSplit(2, random_state=0), 2),
        (PredefinedSplit(np.arange(12) % 3), 3),
        (list(KFold(3).split(np.zeros(12))), 3),
        (KFold(3).split(np.zeros(12)), 3),
        ([([0, 1, 2], [3, 4]), ([3, 4, 5], [0])], 2),
    ],
    ids=["k", "stratified", "one out", "time", "shuffle", "predefined", "list", "generator", "lists"],
)
def test_splitters_and_iterables_are_taken(cv, n_folds):
    splits = split(np.arange(12) % 2, cv)
    assert len(splits) == n_folds
    assert all(not set(train) & set(test) for train, test in splits)


def test_splitter_reads_the_groups():
    groups = np.repeat(np.arange(6), 2)
    for train, test in split(np.arange(12) % 2, GroupKFold(3), groups=groups):
        assert not set(groups[train]) & set(groups[test])


def test_masks_become_positions():
    test = np.array([True, False, False, True])
    [(train_rows, test_rows)] = split([0, 1, 0, 1], [(~test, test)])
    assert (train_rows.tolist(), test_rows.tolist()) == ([1, 2], [0, 3])


def test_splits_that_test_nothing_are_dropped():
    assert len(split([0, 1, 0, 1], [([0, 1], [2, 3]), ([0, 1], [])])) == 1


@pytest.mark.parametrize(
    ("cv", "message"),
    [
        (1, "at least 2 folds, got cv=1"),
        (np.int64(0), "at least 2 folds, got cv=0"),
        (13, "n_samples=12 and cv=13. Pass more rows or a smaller cv"),
        ([], "test at least one row, got no splits"),
        ([([0, 1], [])], "test at least one row, got no splits"),
        ([([0, 1, 5], [2, 5, 0])], "got 2 rows in both parts of fold 0, the first of them 0"),
        ("five", "cross-validation object"),
        (PredictionTable.from_predictions([0, 1], [0, 1]), "got one made from predictions, which has no folds"),
    ],
)
def test_what_gives_no_folds_is_refused(cv, message):
    with pytest.raises(ValueError, match=message):
        split(np.arange(12) % 2, cv)


def test_fewer_groups_than_folds_are_refused():
    with pytest.raises(ValueError, match="at least 5 groups for cv=5, got 3"):
        split(np.arange(12) % 2, 5, groups=np.arange(12) % 3)


class TestFoldsOfATable:
    """A table stands for its folds, for the rows that it was made from."""

    @pytest.fixture(params=[3, TimeSeriesSplit(3)], ids=["k", "time"])
    def table(self, request):
        X = np.random.default_rng(0).normal(size=(13, 2))
        return cross_val_predictions(GaussianNB(), X, np.arange(13) % 2, cv=request.param, random_state=0)

    def test_they_are_its_own(self, table):
        assert split(np.arange(13) % 2, table) is table.splits
        assert split(np.arange(13) % 2, table.take(np.array([0, 1]))) is table.splits

    @pytest.mark.parametrize("n_rows", [12, 14])
    def test_other_rows_are_refused(self, table, n_rows):
        with pytest.raises(ValueError, match=f"the 13 rows that the table .* got {n_rows} rows. Pass the same X"):
            split(np.arange(n_rows) % 2, table)


def test_rare_classes_are_named_with_their_rows():
    codes = np.repeat(np.arange(8), [30, 1, 1, 1, 1, 1, 1, 1])
    with pytest.warns(RareClassWarning) as caught:
        split(codes, 3)
    assert str(caught[0].message).startswith(
        "7 of 8 classes have fewer rows than the 3 folds: 1 (1), 2 (1), 3 (1), 4 (1), 5 (1) .... They are carried along"
    )
    with pytest.warns(RareClassWarning, match=r"1 of 2 classes .* 1 \(2\)\. They"):
        split([0] * 10 + [1] * 2, 3, groups=np.arange(12))


def test_classes_with_a_row_for_each_fold_are_not_rare():
    assert len(split([0] * 10 + [1] * 3, 3)) == 3


@pytest.mark.parametrize(
    ("cv", "expected"),
    [
        (RepeatedKFold(n_splits=3, n_repeats=2, random_state=0), ((0, 1, 2), (3, 4, 5))),
        (KFold(3), ()),
        (TimeSeriesSplit(3), ()),
        (ShuffleSplit(6, test_size=0.5, random_state=0), ()),
        ([([0, 1], [2, 3]), ([2, 3], [0, 1]), ([0, 1], [2, 3])], ()),
        ([([0, 1], [2, 3]), ([0, 1], [2, 3])], ((0,), (1,))),
        ([([0, 1], [2, 2])], ()),
    ],
)
def test_repetitions_test_all_rows_equally_often(cv, expected):
    splits = cv if isinstance(cv, list) else list(cv.split(np.zeros((12, 1))))
    assert repetitions_of(tuple((np.array(train), np.array(test)) for train, test in splits)) == expected
