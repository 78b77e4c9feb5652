"""How evenly a row's predicted probability is spread over the classes."""

import numpy as np
from scipy.special import entr

from skmitigate._typing import FloatArray


def entropy(proba: FloatArray) -> FloatArray:
    """Entropy of the predicted distribution in nats, shape (n,): 0 where sure, log(n_classes) where clueless."""
    return np.asarray(entr(proba).sum(axis=1))
