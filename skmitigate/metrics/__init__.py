"""Numbers on prediction tables: any scikit-learn scorer, and what each row contributes to it."""

from skmitigate.metrics._column_comparison import ColumnComparison, compare_columns
from skmitigate.metrics._confusion import confusion, per_class_recall
from skmitigate.metrics._label_comparison import LabelComparison, compare_labels
from skmitigate.metrics._metric import Metric, resolve_metric
from skmitigate.metrics._reliability import ReliabilityCurve, reliability_curve
from skmitigate.metrics._risk_intervals import aurc_interval, risk_band
from skmitigate.metrics._row_scores import brier_score, log_score
from skmitigate.metrics._selective import RiskCoverage, augrc, aurc, excess_aurc, risk_coverage_curve
from skmitigate.metrics._table_scorer import cost_scorer, risk_at_coverage_scorer

__all__ = [
    "ColumnComparison",
    "LabelComparison",
    "Metric",
    "ReliabilityCurve",
    "RiskCoverage",
    "augrc",
    "aurc",
    "aurc_interval",
    "brier_score",
    "compare_columns",
    "compare_labels",
    "confusion",
    "cost_scorer",
    "excess_aurc",
    "log_score",
    "per_class_recall",
    "reliability_curve",
    "resolve_metric",
    "risk_at_coverage_scorer",
    "risk_band",
    "risk_coverage_curve",
]
