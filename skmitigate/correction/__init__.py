"""The loop that tries, decides and reports."""

from skmitigate.correction._report import CorrectionReport
from skmitigate.correction._self_correcting_classifier import SelfCorrectingClassifier
from skmitigate.correction._trial import Trial
from skmitigate.predictions._executor import use_executor

__all__ = ["CorrectionReport", "SelfCorrectingClassifier", "Trial", "use_executor"]
