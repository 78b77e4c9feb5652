"""Seeds that depend on what is fitted and where, never on the order in which work is done."""

import hashlib
import pickle
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from skmitigate._typing import Estimator

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
#: Parameters that change how work is done but not what comes out.
_NOT_SETTINGS = ("n_jobs", "verbose")


def draw_seed(random_state: Any) -> int:
    """Return one seed drawn from an int, a RandomState or None."""
    return int(check_random_state(random_state).randint(np.iinfo(np.int32).max))


def describe(value: Any, *, by_identity: bool = False) -> str:
    """Return text that is the same for two estimators with the same settings, in any process.

    With `by_identity`, what cannot be described in words (a closure, a foreign object) is told apart by its content
    or, without any, by its identity, so that the text can be the key of a cache.
    """
    return described(value, _fingerprint if by_identity else None)


def described(value: Any, mark: Callable[[Any], str] | None) -> str:
    """Return the text of :func:`describe`, where `mark` gives what is added for a value that words do not describe."""
    if value is None or isinstance(value, bool | int | float | complex | str | bytes | np.generic):
        return repr(value)
    if isinstance(value, np.ndarray) and value.dtype != object:
        digest = hashlib.sha1(np.ascontiguousarray(value).tobytes(), usedforsecurity=False).hexdigest()
        return f"array({value.dtype},{value.shape},{digest})"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{k!r}:{described(v, mark)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        items = sorted(value, key=repr) if isinstance(value, set | frozenset) else list(value)
        return "[" + ",".join(described(item, mark) for item in items) + "]"
    if isinstance(value, np.random.RandomState | np.random.Generator):
        return type(value).__name__
    if hasattr(value, "get_params") and not isinstance(value, type):
        settings = sorted(value.get_params(deep=False).items())
        inner = ",".join(f"{k}={described(v, mark)}" for k, v in settings if not k.endswith(_NOT_SETTINGS))
        return f"{type(value).__module__}.{type(value).__qualname__}({inner})"
    name = getattr(value, "__qualname__", None)
    text = f"{getattr(value, '__module__', None)}.{name}" if name else _ADDRESS.sub("", repr(value))
    return f"{text}#{mark(value)}" if mark is not None and not isinstance(value, type) else text


def _fingerprint(value: Any) -> str:
    """Return text that a copy of `value` shares, as far as it can be pickled; otherwise it stands for `value` alone."""
    return content_digest(value) or str(id(value))


def content_digest(value: Any) -> str | None:
    """Return a digest of the pickle of `value`, which copies share; None where it cannot be pickled."""
    try:
        content = pickle.dumps(value)
    except (pickle.PicklingError, AttributeError, NotImplementedError, RecursionError, TypeError, ValueError):
        return None
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def derived_seed(seed: int, *keys: int | str) -> int:
    """Return a seed drawn from a seed and the place (fold, estimator) where it is used."""
    entropy = [seed, *(zlib.crc32(key.encode()) if isinstance(key, str) else int(key) for key in keys)]
    return int(np.random.SeedSequence(entropy).generate_state(1)[0] >> 1)


def set_seeds(estimator: Estimator, seed: int, *, only_unset: bool = False) -> Estimator:
    """Set every ``random_state`` in `estimator`, nested ones too; with `only_unset`, leave those that are ints."""
    if not hasattr(estimator, "get_params"):
        return estimator
    rng = np.random.RandomState(seed)
    seeds = {}
    for key, value in sorted(estimator.get_params(deep=True).items()):
        if key == "random_state" or key.endswith("__random_state"):
            drawn = int(rng.randint(np.iinfo(np.int32).max))
            if not (only_unset and isinstance(value, int | np.integer)):
                seeds[key] = drawn
    return estimator.set_params(**seeds) if seeds else estimator
