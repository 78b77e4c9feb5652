"""Describe estimators and data so that equal ones have equal text in any process, and others do not."""

import hashlib
import inspect
import sys
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._utils._seeds import content_digest, described

#: Packages that have a hand in what comes out of every fit.
_ALWAYS = ("skmitigate", "sklearn", "numpy", "scipy")


class NoLastingDescription(ValueError):
    """Raised for what another process could not know again; the message names it."""


def digest(text: str) -> str:
    """Return 40 characters that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def describe_estimator(estimator: Any) -> str:
    """Return the settings of an estimator and the versions, or the source, of the code that it runs."""
    code = {f"{name} {_version(name)}" for name in _ALWAYS}

    def mark(value: Any) -> str:
        code.add(_code(value if hasattr(value, "__qualname__") else type(value)))
        return _content(value)

    settings = described(estimator, mark)
    for part in [estimator, *estimator.get_params(deep=True).values()]:
        if hasattr(part, "get_params") and not isinstance(part, type):
            code.add(_code(type(part)))
        elif isinstance(part, type):
            code.add(_code(part))
    return f"{settings} by {sorted(code)}"


def describe_data(value: Any) -> str:
    """Return a text that stands for rows, labels, weights or groups, of any kind that a model may take."""
    if isinstance(value, pd.DataFrame):
        columns = (describe_data(value.iloc[:, i]) for i in range(value.shape[1]))
        return f"frame({described(list(value.columns), _content)},[{','.join(columns)}])"
    if isinstance(value, pd.Series):
        return f"column({_dtype(value.dtype)},{_column(value)})"
    if sparse.issparse(value):
        rows = value.tocsr()
        parts = (describe_data(part) for part in (rows.data, rows.indices, rows.indptr))
        return f"{type(value).__name__}({value.format},{value.shape},{','.join(parts)})"
    if isinstance(value, np.ndarray) and value.dtype != object and value.dtype.itemsize:
        # The order in memory is told, as sums over rows may depend on it in their last digit.
        order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
        flat = np.ascontiguousarray(value.T if order == "F" else value).reshape(-1).view(np.uint8)
        return (
            f"array({value.dtype},{value.shape},{order},{hashlib.sha1(flat.data, usedforsecurity=False).hexdigest()})"
        )
    return digest(described(value, _content))


def _column(column: pd.Series) -> str:
    if isinstance(column.dtype, np.dtype) and column.dtype != object:
        return describe_data(column.to_numpy())
    if isinstance(column.dtype, np.dtype):
        return describe_data(column.to_list())
    return describe_data(pd.util.hash_pandas_object(column, index=False).to_numpy())


def _dtype(dtype: Any) -> str:
    if isinstance(dtype, pd.CategoricalDtype):
        return f"category({described(list(dtype.categories), _content)},{dtype.ordered})"
    return str(dtype)


def _content(value: Any) -> str:
    found = content_digest(value)
    if found is None:
        raise NoLastingDescription(f"{value!r} cannot be pickled")
    return found


def _version(package: str) -> str | None:
    version = getattr(sys.modules.get(package), "__version__", None)
    return version if isinstance(version, str) else None


def _code(thing: Any) -> str:
    """Return the package and version that a class or function is from, or a digest of its source."""
    module = getattr(thing, "__module__", None) or "builtins"
    package = module.partition(".")[0]
    if package in sys.stdlib_module_names:
        return package
    version = _version(package)
    if version is not None:
        return f"{package} {version}"
    try:
        return f"{module}.{thing.__qualname__} {digest(inspect.getsource(thing))}"
    except (OSError, TypeError) as error:
        raise NoLastingDescription(f"the source of {thing!r} cannot be read") from error
