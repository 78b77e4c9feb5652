"""The log and our warnings are shown while a command works, and only then."""

import io
import logging
import warnings

import pytest

from skmitigate._cli._console import Console
from skmitigate._cli._progress import showing_progress, telling_warnings
from skmitigate.exceptions import RareClassWarning, SkmitigateWarning


@pytest.fixture
def stream():
    return io.StringIO()


def test_log_of_the_package_is_shown(stream):
    with showing_progress(Console(stream)):
        logging.getLogger("skmitigate.correction").info("tried %s", "this")
        logging.getLogger("skmitigate.predictions").debug("fold")
        logging.getLogger("elsewhere").info("not ours")
    assert stream.getvalue().endswith("tried this\n")
    assert stream.getvalue().count("\n") == 1


@pytest.mark.parametrize("level", [logging.NOTSET, logging.ERROR, logging.DEBUG])
def test_logger_is_as_before_even_after_a_failure(stream, level):
    logger = logging.getLogger("skmitigate")
    before, handlers = logger.level, list(logger.handlers)
    logger.setLevel(level)
    try:
        with pytest.raises(RuntimeError), showing_progress(Console(stream)):
            raise RuntimeError
        assert logger.level == level
        assert logger.handlers == handlers
    finally:
        logger.setLevel(before)


def test_own_warnings_are_told_once_and_foreign_ones_not(stream):
    with telling_warnings(Console(stream)):
        for _ in range(2):
            warnings.warn("few\nrows", RareClassWarning, stacklevel=1)
        warnings.warn("other", SkmitigateWarning, stacklevel=1)
        warnings.warn("no convergence", UserWarning, stacklevel=1)
    assert stream.getvalue() == "skmitigate: warning: few rows\nskmitigate: warning: other\n"


def test_warnings_work_as_before_afterwards(stream):
    with telling_warnings(Console(stream)):
        pass
    with pytest.warns(SkmitigateWarning):
        warnings.warn("again", SkmitigateWarning, stacklevel=1)
    assert stream.getvalue() == ""
