"""What is certified about the rows that a model accepts."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from skmitigate._utils._json import jsonable


@dataclass(frozen=True, slots=True, repr=False)
class RiskCertificate:
    """What a finite number of rows allows to say about the share of errors among the accepted ones.

    Parameters
    ----------
    target_risk : float or None
        The share of errors allowed among the accepted rows; None where the threshold was not chosen for one.
    confidence : float
        The probability, over the rows drawn, that what is certified is true; for all classes at once where there is a
        threshold for each.
    threshold : float
        The least confidence that is accepted; infinite where nothing is certified.
    n_rows : int
        How many rows were judged; with weights that differ, the effective number.
    n_accepted : int
        How many of them are accepted.
    n_errors : int
        How many of these are wrong.
    risk_upper : float
        The exact upper bound (Clopper and Pearson) of the share of errors at the chosen threshold, at the level that
        the search for it left for one threshold; at most the target. 1 where nothing is accepted. What is certified
        after a search is the target, and not this bound.
    coverage : float
        Weighted share of the judged rows that is accepted.
    n_needed : int or None
        How many accepted rows without an error would have been enough; None without a target, or with a target of 0,
        which no number of rows certifies.
    n_needed_at_risk : int or None
        About how many accepted rows would be enough if errors stayed as frequent among them as in the set that came
        nearest; None where something is certified or where these errors are more than the target.
    method : str
        How it was computed, and whether the predictions are those of cross-fitted models, whose refit has a risk of its
        own.
    label : object
        The predicted class that it is about, where each class has a threshold; otherwise None.

    See Also
    --------
    skmitigate.ConfidenceThresholding : Chooses the threshold.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import ConfidenceThresholding
    >>> X, y = load_digits(return_X_y=True)
    >>> model = ConfidenceThresholding(GaussianNB(), target_risk=0.15, random_state=0).fit(X, y)
    >>> model.certificate_.certified, model.certificate_.risk_upper <= 0.15
    (True, True)
    """

    target_risk: float | None
    confidence: float
    threshold: float
    n_rows: int
    n_accepted: int
    n_errors: int
    risk_upper: float
    coverage: float
    n_needed: int | None
    n_needed_at_risk: int | None
    method: str
    label: Any = None

    @property
    def certified(self) -> bool:
        """Whether anything is accepted, and hence certified."""
        return bool(np.isfinite(self.threshold) and self.n_accepted > 0)

    def __repr__(self) -> str:
        """Return what is certified, in one line."""
        return f"RiskCertificate({self.summary()})"

    def summary(self) -> str:
        """Return what is certified, or why nothing is and how many rows it would take.

        Returns
        -------
        str
            One sentence without a full stop.
        """
        about = "" if self.label is None else f"predicted {self.label}: "
        if self.certified:
            limit = self.risk_upper if self.target_risk is None else self.target_risk
            return (
                f"{about}risk at most {limit:.4g} with confidence {self.confidence:g}; {self.n_accepted} of "
                f"{self.n_rows} rows accepted ({100 * self.coverage:.1f} %), {self.n_errors} of them wrong"
            )
        if self.target_risk is None:
            return f"{about}cannot certify: no row is accepted"
        if self.n_needed is None:
            return f"{about}cannot certify: no number of rows certifies a risk of {self.target_risk:g}"
        text = (
            f"{about}cannot certify a risk of {self.target_risk:g} with confidence {self.confidence:g}: needs at least "
            f"{self.n_needed} accepted rows without an error"
        )
        if self.n_rows < self.n_needed:
            return f"{text}, got {self.n_rows} rows in all"
        if self.n_needed_at_risk is not None:
            return (
                f"{text}, or about {self.n_needed_at_risk} if errors stay as frequent as among the most confident rows "
                f"here; got {self.n_rows} rows in all"
            )
        return f"{text}, and among the most confident of the {self.n_rows} rows errors are more frequent than that"

    def to_dict(self) -> dict[str, Any]:
        """Return the certificate as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings and None only; an infinite threshold is None.
        """
        return {**jsonable(asdict(self)), "certified": self.certified}
