"""Turn whatever a bad file makes other packages raise into the one exception of saved models."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from skmitigate.exceptions import InvalidModelFile

_SHOWN = 300
#: What a file that was cut short or made up may raise in zipfile, json, numpy, skops and scikit-learn.
_RAISED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Raise InvalidModelFile, which begins with `what`, for all that a bad file may raise within the block."""
    try:
        yield
    except InvalidModelFile:
        raise
    except _RAISED as error:
        raise InvalidModelFile(f"{what} ({type(error).__name__}: {shown(error)}).") from error


def shown(text: object) -> str:
    """Return text of a file that is not trusted: one line, not too long."""
    line = " ".join(str(text).split())
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
