"""Find why a classifier errs, mitigate what can be mitigated, and keep only what is shown to help."""

from skmitigate.correction._compare_strategies import compare_strategies
from skmitigate.correction._self_correcting_classifier import SelfCorrectingClassifier
from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.evidence._compare import compare
from skmitigate.explanation._explain_prediction import explain_prediction
from skmitigate.mixins._error_analysis_mixin import ErrorAnalysisMixin
from skmitigate.mixins._monitoring_mixin import MonitoringMixin
from skmitigate.monitoring._prediction_log import PredictionLog
from skmitigate.persistence._load import load
from skmitigate.persistence._save import save
from skmitigate.predictions._cross_val import cross_val_predictions
from skmitigate.stories._tell import tell
from skmitigate.strategies._active_learning import ActiveLearning
from skmitigate.strategies._class_balancing import ClassBalancing
from skmitigate.strategies._confidence_thresholding import ConfidenceThresholding
from skmitigate.strategies._cost_sensitive_decision import CostSensitiveDecision
from skmitigate.strategies._data_augmentation import DataAugmentation
from skmitigate.strategies._ensemble_learning import EnsembleLearning
from skmitigate.strategies._feature_selection import FeatureSelection
from skmitigate.strategies._label_cleaning import LabelCleaning
from skmitigate.strategies._outlier_removal import OutlierRemoval
from skmitigate.strategies._probability_calibration import ProbabilityCalibration
from skmitigate.strategies._slice_repair import SliceRepair

__version__ = "0.1.0"

__all__ = [
    "ActiveLearning",
    "ClassBalancing",
    "ConfidenceThresholding",
    "CostSensitiveDecision",
    "DataAugmentation",
    "EnsembleLearning",
    "ErrorAnalysisMixin",
    "FeatureSelection",
    "LabelCleaning",
    "MonitoringMixin",
    "OutlierRemoval",
    "PredictionLog",
    "ProbabilityCalibration",
    "SelfCorrectingClassifier",
    "SliceRepair",
    "analyze_errors",
    "compare",
    "compare_strategies",
    "cross_val_predictions",
    "explain_prediction",
    "load",
    "save",
    "tell",
]
