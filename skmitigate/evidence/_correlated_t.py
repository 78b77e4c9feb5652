"""The t test for scores of folds, which share most of their training rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student

from skmitigate._typing import FloatArray
from skmitigate._utils._json import jsonable


@dataclass(frozen=True, slots=True)
class CorrelatedT:
    """Student's distribution of the difference between two classifiers, from the scores of folds.

    As a sampling distribution it is that of Nadeau and Bengio's corrected t test; as a posterior it is Corani and
    Benavoli's, which says how probable it is that one classifier is better by more than what matters.

    Parameters
    ----------
    mean : float
        The mean difference.
    standard_error : float
        Its standard error, the correlation of the folds included.
    df : int
        Degrees of freedom: the number of scores less 1.

    See Also
    --------
    correlated_t : Makes one.

    Examples
    --------
    >>> from skmitigate.evidence import CorrelatedT
    >>> posterior = CorrelatedT(0.02, 0.01, 9)
    >>> [round(p, 3) for p in posterior.probabilities(rope=0.01)]
    [0.007, 0.164, 0.828]
    """

    mean: float
    standard_error: float
    df: int

    @property
    def p_value(self) -> float:
        """Two-sided p-value of no difference."""
        worse, better = self._beyond(0.0)
        return min(1.0, 2 * min(worse, better))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the central interval of the difference.

        Parameters
        ----------
        level : float, default=0.95
            Its probability.

        Returns
        -------
        tuple of float
            Lower and upper end.
        """
        reach = float(student.ppf(0.5 + level / 2, self.df)) * self.standard_error
        return self.mean - reach, self.mean + reach

    def probabilities(self, rope: float = 0.0) -> tuple[float, float, float]:
        """Return how probable it is that the second classifier is worse, practically equal, and better.

        Parameters
        ----------
        rope : float, default=0.0
            The region of practical equivalence: differences from ``-rope`` to ``rope`` do not matter.

        Returns
        -------
        tuple of float
            The probabilities of a difference below ``-rope``, within the region, and above ``rope``.
        """
        worse, better = self._beyond(rope)
        return worse, max(0.0, 1 - worse - better), better

    def to_dict(self) -> dict[str, Any]:
        """Return the distribution as JSON-safe values.

        Returns
        -------
        dict
            Three numbers.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}

    def _beyond(self, rope: float) -> tuple[float, float]:
        """Return the probabilities of a difference below -rope and above rope."""
        if self.standard_error > 0:
            scaled = (np.array([-rope, rope]) - self.mean) / self.standard_error
            return float(student.cdf(scaled[0], self.df)), float(student.sf(scaled[1], self.df))
        if rope == 0 and self.mean == 0:
            return 0.5, 0.5
        return float(self.mean < -rope), float(self.mean > rope)


def correlated_t(
    differences: ArrayLike | Sequence[float], *, runs: int = 1, test_to_train: float | None = None
) -> CorrelatedT:
    """Return the distribution of the difference that the folds' differences suggest.

    The scores of K folds are correlated, because each two training parts share most of their rows; the plain t test
    takes them for independent and finds differences that are not there. The variance of the mean is therefore taken
    as the variance of the scores times ``1 / n + test_to_train``, not ``1 / n``.

    Parameters
    ----------
    differences : array-like of shape (n_scores,)
        The second classifier's score less the first one's, on each fold of each repetition.
    runs : int, default=1
        How often the cross-validation was repeated.
    test_to_train : float, default=None
        How many rows are tested for one that is trained on. None takes that of K-fold cross-validation, 1 / (K - 1).

    Returns
    -------
    CorrelatedT
        The distribution.

    Raises
    ------
    ValueError
        If there are fewer than two differences, one is not finite, or they do not divide into the runs.

    References
    ----------
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52.

    G. Corani and A. Benavoli (2015), A Bayesian approach for comparing cross-validated algorithms on multiple data
    sets, Machine Learning 100.

    Examples
    --------
    >>> from skmitigate.evidence import correlated_t
    >>> folds = correlated_t([0.02, 0.01, 0.03, 0.00, 0.02])
    >>> round(folds.mean, 3), round(folds.standard_error, 5), folds.df
    (0.016, 0.00765, 4)
    """
    values: FloatArray = np.asarray(differences, dtype=np.float64)
    n = values.size
    if values.ndim != 1 or n < 2 or runs < 1 or n % runs:
        raise ValueError(
            f"Expected at least two differences, as many in each of runs={runs}, got an array of shape {values.shape}."
        )
    if not np.isfinite(values).all():
        raise ValueError(
            f"Expected finite differences, got {int((~np.isfinite(values)).sum())} of {n} that are not. Leave the test "
            "out where the score is not defined in every fold."
        )
    if test_to_train is None:
        if n == runs:
            raise ValueError("Expected at least two folds in a run, or test_to_train to be given; got one fold.")
        test_to_train = 1 / (n / runs - 1)
    variance = float(values.var(ddof=1)) * (1 / n + test_to_train)
    return CorrelatedT(float(values.mean()), float(np.sqrt(variance)), n - 1)
