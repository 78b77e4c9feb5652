"""Write a few rows of any make as JSON, and read them again exactly as they were."""

import base64
import math
import re
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._typing import AnyArray
from skmitigate.exceptions import InvalidModelFile

_DTYPE = re.compile(r"[<>|=](b1|[iu][1248]|f[248]|c8|c16|[US]\d{1,6}|[mM]8\[\w{1,6}\])")
_MASKED = re.compile(r"U?Int(8|16|32|64)|Float(32|64)|boolean")
_TEXT = re.compile(r"str|string(\[(python|pyarrow)\])?")
_SPARSE: dict[str, Any] = {
    "csr_matrix": sparse.csr_matrix,
    "csc_matrix": sparse.csc_matrix,
    "csr_array": sparse.csr_array,
    "csc_array": sparse.csc_array,
}
_MAX_VALUES = 2**24


def encode_rows(X: Any) -> dict[str, Any]:
    """Return rows as values for JSON; ValueError where there is no exact way to write them.

    Parameters
    ----------
    X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features), or list of str
        The rows.

    Returns
    -------
    dict
        From which `decode_rows` makes the same rows.
    """
    if isinstance(X, pd.DataFrame):
        names = [_encode_value(name) for name in X.columns]
        columns = [_encode_column(X.iloc[:, j]) for j in range(X.shape[1])]
        return {"kind": "frame", "n_rows": len(X), "names": names, "columns": columns}
    if isinstance(X, pd.Series):
        return {"kind": "series", "name": _encode_value(X.name), "column": _encode_column(X)}
    if sparse.issparse(X):
        name = f"{X.format}_{'array' if isinstance(X, sparse.sparray) else 'matrix'}"
        if name not in _SPARSE:
            raise ValueError(f"sparse rows of the format {X.format}")
        arrays = {part: encode_array(getattr(X, part)) for part in ("data", "indices", "indptr")}
        return {"kind": "sparse", "type": name, "shape": [int(n) for n in X.shape], **arrays}
    if isinstance(X, np.ndarray):
        return {"kind": "array", "array": encode_array(X)}
    if isinstance(X, list) and all(isinstance(row, str) for row in X):
        return {"kind": "texts", "values": list(X)}
    if isinstance(X, list | tuple):
        return {"kind": "array", "array": encode_array(np.asarray(X))}
    raise ValueError(f"rows that are a {type(X).__name__}")


def decode_rows(told: dict[str, Any]) -> Any:
    """Return the rows; InvalidModelFile or what numpy and pandas raise where they are none."""
    kind = told["kind"]
    if kind == "frame":
        columns = dict(enumerate(_decode_column(column) for column in told["columns"]))
        frame = pd.DataFrame(columns, index=pd.RangeIndex(_length(told["n_rows"])))
        frame.columns = pd.Index([_decode_value(name) for name in told["names"]])
        return frame
    if kind == "series":
        return pd.Series(_decode_column(told["column"]), name=_decode_value(told["name"]))
    if kind == "sparse":
        parts = tuple(decode_array(told[part]) for part in ("data", "indices", "indptr"))
        matrix = _SPARSE[told["type"]](parts, shape=tuple(_length(n) for n in told["shape"]))
        matrix.check_format(full_check=True)
        return matrix
    if kind == "texts":
        return [str(text) for text in told["values"]]
    return decode_array(told["array"])


def _length(n: Any) -> int:
    if type(n) is not int or not 0 <= n <= _MAX_VALUES:
        raise InvalidModelFile("The kept rows have a shape that they cannot have.")
    return n


def encode_array(array: AnyArray) -> dict[str, Any]:
    """Return an array as values for JSON; ValueError where there is no exact way to write it."""
    if array.dtype == object:
        return {"shape": list(array.shape), "values": [_encode_value(value) for value in array.ravel().tolist()]}
    if _DTYPE.fullmatch(array.dtype.str) is None:
        raise ValueError(f"rows of the type {array.dtype}")
    content = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    return {"shape": list(array.shape), "dtype": array.dtype.str, "base64": content}


def decode_array(told: dict[str, Any]) -> AnyArray:
    """Return the array that was written."""
    shape = tuple(_length(n) for n in told["shape"])
    if math.prod(shape) > _MAX_VALUES:
        raise InvalidModelFile("The kept rows have a shape that they cannot have.")
    if "values" in told:
        cells = np.empty(len(told["values"]), dtype=object)
        cells[:] = [_decode_value(value) for value in told["values"]]
        return cells.reshape(shape)
    if _DTYPE.fullmatch(told["dtype"]) is None:
        raise InvalidModelFile("The kept rows have a type that they cannot have.")
    content = base64.b64decode(told["base64"], validate=True)
    return np.frombuffer(content, dtype=told["dtype"]).reshape(shape).copy()


def _encode_column(column: pd.Series) -> dict[str, Any]:
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = _encode_column(dtype.categories.to_series())
        codes = encode_array(column.cat.codes.to_numpy())
        return {"dtype": "category", "codes": codes, "categories": categories, "ordered": bool(dtype.ordered)}
    if isinstance(dtype, pd.DatetimeTZDtype):
        naive = pd.DatetimeIndex(column).tz_convert("UTC").tz_localize(None).to_numpy()
        return {"dtype": "time", "zone": str(dtype.tz), "array": encode_array(naive)}
    if isinstance(dtype, np.dtype):
        return {"dtype": "numpy", "array": encode_array(column.to_numpy())}
    if _MASKED.fullmatch(str(dtype)) or _TEXT.fullmatch(str(dtype)):
        values = [None if pd.isna(value) else _encode_value(value) for value in column]
        return {"dtype": str(dtype), "values": values}
    raise ValueError(f"columns of the type {dtype}")


def _decode_column(told: dict[str, Any]) -> Any:
    dtype = told["dtype"]
    if dtype == "category":
        categories = pd.Index(_decode_column(told["categories"]))
        return pd.Categorical.from_codes(decode_array(told["codes"]), categories, ordered=bool(told["ordered"]))
    if dtype == "time":
        return pd.DatetimeIndex(decode_array(told["array"])).tz_localize("UTC").tz_convert(str(told["zone"])).array
    if dtype == "numpy":
        return decode_array(told["array"])
    if _MASKED.fullmatch(dtype) is None and _TEXT.fullmatch(dtype) is None:
        raise InvalidModelFile("The kept rows have a type that they cannot have.")
    values = [None if value is None else _decode_value(value) for value in told["values"]]
    return pd.array(values, dtype=dtype)


def _encode_value(value: Any) -> Any:
    """Return a cell as JSON, with its type where JSON has none of it."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": str(value)}
    if value is pd.NA:
        return {"missing": "NA"}
    if value is pd.NaT:
        return {"missing": "NaT"}
    for name, kind in (("timestamp", pd.Timestamp), ("datetime", datetime), ("date", date)):
        if type(value) is kind:
            return {name: value.isoformat()}
    raise ValueError(f"cells that are a {type(value).__name__}")


def _decode_value(told: Any) -> Any:
    if not isinstance(told, dict):
        if told is None or isinstance(told, bool | int | str | float):
            return told
        raise InvalidModelFile("The kept rows have a cell that is none.")
    ((kind, text),) = told.items()
    readers: dict[str, Any] = {
        "float": float,
        "missing": {"NA": pd.NA, "NaT": pd.NaT}.__getitem__,
        "timestamp": pd.Timestamp,
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
    }
    return readers[kind](text)
