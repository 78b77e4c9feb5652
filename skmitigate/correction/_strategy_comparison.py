"""What the comparison of all strategies says."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from skmitigate._utils._html_page import HtmlPage
from skmitigate._utils._json import jsonable
from skmitigate.stories._strategies import strategies_html, strategies_markdown, strategies_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedStrategy:
    """One line of a comparison of strategies.

    Parameters
    ----------
    candidate : str
        The strategy and its settings, outermost first; ``"unchanged"`` for the model itself.
    strategy : str
        The alias of the outermost strategy.
    status : {"compared", "skipped", "failed"}
        What became of it.
    reason : str
        Why it was skipped or how it failed; else what the test says: ``"better"``, ``"worse"`` or ``"not resolved"``
        beside the unchanged model.
    n_fits : int
        Fits in the folds that it cost beyond those of the lines that were fitted before.
    seconds : float
        How long it took.
    score : float or None
        The metric, cross-fitted.
    difference : float or None
        From the unchanged model.
    interval : tuple of float or None
        Of the difference. All intervals hold at once at level 1 - `alpha`.
    p_value : float or None
        Two-sided, corrected for the number of strategies.
    rank : tuple of int or None
        The best and the worst rank that it may have; the ranks of all hold at once.
    letters : str
        Lines without a common letter are shown to differ.

    See Also
    --------
    StrategyComparison : Has the lines.

    Examples
    --------
    >>> from skmitigate.correction import ComparedStrategy
    >>> ComparedStrategy(candidate="class_balancing(prior)", strategy="class_balancing", status="skipped",
    ...                  reason="even classes").score is None
    True
    """

    candidate: str
    strategy: str
    status: str
    reason: str
    n_fits: int = 0
    seconds: float = 0.0
    score: float | None = None
    difference: float | None = None
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    rank: tuple[int, int] | None = None
    letters: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the line as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class StrategyComparison(HtmlPage):
    """All strategies on one model, side by side on the same folds.

    Parameters
    ----------
    model : str
        The class of the model.
    scoring : str
        The name of the metric.
    alpha : float
        Intervals, p-values and ranks hold for all strategies at once at this level.
    lines : tuple of ComparedStrategy
        The unchanged model and the strategies that were compared, the highest score first; then those that were skipped
        or failed.
    n_rows : int
        How many rows were compared.
    n_groups : int or None
        How many groups they form, where they do.
    n_folds : int
        How many folds there were.
    n_fits : int
        How many fits were made in all.
    seconds : float
        How long it took.

    See Also
    --------
    compare_strategies : Makes one.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import compare_strategies
    >>> X, y = load_iris(return_X_y=True)
    >>> compare_strategies(GaussianNB(), X, y, ["probability_calibration", "outlier_removal"], random_state=0)
    StrategyComparison(GaussianNB, accuracy: 5 compared, 0 better, 0 worse, 0 skipped or failed, 150 rows)
    """

    model: str
    scoring: str
    alpha: float
    lines: tuple[ComparedStrategy, ...]
    n_rows: int
    n_groups: int | None
    n_folds: int
    n_fits: int
    seconds: float

    def __repr__(self) -> str:
        """Return one line: model, metric, and how many strategies came out how."""
        compared = [line for line in self.lines if line.status == "compared" and line.candidate != "unchanged"]
        count = {answer: sum(line.reason == answer for line in compared) for answer in ("better", "worse")}
        left = sum(line.status != "compared" for line in self.lines)
        return (
            f"StrategyComparison({self.model}, {self.scoring}: {len(compared)} compared, {count['better']} better, "
            f"{count['worse']} worse, {left} skipped or failed, {self.n_rows} rows)"
        )

    def summary(self) -> str:
        """Tell what was compared and what came out.

        Returns
        -------
        str
            A few lines of text.
        """
        return strategies_text(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        plain = {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__ if name != "lines"}
        return {**plain, "lines": [line.to_dict() for line in self.lines]}

    def to_frame(self) -> pd.DataFrame:
        """Return one line per strategy.

        Returns
        -------
        pandas.DataFrame
            As in `lines`, with the ends of interval and rank in columns of their own.
        """
        lines = []
        for line in self.lines:
            told = line.to_dict()
            for name, ends in (("interval", ("low", "high")), ("rank", ("best", "worst"))):
                values = told.pop(name) or (None, None)
                told |= {f"{name}_{end}": value for end, value in zip(ends, values, strict=True)}
            lines.append(told)
        return pd.DataFrame(lines)

    def to_markdown(self) -> str:
        """Return the comparison as a table in Markdown.

        Returns
        -------
        str
            For a pull request or a report.
        """
        return strategies_markdown(self.to_dict())

    def _html(self, *, page: bool) -> str:
        return strategies_html(self.to_dict(), page=page)
