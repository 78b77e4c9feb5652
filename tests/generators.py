"""Hypothesis strategies that several rooms' tests share."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from skmitigate.predictions import PredictionTable

#: Labels of as many classes as the key says.
LABELS = {
    2: ([0, 1], [-1, 1], [1, 2], [False, True], ["no", "yes"]),
    3: ([0, 1, 2], ["a", "b", "c"]),
    5: ([1, 2, 3, 5, 8], ["a", "b", "c", "d", "e"]),
}


def random_table(
    seed: int, labels: Any, n_rows: int, *, weighted: bool = False, zeros: bool = False, skill: float = 1.0
) -> PredictionTable:
    """A table in which every class has two rows or more and many probabilities are tied; `zeros` are weights of 0."""
    rng = np.random.default_rng(seed)
    n = len(labels)
    truth = np.concatenate(
        [np.arange(n), np.arange(n), rng.choice(n, n_rows - 2 * n, p=rng.dirichlet(np.full(n, 3.0)))]
    )
    logits = rng.normal(size=(n_rows, n)) + skill * np.eye(n)[truth]
    proba = np.maximum(np.round(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), 1), 0.01)
    proba /= proba.sum(axis=1, keepdims=True)
    weight = None
    if weighted:
        weight = rng.uniform(0.2, 3.0, n_rows)
        weight[2 * n :][rng.random(n_rows - 2 * n) < 0.2 * zeros] = 0.0
    classes = np.asarray(labels)
    return PredictionTable.from_predictions(classes[truth], proba, classes=classes, sample_weight=weight)


@st.composite
def tables(
    draw: st.DrawFn, *, n_classes: tuple[int, ...] = (2, 3, 5), weighted: bool | None = None, max_rows: int = 60
) -> PredictionTable:
    """Tables with probabilities: binary and multiclass, labels of any type, with and without weights, with ties."""
    labels = draw(st.sampled_from([each for n in n_classes for each in LABELS[n]]))
    return random_table(
        draw(st.integers(0, 2**32 - 1)),
        labels,
        draw(st.integers(2 * len(labels) + 2, max_rows)),
        weighted=draw(st.booleans()) if weighted is None else weighted,
        zeros=draw(st.booleans()),
        skill=draw(st.sampled_from([0.0, 1.0, 3.0])),
    )
