"""Write a model's skops state so that the same model gives the same bytes, and each object is there once."""

import io
import json
import zipfile
from typing import Any

import numpy as np

from skmitigate._typing import Estimator
from skmitigate.persistence._archive import write_archive
from skmitigate.persistence._state_nodes import PARTS, Node, children, type_of

SCHEMA = "schema.json"
#: Count how often they were asked, which is no part of a model.
_SEARCH_TREES = ("sklearn.neighbors._kd_tree.KDTree", "sklearn.neighbors._ball_tree.BallTree")
_COUNTS = slice(7, 11)
#: Objects of these kinds are as good as their copies.
_VALUES = ("JsonNode", "TypeNode", "FunctionNode")


def dump_state(model: Estimator, skops_io: Any) -> bytes:
    """Return the state of a model as a zip file; TypeError where a part of it cannot be kept."""
    try:
        written = skops_io.dumps(model)
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            state = json.loads(archive.read(SCHEMA), object_pairs_hook=_each_once)
            members = _Plain().write(state, archive)
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise TypeError(
            f"{type(model).__name__} cannot be saved: a part of it has no state that can be written without pickle "
            f"({type(error).__name__}: {error}). Leave out what is not needed to predict, such as functions defined "
            "in a notebook."
        ) from error
    buffer = io.BytesIO()
    write_archive(buffer, members)
    return buffer.getvalue()


class _Plain:
    """Gives the objects of a state numbers in the order in which they come, instead of addresses in memory."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._files: dict[str, str] = {}

    def write(self, state: Node, archive: zipfile.ZipFile) -> dict[str, bytes]:
        """Change the state, and return the members of its file."""
        self._walk(state)
        schema = json.dumps(state, separators=(",", ":"), sort_keys=False).encode()
        return {SCHEMA: schema, **{new: plain_member(new, archive.read(old)) for old, new in self._files.items()}}

    def _walk(self, root: Node) -> None:
        stack = [root]
        while stack:
            node = stack.pop()
            if node.get("__loader__") not in PARTS:
                continue  # the audit says what is wrong with it
            address = node.pop("__id__", None)
            if node["__loader__"] in _VALUES:
                continue
            if address in self._numbers:
                node.clear()
                node["__id__"] = self._numbers[address]
                continue
            node["__id__"] = self._numbers[address] = len(self._numbers) + 1
            self._plain(node)
            stack.extend(reversed(list(children(node))))

    def _plain(self, node: Node) -> None:
        if "file" in node:
            name = node["file"]
            node["file"] = self._files.setdefault(name, f"{len(self._files)}.{name.rpartition('.')[2]}")
        if node["__loader__"] == "DictNode":
            _plain_keys(node)
        if type_of(node) in _SEARCH_TREES:
            _forget_counts(node)
        if node["__loader__"] == "SetNode":
            node["content"].sort(key=lambda item: json.dumps(item.get("content"), sort_keys=True))


def plain_member(name: str, content: bytes) -> bytes:
    """Return a file of numpy's or scipy's with nothing between the fields of records, and nothing packed too much."""
    if name.endswith(".npz"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        buffer = io.BytesIO()
        write_archive(buffer, parts)
        return buffer.getvalue()
    if not name.endswith(".npy"):
        return content
    array = np.load(io.BytesIO(content), allow_pickle=False)
    if array.dtype.names is None:
        return content
    plain = np.zeros(array.shape, array.dtype)  # what is between the fields is left over from what was in memory before
    for field in array.dtype.names:
        plain[field] = array[field]
    buffer = io.BytesIO()
    np.save(buffer, plain, allow_pickle=False)
    return buffer.getvalue()


def _forget_counts(node: Node) -> None:
    for count in node["content"]["content"][_COUNTS]:
        count["content"] = "0"


def _plain_keys(node: Node) -> None:
    """Write the types of the keys in full, and False as the text that bool() takes for it."""
    node["key_types"].pop("__id__", None)
    types = node["key_types"]["content"]
    for kind in types:
        kind.pop("__id__", None)
    names = [
        "" if key == "false" and type_of(kind) == "builtins.bool" else key
        for kind, key in zip(types, node["content"], strict=True)
    ]
    node["content"] = _each_once(list(zip(names, node["content"].values(), strict=True)))


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"keys of a dictionary that are the same as text: {[name for name, _ in pairs][:8]}")
    return found
