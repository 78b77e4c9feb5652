"""Do once what several steps of one call need, and forget it when the call ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

_Made = TypeVar("_Made")
#: What was made, by its name and the identities of what it was made of. These are kept, so that none is used again.
_DONE: ContextVar[dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] | None] = ContextVar("shared_work", default=None)


@contextmanager
def shared_work() -> Iterator[None]:
    """Keep what :func:`shared` makes until the outermost of these blocks ends."""
    if _DONE.get() is not None:
        yield
        return
    token = _DONE.set({})
    try:
        yield
    finally:
        _DONE.reset(token)


def shared(make: Callable[..., _Made], *made_of: Any, **settings: Any) -> _Made:
    """Return ``make(*made_of, **settings)``, made once in a block for the same objects and equal settings."""
    done = _DONE.get()
    if done is None:
        return make(*made_of, **settings)
    key = (make, *map(id, made_of), *sorted(settings.items()))
    if key not in done:
        done[key] = made_of, make(*made_of, **settings)
    kept: _Made = done[key][1]
    return kept
