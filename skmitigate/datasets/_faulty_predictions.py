"""Generate predictions with errors of a known kind and size."""

import numbers
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_scalar

from skmitigate._typing import AnyArray, IntArray
from skmitigate.datasets._drawn_predictions import draw_predictions
from skmitigate.datasets._planned_errors import NEED_INFORMATION, PLANS, Plan, Wanted
from skmitigate.datasets._planted_fault import PlantedFault
from skmitigate.predictions._prediction_table import PredictionTable

_PROBA = ("auto", "absent", "constant", "spread", "calibrated", "model")
_FOLDS = 5


def make_faulty_predictions(
    n_samples: int = 2000,
    *,
    fault: str = "none",
    size: float | None = None,
    support: float | None = None,
    n_conditions: int = 2,
    error_rate: float | None = None,
    n_classes: int = 2,
    majority: float | None = None,
    n_columns: int = 8,
    informative: bool = True,
    proba: str = "auto",
    random_state: Any = None,
) -> tuple[pd.DataFrame, PredictionTable, PlantedFault]:
    """Draw predictions whose errors have a known cause, to see whether a diagnosis names it.

    Parameters
    ----------
    n_samples : int, default=2000
        How many rows.
    fault : str, default="none"
        A kind of error, such as "class_imbalance", or "none" for errors that are independent of everything; see the
        notes.
    size : float, default=None
        How strong the fault is; what it is a share of depends on the fault. None takes the fault's own default.
    support : float, default=None
        The share of rows that the fault concerns, for faults that concern a part. None takes the fault's own default.
    n_conditions : int, default=2
        How many conditions a weak slice has.
    error_rate : float, default=None
        The rate of errors that have nothing to do with the fault; .15 for most of them.
    n_classes : int, default=2
        How many classes, named "class_0", "class_1", ...
    majority : float, default=None
        The share of the first class; the others are of one size. None makes all equal.
    n_columns : int, default=8
        How many columns: every other one is normal around the mean of the row's class; between them are amounts, texts,
        counts and words for yes and no, some with missing values.
    informative : bool, default=True
        Whether the normal columns say anything about the class; "boundary_cases" and "overlap" need it.
    proba : {"auto", "absent", "constant", "spread", "calibrated", "model"}, default="auto"
        What probabilities the table has: none; one confidence for all rows; confidences that have nothing to do with
        the errors, and are right on average; confidences that are right row by row, but for what the fault adds; those
        of a logistic regression that is cross-fitted on the rows. "auto" is "calibrated" for faults of confidence and
        labels, else "spread".
    random_state : int, RandomState instance or None, default=None
        Draws everything.

    Returns
    -------
    X : DataFrame of shape (n_samples, n_columns)
        The rows.
    table : PredictionTable
        The predictions, in five folds.
    fault : PlantedFault
        What was planted, and the rows concerned.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    See Also
    --------
    skmitigate.datasets.make_faulty_classification : Rows and labels for a model of your own to err on.

    Notes
    -----
    What `size` is (and its default):

    - "boundary_cases": more errors near the boundary of classes that are apart (.4)
    - "class_imbalance": lower recall of the last class, which has the share `support` of the rows (.3)
    - "drift": by how many standard deviations one column is moved against ``fault.reference`` (.5)
    - "duplicates": fewer errors in rows that are copies of each other (.12)
    - "high_confidence": more errors where the model is surest (.1)
    - "label_noise": the share of wrong labels (.1)
    - "leakage": how often a column "result" gives the class (.98)
    - "low_confidence": not used; errors are drawn from the probabilities
    - "miscalibration": by how much every confidence is too high (.1)
    - "outliers": more errors in rows that are moved far away (.4)
    - "overlap": the error rate of the best classifier, whose predictions these are (.2)
    - "systematic_confusion": more rows of the first class that are taken for the second (.15)
    - "weak_slices": more errors in a conjunction of conditions, ``fault.slice`` (.2)

    With ``fault="none"`` and ``proba="calibrated"`` errors are where the confidence is low, as they should be. With
    ``proba="model"`` the errors are those that the model makes, and those of the fault are put in by exchanging
    two of a row's probabilities; with "none", all errors are put in so, independent of the model's confidence, which
    is brought to be right on average.

    Examples
    --------
    >>> from skmitigate.datasets import make_faulty_predictions
    >>> from skmitigate.diagnosis import analyze_errors
    >>> X, table, fault = make_faulty_predictions(fault="class_imbalance", random_state=0)
    >>> fault.classes, len(fault.rows)
    (('class_1',), 100)
    >>> analyze_errors(table, X, detectors="class_imbalance").kinds
    ('class_imbalance',)
    """
    if fault not in PLANS:
        raise ValueError(f"Expected fault to be one of {sorted(PLANS)}, got {fault!r}.")
    if proba not in _PROBA:
        raise ValueError(f"Expected proba to be one of {list(_PROBA)}, got {proba!r}.")
    if fault in NEED_INFORMATION and not informative:
        raise ValueError(
            f"Expected informative=True for the fault {fault!r}, which is made of it, got {informative!r}."
        )
    plan_fault, *defaults = PLANS[fault]
    size, support, error_rate = (
        default if given is None else given
        for given, default in zip((size, support, error_rate), defaults, strict=True)
    )
    wanted = Wanted(
        n_samples=check_scalar(n_samples, "n_samples", numbers.Integral, min_val=max(50, 5 * n_classes)),
        n_classes=check_scalar(n_classes, "n_classes", numbers.Integral, min_val=2),
        n_columns=check_scalar(n_columns, "n_columns", numbers.Integral, min_val=2),
        majority=check_scalar(majority or 1 / n_classes, "majority", numbers.Real, min_val=1e-3, max_val=0.99),
        size=check_scalar(size, "size", numbers.Real, min_val=0),
        support=check_scalar(support, "support", numbers.Real, min_val=0, max_val=1),
        n_conditions=check_scalar(n_conditions, "n_conditions", numbers.Integral, min_val=1, max_val=n_columns),
        error_rate=check_scalar(error_rate, "error_rate", numbers.Real, min_val=0, max_val=0.25),
        informative=bool(informative),
        rng=check_random_state(random_state),
    )
    plan = plan_fault(wanted)
    guess, shown = draw_predictions(plan, wanted, plan.proba if proba == "auto" else proba)
    names = np.array([f"class_{k:0{len(str(n_classes - 1))}}" for k in range(n_classes)])
    table = _table(plan.codes, guess, shown, names, wanted.rng)
    return plan.X, table, _truth(fault, plan, names)


def _truth(fault: str, plan: Plan, names: AnyArray) -> PlantedFault:
    return PlantedFault(
        kind=fault,
        description=plan.description,
        remedies=plan.remedies,
        classes=tuple(names[list(plan.classes)].tolist()),
        rows=plan.rows,
        bayes_error=plan.bayes_error,
        columns=plan.columns,
        slice=plan.slice,
        reference=plan.reference,
    )


def _table(
    codes: IntArray, guess: IntArray, proba: Any, names: AnyArray, rng: np.random.RandomState
) -> PredictionTable:
    shown = names[guess] if proba is None else proba
    table = PredictionTable.from_predictions(names[codes], shown, classes=names)
    fold = rng.permutation(np.arange(len(codes)) % _FOLDS)
    splits = tuple((np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(_FOLDS))
    return replace(table, y_pred=guess, fold=fold, splits=splits)
