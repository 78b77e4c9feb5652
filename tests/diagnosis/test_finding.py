"""The data object of one finding."""

import json
import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from skmitigate.diagnosis._finding import Finding

FINDING = Finding(
    kind="late",
    code="OWN01",
    measure="lateness",
    rows=np.array([3, 5]),
    n_rows=4,
    n_errors=2,
    share=0.5,
    estimate=float("nan"),
    interval=(0.1, float("inf")),
    p_value=0.02,
    p_raw=0.01,
    bound=0.02,
    evidence={"classes": ["a"]},
)


@pytest.mark.parametrize(
    ("bound", "severity"), [(0.0099, "low"), (0.01, "medium"), (0.0399, "medium"), (0.04, "high"), (1.0, "high")]
)
def test_severity_follows_the_bound(bound, severity):
    assert replace(FINDING, bound=bound).severity == severity


@pytest.mark.parametrize("field", ["p_value", "p_raw"])
@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_p_values_that_are_none_are_refused(field, value):
    with pytest.raises(ValueError, match=f"Expected {field} of a finding between 0 and 1"):
        replace(FINDING, **{field: value})


def test_is_frozen():
    with pytest.raises(FrozenInstanceError):
        FINDING.bound = 0.5


def test_dict_is_strict_json_with_all_that_is_known():
    as_dict = FINDING.to_dict()
    assert json.loads(json.dumps(as_dict, allow_nan=False)) == as_dict
    assert as_dict["severity"] == "medium"
    assert as_dict["estimate"] is None
    assert as_dict["interval"] == [0.1, None]
    assert set(as_dict) == {*FINDING.__dataclass_fields__, "severity", "excess"}


def test_repr_is_one_line():
    assert repr(FINDING) == "Finding('late', 2 errors, bound 0.02, medium)"
    assert repr(replace(FINDING, n_errors=1)) == "Finding('late', 1 error, bound 0.02, medium)"


def test_pickles():
    assert pickle.loads(pickle.dumps(FINDING)).to_dict() == FINDING.to_dict()
