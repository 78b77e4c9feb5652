"""What every detector keeps to."""

import copy
import inspect
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from contracts.faulty_tables import faulty_case
from sklearn.utils import _safe_indexing

import skmitigate.diagnosis
from skmitigate.diagnosis import Detector, analyze_errors
from skmitigate.diagnosis._catalogue import DETECTORS
from skmitigate.diagnosis._finding import Finding
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable

each = pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.kind)


def extreme_tables():
    yes, no = [0.9, 0.1], [0.1, 0.9]
    return {
        "one row, right": PredictionTable.from_predictions(["a"], [yes], classes=["a", "b"]),
        "one row, wrong": PredictionTable.from_predictions(["a"], [no], classes=["a", "b"]),
        "no errors": PredictionTable.from_predictions(["a", "b"] * 20, [yes, no] * 20),
        "all errors": PredictionTable.from_predictions(["a", "b"] * 20, [no, yes] * 20),
        "one error": PredictionTable.from_predictions(["a", "b"] * 20, [yes, no] * 19 + [yes, yes]),
        "one class": PredictionTable.from_predictions(["a"] * 20, ["a"] * 20),
        "no probabilities": PredictionTable.from_predictions(["a", "b"] * 20, ["a", "b"] * 19 + ["b", "b"]),
    }


def outcome(detector, table, X=None):
    try:
        finding = detector.detect(table, X, alpha=0.05, random_state=0)
    except NotApplicable as reason:
        return str(reason)
    return None if finding is None else json.dumps(finding.to_dict(), allow_nan=False)


@each
def test_has_a_kind_named_after_the_class_a_code_and_a_cost(detector):
    assert detector.kind == re.sub(r"(?<!^)(?=[A-Z])", "_", detector.__name__).lower()
    assert re.fullmatch(r"ERR\d\d", detector.code)
    assert detector.cost in {"table", "search", "fit"}


def test_kinds_and_codes_are_distinct_and_in_order():
    assert len({detector.kind for detector in DETECTORS}) == len(DETECTORS)
    codes = [detector.code for detector in DETECTORS]
    assert codes == sorted(set(codes))


def test_catalogue_holds_every_public_detector():
    public = [getattr(skmitigate.diagnosis, name) for name in skmitigate.diagnosis.__all__]
    own = {thing for thing in public if inspect.isclass(thing) and issubclass(thing, Detector)} - {Detector}
    assert own == set(DETECTORS)


@each
def test_is_defined_in_the_file_named_after_it(detector):
    assert detector.__module__ == f"skmitigate.diagnosis._{detector.kind}"


@each
def test_signature_is_that_of_the_base_class(detector):
    assert inspect.signature(detector.detect) == inspect.signature(Detector.detect)


@each
def test_can_be_made_without_arguments_and_named_by_its_alias(detector):
    _, table, X = faulty_case(detector)
    by_alias = analyze_errors(table, X, detectors=detector.kind)
    by_instance = analyze_errors(table, X, detectors=[detector()])
    assert by_alias.to_dict() == by_instance.to_dict()


@each
def test_finds_its_planted_fault_and_counts_it_rightly(detector):
    planted, table, X = faulty_case(detector)
    finding = planted.detect(table, X, alpha=0.05, random_state=0)
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.code) == (detector.kind, detector.code)
    assert table.errors[finding.rows].all()
    assert (np.diff(finding.rows) > 0).all()
    assert finding.n_errors == len(finding.rows) <= finding.n_rows <= len(table)
    assert finding.share == pytest.approx(finding.n_errors / table.errors.sum())
    assert finding.bound == pytest.approx(finding.n_errors / len(table))
    assert finding.interval[0] <= finding.estimate <= finding.interval[1]
    assert 0 <= finding.p_raw <= 0.05


@each
def test_same_seed_gives_the_same_finding_and_changes_no_input(detector):
    planted, table, X = faulty_case(detector)
    before, rows = json.dumps(table.to_dict()), copy.deepcopy(X)
    assert outcome(planted, table, X) == outcome(planted, table, X)
    assert json.dumps(table.to_dict()) == before
    pd.testing.assert_frame_equal(pd.DataFrame(X), pd.DataFrame(rows))


@each
def test_order_of_the_rows_does_not_matter(detector):
    planted, table, X = faulty_case(detector)
    order = np.random.default_rng(1).permutation(len(table))
    one = planted.detect(table, X, alpha=0.05, random_state=0)
    other = planted.detect(table.take(order), _safe_indexing(X, order), alpha=0.05, random_state=0)
    np.testing.assert_array_equal(np.sort(order[other.rows]), one.rows)
    assert (other.p_raw, other.estimate) == (pytest.approx(one.p_raw, abs=1e-11), pytest.approx(one.estimate))


@each
def test_weights_do_not_enter(detector):
    planted, table, X = faulty_case(detector)
    weighted = replace(table, sample_weight=np.random.default_rng(2).random(len(table)))
    assert outcome(planted, weighted, X) == outcome(planted, table, X)


@each
@pytest.mark.parametrize("case", extreme_tables())
def test_extreme_table_gets_a_finding_none_or_a_reason(detector, case):
    answer = outcome(detector(), extreme_tables()[case])
    assert answer is None or len(answer) > 5


@each
@pytest.mark.parametrize("case", ["one row, right", "no errors"])
def test_nothing_is_found_without_errors(detector, case):
    answer = outcome(detector(), extreme_tables()[case])
    assert answer is None or not answer.startswith("{")
