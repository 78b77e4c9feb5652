"""Tables are put together from the folds that are there."""

from dataclasses import replace

import numpy as np
import pytest

from skmitigate.exceptions import CandidateFailedWarning
from skmitigate.predictions._fold_fits import FoldResult, Rows
from skmitigate.predictions._fold_tables import composed, in_folds, in_parts, kept_tables, merged, table_of_folds
from skmitigate.predictions._prediction_table import PredictionTable

CODES = np.array([0, 1, 1, 0, 1, 0])
PARTS = [np.array([0, 3]), np.array([1, 4]), np.array([2, 5])]
SPLITS = tuple((np.setdiff1d(np.arange(6), part), part) for part in PARTS)
WEIGHTS = np.arange(1.0, 7.0)


def result(share, codes=(0, 1)):
    proba = None if share is None else np.array([[share, 1 - share]] * 2)
    return FoldResult(np.array(codes), proba, 0.1, ())


def table(results, splits=SPLITS):
    return table_of_folds(
        results,
        Rows(np.zeros((6, 1)), CODES, WEIGHTS),
        codes=CODES,
        classes=np.array(["a", "b"]),
        groups=CODES,
        splits=splits,
        random_state=3,
    )


def test_rows_of_all_folds_stand_in_their_order():
    whole = table({k: result(0.1 * (k + 1)) for k in (2, 0, 1)})
    assert whole.row.tolist() == list(range(6))
    assert whole.fold.tolist() == [0, 1, 2, 0, 1, 2]
    assert whole.y_pred.tolist() == [0, 0, 0, 1, 1, 1]
    np.testing.assert_allclose(whole.proba[:, 0], [0.1, 0.2, 0.3] * 2)
    assert (whole.n_untested, whole.random_state) == (0, 3)


def test_rows_of_some_folds_keep_their_numbers():
    part = table({2: result(0.3), 0: result(0.1)})
    assert part.row.tolist() == [0, 2, 3, 5]
    assert part.fold.tolist() == [0, 2, 0, 2]
    assert part.y_true.tolist() == [0, 1, 0, 0]
    assert part.weights.tolist() == [1.0, 3.0, 4.0, 6.0]
    assert part.groups.tolist() == [0, 1, 0, 0]
    assert part.n_untested == 2
    assert part.splits is SPLITS


def test_probabilities_of_repeated_tests_are_averaged_and_decide():
    twice = table({0: result(0.9), 1: result(0.3)}, splits=(SPLITS[0], SPLITS[0]))
    np.testing.assert_allclose(twice.proba[:, 0], 0.6)
    assert twice.y_pred.tolist() == [0, 0]


def test_a_fold_without_probabilities_leaves_none():
    assert table({0: result(0.9), 1: result(None)}).proba is None


def test_a_part_that_failed_is_left_out_or_raised():
    good, bad = PredictionTable.from_predictions([0, 1], [0, 1]), KeyError("no luck")
    with pytest.warns(CandidateFailedWarning, match="'tree' is left out"):
        assert kept_tables({"model": good, "tree": bad}, optional=True) == {"model": good}
    for parts, optional in (({"model": good, "tree": bad}, False), ({"model": bad, "tree": good}, True)):
        with pytest.raises(KeyError, match="no luck"):
            kept_tables(parts, optional=optional)


def test_repetitions_are_averaged_and_kept():
    one, other = (table({k: result(share) for k in range(3)}) for share in (0.9, 0.3))
    both = merged([one, other])
    np.testing.assert_allclose(both.proba[:, 0], 0.6)
    assert both.y_pred.tolist() == [0] * 6
    assert both.repetitions == (one, other)
    assert [part.proba[0, 0] for part in both.take(np.array([0, 1])).repetitions] == [0.9, 0.3]


def test_repetitions_without_probabilities_vote():
    says = [table({k: result(None, (code, code)) for k in range(3)}) for code in (1, 0, 1)]
    both = merged(says)
    assert both.proba is None
    assert both.y_pred.tolist() == [1] * 6


class Turned:
    """A decision that answers the other class."""

    def _compose(self, tables):
        return replace(tables["model"], y_pred=1 - tables["model"].y_pred, proba=tables["model"].proba[:, ::-1])


def test_decisions_are_composed_within_each_repetition():
    one, other = (table({k: result(share) for k in range(3)}) for share in (0.9, 0.3))
    turned = composed(Turned(), {"model": merged([one, other])})
    assert [part.proba[0, 0] for part in turned.repetitions] == pytest.approx([0.1, 0.7])
    np.testing.assert_allclose(turned.proba[:, 0], 0.4)
    assert composed(Turned(), {"model": one}).repetitions == ()


class TestInParts:
    """Some rows, whatever their folds, in five parts; groups stay together."""

    def part(self, n_rows=40, groups=None):
        rng = np.random.default_rng(0)
        codes = np.arange(n_rows) % 2
        whole = table({k: result(0.5) for k in range(3)})
        return replace(
            whole,
            y_true=codes,
            y_pred=codes,
            proba=None,
            fold=np.zeros(n_rows, dtype=int),
            row=np.sort(rng.choice(100, n_rows, replace=False)),
            sample_weight=None,
            groups=groups,
        )

    def test_each_row_is_in_one_of_five_parts_with_both_classes(self):
        parted = in_parts(self.part())
        assert sorted(np.unique(parted.fold)) == [0, 1, 2, 3, 4]
        for k, (train, test) in enumerate(parted.splits):
            np.testing.assert_array_equal(test, parted.row[parted.fold == k])
            np.testing.assert_array_equal(np.union1d(train, test), parted.row)
            assert len(np.intersect1d(train, test)) == 0
            assert len(np.unique(parted.y_true[parted.fold == k])) == 2

    def test_groups_stay_together(self):
        groups = np.arange(40) // 4
        parted = in_parts(self.part(groups=groups))
        assert all(len(np.unique(parted.fold[groups == group])) == 1 for group in range(10))

    @pytest.mark.parametrize(("n_rows", "groups"), [(4, None), (40, np.arange(40) // 10)])
    def test_what_cannot_be_parted_stays_as_it_is(self, n_rows, groups):
        whole = self.part(n_rows, groups)
        assert in_parts(whole) is whole

    def test_the_folds_come_back(self):
        whole = table({k: result(0.5) for k in (0, 2)})
        again = in_folds(replace(whole, fold=np.arange(4), splits=()), SPLITS, (0, 2))
        np.testing.assert_array_equal(again.fold, whole.fold)
        assert again.splits is SPLITS
