"""Put strategies around the current model so that what has been fitted can be used again."""

from typing import Any

from sklearn.base import clone

from skmitigate._typing import Estimator
from skmitigate._utils._seeds import derived_seed, describe, set_seeds
from skmitigate.strategies._strategy import Strategy


def compose(template: Estimator, current: Estimator) -> Estimator:
    """Return `template` with the current model at the place where its innermost estimator is None."""
    # What only decides goes around the current model. What changes rows goes around the model at its core, inside the
    # decisions that are there already: they are learned anew.
    if is_complete(template):
        return clone(template)
    if all(level._decides for level in strategy_levels(template)):
        return _filled(template, current)
    return _replace_core(current, lambda core: _filled(template, core))


def is_complete(template: Estimator) -> bool:
    """Whether a template is a classifier as it stands, with no place left for the current model."""
    levels = strategy_levels(template)
    return not levels or levels[-1].estimator is not None


def strategy_levels(estimator: Estimator) -> list[Strategy]:
    """Return the strategies from the outermost to the innermost, as far as they wrap each other."""
    levels = []
    while isinstance(estimator, Strategy):
        levels.append(estimator)
        estimator = estimator.estimator
    return levels


def adapt(template: Estimator, scoring: Any) -> Estimator:
    """Return a copy of a template that knows the loop's metric, where it asks for one and was given none."""
    adapted = clone(template)
    for level in strategy_levels(adapted):
        if "scoring" in level.get_params(deep=False) and level.get_params(deep=False)["scoring"] is None:
            level.set_params(scoring=scoring)
    return adapted


def seeded(estimator: Estimator, seed: int) -> Estimator:
    """Return a copy with every seed set that was left open."""
    # The seeds of the fits in the folds depend on the settings. Were open seeds first set in the fit on all rows, what
    # is returned would have other settings than what was scored.
    return set_seeds(clone(estimator), derived_seed(seed, "open seeds", describe(estimator)), only_unset=True)


def _filled(template: Estimator, inner: Estimator) -> Estimator:
    filled = clone(template)
    strategy_levels(filled)[-1].set_params(estimator=clone(inner))
    return filled


def _replace_core(current: Estimator, change: Any) -> Estimator:
    if isinstance(current, Strategy) and current._decides:
        return clone(current).set_params(estimator=_replace_core(current.estimator, change))
    return change(current)
