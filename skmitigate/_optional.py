"""Optional packages, with the command that installs them in the error where they are missing."""

from importlib import import_module
from typing import Any


def load_optional(module: str, *, extra: str, needed_for: str) -> Any:
    """Import a module of an optional package; ImportError says what needs it and how it is installed."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise ImportError(
            f"{needed_for} needs the package {package}, which cannot be imported ({error}). Install it with: "
            f"pip install 'skmitigate[{extra}]'",
            name=package,
        ) from error
