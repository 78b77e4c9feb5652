"""Let an executor of the caller make the fits, in other processes or on other machines."""

import logging
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

from sklearn import config_context, get_config

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

#: How a client of Dask is to treat a task: as one that it has not seen before, and tries again where it raised.
_DASK = {"pure": False, "retries": 3}


@dataclass(slots=True)
class Place:
    """Where fits are made, and the rows that were last sent there."""

    executor: Any
    _rows: Any = None
    _sent: Any = None

    @property
    def settings(self) -> dict[str, Any]:
        """What every task is submitted with."""
        return _DASK if self._is_client else {}

    @property
    def _is_client(self) -> bool:
        return hasattr(self.executor, "get_executor")  # a client of Dask: its tasks may depend on each other

    def send(self, rows: Any) -> Any:
        """Return what tasks receive as their rows: for a cluster, a task that they depend on, made once."""
        if not self._is_client:
            return rows
        if self._rows is not rows:
            self._sent, self._rows = self.executor.submit(_same, rows, **self.settings), rows
        return self._sent


_place: ContextVar[Place | None] = ContextVar("skmitigate_place", default=None)


@contextmanager
def use_executor(executor: Any) -> Iterator[None]:
    """Make the fits of everything in the block on an executor, in the place of ``n_jobs``.

    Every fit in a fold, and every fit on all rows, is one task. As each has a seed of its own, tables and reports are
    those of a serial run, whatever the number of workers and the order in which they answer. What a fit does inside
    itself, as a strategy with folds of its own, stays in its task.

    Parameters
    ----------
    executor : concurrent.futures.Executor or dask.distributed.Client
        What has ``submit(function, *args, **kwargs)`` and returns futures: a process or thread pool, or that of
        another package. With a client of Dask the rows travel once, and a worker that dies is made up for: its tasks
        and its copy of the rows are made again on the others. A client that is asynchronous will not do.

    Yields
    ------
    None
        Nothing: the block runs with the executor in place.

    Raises
    ------
    TypeError
        If `executor` has no ``submit``, or is asynchronous.

    See Also
    --------
    skmitigate.SelfCorrectingClassifier : What is most often run so.
    skmitigate.cross_val_predictions : The same for one classifier.

    Notes
    -----
    Other processes receive classifiers by pickle, so classes and functions must be importable there. A process pool of
    Python sends the rows with every task. Where one of its processes dies, its error ends the fit.

    References
    ----------
    M. Rocklin (2015), Dask: parallel computation with blocked algorithms and task scheduling, SciPy.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import cross_val_predictions
    >>> from skmitigate.correction import use_executor
    >>> with ThreadPoolExecutor(2) as executor, use_executor(executor):
    ...     cross_val_predictions(GaussianNB(), *load_wine(return_X_y=True), random_state=0)
    PredictionTable(178 rows, 3 classes, 4 errors)
    """
    if not callable(getattr(executor, "submit", None)):
        raise TypeError(
            f"Expected an executor with a method submit, got {executor!r}. Pass a concurrent.futures executor or a "
            "dask.distributed Client."
        )
    if getattr(executor, "asynchronous", False):
        raise TypeError(f"Expected an executor whose results can be waited for, got the asynchronous {executor!r}.")
    token = _place.set(Place(executor))
    try:
        yield
    finally:
        _place.reset(token)


def current_place() -> Place | None:
    """Return where the block around makes its fits, or None."""
    return _place.get()


def run_on(
    place: Place, function: Callable[..., Result], shared: Any, tasks: Sequence[Mapping[str, Any]]
) -> Generator[tuple[int, Result]]:
    """Yield the position of each task and what ``function(shared, **task)`` gave, in the order in which they end."""
    ended: SimpleQueue[int] = SimpleQueue()
    futures: dict[int, Any] = {}
    with _guarding_warnings():
        try:
            shared = place.send(shared)
            for i, task in enumerate(tasks):
                futures[i] = place.executor.submit(_run_alone, function, shared, task, get_config(), **place.settings)
                futures[i].add_done_callback(partial(_note_end, ended, i))
            for _ in tasks:
                i = ended.get()
                yield i, futures.pop(i).result()
        finally:
            # Those that run already are waited for: a thread puts warning filters back when it ends.
            for future in [future for future in futures.values() if future.cancel() is False]:
                future.exception()


def _same(value: Result) -> Result:
    return value


def _note_end(ended: "SimpleQueue[int]", i: int, future: Any) -> None:
    del future
    ended.put(i)


def _run_alone(
    function: Callable[..., Result], shared: Any, task: Mapping[str, Any], config: Mapping[str, Any]
) -> Result:
    """Run one task under the caller's settings of scikit-learn; what it starts in turn runs where it is."""
    # A task that waited for tasks of its own on the same workers could wait for ever.
    token = _place.set(None)
    try:
        with config_context(**config):
            return function(shared, **task)
    finally:
        _place.reset(token)


@contextmanager
def _guarding_warnings() -> Iterator[None]:
    """Keep threads that record the warnings of their fits from changing the filters of the process for good."""
    # Each thread puts back what it found, which may be what another one had set; this block has the last word.
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        logger.debug("while the executor worked: %s", warning.message)
