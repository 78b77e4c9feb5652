"""Generate tables with a planted fault whose truth is known."""

import numbers
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_scalar

from skmitigate._typing import FloatArray, IntArray
from skmitigate.datasets._dataset import Dataset
from skmitigate.datasets._planted_fault import PlantedFault

_FRESH_ROWS = 20_000
_NOISE_COLUMNS = 3
_N_COPIES = 6
_RARE_SHARE = 0.06
_FLIPPED = 0.05
_COLOURS = ("amber", "blue", "coral", "denim")


def make_faulty_classification(
    n_samples: int = 1000,
    *,
    fault: str = "none",
    n_classes: int = 2,
    n_categorical: int = 0,
    missing: float = 0.0,
    random_state: Any = None,
) -> tuple[Dataset, PlantedFault]:
    """Draw a table with a fault of a known kind, to see whether it is found and what helps.

    Parameters
    ----------
    n_samples : int, default=1000
        How many rows.
    fault : {"none", "class_imbalance", "overconfidence", "wrong_family"}, default="none"
        What is planted; see the notes.
    n_classes : int, default=2
        How many classes, named "class_0", "class_1", ...
    n_categorical : int, default=0
        How many columns of text to add. They say nothing about the class.
    missing : float, default=0.0
        The share of values to take out of the columns that say nothing about the class, so that the Bayes error
        stays what it is.
    random_state : int, RandomState instance or None, default=None
        Draws everything.

    Returns
    -------
    data : Dataset
        The table, as a DataFrame, and the labels.
    fault : PlantedFault
        What was planted.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Notes
    -----
    Every table also has three columns of noise.

    - "none": the classes are normal with one common variance and independent columns, so that logistic regression,
      linear discriminant analysis and naive Bayes can be as good as any classifier, and are well calibrated.
    - "class_imbalance": the same, but 6 % of the rows are of the last class, which the decision that makes the fewest
      errors mostly overlooks: its recall is below one half even for the best classifier.
    - "overconfidence": the same, but each informative column comes six times, with a little noise. Naive Bayes counts
      that evidence six times: its probabilities are far too extreme, while its decisions are as good as before.
    - "wrong_family": the class is the field of a checkerboard, with 5 % of the labels changed to another class. Every
      column on its own says nothing, so that linear models and naive Bayes do no better than chance; trees,
      neighbours and kernels do.

    The Bayes error is exact for "wrong_family", and else estimated from 20,000 fresh rows.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skmitigate import cross_val_predictions
    >>> from skmitigate.datasets import make_faulty_classification
    >>> data, fault = make_faulty_classification(fault="wrong_family", random_state=0)
    >>> data
    Dataset('wrong_family', 1000 rows, 5 columns, 2 classes)
    >>> fault.remedies, fault.bayes_error
    (('ensemble_learning',), 0.05)
    >>> table = cross_val_predictions(LogisticRegression(), data.X, data.y, random_state=0)
    >>> bool(table.errors.mean() > 0.4)
    True
    """
    check_scalar(n_classes, "n_classes", numbers.Integral, min_val=2)
    check_scalar(n_samples, "n_samples", numbers.Integral, min_val=10 * n_classes)
    check_scalar(n_categorical, "n_categorical", numbers.Integral, min_val=0)
    check_scalar(missing, "missing", numbers.Real, min_val=0, max_val=1, include_boundaries="left")
    if fault not in _FAULTS:
        raise ValueError(f"Expected fault to be one of {sorted(_FAULTS)}, got {fault!r}.")
    rng = check_random_state(random_state)
    drawn = _FAULTS[fault](n_samples, n_classes, rng)
    columns = {f"signal_{j + 1}": column for j, column in enumerate(drawn.X.T)}
    columns |= _noise_columns(n_samples, n_categorical, missing, rng)
    names = np.array([f"class_{k}" for k in range(n_classes)])
    planted = PlantedFault(
        kind=fault,
        description=drawn.description,
        remedies=drawn.remedies,
        classes=tuple(names[list(drawn.classes)].tolist()),
        rows=drawn.rows,
        bayes_error=drawn.bayes_error,
    )
    data = Dataset(fault, pd.DataFrame(columns), names[drawn.codes], f"Generated, planted fault: {fault}")
    return data, planted


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Informative columns, class codes, and the truth about them."""

    X: FloatArray
    codes: IntArray
    rows: IntArray
    bayes_error: float
    description: str
    remedies: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()


def _noise_columns(n: int, n_categorical: int, missing: float, rng: np.random.RandomState) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for j in range(_NOISE_COLUMNS):
        columns[f"noise_{j + 1}"] = np.where(rng.uniform(size=n) < missing, np.nan, rng.normal(size=n))
    for j in range(n_categorical):
        texts = rng.choice(np.array(_COLOURS, dtype=object), size=n)
        texts[rng.uniform(size=n) < missing] = None
        columns[f"group_{j + 1}"] = texts
    return columns


def _normal_rows(codes: IntArray, distance: float, rng: np.random.RandomState) -> FloatArray:
    """Draw rows with unit variance around class means that are all `distance` apart."""
    n_columns = max(2, int(codes.max()) + 1)
    return np.asarray(rng.normal(size=(len(codes), n_columns)) + np.eye(n_columns)[codes] * distance / np.sqrt(2))


def _normal_bayes_error(prior: FloatArray, distance: float, rng: np.random.RandomState) -> float:
    codes = rng.choice(len(prior), size=_FRESH_ROWS, p=prior)
    codes[: len(prior)] = np.arange(len(prior))
    X = _normal_rows(codes, distance, rng)
    score = X[:, : len(prior)] * distance / np.sqrt(2) + np.log(prior)
    return float(np.mean(score.argmax(axis=1) != codes))


def _dealt_codes(n: int, n_classes: int, rng: np.random.RandomState) -> IntArray:
    """Return codes of classes of equal size, shuffled."""
    return np.asarray(rng.permutation(np.arange(n) % n_classes), dtype=np.intp)


def _draw_none(n: int, n_classes: int, rng: np.random.RandomState) -> _Drawn:
    codes = _dealt_codes(n, n_classes, rng)
    return _Drawn(
        X=_normal_rows(codes, 2.5, rng),
        codes=codes,
        rows=np.empty(0, dtype=np.intp),
        bayes_error=_normal_bayes_error(np.full(n_classes, 1 / n_classes), 2.5, rng),
        description="Nothing is wrong: linear models and naive Bayes are of the family that made the rows.",
    )


def _draw_class_imbalance(n: int, n_classes: int, rng: np.random.RandomState) -> _Drawn:
    rare, n_rare = n_classes - 1, max(2, round(_RARE_SHARE * n))
    codes = np.concatenate([_dealt_codes(n - n_rare, n_classes - 1, rng), np.full(n_rare, rare, dtype=np.intp)])
    codes = np.asarray(rng.permutation(codes), dtype=np.intp)
    prior = np.append(np.full(rare, (1 - n_rare / n) / rare), n_rare / n)
    return _Drawn(
        X=_normal_rows(codes, 2.0, rng),
        codes=codes,
        rows=np.flatnonzero(codes == rare),
        bayes_error=_normal_bayes_error(prior, 2.0, rng),
        description="The last class is rare, and whatever makes the fewest errors overlooks most of it.",
        remedies=("class_balancing", "data_augmentation"),
        classes=(rare,),
    )


def _draw_overconfidence(n: int, n_classes: int, rng: np.random.RandomState) -> _Drawn:
    codes = _dealt_codes(n, n_classes, rng)
    X = _normal_rows(codes, 2.0, rng)
    copies = np.repeat(X, _N_COPIES, axis=1)
    return _Drawn(
        X=copies + rng.normal(scale=0.1, size=copies.shape),
        codes=codes,
        rows=np.arange(n),
        bayes_error=_normal_bayes_error(np.full(n_classes, 1 / n_classes), 2.0, rng),
        description="Each informative column comes six times; models that take columns as independent are too sure.",
        remedies=("probability_calibration",),
    )


def _draw_wrong_family(n: int, n_classes: int, rng: np.random.RandomState) -> _Drawn:
    X = rng.uniform(size=(n, 2))
    fields = np.floor(X * n_classes).astype(np.intp)
    codes = fields.sum(axis=1) % n_classes
    flipped = rng.uniform(size=n) < _FLIPPED
    codes[flipped] = (codes[flipped] + rng.randint(1, n_classes, size=int(flipped.sum()))) % n_classes
    return _Drawn(
        X=X,
        codes=codes,
        rows=np.arange(n),
        bayes_error=_FLIPPED,
        description="The classes are the fields of a checkerboard, which no linear model nor naive Bayes can draw.",
        remedies=("ensemble_learning",),
    )


_FAULTS: dict[str, Callable[[int, int, np.random.RandomState], _Drawn]] = {
    "class_imbalance": _draw_class_imbalance,
    "none": _draw_none,
    "overconfidence": _draw_overconfidence,
    "wrong_family": _draw_wrong_family,
}
