"""Strategies of other packages, found by their entry points."""

import warnings
from importlib.metadata import entry_points

from skmitigate.exceptions import SkmitigateWarning
from skmitigate.strategies._strategy import Strategy

#: The group in which a package names its strategies: ``alias = "package.module:Class"``.
GROUP = "skmitigate.strategies"


def plugins() -> dict[str, type[Strategy]]:
    """Return the strategies that installed packages offer, by name; one that cannot be loaded is warned about."""
    found: dict[str, type[Strategy]] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        try:
            loaded = point.load()
        except (ImportError, AttributeError) as error:
            told = f"cannot be loaded ({type(error).__name__}: {error})"
        else:
            if isinstance(loaded, type) and issubclass(loaded, Strategy):
                found[point.name] = loaded
                continue
            told = f"is {loaded!r}, and no subclass of skmitigate.strategies.Strategy"
        warnings.warn(
            f"The strategy {point.name!r} of another package, {point.value}, {told}. It is left out: update or remove "
            "that package.",
            SkmitigateWarning,
            stacklevel=2,
        )
    return found
