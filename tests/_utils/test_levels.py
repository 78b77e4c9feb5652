"""Levels are numbers between 0 and 1."""

import numpy as np
import pytest

from skmitigate._utils._levels import check_alpha, is_number


@pytest.mark.parametrize("alpha", [0, 1, 1.5, np.nan, np.inf, "0.05", None, True, [0.05], 0.1j])
def test_what_is_no_level_is_refused(alpha):
    with pytest.raises(ValueError, match=r"Expected alpha between 0 and 1, got .*0\.05 gives intervals"):
        check_alpha(alpha)


@pytest.mark.parametrize("alpha", [0.05, np.float32(0.1), np.float64(0.9)])
def test_levels_pass(alpha):
    check_alpha(alpha)
    assert is_number(alpha)
