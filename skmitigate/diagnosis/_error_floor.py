"""The data object for how many errors no strategy can remove."""

from dataclasses import dataclass
from typing import Any

from skmitigate._utils._json import jsonable


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ErrorFloor:
    """How low the error rate can get with these columns, as far as the data say.

    The lowest possible error rate (the Bayes rate) is at most that of any classifier. What is seen are the error rates
    of the model that is diagnosed and, where X is given, of simple classifiers that are cross-fitted on up to 3,000 of
    its rows: nearest neighbours, naive Bayes, linear discriminant analysis, and a small forest of random trees. The
    upper end is the lowest of their upper confidence limits, corrected for their number.

    No lower limit can be learned from data alone (Antos, Devroye and Györfi 1999). The lower end rests on one
    assumption, which is stated: that the best classifier seen errs no more often than the nearest of infinitely many
    neighbours would. That rule's error rate is less than twice the lowest possible one; the lower end is what the
    inequality of Cover and Hart (1967) makes of the lower confidence limit of the best.

    Parameters
    ----------
    estimate : float
        The lowest error rate seen.
    interval : tuple of float
        Between these is the lowest possible error rate, with a confidence of 1 - alpha where the assumption holds.
    method : str
        Which classifier has the lowest error rate, of how many.
    error_rates : dict of str to float
        The error rate of each.
    smallest_gain : float
        The smallest gain of accuracy that a comparison on as many rows shows with a probability of .8 at a two-sided
        level of alpha, where of three rows that change two become right.
    n_rows : int
        Rows of the table.

    See Also
    --------
    Overlap : Tests whether errors sit where the neighbours cannot tell the class.
    Diagnosis : Holds it as ``floor``.

    References
    ----------
    T. Cover and P. Hart (1967), Nearest neighbor pattern classification, IEEE Transactions on Information Theory 13.
    A. Antos, L. Devroye and L. Györfi (1999), Lower bounds for Bayes error estimation, IEEE Transactions on Pattern
    Analysis and Machine Intelligence 21.

    Examples
    --------
    >>> from skmitigate import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> floor = analyze_errors(PredictionTable.from_predictions([0, 1] * 100, [0] * 40 + [0, 1] * 80)).floor
    >>> floor.estimate
    0.1
    >>> floor.interval[0] < 0.06 < floor.interval[1]
    True
    """

    estimate: float
    interval: tuple[float, float]
    method: str
    error_rates: dict[str, float]
    smallest_gain: float
    n_rows: int

    def to_dict(self) -> dict[str, Any]:
        """Return the floor as JSON-safe values.

        Returns
        -------
        dict
            Lists, numbers, strings and None only.
        """
        names = ("estimate", "interval", "method", "error_rates", "smallest_gain", "n_rows")
        return {name: jsonable(getattr(self, name)) for name in names}
