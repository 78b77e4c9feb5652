"""Methods for anybody's classifier."""

from skmitigate.mixins._error_analysis_mixin import ErrorAnalysisMixin
from skmitigate.mixins._monitoring_mixin import MonitoringMixin

__all__ = ["ErrorAnalysisMixin", "MonitoringMixin"]
