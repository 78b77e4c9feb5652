"""What is said about one prediction."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from skmitigate._typing import FloatArray
from skmitigate._utils._html_page import HtmlPage
from skmitigate._utils._json import jsonable
from skmitigate.explanation._counterfactual import Counterfactual
from skmitigate.explanation._neighbours import Neighbours
from skmitigate.stories._explanation import explanation_html, explanation_text


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Explanation(HtmlPage):
    """Why a classifier predicts what it predicts for one row, in the columns of the user's table.

    Made by :func:`explain_prediction`. A contribution says what a column, being as it is in the row, adds to the
    model's output for a class, from a `base` on: the sum of base and contributions is the output, up to
    `additivity_errors`. It says what moves the model, not what causes the class.

    Parameters
    ----------
    method : {"linear", "tree", "permutation", "lime", "neighbours", "counterfactual"}
        What was done; with the last two there are no contributions.
    scale : {"probability", "log-odds", "decision", "indicator"} or None
        What the output is: the probability of a class, its log-odds (with more than two classes, the mean of those
        against each other class), the decision value of a classifier that gives no probabilities, or 1 where the class
        is predicted and 0 elsewhere.
    predicted : object
        The class that is predicted.
    y_true : object
        The true class; None where it was not given.
    classes : tuple
        All classes of the classifier.
    probabilities : tuple of float or None
        Of the classes, in order; None where the classifier gives none.
    explained : tuple
        The classes that have contributions: the predicted one, and the true one where it is another.
    columns : tuple of str
        The names of the columns, in the order of the table.
    values : tuple
        The row.
    contributions : ndarray of shape (n_columns, n_explained)
        What each column adds for each class explained.
    base : tuple of float
        For each class explained, what the contributions start from: the mean output over the background, but for
        ``"lime"`` the intercept of its linear model.
    output : tuple of float
        For each class explained, the model's output for the row.
    additivity_errors : tuple of float
        For each class explained, base plus contributions less output.
    standard_errors : ndarray of shape (n_columns, n_explained) or None
        Of the contributions, for having drawn permutations and rows of the background; None where nothing was drawn.
    fits : tuple of float or None
        For each class explained, R squared of the linear model of ``"lime"``; None with other methods.
    neighbours : Neighbours or None
        The nearest correct twin, and the nearest rows of the class that the row was taken for; None where they were not
        asked for, or the budget was spent.
    counterfactual : Counterfactual or None
        The smallest change found that changes the prediction.
    reason : str
        Why this method was taken.
    n_background : int
        How many rows of the background were used.
    n_evaluations : int
        How many rows the model was asked about for the contributions.
    seed : int
        What everything that is drawn was drawn from.
    seconds : float
        How long it took.

    See Also
    --------
    explain_prediction : Makes one.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skmitigate import explain_prediction
    >>> X, y = load_iris(return_X_y=True, as_frame=True)
    >>> model = LogisticRegression(max_iter=1000).fit(X, y)
    >>> explanation = explain_prediction(model, X.iloc[77], X, y_true=1)
    >>> explanation
    Explanation(predicted 2, true 1: linear, 4 columns, decision 2.29, largest contribution petal length (cm) +3.38)
    >>> explanation.to_frame().round(2)
                      value  to 2  to 1
    sepal length (cm)   6.7 -0.10  0.46
    sepal width (cm)    3.0  0.04  0.02
    petal length (cm)   5.0  3.38 -0.25
    petal width (cm)    1.7  1.02 -0.47
    """

    method: str
    scale: str | None
    predicted: Any
    y_true: Any
    classes: tuple[Any, ...]
    probabilities: tuple[float, ...] | None
    explained: tuple[Any, ...]
    columns: tuple[str, ...]
    values: tuple[Any, ...]
    contributions: FloatArray
    base: tuple[float, ...]
    output: tuple[float, ...]
    additivity_errors: tuple[float, ...]
    standard_errors: FloatArray | None
    fits: tuple[float, ...] | None
    neighbours: Neighbours | None
    counterfactual: Counterfactual | None
    reason: str
    n_background: int
    n_evaluations: int
    seed: int
    seconds: float

    @property
    def correct(self) -> bool | None:
        """Whether the prediction is right; None where the true class is not known."""
        return None if self.y_true is None else bool(self.predicted == self.y_true)

    def __repr__(self) -> str:
        """Return one line: classes, method, the column that contributes most."""
        truth = "" if self.y_true is None else f", true {self.y_true}"
        said = f"predicted {self.predicted}{truth}: {self.method}, {len(self.columns)} columns"
        if self.explained:
            first = self.contributions[:, 0]
            most = int(abs(first).argmax())
            said += f", {self.scale} {self.output[0]:.2f}, largest contribution {self.columns[most]} {first[most]:+.2f}"
        return f"Explanation({said})"

    def summary(self) -> str:
        """Tell what moved the model.

        Returns
        -------
        str
            A few lines of text.
        """
        return explanation_text(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only. ``explained`` has one entry for each class explained,
            ``columns`` one for each column, with its contributions in the same order.
        """
        fits = self.fits or (None,) * len(self.explained)
        figures = zip(self.explained, self.base, self.output, self.additivity_errors, fits, strict=True)
        names = ("class", "base", "output", "additivity_error", "fit")
        errors = self.standard_errors
        return {
            "method": self.method,
            "scale": self.scale,
            "predicted": jsonable(self.predicted),
            "y_true": jsonable(self.y_true),
            "correct": self.correct,
            "classes": jsonable(self.classes),
            "probabilities": jsonable(self.probabilities),
            "explained": [jsonable(dict(zip(names, line, strict=True))) for line in figures],
            "columns": [
                {
                    "name": name,
                    "value": jsonable(value),
                    "contributions": jsonable(self.contributions[j]),
                    "standard_errors": None if errors is None else jsonable(errors[j]),
                }
                for j, (name, value) in enumerate(zip(self.columns, self.values, strict=True))
            ],
            "neighbours": None if self.neighbours is None else self.neighbours.to_dict(),
            "counterfactual": None if self.counterfactual is None else self.counterfactual.to_dict(),
            "reason": self.reason,
            "n_background": self.n_background,
            "n_evaluations": self.n_evaluations,
            "seed": self.seed,
            "seconds": self.seconds,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one line for each column of the table.

        Returns
        -------
        pandas.DataFrame
            Indexed by the names of the columns: ``value``, and the contribution for each class explained under
            ``to`` and its label.
        """
        frame = pd.DataFrame({"value": pd.Series(self.values, index=list(self.columns), dtype=object)})
        for k, label in enumerate(self.explained):
            frame[f"to {label}"] = self.contributions[:, k]
        return frame

    def _html(self, *, page: bool) -> str:
        return explanation_html(self.to_dict(), page=page)
