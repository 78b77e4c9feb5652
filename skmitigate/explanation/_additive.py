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
#: So many cells of rows are asked about at most; of a longer background rows are drawn: about two seconds.
_MOST_CELLS = 20_000_000


def additive_attribution(mixed: MixedRows, estimator: Estimator, classes: AnyArray, codes: IntArray) -> Attribution:
    """Return each column's share of the difference between the row and the mean of the background."""
    # The row is changed in one column at a time to each value of the background. If the output is a sum of functions of
    # single columns, what changes is the whole effect of the column; that it is such a sum is checked on every row of
    # the background. NotApplicable where it is not, or where the model is of no kind that gives sums.
    core = fitted_core(estimator)[1]
    if not (_is_linear(core) or isinstance(core, _NAIVE_BAYES)):
        raise NotApplicable(f"{type(core).__name__} is no linear model and no naive Bayes")
    output = additive_output(estimator, classes, mixed.background)
    own = output(mixed.row)[:, codes]
    rows = output(mixed.background)[:, codes]
    effects = _effects(mixed, output, codes) - own  # of every column, for each row of the background
    largest = max(np.abs(rows).max(), np.abs(own).max(), np.abs(effects).max(), 1.0)
    if not np.abs(own + effects.sum(axis=0) - rows).max() <= _ROUNDING * largest:
        raise NotApplicable("the columns act on each other before they come to the linear model")
    contributions, base = -effects.mean(axis=1), rows.mean(axis=0)
    # What is left is rounding, but it can be seen where log-likelihoods are large; it is shared out by size.
    size = np.abs(contributions)
    rest = own[0] - base - contributions.sum(axis=0)
    contributions += rest * size / np.maximum(size.sum(axis=0), np.finfo(np.float64).tiny)
    return Attribution(
        method="linear",
        scale=output.scale,
        contributions=contributions,
        base=base,
        output=own[0],
        n_background=mixed.n_background,
        n_evaluations=output.n_rows,
    )


def fewer_rows(mixed: MixedRows, rng: np.random.RandomState) -> MixedRows:
    """Return the same row beside as many rows of the background as can be asked about, drawn where they are more."""
    most = max(1, _MOST_CELLS // mixed.n_columns**2)
    if mixed.n_background <= most:
        return mixed
    return mixed.sample(np.sort(rng.choice(mixed.n_background, most, replace=False)))


def _is_linear(core: Estimator) -> bool:
    return hasattr(core, "coef_") and hasattr(core, "decision_function")


def _effects(mixed: MixedRows, output: ModelOutput, codes: IntArray) -> FloatArray:
    """Return what is said of the row with one value of the background, of shape (n_columns, n_background, k)."""
    n, d = mixed.n_background, mixed.n_columns
    first = np.empty((d, n), dtype=np.intp)  # where a value stands for the first time
    for j in range(d):
        _, at, inverse = np.unique(mixed.cells[:n, j], return_index=True, return_inverse=True)
        first[j] = at[inverse]
    column, source = np.nonzero(first == np.arange(n))
    said = np.empty((len(column), len(codes)))
    for start in range(0, len(column), mixed.rows_at_once):
        part = slice(start, start + mixed.rows_at_once)
        places = np.full((len(column[part]), d), n)
        places[np.arange(len(places)), column[part]] = source[part]
        said[part] = output(mixed.take(places))[:, codes]
    place = np.zeros((d, n), dtype=np.intp)
    place[column, source] = np.arange(len(column))
    return np.asarray(said[place[np.arange(d)[:, None], first]])
