"""A log in a folder of its own, and rows of every type."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.monitoring import PredictionLog


@pytest.fixture
def path(tmp_path):
    return tmp_path / "predictions.db"


@pytest.fixture
def log(path):
    with PredictionLog(path) as opened:
        yield opened


@pytest.fixture
def mixed_rows():
    """Columns of every type, with gaps."""
    return pd.DataFrame(
        {
            "whole": np.array([1, 2**60, -3]),
            "gaps": pd.array([1, None, 3], dtype="Int64"),
            "real": [0.1, np.nan, np.inf],
            "flag": [True, False, True],
            "text": ["a", None, "=1+1 \U0001f600"],
            "level": pd.Categorical(["low", "high", None]),
            "time": pd.to_datetime(["2026-01-01T10:00", None, "2026-01-02T00:00"]),
            "zoned": pd.to_datetime(["2026-01-01T10:00+02:00", None, "2026-01-02T00:00+02:00"]),
            "length": pd.to_timedelta(["1h", None, "2 days"]),
            "any": [1, "x", None],
        }
    )
