"""What the comparison of two classifiers says."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from skmitigate._utils._html_page import HtmlPage
from skmitigate._utils._json import jsonable
from skmitigate.evidence._correlated_t import CorrelatedT
from skmitigate.evidence._flips import Flips
from skmitigate.stories._comparison import comparison_html, comparison_markdown, comparison_text


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Comparison(HtmlPage):
    """Two classifiers on the same rows: the difference, how sure it is, and which rows and classes it is made of.

    Differences are b less a, and greater is better: for a loss, too, since its scorer is negative.

    Parameters
    ----------
    verdict : {"b is better", "a is better", "practically equal", "not resolved"}
        In a word. Without a `rope` it follows `p_value`; with one it is that of the three answers whose probability
        is at least 1 - `alpha`.
    scoring : str
        The name of the metric.
    name_a, name_b : str
        What the two are called.
    score_a, score_b : float
        Their scores; means over the repetitions where there are several.
    difference : float
        Of the scores, b - a.
    interval : tuple of float
        Of the difference, at level 1 - `alpha`.
    standard_error : float
        Of the difference.
    between : float
        The share of the squared standard error that is between fitted models, 0 to 1.
    p_value : float
        Two-sided, of no difference; for one comparison that was planned.
    alpha : float
        The level.
    rope : float or None
        Differences up to this do not matter.
    probabilities : dict or None
        With a rope, the probabilities that b is ``"better"``, ``"practically_equal"`` or ``"worse"``.
    folds : CorrelatedT or None
        The corrected t test over the scores of the folds; None where there are no folds, or the metric is not defined
        in each.
    flips : Flips
        Rows put right and broken by b, with the exact McNemar test, and the same for each class; where the
        cross-validation was repeated, in the first repetition.
    per_class : tuple of dict
        Of the same repetition, for each class its rows, the recall of both, its change with interval, rows put right
        and broken, and the p-value, corrected for the number of classes. Each row counts once, whatever its weight.
    n_rows : int
        How many rows were compared.
    n_groups : int or None
        How many groups they form, or blocks of consecutive rows where the folds are in order of time; None where each
        row counts for itself.
    n_changed : int
        In how many of them the predictions differ, as far as the metric can see.
    n_folds : int
        How many folds a repetition has; 0 for tables without folds in common.
    n_runs : int
        How often the cross-validation was repeated.
    smallest_gain : float
        The smallest difference that as many rows would have resolved with a probability of 0.8.
    rows_needed : int or None
        How many rows (or groups) would resolve the difference that was seen with a probability of 0.8; None where there
        is no difference.
    variance : {"rows", "bootstrap"}
        Whether the variance is that of the rows' influence on the score or was found by drawing the rows again.

    See Also
    --------
    compare : Makes one.

    Examples
    --------
    >>> from skmitigate import compare
    >>> from skmitigate.predictions import PredictionTable
    >>> a = PredictionTable.from_predictions([0, 1] * 50, [0, 0] * 50)
    >>> b = PredictionTable.from_predictions([0, 1] * 50, [0, 1] * 50)
    >>> compare(a, b)
    Comparison(b is better: accuracy 0.5000 -> 1.0000, difference +0.5000 [+0.4003, +0.5997], 100 rows)
    """

    verdict: str
    scoring: str
    name_a: str
    name_b: str
    score_a: float
    score_b: float
    difference: float
    interval: tuple[float, float]
    standard_error: float
    between: float
    p_value: float
    alpha: float
    rope: float | None
    probabilities: dict[str, float] | None
    folds: CorrelatedT | None
    flips: Flips
    per_class: tuple[dict[str, Any], ...]
    n_rows: int
    n_groups: int | None
    n_changed: int
    n_folds: int
    n_runs: int
    smallest_gain: float
    rows_needed: int | None
    variance: str

    def __repr__(self) -> str:
        """Return one line: verdict, scores, difference, rows."""
        low, high = self.interval
        return (
            f"Comparison({self.verdict}: {self.scoring} {self.score_a:.4f} -> {self.score_b:.4f}, "
            f"difference {self.difference:+.4f} [{low:+.4f}, {high:+.4f}], {self.n_rows} rows)"
        )

    def summary(self) -> str:
        """Tell what was compared and what came out.

        Returns
        -------
        str
            A few lines of text.
        """
        return comparison_text(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        plain = {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__ if name not in _NESTED}
        return {
            **plain,
            "folds": None if self.folds is None else {**self.folds.to_dict(), "p_value": self.folds.p_value},
            "flips": self.flips.to_dict(),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one line per class.

        Returns
        -------
        pandas.DataFrame
            Rows, recall of both, its change with both ends of its interval, rows put right and broken, p-value.
        """
        lines = []
        for line in self.per_class:
            low, high = line["interval"] or (None, None)
            lines.append({**line, "interval_low": low, "interval_high": high})
        return pd.DataFrame(lines).drop(columns="interval")

    def to_markdown(self) -> str:
        """Return the comparison in Markdown, with a table of the classes.

        Returns
        -------
        str
            For a pull request or a report.
        """
        return comparison_markdown(self.to_dict())

    def _html(self, *, page: bool) -> str:
        return comparison_html(self.to_dict(), page=page)


_NESTED = ("folds", "flips")
