"""The loop that tries, decides and reports."""

from skmitigate.correction._events import (
    FitDone,
    IterationBegun,
    ModelCrossFitted,
    SearchEnded,
    SearchEvent,
    TrialDecided,
)
from skmitigate.correction._progress_bar import ProgressBar
from skmitigate.correction._report import CorrectionReport
from skmitigate.correction._self_correcting_classifier import SelfCorrectingClassifier
from skmitigate.correction._trial import Trial
from skmitigate.predictions._executor import use_executor

__all__ = [
    "CorrectionReport",
    "FitDone",
    "IterationBegun",
    "ModelCrossFitted",
    "ProgressBar",
    "SearchEnded",
    "SearchEvent",
    "SelfCorrectingClassifier",
    "Trial",
    "TrialDecided",
    "use_executor",
]
