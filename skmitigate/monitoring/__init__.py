"""Keep predictions and watch a classifier at work: how it does, before labels are there, and whether its rows drift."""

from skmitigate.monitoring._drift import drift
from skmitigate.monitoring._drift_result import ColumnDrift, DriftResult
from skmitigate.monitoring._estimate_performance import estimate_performance
from skmitigate.monitoring._log_report import LogReport
from skmitigate.monitoring._logged_errors import LoggedErrors
from skmitigate.monitoring._performance import Performance, PerformanceLine
from skmitigate.monitoring._performance_estimate import PerformanceEstimate
from skmitigate.monitoring._prediction_log import PredictionLog
from skmitigate.monitoring._read_rows import LoggedRows
from skmitigate.monitoring._reference_profile import ReferenceProfile
from skmitigate.monitoring._write_rows import LabelsAdded
from skmitigate.monitoring._writer import Accounts

__all__ = [
    "Accounts",
    "ColumnDrift",
    "DriftResult",
    "LabelsAdded",
    "LogReport",
    "LoggedErrors",
    "LoggedRows",
    "Performance",
    "PerformanceEstimate",
    "PerformanceLine",
    "PredictionLog",
    "ReferenceProfile",
    "drift",
    "estimate_performance",
]
