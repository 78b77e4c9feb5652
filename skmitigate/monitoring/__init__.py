"""Watch a classifier at work: whether what comes in is what it knows, and how well it does before labels are there."""

from skmitigate.monitoring._drift import drift
from skmitigate.monitoring._drift_result import ColumnDrift, DriftResult
from skmitigate.monitoring._estimate_performance import estimate_performance
from skmitigate.monitoring._performance_estimate import PerformanceEstimate
from skmitigate.monitoring._reference_profile import ReferenceProfile

__all__ = [
    "ColumnDrift",
    "DriftResult",
    "PerformanceEstimate",
    "ReferenceProfile",
    "drift",
    "estimate_performance",
]
