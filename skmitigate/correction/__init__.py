"""The loop that tries, decides and reports."""

from skmitigate.correction._compare_strategies import compare_strategies
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
from skmitigate.correction._strategy_comparison import ComparedStrategy, StrategyComparison
from skmitigate.correction._trial import Trial
from skmitigate.predictions._executor import use_executor

__all__ = [
    "ComparedStrategy",
    "CorrectionReport",
    "FitDone",
    "IterationBegun",
    "ModelCrossFitted",
    "ProgressBar",
    "SearchEnded",
    "SearchEvent",
    "SelfCorrectingClassifier",
    "StrategyComparison",
    "Trial",
    "TrialDecided",
    "compare_strategies",
    "use_executor",
]
