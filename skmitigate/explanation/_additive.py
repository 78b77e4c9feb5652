"""Exact contributions where a classifier's output is a sum over the user's columns."""

import numpy as np
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB

from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._attribution import Attribution
from skmitigate.explanation._core_model import fitted_core
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import ModelOutput, additive_output

_NAIVE_BAYES = (BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB)
#: Numbers that should be equal may differ by this, as a share of the largest.
_ROUNDING = 1e-7
#: Mixes of rows on which the sum is checked, beside the rows of the background.
_MIXES = 64
#: Cells of the background, and of the rows that are asked about where effects are no straight lines; of a longer
#: background rows are drawn. About two seconds.
_MOST_CELLS = 20_000_000


def additive_attribution(
    mixed: MixedRows,
    estimator: Estimator,
    classes: AnyArray,
    codes: IntArray,
    *,
    rng: np.random.RandomState,
) -> Attribution:
    """Return each column's share of the difference between the row and the mean of the background."""
    # The row is changed in one column at a time to values of the background. If the output is a sum of functions of
    # single columns, what changes is the whole effect of the column; that it is such a sum is checked on every row of
    # the background. Two values of a column of numbers are enough where its effect is a straight line, which that check
    # sees too. NotApplicable where there is no such sum, or where the model is of no kind that gives one.
    core = fitted_core(estimator)[1]
    if not (_is_linear(core) or isinstance(core, _NAIVE_BAYES)):
        raise NotApplicable(f"{type(core).__name__} is no linear model and no naive Bayes")
    output = additive_output(estimator, classes, fewer_rows(mixed, 100, rng).background)
    if _is_linear(core):
        some = fewer_rows(mixed, _MOST_CELLS // mixed.n_columns, rng)
        found = _taken_apart(some, output, codes, straight=True)
        if found is not None:
            return found
    some = fewer_rows(mixed, _MOST_CELLS // mixed.n_columns**2, rng)
    found = _taken_apart(some, output, codes, straight=False)
    if found is None:
        raise NotApplicable("the columns act on each other before they come to the linear model")
    return found


def _taken_apart(mixed: MixedRows, output: ModelOutput, codes: IntArray, *, straight: bool) -> Attribution | None:
    """Return the contributions if the output is the sum of the effects of the columns, else None."""
    own = output(mixed.row)[:, codes]
    rows = _of_background(mixed, output, codes)
    effects = _effects(mixed, output, codes, straight=straight) - own  # of every column, in each row of the background
    largest = max(np.abs(rows).max(), np.abs(own).max(), np.abs(effects).max(), 1.0)
    if not np.abs(own + effects.sum(axis=0) - rows).max() <= _ROUNDING * largest:
        return None
    rng = np.random.RandomState(0)
    mask = rng.uniform(size=(_MIXES, mixed.n_columns)) < rng.uniform(size=(_MIXES, 1))
    drawn = rng.randint(mixed.n_background, size=_MIXES)
    summed = own + np.where(mask.T[:, :, None], 0.0, effects[:, drawn]).sum(axis=0)
    if not np.abs(output(mixed.mix(mask, drawn))[:, codes] - summed).max() <= _ROUNDING * largest:
        return None
    contributions, base = -effects.mean(axis=1), rows.mean(axis=0)
    # What is left is rounding, but it can be seen where log-likelihoods are large; it is shared out by size.
    size = np.abs(contributions)
    rest = own[0] - base - contributions.sum(axis=0)
    contributions += rest * (size / np.maximum(size.sum(axis=0), np.finfo(np.float64).tiny))
    return Attribution(
        method="linear",
        scale=output.scale,
        contributions=contributions,
        base=base,
        output=own[0],
        n_background=mixed.n_background,
        n_evaluations=output.n_rows,
    )


def fewer_rows(mixed: MixedRows, most: int, rng: np.random.RandomState) -> MixedRows:
    """Return the same row beside at most so many rows of the background, drawn where they are more."""
    most = max(1, most)
    if mixed.n_background <= most:
        return mixed
    return mixed.sample(np.sort(rng.choice(mixed.n_background, most, replace=False)))


def _is_linear(core: Estimator) -> bool:
    return hasattr(core, "coef_") and hasattr(core, "decision_function")


def _effects(mixed: MixedRows, output: ModelOutput, codes: IntArray, *, straight: bool) -> FloatArray:
    """Return what is said of the row with one value of the background, of shape (n_columns, n_background, k)."""
    # With `straight`, of columns of numbers only the ends and the gap are asked about, and the rest lies between.
    n, d = mixed.n_background, mixed.n_columns
    first = np.empty((d, n), dtype=np.intp)  # where a value stands for the first time
    lines: dict[int, tuple[int, int]] = {}
    for j in range(d):
        values, at, inverse = np.unique(mixed.cells[:n, j], return_index=True, return_inverse=True)
        first[j] = at[inverse]
        known = at[~np.isnan(values)]
        if straight and not mixed.is_level[j] and len(known) > 2:
            lines[j] = (int(known[0]), int(known[-1]))
    asked = first == np.arange(n)
    for j, ends in lines.items():
        asked[j] &= np.isnan(mixed.cells[:n, j])
        asked[j, list(ends)] = True
    column, source = np.nonzero(asked)
    said = _ask(mixed, output, codes, column, source)
    place = np.zeros((d, n), dtype=np.intp)
    place[column, source] = np.arange(len(column))
    effects = said[place[np.arange(d)[:, None], first]]
    for j, (low, high) in lines.items():
        cells = mixed.cells[:n, j]
        share = (cells - cells[low]) / (cells[high] - cells[low])
        line = said[place[j, low]] + share[:, None] * (said[place[j, high]] - said[place[j, low]])
        effects[j] = np.where(np.isnan(cells)[:, None], effects[j], line)
    return np.asarray(effects)


def _ask(mixed: MixedRows, output: ModelOutput, codes: IntArray, column: IntArray, source: IntArray) -> FloatArray:
    """Return what is said of the row with the value of a background row in one column, some at a time."""
    said = np.empty((len(column), len(codes)))
    for start in range(0, len(column), mixed.rows_at_once):
        part = slice(start, start + mixed.rows_at_once)
        places = np.full((len(column[part]), mixed.n_columns), mixed.n_background)
        places[np.arange(len(places)), column[part]] = source[part]
        said[part] = output(mixed.take(places))[:, codes]
    return said


def _of_background(mixed: MixedRows, output: ModelOutput, codes: IntArray) -> FloatArray:
    """Return what is said of the background, some rows at a time."""
    step = mixed.rows_at_once
    starts = range(0, mixed.n_background, step)
    parts = [np.arange(start, min(start + step, mixed.n_background)) for start in starts]
    return np.concatenate([output(mixed.sample(part).background)[:, codes] for part in parts])
