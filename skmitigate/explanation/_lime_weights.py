"""Weights of a linear model around the row, fitted by the lime package on which columns are as they are there."""

from collections.abc import Callable
from typing import Any

import numpy as np

from skmitigate._optional import load_optional
from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._attribution import Attribution
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import ModelOutput

_USUAL_SAMPLES, _MOST_SAMPLES, _FEWEST_SAMPLES = 2000, 20_000, 50
_QUARTILES = (25, 50, 75)


def lime_attribution(
    mixed: MixedRows, output: ModelOutput, codes: IntArray, *, seed: int, allowance: Allowance
) -> Attribution:
    """Return the weights that LIME gives to the columns being as they are in the row."""
    # Numbers are cut at the quartiles of the background, missing values and levels stand for themselves. A sampled row
    # takes each value from a row of the background in the part that was drawn, so nothing is asked about that was never
    # seen in its column.
    with allowance.not_counting():
        _load_lime()
    rng = np.random.RandomState(seed)
    parts = _parts(mixed)

    def ask(n_asked: int) -> None:
        output(mixed.take(rng.randint(len(parts), size=(n_asked, mixed.n_columns))))

    n_samples = max(_FEWEST_SAMPLES, allowance.rows(ask, _USUAL_SAMPLES, _MOST_SAMPLES))
    rng = np.random.RandomState(seed)
    own = output(mixed.row)[0, codes]
    found: dict[str, FloatArray] = {}

    def answers(sampled: AnyArray) -> FloatArray:
        if "answers" not in found:  # every class is explained on the same sample
            found["answers"] = _ask(mixed, output, codes, _places(parts, sampled, rng))
            found["answers"][0] = own
        return found["answers"]

    def fit(k: int) -> tuple[FloatArray, float, float]:
        return lime_weights(parts, lambda sampled: answers(sampled)[:, k], n_samples=n_samples, seed=seed)

    fitted = [fit(k) for k in range(len(codes))]
    return Attribution(
        method="lime",
        scale=output.scale,
        contributions=np.column_stack([weights for weights, _, _ in fitted]),
        base=np.array([intercept for _, intercept, _ in fitted]),
        output=own,
        n_background=mixed.n_background,
        n_evaluations=output.n_rows,
        fits=np.array([fit for _, _, fit in fitted]),
    )


def lime_weights(
    parts: IntArray, answer: Callable[[AnyArray], FloatArray], *, n_samples: int, seed: int
) -> tuple[FloatArray, float, float]:
    """Return the weight of each column, the intercept and R squared, whatever lime's shapes are."""
    # `parts` are the parts of the columns in which the rows are, the last row being the one that is explained. `answer`
    # takes sampled parts and returns one number for each.
    explainer = _load_lime().LimeTabularExplainer(
        parts,
        mode="regression",  # of one class's output at a time, so that it need not be a probability
        categorical_features=list(range(parts.shape[1])),
        discretize_continuous=False,
        feature_selection="none",
        random_state=np.random.RandomState(seed),
    )
    told = explainer.explain_instance(parts[-1], answer, num_features=parts.shape[1], num_samples=n_samples)
    weights = np.zeros(parts.shape[1])
    for column, weight in told.local_exp[1]:
        weights[int(column)] = float(weight)
    return weights, float(told.intercept[1]), float(told.score)


def _load_lime() -> Any:
    return load_optional("lime.lime_tabular", extra="explain", needed_for='method="lime"')


def _parts(mixed: MixedRows) -> IntArray:
    """Return for each cell which part of its column it is in, counted from 0; shape (n + 1, d), the row's own last."""
    parts = np.empty(mixed.cells.shape, dtype=np.intp)
    for j in range(mixed.n_columns):
        cells = mixed.cells[:, j]
        if not mixed.is_level[j] and len(np.unique(cells)) > len(_QUARTILES) + 1:
            known = cells[:-1][~np.isnan(cells[:-1])]
            cuts = np.unique(np.percentile(known, _QUARTILES)) if len(known) else np.empty(0)
            cells = np.where(np.isnan(cells), np.nan, np.searchsorted(cuts, cells))
        parts[:, j] = np.unique(cells, return_inverse=True)[1]
    return parts


def _places(parts: IntArray, sampled: AnyArray, rng: np.random.RandomState) -> IntArray:
    """Return for each sampled cell a row that is in that part of the column; the first one is the row itself."""
    places = np.empty(sampled.shape, dtype=np.intp)
    drawn = rng.uniform(size=sampled.shape)
    for j in range(parts.shape[1]):
        order = np.argsort(parts[:, j], kind="stable")
        sizes = np.bincount(parts[:, j])
        starts = np.cumsum(sizes) - sizes
        part = np.asarray(sampled[:, j], dtype=np.intp)
        places[:, j] = order[starts[part] + (drawn[:, j] * sizes[part]).astype(np.intp)]
    places[0] = len(parts) - 1
    return places


def _ask(mixed: MixedRows, output: ModelOutput, codes: IntArray, places: IntArray) -> FloatArray:
    step = mixed.rows_at_once
    return np.concatenate(
        [output(mixed.take(places[start : start + step]))[:, codes] for start in range(0, len(places), step)]
    )
