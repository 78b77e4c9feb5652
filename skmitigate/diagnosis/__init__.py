"""Which kinds of error a classifier makes, each of them tested."""

from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.diagnosis._boundary_cases import BoundaryCases
from skmitigate.diagnosis._class_imbalance import ClassImbalance
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.diagnosis._drift import Drift
from skmitigate.diagnosis._duplicates import Duplicates
from skmitigate.diagnosis._error_floor import ErrorFloor
from skmitigate.diagnosis._error_ledger import ErrorLedger
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._high_confidence import HighConfidence
from skmitigate.diagnosis._label_noise import LabelNoise
from skmitigate.diagnosis._leakage import Leakage
from skmitigate.diagnosis._low_confidence import LowConfidence
from skmitigate.diagnosis._miscalibration import Miscalibration
from skmitigate.diagnosis._outliers import Outliers
from skmitigate.diagnosis._overlap import Overlap
from skmitigate.diagnosis._slice import Condition, Slice
from skmitigate.diagnosis._systematic_confusion import SystematicConfusion
from skmitigate.diagnosis._top_slices import top_slices
from skmitigate.diagnosis._weak_slices import WeakSlices

__all__ = [
    "BoundaryCases",
    "ClassImbalance",
    "Condition",
    "Detector",
    "Diagnosis",
    "Drift",
    "Duplicates",
    "ErrorFloor",
    "ErrorLedger",
    "Finding",
    "HighConfidence",
    "LabelNoise",
    "Leakage",
    "LowConfidence",
    "Miscalibration",
    "Outliers",
    "Overlap",
    "Slice",
    "SystematicConfusion",
    "WeakSlices",
    "analyze_errors",
    "top_slices",
]
