"""Methods for anybody's classifier."""

from skmitigate.mixins._error_analysis_mixin import ErrorAnalysisMixin

__all__ = ["ErrorAnalysisMixin"]
