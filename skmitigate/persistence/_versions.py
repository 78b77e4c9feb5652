"""The versions of what a saved model's answers may depend on."""

import platform
import sys
from importlib.metadata import version

#: The packages whose versions may change what a model says.
PACKAGES = ("numpy", "scipy", "pandas", "scikit-learn", "imbalanced-learn", "skops")


def versions_here() -> dict[str, str]:
    """Return the versions of Python and of these packages."""
    own = sys.modules["skmitigate"].__version__
    return {"python": platform.python_version(), "skmitigate": own, **{name: version(name) for name in PACKAGES}}
