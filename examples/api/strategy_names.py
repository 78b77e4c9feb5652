"""The strategies by the names that lists take."""

import re
from importlib.metadata import entry_points

import skmitigate
from skmitigate.strategies import Strategy


def known_strategies() -> dict[str, type[Strategy]]:
    """Return skmitigate's own strategies by their snake_case names."""
    public = (getattr(skmitigate, name) for name in skmitigate.__all__)
    classes = [each for each in public if isinstance(each, type) and issubclass(each, Strategy)]
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", each.__name__).lower(): each for each in classes}


def strategy_names() -> set[str]:
    """Return the names that a list of strategies may hold, those of other packages included."""
    return {*known_strategies(), *(entry.name for entry in entry_points(group="skmitigate.strategies"))}
