"""scikit-learn's estimator checks, for every public estimator and with no expected failure."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest
from contracts.estimators import ESTIMATORS
from sklearn.utils.estimator_checks import check_array_api_input, parametrize_with_checks

import skmitigate

ROOT = Path(__file__).parents[2]
#: scikit-learn skips this check unless SCIPY_ARRAY_API is set before scipy is imported: hence a process of its own.
ARRAY_API = """
from contracts.estimators import ESTIMATORS
from sklearn.utils.estimator_checks import check_array_api_input
for position, estimator in enumerate(ESTIMATORS):
    name = type(estimator).__name__
    check_array_api_input(name, estimator, array_namespace="numpy", expect_only_array_outputs=False)
    print(position)
"""


def test_every_public_estimator_is_checked():
    public = {getattr(skmitigate, name) for name in skmitigate.__all__ if not name.startswith("_")}
    estimators = {thing for thing in public if inspect.isclass(thing) and hasattr(thing, "get_params")}
    assert estimators == {type(estimator) for estimator in ESTIMATORS}


# The checks fit on few rows and on classes of one row, and on columns that members of an ensemble do not take.
@pytest.mark.filterwarnings("ignore::skmitigate.exceptions.SkmitigateWarning")
# One check passes infinite labels; scikit-learn's type_of_target casts them before it refuses them.
@pytest.mark.filterwarnings("ignore:invalid value encountered in cast:RuntimeWarning")
# The checks' data are not scaled and the iterations few.
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@parametrize_with_checks(ESTIMATORS)
def test_check_of_scikit_learn(estimator, check):
    if check.func is not check_array_api_input:
        check(estimator)


def test_array_api_dispatch_changes_nothing():
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ARRAY_API],
        env={**os.environ, "SCIPY_ARRAY_API": "1", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.split() == [str(i) for i in range(len(ESTIMATORS))], result.stderr[-1000:]
