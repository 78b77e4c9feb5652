"""For whom a change is worse."""

import json

import numpy as np
import pytest
from scipy.stats import binom

from skmitigate.evidence import find_harm
from skmitigate.predictions import PredictionTable


def pair(broken, fixed, n=100):
    """Tables of `n` rows in which the rows named are broken and put right."""
    truth = np.zeros(n, dtype=int)
    before, after = truth.copy(), truth.copy()
    before[fixed] = 1
    after[broken] = 1
    return tuple(PredictionTable.from_predictions(truth, p, classes=[0, 1]) for p in (before, after))


def test_group_that_is_worse_is_named_with_its_counts():
    tables = pair(broken=np.arange(10), fixed=np.arange(50, 70))
    harms = find_harm(*tables, {"half": np.where(np.arange(100) < 50, "low", "high")})
    assert [(harm.group, harm.n_rows, harm.n_fixed, harm.n_broken) for harm in harms] == [("half = low", 50, 0, 10)]
    assert json.loads(json.dumps(harms[0].to_dict()))["group"] == "half = low"


def test_p_values_are_corrected_as_by_holm():
    tables = pair(broken=np.r_[0:9, 30:38], fixed=np.array([], dtype=int), n=90)
    harms = find_harm(*tables, {"third": np.repeat(["a", "b", "c"], 30)})
    first, second = 3 * binom.sf(8, 9, 0.5), 2 * binom.sf(7, 8, 0.5)
    assert [harm.p_value for harm in harms] == pytest.approx([first, max(first, second)])


def test_chance_is_not_called_harm():
    rng = np.random.default_rng(0)
    named = 0
    for _ in range(100):
        changed = rng.choice(200, 40, replace=False)
        tables = pair(broken=changed[:20], fixed=changed[20:], n=200)
        named += bool(find_harm(*tables, {"x": rng.integers(0, 4, 200), "y": rng.integers(0, 2, 200)}))
    assert named <= 100 * 0.05 + 2 * np.sqrt(100 * 0.05 * 0.95)


def test_without_protected_columns_there_is_nothing_to_find():
    assert find_harm(*pair(np.arange(50), []), {}) == []
