"""The base class of detectors."""

import numpy as np
import pytest

from skmitigate.diagnosis._detector import Detector
from skmitigate.predictions._prediction_table import PredictionTable

TABLE = PredictionTable.from_predictions([0, 0, 1, 1, 1], [0, 1, 1, 0, 0])


class Late(Detector):
    """Says what it is told."""

    kind = "late"
    code = "OWN01"

    def detect(self, *_, **__):
        return None


def make(rows, **changes):
    settings = {"n_rows": 3, "measure": "lateness", "estimate": 1, "interval": (0, 2), "p_value": 0.01} | changes
    return Late().make_finding(TABLE, rows=rows, **settings)


@pytest.mark.parametrize("rows", [np.array([4, 2, 3, 4]), np.array([False, False, True, True, True])])
def test_finding_counts_the_errors_among_rows_given_as_positions_or_mask(rows):
    finding = make(rows)
    np.testing.assert_array_equal(finding.rows, [3, 4])
    assert (finding.n_errors, finding.share, finding.bound) == (2, pytest.approx(2 / 3), 0.4)
    assert (finding.kind, finding.code, finding.p_raw) == ("late", "OWN01", 0.01)


def test_expected_errors_are_those_of_the_rows_elsewhere_unless_given():
    """Rows 2 to 4 hold two of three errors; the rate of the other two rows is one half."""
    assert make([3, 4]).expected == pytest.approx(1.5)
    assert make([3, 4]).excess == pytest.approx(0.25)
    assert make([3, 4], expected=0.5).excess == pytest.approx(0.75)


def test_no_excess_is_claimed_where_there_is_nothing_elsewhere_to_compare_with():
    assert make([1, 3, 4], n_rows=5).excess == 0


@pytest.mark.parametrize(("expected", "excess"), [(-1, 1), (9, 0)])
def test_excess_is_between_0_and_1(expected, excess):
    assert make([3, 4], expected=expected).excess == excess
    assert make(np.array([], dtype=int), expected=expected).excess == 0


def test_evidence_becomes_json_safe():
    evidence = make([3], evidence={"classes": np.array(["a"]), "n": np.int64(2), "rate": np.nan}).evidence
    assert evidence == {"classes": ["a"], "n": 2, "rate": None}
    assert type(evidence["n"]) is int


def test_rows_beyond_the_table_are_refused():
    with pytest.raises(IndexError):
        make([7])


def test_detector_without_detect_cannot_be_made():
    class Idle(Detector):
        kind, code = "idle", "OWN02"

    with pytest.raises(TypeError, match="detect"):
        Idle()


def test_costs_no_more_than_the_table_unless_it_says_so():
    assert Late.cost == "table"
