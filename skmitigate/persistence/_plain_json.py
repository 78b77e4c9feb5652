"""JSON of files that are not trusted: no repeated names, no numbers that JSON does not have, not too long."""

import json
from typing import Any

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._refusal import refusing, shown

#: Text takes about ten times as much when it is read; parts of a saved model are far smaller.
_MAX_BYTES = 2**25


def read_json(content: bytes, *, what: str, max_bytes: int = _MAX_BYTES) -> dict[str, Any]:
    """Return the object that a JSON document holds, or raise InvalidModelFile."""
    if len(content) > max_bytes:
        raise InvalidModelFile(f"{what} has {len(content)} bytes, more than the {max_bytes} that are allowed.")
    with refusing(f"{what} is not valid JSON"):
        found = json.loads(content.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_constant)
    if not isinstance(found, dict):
        raise InvalidModelFile(f"{what} holds a {type(found).__name__}, expected names with values.")
    return found


def write_json(value: Any, *, what: str) -> bytes:
    """Return a JSON document; ValueError where it is none or too long."""
    try:
        content = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"Expected {what} that JSON can hold, got something else ({error}).") from error
    if len(content) > _MAX_BYTES:
        raise ValueError(f"Expected {what} of at most {_MAX_BYTES} bytes as JSON, got {len(content)}. Shorten it.")
    return content


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a name is there twice among {shown([name for name, _ in pairs][:8])}")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")
