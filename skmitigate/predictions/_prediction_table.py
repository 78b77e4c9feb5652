"""The table of predictions that every judgement in skmitigate reads."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from skmitigate._signals._confidence import confidence
from skmitigate._typing import AnyArray, BoolArray, FloatArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate._utils._labels import encode


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PredictionTable:
    """Predictions for rows whose truth is known, made by models that had not seen those rows.

    Diagnosis, comparison and the correction loop read this table and nothing else of a model. Make one with
    :func:`~skmitigate.cross_val_predictions`, or from the output of any model at all with :meth:`from_predictions`.

    Parameters
    ----------
    classes : ndarray of shape (n_classes,)
        The sorted class labels.
    y_true : ndarray of int of shape (n_rows,)
        The true class of each row, as a position in `classes`.
    y_pred : ndarray of int of shape (n_rows,)
        The predicted class of each row, as a position in `classes`.
    proba : ndarray of shape (n_rows, n_classes) or None
        Predicted probabilities, one column for each of `classes`; None where the model gives none.
    fold : ndarray of int of shape (n_rows,)
        Which fitted model predicted the row. A row tested more than once has the number of its first test.
    row : ndarray of int of shape (n_rows,)
        The row's position in the X that was cross-fitted.
    sample_weight : ndarray of shape (n_rows,) or None
        Weights of the rows.
    groups : ndarray of shape (n_rows,) or None
        Rows of one group belong together (one patient, one machine).
    splits : tuple of (train, test) pairs of ndarray of int
        The folds, as positions in X; empty for a table made from predictions.
    random_state : int or None
        The number from which the seed of every fold's fit was drawn.
    n_untested : int
        How many rows of X no fold has tested, and which are therefore not in the table.
    repetitions : tuple of PredictionTable
        Where the folds were repeated, the table of each repetition, of the same rows in the same order; this one then
        holds their mean probabilities. Empty where each row was tested once.

    See Also
    --------
    skmitigate.cross_val_predictions : Make a table by cross-fitting a classifier.

    Examples
    --------
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions(["a", "b", "b"], ["a", "b", "a"])
    >>> table
    PredictionTable(3 rows, 2 classes, 1 error, no probabilities)
    >>> table.errors
    array([False, False,  True])
    """

    classes: AnyArray
    y_true: IntArray
    y_pred: IntArray
    proba: FloatArray | None
    fold: IntArray
    row: IntArray
    sample_weight: FloatArray | None = None
    groups: AnyArray | None = None
    splits: tuple[tuple[IntArray, IntArray], ...] = ()
    random_state: int | None = None
    n_untested: int = 0
    repetitions: tuple["PredictionTable", ...] = ()

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        proba_or_y_pred: ArrayLike,
        *,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        groups: ArrayLike | None = None,
    ) -> "PredictionTable":
        """Make a table from the output of any model, scikit-learn's or not.

        Parameters
        ----------
        y_true : array-like of shape (n_rows,)
            The true labels.
        proba_or_y_pred : array-like of shape (n_rows, n_classes) or (n_rows,)
            Probabilities, one column for each of the sorted `classes`; or predicted labels.
        classes : array-like of shape (n_classes,), default=None
            The class labels in the order of the columns, sorted. None takes the labels that occur.
        sample_weight : array-like of shape (n_rows,), default=None
            Weights of the rows.
        groups : array-like of shape (n_rows,), default=None
            Rows of one group belong together.

        Returns
        -------
        PredictionTable
            The table. All rows are in fold 0.

        Raises
        ------
        ValueError
            If lengths differ, a label is not among `classes`, or the rows of probabilities do not sum to 1.
        """
        truth = np.asarray(y_true)
        given = np.asarray(proba_or_y_pred)
        if truth.ndim != 1 or given.ndim not in (1, 2) or len(truth) != len(given) or len(truth) == 0:
            raise ValueError(
                "Expected y_true of shape (n_rows,) and proba_or_y_pred of shape (n_rows,) or (n_rows, n_classes), "
                f"at least one row; got {truth.shape} and {given.shape}."
            )
        if classes is None:
            names = np.unique(truth) if given.ndim == 2 else np.unique(np.concatenate([truth, given]))
        else:
            names = _sorted_classes(classes)
        proba = None
        if given.ndim == 2:
            proba = check_proba(given, len(names))
        codes = np.argmax(proba, axis=1) if proba is not None else encode(given, names, what="predicted labels")
        n_rows = len(truth)
        return cls(
            classes=names,
            y_true=encode(truth, names, what="y_true"),
            y_pred=codes,
            proba=proba,
            fold=np.zeros(n_rows, dtype=np.intp),
            row=np.arange(n_rows, dtype=np.intp),
            sample_weight=column_of(sample_weight, n_rows, "sample_weight", dtype=np.float64),
            groups=column_of(groups, n_rows, "groups"),
        )

    @property
    def first(self) -> "PredictionTable":
        """The table of the first repetition, in which each row has one model's prediction; this one without any."""
        return self.repetitions[0] if self.repetitions else self

    @property
    def errors(self) -> BoolArray:
        """Which rows are predicted wrongly, shape (n_rows,)."""
        return np.asarray(self.y_true != self.y_pred)

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return len(self.classes)

    @property
    def weights(self) -> FloatArray:
        """The weights of the rows; ones where none were given, shape (n_rows,)."""
        return np.ones(len(self)) if self.sample_weight is None else self.sample_weight

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.y_true)

    def __repr__(self) -> str:
        """Return one line: rows, classes, errors."""
        wrong = int(self.errors.sum())
        return (
            f"PredictionTable({len(self)} rows, {self.n_classes} classes, {wrong} error{'s' if wrong != 1 else ''}"
            f"{'' if self.proba is not None else ', no probabilities'}"
            f"{f', {self.n_untested} rows never tested' if self.n_untested else ''})"
        )

    def take(self, rows: BoolArray | IntArray) -> "PredictionTable":
        """Return the table of some rows only.

        Parameters
        ----------
        rows : ndarray of bool or int
            Which rows, as a mask or as positions in the table.

        Returns
        -------
        PredictionTable
            A table with the same classes and folds.
        """
        return replace(
            self,
            y_true=self.y_true[rows],
            y_pred=self.y_pred[rows],
            proba=None if self.proba is None else self.proba[rows],
            fold=self.fold[rows],
            row=self.row[rows],
            sample_weight=None if self.sample_weight is None else self.sample_weight[rows],
            groups=None if self.groups is None else self.groups[rows],
            repetitions=tuple(table.take(rows) for table in self.repetitions),
        )

    def with_classes(self, classes: ArrayLike) -> "PredictionTable":
        """Return the table with further classes, such as those of another table of the same rows.

        Parameters
        ----------
        classes : array-like of shape (n_classes,)
            The sorted labels, those of the table among them; of the others no row is, and their probability is 0.

        Returns
        -------
        PredictionTable
            The same predictions.

        Raises
        ------
        ValueError
            If `classes` are not sorted, or one of the table is not among them.
        """
        names = _sorted_classes(classes)
        place = encode(self.classes, names, what="the table's classes")
        proba = None
        if self.proba is not None:
            proba = np.zeros((len(self), len(names)))
            proba[:, place] = self.proba
        return replace(
            self,
            classes=names,
            y_true=place[self.y_true],
            y_pred=place[self.y_pred],
            proba=proba,
            repetitions=tuple(table.with_classes(names) for table in self.repetitions),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one line per row: truth, prediction, confidence, fold and the probabilities.

        Returns
        -------
        pandas.DataFrame
            Indexed by the row's position in X.
        """
        data: dict[str, Any] = {
            "y_true": self.classes[self.y_true],
            "y_pred": self.classes[self.y_pred],
            "error": self.errors,
            "fold": self.fold,
        }
        if self.proba is not None:
            data["confidence"] = confidence(self.proba)
            data |= {f"proba_{name}": self.proba[:, i] for i, name in enumerate(self.classes)}
        if self.sample_weight is not None:
            data["sample_weight"] = self.sample_weight
        if self.groups is not None:
            data["group"] = self.groups
        return pd.DataFrame(data, index=pd.Index(self.row, name="row"))

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON-safe values.

        Returns
        -------
        dict
            Lists, numbers, strings and None only.
        """
        fields = ("classes", "y_true", "y_pred", "proba", "fold", "row", "sample_weight", "groups", "n_untested")
        return {name: jsonable(getattr(self, name)) for name in fields}


def check_proba(proba: Any, n_classes: int) -> FloatArray:
    """Return probabilities as floats of shape (n, n_classes), or raise ValueError saying what is wrong with them."""
    checked: FloatArray = np.asarray(proba, dtype=np.float64)
    if checked.ndim != 2 or checked.shape[1] != n_classes:
        raise ValueError(f"Expected probabilities with {n_classes} columns, one per class, got shape {checked.shape}.")
    if not np.isfinite(checked).all() or (checked < -1e-9).any():
        raise ValueError("Expected probabilities that are finite and not negative, got others.")
    if not np.allclose(checked.sum(axis=1), 1.0, atol=1e-3):
        worst = float(np.abs(checked.sum(axis=1) - 1).max())
        raise ValueError(f"Expected each row of probabilities to sum to 1, got rows that are off by up to {worst:.3g}.")
    return checked


def _sorted_classes(classes: ArrayLike) -> AnyArray:
    names = np.asarray(classes)
    if len(np.unique(names)) != len(names) or not np.array_equal(np.unique(names), names):
        raise ValueError(f"Expected sorted, distinct classes, got {list(names)!r}. Sort them and the columns.")
    return names


def column_of(values: ArrayLike | None, n_rows: int, name: str, dtype: Any = None) -> Any:
    """Return what is given beside the rows as an array of their length, or raise ValueError; None stays None."""
    if values is None:
        return None
    column = np.asarray(values, dtype=dtype)
    if column.shape != (n_rows,):
        raise ValueError(f"Expected {name} of shape ({n_rows},), got {column.shape}.")
    return column
