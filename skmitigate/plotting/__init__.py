"""Pictures of results, with matplotlib."""

from skmitigate.plotting._comparison_display import ComparisonDisplay
from skmitigate.plotting._confusion_display import ConfusionDisplay
from skmitigate.plotting._drift_display import DriftDisplay
from skmitigate.plotting._error_kinds_display import ErrorKindsDisplay
from skmitigate.plotting._flips_display import FlipsDisplay
from skmitigate.plotting._reliability_display import ReliabilityDisplay
from skmitigate.plotting._risk_coverage_display import RiskCoverageDisplay
from skmitigate.plotting._strategies_display import StrategiesDisplay
from skmitigate.plotting._trials_display import TrialsDisplay

__all__ = [
    "ComparisonDisplay",
    "ConfusionDisplay",
    "DriftDisplay",
    "ErrorKindsDisplay",
    "FlipsDisplay",
    "ReliabilityDisplay",
    "RiskCoverageDisplay",
    "StrategiesDisplay",
    "TrialsDisplay",
]
