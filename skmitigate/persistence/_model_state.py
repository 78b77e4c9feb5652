"""Make the state of a model, and a model of a state."""

import io
from collections.abc import Collection
from typing import Any

from skmitigate._optional import load_optional
from skmitigate._typing import Estimator
from skmitigate.persistence._archive import MAX_BYTES
from skmitigate.persistence._held_tables import with_tables, without_tables
from skmitigate.persistence._plain_state import dump_state
from skmitigate.persistence._refusal import refusing
from skmitigate.persistence._sound_parts import check_sound
from skmitigate.persistence._state_audit import audit_state


def skops_io() -> Any:
    """Return the module of skops that reads and writes; ImportError says how it is installed."""
    return load_optional("skops.io", extra="save", needed_for="Saving and loading models")


def model_to_state(model: Estimator) -> bytes:
    """Return the state of a fitted model; TypeError where a part of it cannot be kept without pickle."""
    skops = skops_io()
    try:
        plain = without_tables(model)
    except ValueError as error:
        raise TypeError(f"{type(model).__name__} cannot be saved: it holds {error} in a table.") from error
    return dump_state(plain, skops)


def state_to_model(content: bytes, *, trusted: Collection[str] = (), max_bytes: int = MAX_BYTES) -> Estimator:
    """Return the model of a state, every part of which is checked before and after it is made."""
    skops = skops_io()
    names = audit_state(content, trusted=trusted, max_bytes=max_bytes)
    with refusing("The model cannot be made of its state"):
        model = skops.load(io.BytesIO(content), trusted=sorted(names))
    with refusing("The model's parts do not fit together"):
        check_sound(model)
        return with_tables(model)
