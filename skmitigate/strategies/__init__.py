"""Classifiers that wrap a classifier, each against some kinds of errors."""

from skmitigate.strategies._active_learning import ActiveLearning
from skmitigate.strategies._active_learning_simulation import ActiveLearningSimulation, simulate_active_learning
from skmitigate.strategies._class_balancing import ClassBalancing
from skmitigate.strategies._confidence_thresholding import ConfidenceThresholding
from skmitigate.strategies._cost_sensitive_decision import CostSensitiveDecision
from skmitigate.strategies._data_augmentation import DataAugmentation
from skmitigate.strategies._decision_strategy import DecisionStrategy
from skmitigate.strategies._ensemble_learning import EnsembleLearning
from skmitigate.strategies._feature_selection import FeatureSelection
from skmitigate.strategies._feature_selector import FeatureSelector
from skmitigate.strategies._grid import strategy_grid
from skmitigate.strategies._label_cleaning import LabelCleaning
from skmitigate.strategies._label_forecast import LabelForecast
from skmitigate.strategies._model_strategy import ModelStrategy
from skmitigate.strategies._outlier_removal import OutlierRemoval
from skmitigate.strategies._outlier_sampler import OutlierSampler
from skmitigate.strategies._probability_calibration import ProbabilityCalibration
from skmitigate.strategies._risk_certificate import RiskCertificate
from skmitigate.strategies._row_strategy import RowStrategy
from skmitigate.strategies._slice_repair import SliceRepair
from skmitigate.strategies._strategy import Strategy

__all__ = [
    "ActiveLearning",
    "ActiveLearningSimulation",
    "ClassBalancing",
    "ConfidenceThresholding",
    "CostSensitiveDecision",
    "DataAugmentation",
    "DecisionStrategy",
    "EnsembleLearning",
    "FeatureSelection",
    "FeatureSelector",
    "LabelCleaning",
    "LabelForecast",
    "ModelStrategy",
    "OutlierRemoval",
    "OutlierSampler",
    "ProbabilityCalibration",
    "RiskCertificate",
    "RowStrategy",
    "SliceRepair",
    "Strategy",
    "simulate_active_learning",
    "strategy_grid",
]
