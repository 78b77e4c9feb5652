"""Why one row was predicted as it was: contributions of columns, neighbours, and what would change the prediction."""

from skmitigate.explanation._counterfactual import Counterfactual
from skmitigate.explanation._explain_prediction import explain_prediction
from skmitigate.explanation._explanation import Explanation
from skmitigate.explanation._neighbours import Neighbour, Neighbours

__all__ = ["Counterfactual", "Explanation", "Neighbour", "Neighbours", "explain_prediction"]
