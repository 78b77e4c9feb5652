"""Pictures of results, with matplotlib."""

from skmitigate.plotting._comparison_display import ComparisonDisplay
from skmitigate.plotting._strategies_display import StrategiesDisplay

__all__ = ["ComparisonDisplay", "StrategiesDisplay"]
