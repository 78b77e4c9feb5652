"""Trials, and their arrays."""

import json

import numpy as np

from skmitigate.correction import Trial
from skmitigate.correction._trial import trials_as_arrays
from skmitigate.evidence import Harm

COMPARED = Trial(1, "tree", "tree", "accepted", "better", 5, 0.9, 0.1, (0.05, 0.15), 0.001, "metric")
SKIPPED = Trial(0, "class_balancing(prior)", "class_balancing", "skipped", "even classes")


def test_arrays_have_one_entry_for_each_trial_and_are_typed():
    arrays = trials_as_arrays([SKIPPED, COMPARED])
    assert {len(values) for values in arrays.values()} == {2}
    assert arrays["iteration"].tolist() == [0, 1]
    assert arrays["n_fits"].dtype.kind == "i"
    assert arrays["status"].tolist() == ["skipped", "accepted"]
    assert arrays["verdict"].tolist() == ["", "metric"]


def test_missing_numbers_are_nan_in_the_arrays():
    arrays = trials_as_arrays([SKIPPED, COMPARED])
    for name, value in {"score": 0.9, "difference": 0.1, "p_value": 0.001, "interval_low": 0.05}.items():
        np.testing.assert_array_equal(arrays[name], [np.nan, value])
    assert arrays["interval_high"][1] == 0.15


def test_no_trials_make_empty_arrays():
    assert {len(values) for values in trials_as_arrays([]).values()} == {0}


def test_dict_survives_json_and_has_no_nan():
    trial = Trial(0, "tree", "tree", "rejected", "worse", 5, float("nan"), np.float64(0.5), (0.0, np.inf))
    content = json.loads(json.dumps(trial.to_dict(), allow_nan=False))
    assert content["score"] is None
    assert content["difference"] == 0.5
    assert content["interval"] == [0.0, None]
    assert list(content) == list(Trial.__dataclass_fields__)


def test_harmed_groups_are_named_in_the_arrays_and_told_in_the_dict():
    harms = tuple(Harm(name, 50, 1, 9, 0.16, 0.05, 0.02) for name in ("sex = f", "age < 30"))
    trial = Trial(0, "tree", "tree", "rejected", "it is worse for sex = f", harms=harms)
    assert trials_as_arrays([SKIPPED, trial])["harmed"].tolist() == ["", "sex = f; age < 30"]
    content = json.loads(json.dumps(trial.to_dict(), allow_nan=False))
    assert [harm["group"] for harm in content["harms"]] == ["sex = f", "age < 30"]
