"""Choose a method of attributing a prediction to columns, and call it."""

import numpy as np

from skmitigate._typing import AnyArray, Estimator, IntArray
from skmitigate._utils._seeds import derived_seed
from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._additive import additive_attribution
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._attribution import Attribution
from skmitigate.explanation._lime_weights import lime_attribution
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import model_output
from skmitigate.explanation._shapley import shapley_attribution
from skmitigate.explanation._tree_shapley import tree_attribution

#: In the order in which they are tried.
METHODS = ("linear", "tree", "permutation", "lime")


def attribute(
    mixed: MixedRows,
    estimator: Estimator,
    classes: AnyArray,
    codes: IntArray,
    *,
    method: str,
    seed: int,
    allowance: Allowance,
) -> tuple[Attribution, str]:
    """Return the contributions, by the method asked for or the first that applies, and why it was taken."""
    if method != "auto":
        try:
            found = _by(method, mixed, estimator, classes, codes, seed=seed, allowance=allowance, must=True)
        except NotApplicable as why:
            raise NotApplicable(
                f'method="{method}" does not apply: {why}. Use "auto", which takes the first method that does.'
            ) from None
        return found, f'method="{method}" was asked for'
    reasons = []
    for name in METHODS:
        try:
            found = _by(name, mixed, estimator, classes, codes, seed=seed, allowance=allowance, must=False)
        except (NotApplicable, ImportError) as why:
            reasons.append(f"not {name}, since {_short(why)}")
        else:
            return found, "; ".join([*reasons, f"{name} is the first that applies"])
    found = _by("permutation", mixed, estimator, classes, codes, seed=seed, allowance=allowance, must=True)
    return found, "; ".join([*reasons, "so permutation with as little as the budget allows"])


def _by(
    name: str,
    mixed: MixedRows,
    estimator: Estimator,
    classes: AnyArray,
    codes: IntArray,
    *,
    seed: int,
    allowance: Allowance,
    must: bool,
) -> Attribution:
    rng = np.random.RandomState(derived_seed(seed, name))
    if name == "linear":
        return additive_attribution(mixed, estimator, classes, codes, rng=rng)
    if name == "tree":
        return tree_attribution(mixed, estimator, classes, codes, rng=rng, allowance=allowance)
    output = model_output(estimator, classes)
    if name == "permutation":
        return shapley_attribution(mixed, output, codes, rng=rng, allowance=allowance, must=must)
    return lime_attribution(mixed, output, codes, seed=derived_seed(seed, name), allowance=allowance)


def _short(why: Exception) -> str:
    return f"the package {why.name} is not installed" if isinstance(why, ImportError) else str(why)
