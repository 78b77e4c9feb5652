"""Cross-fitted predictions with their truth."""

from skmitigate.predictions._cross_val import CrossFitter, cross_val_predictions
from skmitigate.predictions._held_out import held_out_predictions
from skmitigate.predictions._prediction_table import PredictionTable

__all__ = ["CrossFitter", "PredictionTable", "cross_val_predictions", "held_out_predictions"]
