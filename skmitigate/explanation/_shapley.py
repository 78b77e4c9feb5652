"""Shapley values of the user's columns for any classifier: by all coalitions, or by drawn permutations."""

from math import factorial

import numpy as np

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._attribution import Attribution
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import ModelOutput

#: With so many columns that differ, at most, all coalitions are asked about.
_MOST_PLAYERS = 8
_USUAL_ROWS = 10_000
_MOST_ROWS = 1_000_000
#: So many permutations are drawn, each with its reverse, if need be beyond the usual number of rows; but not so many
#: that they take more cells than this.
_FEWEST_PAIRS, _MOST_CELLS = 10, 200_000_000
#: The fewest that say something; with less of a budget another method is better.
_NEEDED_PAIRS = 4


def shapley_attribution(
    mixed: MixedRows,
    output: ModelOutput,
    codes: IntArray,
    *,
    rng: np.random.RandomState,
    allowance: Allowance,
    must: bool,
) -> Attribution:
    """Return Shapley values with the background for what is left out."""
    # Each permutation has a row of the background of its own: the columns of the row come in one after the other, then
    # in the reverse order, and each is credited with what changes. NotApplicable where the budget is too small, unless
    # it `must` answer; then as few permutations are drawn as the budget allows, but one.
    players = np.flatnonzero(~mixed.same().all(axis=0))
    per_pair = 2 * max(len(players), 1)
    usual = max(_USUAL_ROWS, min(_FEWEST_PAIRS * per_pair, _MOST_CELLS // mixed.n_columns), per_pair)
    order = rng.permutation(mixed.n_background)

    def ask(n_asked: int) -> None:
        some = order[np.arange(n_asked) % len(order)]
        output(mixed.mix(np.random.RandomState(0).uniform(size=(n_asked, mixed.n_columns)) < 0.5, some))

    n_rows = allowance.rows(ask, usual, _MOST_ROWS)
    if n_rows < _NEEDED_PAIRS * per_pair and not must:
        raise NotApplicable(f"the budget allows {n_rows} rows, fewer than {_NEEDED_PAIRS} permutations take")
    own = output(mixed.row)[0, codes]
    if len(players) <= _MOST_PLAYERS and 2 ** len(players) <= n_rows:
        rows = order[: max(1, n_rows // 2 ** len(players))]
        values, base = _by_coalitions(mixed, output, codes, players, rows)
        errors = None
    else:
        n_pairs = _pairs(max(1, n_rows // per_pair), len(order))
        rows = order[np.arange(n_pairs) % len(order)]
        values, base, errors = _by_permutations(mixed, output, codes, players, rows, rng, allowance)
    return Attribution(
        method="permutation",
        scale=output.scale,
        contributions=_full(values, players, mixed.n_columns),
        base=base,
        output=own,
        n_background=min(len(rows), mixed.n_background),
        n_evaluations=output.n_rows,
        standard_errors=None if errors is None else _full(errors, players, mixed.n_columns),
    )


def _full(values: FloatArray, players: IntArray, n_columns: int) -> FloatArray:
    """Return zeros for the columns in which the row is like the whole background."""
    full = np.zeros((n_columns, values.shape[1]))
    full[players] = values
    return full


def _pairs(n_pairs: int, n_rows: int) -> int:
    """Return at most so many, and the same number for each row where there is more than one for each."""
    return n_pairs if n_pairs < n_rows else n_pairs // n_rows * n_rows


def _ask(mixed: MixedRows, output: ModelOutput, codes: IntArray, own: BoolArray, rows: IntArray) -> FloatArray:
    """Return the outputs of mixed rows, some at a time."""
    step = mixed.rows_at_once
    parts = [
        output(mixed.mix(own[start : start + step], rows[start : start + step]))[:, codes]
        for start in range(0, len(own), step)
    ]
    return np.concatenate(parts)


def _by_coalitions(
    mixed: MixedRows, output: ModelOutput, codes: IntArray, players: IntArray, rows: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return exact Shapley values of the mean over these rows, and that mean."""
    p = len(players)
    member = (np.arange(2**p)[:, None] >> np.arange(p)) % 2 == 1  # of shape (2**p, p)
    own = np.zeros((2**p, mixed.n_columns), dtype=bool)
    own[:, players] = member
    asked = _ask(mixed, output, codes, np.repeat(own, len(rows), axis=0), np.tile(rows, 2**p))
    worth = asked.reshape(2**p, len(rows), -1).mean(axis=1)
    size = member.sum(axis=1)
    share = np.array([factorial(k) * factorial(p - k - 1) / factorial(p) for k in range(p)])
    values = np.zeros((p, worth.shape[1]))
    for j in range(p):
        without = np.flatnonzero(~member[:, j])
        gain = worth[without + 2**j] - worth[without]
        values[j] = share[size[without]] @ gain
    return values, worth[0]


def _by_permutations(
    mixed: MixedRows,
    output: ModelOutput,
    codes: IntArray,
    players: IntArray,
    rows: IntArray,
    rng: np.random.RandomState,
    allowance: Allowance,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the means over permutations, the mean output of their rows, and standard errors of the former."""
    at_once = max(1, mixed.rows_at_once // (2 * len(players) + 2))
    gains, starts = [], []
    for start in range(0, len(rows), at_once):
        before = allowance.left
        part = rows[start : start + at_once]
        gain, begin = _walk(mixed, output, codes, players, part, rng)
        gains.append(gain)
        starts.append(begin)
        if allowance.left < 2 * (before - allowance.left):
            break
    every = np.concatenate(gains)
    spread = every.std(axis=0, ddof=1) if len(every) > 1 else np.full(every.shape[1:], np.nan)
    return every.mean(axis=0), np.concatenate(starts).mean(axis=0), spread / np.sqrt(len(every))


def _walk(
    mixed: MixedRows,
    output: ModelOutput,
    codes: IntArray,
    players: IntArray,
    rows: IntArray,
    rng: np.random.RandomState,
) -> tuple[FloatArray, FloatArray]:
    """Return for each row what each column adds on the way there and on the way back, shape (m, p, k); and its output.

    Asked about are the rows with the first 0, 1, ... p columns of the permutation, then with the last 1, 2, ... p - 1.
    """
    m, p = len(rows), len(players)
    rank = rng.uniform(size=(m, p)).argsort(axis=1).argsort(axis=1)  # of each column in the permutation
    steps = np.arange(p + 1)
    there = rank[:, None, :] < steps[:, None]
    back = rank[:, None, :] >= p - steps[1:-1, None]
    own = np.zeros((m * 2 * p, mixed.n_columns), dtype=bool)
    own[:, players] = np.concatenate([there, back], axis=1).reshape(-1, p)
    asked = _ask(mixed, output, codes, own, np.repeat(rows, 2 * p)).reshape(m, 2 * p, -1)
    forth = np.diff(asked[:, : p + 1], axis=1)
    home = np.diff(np.concatenate([asked[:, :1], asked[:, p + 1 :], asked[:, p : p + 1]], axis=1), axis=1)
    at = np.arange(m)[:, None]
    return (forth[at, rank] + home[at, p - 1 - rank]) / 2, asked[:, 0]
