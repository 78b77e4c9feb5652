"""The data object of a diagnosis."""

import json
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.diagnosis._finding import Finding
from skmitigate.exceptions import DiagnosisFailed


def finding(kind, n_errors):
    return Finding(
        kind=kind,
        code=f"OWN{n_errors:02}",
        measure="lateness",
        rows=np.arange(n_errors),
        n_rows=n_errors + 1,
        n_errors=n_errors,
        share=n_errors / 10,
        estimate=0.7,
        interval=(0.6, 0.8),
        p_value=0.02,
        p_raw=0.01,
        bound=n_errors / 100,
        evidence={},
    )


DIAGNOSIS = Diagnosis(
    findings=(finding("late", 5), finding("early", 3)),
    n_rows=100,
    n_errors=10,
    alpha=0.05,
    not_found={"noisy": "p above 0.05"},
    not_applicable={"odd": "a <b>reason</b>"},
    skipped={"dear": "not asked for"},
    failed={"broken": "ValueError: no"},
    notes=("Weights.",),
    error_rows=np.arange(10),
)
NOTHING = Diagnosis(findings=(), n_rows=1, n_errors=0, alpha=0.05)


def test_finds_by_kind():
    assert DIAGNOSIS.kinds == ("late", "early")
    assert DIAGNOSIS.has("late")
    assert DIAGNOSIS.find("early").n_errors == 3


@pytest.mark.parametrize("kind", ["noisy", "odd", "dear", "broken", "unheard_of"])
def test_what_was_not_found_is_not_there(kind):
    assert not DIAGNOSIS.has(kind)
    assert DIAGNOSIS.find(kind) is None


@pytest.mark.parametrize(
    ("kinds", "bound"), [(["early"], 0.03), (["late", "early"], 0.05), (["noisy", "never"], 0.0), ([], 0.0)]
)
def test_an_error_that_several_findings_concern_is_bounded_once(kinds, bound):
    assert DIAGNOSIS.bound(kinds) == bound


def test_repr_tells_the_results_apart_in_one_line():
    assert repr(DIAGNOSIS) == "Diagnosis(10 errors in 100 rows: late, early, 1 not applicable, 1 skipped, 1 failed)"
    assert repr(NOTHING) == "Diagnosis(0 errors in 1 row: nothing found)"


def test_frame_has_one_line_per_kind_with_its_result():
    frame = DIAGNOSIS.to_frame()
    assert frame["result"].to_dict() == {
        "late": "found",
        "early": "found",
        "noisy": "not_found",
        "odd": "not_applicable",
        "dear": "skipped",
        "broken": "failed",
    }
    assert frame.loc["late", ["n_errors", "bound", "interval_low", "severity"]].tolist() == [5, 0.05, 0.6, "high"]
    assert frame.loc["broken", "reason"] == "ValueError: no"
    assert pd.isna(frame.loc["late", "reason"])


def test_frame_of_nothing_has_the_same_columns():
    assert list(NOTHING.to_frame().columns) == list(DIAGNOSIS.to_frame().columns)


def test_dict_is_strict_json_and_keeps_the_five_results_apart():
    as_dict = DIAGNOSIS.to_dict()
    assert json.loads(json.dumps(as_dict, allow_nan=False)) == as_dict
    assert len(as_dict["findings"]) == 2
    assert [len(as_dict[k]) for k in ("not_found", "not_applicable", "skipped", "failed")] == [1, 1, 1, 1]
    assert as_dict["notes"] == ["Weights."]


@pytest.mark.parametrize("diagnosis", [DIAGNOSIS, NOTHING])
def test_html_is_escaped(diagnosis):
    html = diagnosis._repr_html_()
    assert "<table" in html
    assert "<b>" not in html
    assert ("&lt;b&gt;reason" in html) == (diagnosis is DIAGNOSIS)


def test_is_frozen_and_pickles():
    with pytest.raises(FrozenInstanceError):
        DIAGNOSIS.alpha = 0.1
    assert pickle.loads(pickle.dumps(DIAGNOSIS)).to_dict() == DIAGNOSIS.to_dict()


def test_ledger_is_of_all_errors():
    assert DIAGNOSIS.ledger.counts == {"late": 5, "early": 0, "unexplained": 5}
    assert DIAGNOSIS.to_dict()["ledger"]["counts"] == DIAGNOSIS.ledger.counts


def test_ledger_needs_to_know_the_errors():
    with pytest.raises(ValueError, match="Make it with analyze_errors"):
        _ = NOTHING.ledger
    assert NOTHING.to_dict()["ledger"] is None


@pytest.mark.parametrize(
    ("what", "codes"),
    [
        ("low", ("OWN03", "OWN05")),
        ("medium", ("OWN03", "OWN05")),
        ("high", ("OWN05",)),
        ("early", ("OWN03",)),
        (["OWN03", "late"], ("OWN03", "OWN05")),
        (["high", "early", "noisy"], ("OWN03", "OWN05")),
    ],
)
def test_fails_on_kinds_codes_and_severities(what, codes):
    with pytest.raises(DiagnosisFailed) as failure:
        DIAGNOSIS.raise_for(what)
    assert failure.value.codes == codes
    assert all(code in str(failure.value).splitlines()[0] for code in codes)
    assert DIAGNOSIS.summary() in str(failure.value)
    assert pickle.loads(pickle.dumps(failure.value)).codes == codes


@pytest.mark.parametrize("what", ["noisy", ["odd", "dear"], [], "class_imbalance", "ERR04"])
def test_what_was_not_found_does_not_fail(what):
    DIAGNOSIS.raise_for(what)


def test_nothing_found_does_not_fail():
    NOTHING.raise_for()
    NOTHING.raise_for(["low", "ERR04"])


def test_kind_that_was_named_and_whose_detector_failed_fails():
    with pytest.raises(DiagnosisFailed, match=r"^broken could not be tested") as failure:
        DIAGNOSIS.raise_for(["broken"])
    assert failure.value.codes == ()


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match=r"Expected what to fail on to name .* got 'sever'"):
        DIAGNOSIS.raise_for("sever")
