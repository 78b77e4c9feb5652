"""Find the rows of the background that are nearest to the row that is explained."""

from typing import Any

import numpy as np

from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import predicted_codes
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._distances import cell_distances
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._neighbours import Neighbour, Neighbours

_MOST_ROWS = 5000
_SHOWN = 3


def find_neighbours(
    mixed: MixedRows,
    estimator: Estimator,
    classes: AnyArray,
    *,
    predicted: int,
    true: int | None,
    labels: IntArray | None,
    position: int | None,
    rng: np.random.RandomState,
    allowance: Allowance,
) -> Neighbours:
    """Return the nearest correct twin and the nearest rows of the predicted class."""
    # `labels` are the codes of the background's true classes, or None; `position` that of the row itself, which is left
    # out. Of a long background some rows are drawn.
    drawn = rng.permutation(mixed.n_background)

    def ask(n_asked: int) -> None:
        predicted_codes(estimator, mixed.sample(drawn[np.arange(n_asked) % len(drawn)]).background, classes)

    n_rows = max(1, allowance.rows(ask, _MOST_ROWS, _MOST_ROWS))
    rows = np.sort(drawn[:n_rows])
    rows = rows[rows != position] if position is not None else rows
    some = mixed.sample(rows)
    said = predicted_codes(estimator, some.background, classes) if len(rows) else np.empty(0, dtype=np.intp)
    told = said if labels is None else labels[rows]
    far = cell_distances(some)
    twins = (told == true) & (said == true) if true is not None else np.zeros(len(rows), dtype=bool)

    names = classes.tolist()

    def nearest(among: BoolArray, n_shown: int) -> tuple[Neighbour, ...]:
        found = np.flatnonzero(among)
        order = found[np.argsort(far[found].mean(axis=1), kind="stable")][:n_shown]
        return tuple(
            Neighbour(
                position=int(rows[i]),
                label=None if labels is None else names[told[i]],
                predicted=names[said[i]],
                distance=float(far[i].mean()),
                differs=_differing(mixed, int(rows[i]), far[i]),
            )
            for i in order
        )

    return Neighbours(
        twin=next(iter(nearest(twins, 1)), None),
        taken_for=nearest(told == predicted, _SHOWN),
        labelled=labels is not None,
        n_twins=int(twins.sum()),
        n_rows=len(rows),
    )


def _differing(mixed: MixedRows, position: int, far: FloatArray) -> tuple[dict[str, Any], ...]:
    order = [j for j in np.argsort(-far, kind="stable") if far[j] > 0]
    own, other = mixed.values, mixed.values_at(position)
    return tuple(
        {"column": mixed.names[j], "value": own[j], "other": other[j], "distance": float(far[j])} for j in order
    )
