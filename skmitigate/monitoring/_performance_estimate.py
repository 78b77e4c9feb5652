"""What an estimate of performance without labels says."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from skmitigate._utils._json import jsonable
from skmitigate.stories._performance import performance_text


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class PerformanceEstimate:
    """How well a classifier does on rows without labels, if its probabilities are right.

    Parameters
    ----------
    scores : tuple of dict
        For each metric its name (``scoring``), the ``estimate``, the ``interval`` for the score on these very rows,
        and, where their labels were there, the ``realised`` score and the ``verdict``: "as estimated", "worse" or
        "better" than the interval.
    n_rows : int
        How many rows.
    calibrated : bool or None
        Whether the probabilities have come true on the reference, as far as a test at level `alpha` can tell; None
        without a labelled reference.
    calibration_gap : float or None
        Mean confidence less accuracy on the reference.
    calibration_p_value : float or None
        Of probabilities that come true there.
    reference_accuracy : float or None
        The accuracy there.
    n_reference : int
        How many labelled rows the reference had.
    n_draws : int
        How often labels were drawn.
    alpha : float
        The level of the intervals is 1 - `alpha`.

    See Also
    --------
    estimate_performance : Makes one.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.monitoring import estimate_performance
    >>> sure = np.random.default_rng(0).uniform(0.6, 1.0, 500)
    >>> estimate_performance(None, np.column_stack([1 - sure, sure]), random_state=0)
    PerformanceEstimate(accuracy 0.812 [0.780, 0.844], 500 rows, calibration not known)
    """

    scores: tuple[dict[str, Any], ...]
    n_rows: int
    calibrated: bool | None
    calibration_gap: float | None
    calibration_p_value: float | None
    reference_accuracy: float | None
    n_reference: int
    n_draws: int
    alpha: float

    def __repr__(self) -> str:
        """Return one line: each metric with its interval, rows, calibration."""
        told = [
            f"{s['scoring']} {s['estimate']:.3f} [{s['interval'][0]:.3f}, {s['interval'][1]:.3f}]" for s in self.scores
        ]
        known = {None: "calibration not known", True: "calibrated", False: "not calibrated"}[self.calibrated]
        return f"PerformanceEstimate({', '.join(told)}, {self.n_rows} rows, {known})"

    def summary(self) -> str:
        """Tell the estimates, and what they rest on.

        Returns
        -------
        str
            A few lines of text.
        """
        return performance_text(self.to_dict())

    def to_frame(self) -> pd.DataFrame:
        """Return one line per metric.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``scoring``, with ``estimate``, ``low``, ``high``, ``realised``, ``verdict``.
        """
        lines = [{"low": s["interval"][0], "high": s["interval"][1], **s} for s in self.scores]
        names = ["scoring", "estimate", "low", "high", "realised", "verdict"]
        return pd.DataFrame(lines, columns=names).set_index("scoring")

    def to_dict(self) -> dict[str, Any]:
        """Return the estimate as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}
