"""The data object for one kind of error that was found."""

from dataclasses import dataclass
from typing import Any, Literal

from skmitigate._typing import IntArray
from skmitigate._utils._json import jsonable

#: From the least to the most to gain.
SEVERITIES = ("low", "medium", "high")
#: One point of accuracy, the last digit in which accuracies are usually quoted: a bound below cannot move that digit.
_ONE_POINT = 0.01
#: Choosing among strategies with hindsight removed 24 % of the errors of 618 models (the study behind the referee's
#: rule), so about four points of concerned errors are what it takes to expect one point of accuracy.
_FOUR_POINTS = 0.04


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Finding:
    """One kind of error that a classifier makes more than chance allows.

    Detectors make findings with :meth:`Detector.make_finding`; :func:`analyze_errors` corrects their p-values for the
    number of detectors and gathers them in a :class:`Diagnosis`.

    Parameters
    ----------
    kind : str
        The kind of error, for instance ``"class_imbalance"``.
    code : str
        A short code that does not change between releases, for instance ``"ERR04"``.
    measure : str
        What `estimate` is, in words.
    rows : ndarray of int of shape (n_errors,)
        The errors concerned, as positions in the table of predictions.
    n_rows : int
        How many rows, right or wrong, are in the region that the finding speaks of.
    n_errors : int
        How many of them are errors: the length of `rows`.
    share : float
        `n_errors` as a share of all errors.
    estimate : float
        The size of the effect.
    interval : tuple of float
        Interval of level 1 - alpha for `estimate`, not corrected for the number of detectors.
    p_value : float
        The p-value, corrected for the number of detectors that could run.
    p_raw : float
        The p-value of the detector's own test.
    bound : float
        `n_errors` as a share of all rows. A strategy that changes the predictions of these rows only can gain no more
        accuracy than this, whatever it does. It bounds no other metric: the same errors may be worth more in balanced
        accuracy, and losses of the probabilities can gain from rows that are right.
    evidence : dict
        What else the detector saw, JSON-safe. The keys depend on the kind.
    expected : float, default=0.0
        How many of the `n_errors` would be there without what was found.
    least_severity : {"low", "medium", "high"}, default="low"
        The severity whatever the bound, for findings that make the evaluation itself doubtful.

    Raises
    ------
    ValueError
        If a p-value is not between 0 and 1.

    See Also
    --------
    Diagnosis : All findings of one table.

    Examples
    --------
    >>> from skmitigate.diagnosis import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = ["ill"] * 30 + ["well"] * 270
    >>> guess = ["well"] * 15 + ["ill"] * 15 + ["well"] * 270
    >>> finding = analyze_errors(PredictionTable.from_predictions(truth, guess)).findings[0]
    >>> finding
    Finding('class_imbalance', 15 errors, bound 0.05, high)
    >>> finding.evidence["classes"], finding.evidence["recalls"]
    (['ill'], [0.5])
    """

    kind: str
    code: str
    measure: str
    rows: IntArray
    n_rows: int
    n_errors: int
    share: float
    estimate: float
    interval: tuple[float, float]
    p_value: float
    p_raw: float
    bound: float
    evidence: dict[str, Any]
    expected: float = 0.0
    least_severity: Literal["low", "medium", "high"] = "low"

    def __post_init__(self) -> None:
        """Refuse p-values that are none."""
        for name in ("p_value", "p_raw"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(
                    f"Expected {name} of a finding between 0 and 1, got {getattr(self, name)!r}. "
                    f"Check the test of the detector of {self.kind!r}."
                )

    @property
    def severity(self) -> Literal["low", "medium", "high"]:
        """How much there is to gain: "low" for a `bound` under .01, "high" from .04; at least `least_severity`."""
        if self.bound >= _FOUR_POINTS or self.least_severity == "high":
            return "high"
        return "medium" if self.bound >= _ONE_POINT or self.least_severity == "medium" else "low"

    @property
    def excess(self) -> float:
        """Which share of the `n_errors` is there because of what was found: 1 - `expected` / `n_errors`, at least 0."""
        return min(max(1 - self.expected / self.n_errors, 0.0), 1.0) if self.n_errors else 0.0

    def __repr__(self) -> str:
        """Return one line: kind, errors, bound, severity."""
        noun = "error" if self.n_errors == 1 else "errors"
        return f"Finding({self.kind!r}, {self.n_errors} {noun}, bound {self.bound:.3g}, {self.severity})"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON-safe values.

        Returns
        -------
        dict
            Lists, numbers, strings and None only.
        """
        names = (
            *("kind", "code", "severity", "measure", "estimate", "interval", "p_value", "p_raw"),
            *("bound", "share", "n_rows", "n_errors", "expected", "excess", "least_severity", "rows", "evidence"),
        )
        return {name: jsonable(getattr(self, name)) for name in names}
