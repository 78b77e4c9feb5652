"""Make many fits at once, wherever there is room for them."""

import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, TypeVar

from joblib import Parallel, delayed
from sklearn import config_context, get_config

from skmitigate._sklearn import _get_threadpool_controller
from skmitigate.predictions._executor import current_place, run_on
from skmitigate.predictions._fold_fits import Rows

Result = TypeVar("Result")


def run_tasks(
    function: Callable[..., Result], rows: Rows, tasks: Sequence[Mapping[str, Any]], *, n_jobs: int | None
) -> Generator[tuple[int, Result]]:
    """Yield the position of each task and what ``function(rows, **task)`` gave, in the order in which they end."""
    place = current_place()
    # Tasks limit BLAS to one thread. In threads of one process, the first to end would lift the limit of the others.
    with _get_threadpool_controller().limit(limits=1, user_api="blas"):
        if place is not None:
            yield from run_on(place, function, rows, tasks)
        elif tasks:
            parallel = Parallel(n_jobs=n_jobs, return_as="generator_unordered")
            results = parallel(
                delayed(_numbered)(i, function, rows, task, get_config()) for i, task in enumerate(tasks)
            )
            try:
                yield from (done for done in results)  # by which closing this one leaves the other to us
            finally:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", UserWarning)  # joblib counts what was given up
                    results.close()


def _numbered(
    i: int, function: Callable[..., Result], rows: Rows, task: Mapping[str, Any], config: Mapping[str, Any]
) -> tuple[int, Result]:
    with config_context(**config):  # other processes do not know the caller's settings of scikit-learn
        return i, function(rows, **task)
