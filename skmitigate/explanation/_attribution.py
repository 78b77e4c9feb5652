"""What a method of explaining gives back."""

from dataclasses import dataclass

import numpy as np

from skmitigate._typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Attribution:
    """Contributions of the columns, of shape (n_columns, n_explained), and what they start from and come to.

    `base` and `output` have one number for each class explained, in order; so have `fits`, where a simpler model was
    fitted, and the columns of `standard_errors`, where permutations were drawn.
    """

    method: str
    scale: str
    contributions: FloatArray
    base: FloatArray
    output: FloatArray
    n_background: int
    n_evaluations: int
    standard_errors: FloatArray | None = None
    fits: FloatArray | None = None

    @property
    def additivity_errors(self) -> FloatArray:
        """How far base and contributions are from the model's output."""
        return np.asarray(self.contributions.sum(axis=0) + self.base - self.output)
