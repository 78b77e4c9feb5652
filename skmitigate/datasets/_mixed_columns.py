"""Draw tables of mixed columns: numbers of several shapes, counts, texts, gaps."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skmitigate._typing import FloatArray, IntArray

_TOWNS = np.array(["Bonn", "Graz", "Lyon", "Oslo", "Turin"], dtype=object)
_GAPS = 0.1


@dataclass(frozen=True, slots=True)
class MixedColumns:
    """A table, and what its normal columns say about the classes."""

    frame: pd.DataFrame
    scores: FloatArray  # of shape (n_rows, n_classes): log-densities of the classes, up to a constant of the row
    normal: list[str]  # the columns that the scores come from


def draw_columns(codes: IntArray, means: FloatArray, n_columns: int, rng: np.random.RandomState) -> MixedColumns:
    """Draw as many columns, every other one normal around the mean of the row's class, the others of all kinds.

    Parameters
    ----------
    codes : ndarray of int of shape (n_rows,)
        The class of each row.
    means : ndarray of shape (n_classes, n_normal)
        The means of the classes, one for each normal column: half of the columns, rounded up.
    n_columns : int
        How many columns.
    rng : RandomState
        Draws everything.

    Returns
    -------
    MixedColumns
        The table.
    """
    n = len(codes)
    normal = means[codes] + rng.normal(size=(n, means.shape[1]))
    columns = {}
    for j in range(n_columns):
        if j % 2 == 0:
            columns[f"number_{j // 2 + 1}"] = normal[:, j // 2]
        else:
            kind, draw = _OTHERS[j // 2 % len(_OTHERS)]
            columns[f"{kind}_{j // 2 + 1}"] = draw(n, rng)
    scores = normal @ means.T - (means**2).sum(axis=1) / 2
    return MixedColumns(pd.DataFrame(columns), scores, [name for name in columns if name.startswith("number")])


def draw_means(n_classes: int, n_columns: int, distance: float, rng: np.random.RandomState) -> FloatArray:
    """Return means of classes in the normal columns, which are `distance` from the middle in a direction of their own.

    Parameters
    ----------
    n_classes, n_columns : int
        How many classes, and columns of all kinds.
    distance : float
        0 for columns that say nothing about the class.
    rng : RandomState
        Draws the directions.

    Returns
    -------
    ndarray of shape (n_classes, n_normal)
        The means; those of two classes are opposite to each other.
    """
    directions = rng.normal(size=(n_classes, (n_columns + 1) // 2))
    if n_classes == 2:
        directions[1] = -directions[0]
    return np.asarray(distance * directions / np.linalg.norm(directions, axis=1, keepdims=True))


def _amount(n: int, rng: np.random.RandomState) -> FloatArray:
    return np.asarray(np.round(rng.lognormal(sigma=1.0, size=n), 2))


def _town(n: int, rng: np.random.RandomState) -> FloatArray:
    towns = rng.choice(_TOWNS, size=n, p=[0.4, 0.25, 0.2, 0.1, 0.05])
    towns[rng.uniform(size=n) < _GAPS] = None
    return np.asarray(towns)


def _count(n: int, rng: np.random.RandomState) -> FloatArray:
    counts = rng.poisson(3, size=n).astype(np.float64)
    counts[rng.uniform(size=n) < _GAPS] = np.nan
    return counts


def _member(n: int, rng: np.random.RandomState) -> FloatArray:
    return np.asarray(np.where(rng.uniform(size=n) < 0.7, "yes", "no").astype(object))


_OTHERS = (("amount", _amount), ("town", _town), ("count", _count), ("member", _member))
