"""The account of all errors."""

import json

import numpy as np
import pytest

from skmitigate.diagnosis._error_ledger import make_ledger
from skmitigate.diagnosis._finding import Finding

ERRORS = np.array([2, 3, 5, 8, 9])


def finding(kind, rows, expected, code="OWN01"):
    n_errors = len(rows)
    return Finding(
        kind=kind,
        code=code,
        measure="lateness",
        rows=np.array(rows, dtype=np.intp),
        n_rows=n_errors,
        n_errors=n_errors,
        share=n_errors / 5,
        estimate=0.5,
        interval=(0, 1),
        p_value=0.01,
        p_raw=0.01,
        bound=n_errors / 10,
        evidence={},
        expected=expected,
    )


def test_what_explains_more_is_the_primary_cause_and_the_other_is_told():
    ledger = make_ledger([finding("late", [2, 3, 5], 2), finding("early", [5, 8], 0.5)], ERRORS)
    assert ledger.kinds == ("early", "late")
    assert ledger.to_frame()["primary"].to_dict() == {
        2: "late",
        3: "late",
        5: "early",
        8: "early",
        9: "unexplained",
    }
    assert ledger.to_frame()["others"].tolist() == ["", "", "late", "", ""]


@pytest.mark.parametrize(
    "general", ["high_confidence", "low_confidence", "miscalibration", "boundary_cases", "overlap", "weak_slices"]
)
def test_kinds_that_only_say_where_errors_are_come_last_whatever_their_excess(general):
    ledger = make_ledger([finding(general, [2, 3], 0), finding("class_imbalance", [3, 5], 1.9)], ERRORS)
    assert ledger.counts == {"class_imbalance": 2, general: 1, "unexplained": 2}


@pytest.mark.parametrize("usual", ["low_confidence", "overlap"])
def test_what_is_so_for_any_useful_model_comes_last(usual):
    ledger = make_ledger([finding(usual, [2, 3], 0), finding("miscalibration", [3, 5], 1.9)], ERRORS)
    assert ledger.counts == {"miscalibration": 2, usual: 1, "unexplained": 2}


@pytest.mark.parametrize("named", ["label_noise", "class_imbalance", "of_my_own"])
def test_outliers_come_before_what_explains_more(named):
    ledger = make_ledger([finding(named, [2, 3, 5], 0), finding("outliers", [3, 8], 1)], ERRORS)
    assert ledger.counts == {"outliers": 2, named: 2, "unexplained": 1}


def test_number_and_share_of_errors_in_excess_both_count():
    """Three errors of which two are in excess explain 2 * 2/3; one of which all is explains 1, two of two explain 2."""
    broad = finding("miscalibration", [2, 3, 5], 1)
    assert make_ledger([finding("high_confidence", [5], 0), broad], ERRORS).kinds == (
        "miscalibration",
        "high_confidence",
    )
    assert make_ledger([finding("weak_slices", [5, 8], 0), broad], ERRORS).kinds == ("weak_slices", "miscalibration")


def test_ties_go_by_code():
    ledger = make_ledger([finding("b", [2], 0, "OWN02"), finding("a", [2], 0, "OWN01")], ERRORS)
    assert ledger.counts == {"a": 1, "b": 0, "unexplained": 4}


def test_summary_sums_to_the_errors():
    summary = make_ledger([finding("late", [2, 3, 5], 1.5), finding("early", [5, 8], 0.5)], ERRORS).summary()
    assert summary["n_primary"].to_dict() == {"early": 2, "late": 2, "unexplained": 1}
    assert summary["share"].sum() == pytest.approx(1)
    assert summary["n_applies"].to_dict() == {"early": 2, "late": 3, "unexplained": 1}
    assert summary["n_alone"].to_dict() == {"early": 1, "late": 2, "unexplained": 1}
    assert summary["n_in_excess"].tolist()[:2] == [1.5, 1.0]


@pytest.mark.parametrize("n_findings", [0, 1, 5])
def test_every_error_has_exactly_one_primary_cause_that_applies(n_findings):
    rng = np.random.default_rng(n_findings)
    errors = np.flatnonzero(rng.random(500) < 0.3)
    drawn = [rng.choice(errors, 30, replace=False) for _ in range(n_findings)]
    ledger = make_ledger([finding(f"k{i}", np.sort(rows), i, f"OWN0{i}") for i, rows in enumerate(drawn)], errors)
    rows = np.concatenate([ledger.rows_of(kind) for kind in ledger.counts])
    np.testing.assert_array_equal(np.sort(rows), errors)
    assert sum(ledger.counts.values()) == len(ledger) == len(errors)
    explained = ledger.primary >= 0
    assert ledger.applies[explained, ledger.primary[explained]].all()
    assert not ledger.applies[~explained].any()


@pytest.mark.parametrize("errors", [ERRORS, ERRORS[:0]])
def test_dict_is_strict_json(errors):
    findings = [finding("late", [2, 3], 0)] if len(errors) else []
    as_dict = make_ledger(findings, errors).to_dict()
    assert json.loads(json.dumps(as_dict, allow_nan=False)) == as_dict
    assert sum(as_dict["counts"].values()) == len(errors)


def test_ledger_of_no_errors():
    ledger = make_ledger([], ERRORS[:0])
    assert repr(ledger) == "ErrorLedger(0 errors: unexplained 0)"
    assert ledger.to_frame().empty
    assert ledger.summary()["share"].tolist() == [0]


def test_kind_that_was_not_found_has_no_rows_to_ask_for():
    ledger = make_ledger([finding("late", [2], 0)], ERRORS)
    with pytest.raises(ValueError, match="one of late, unexplained, got 'early'"):
        ledger.rows_of("early")


def test_html_is_escaped():
    html = make_ledger([finding("<b>", [2], 0)], ERRORS)._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
