"""Check every node of a model's state before anything is made of it."""

import io
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._archive import Archive
from skmitigate.persistence._plain_json import read_json
from skmitigate.persistence._plain_state import SCHEMA
from skmitigate.persistence._refusal import refusing, shown
from skmitigate.persistence._sound_trees import check_tree_arrays
from skmitigate.persistence._state_nodes import PARTS, Node, children, is_reference, type_of
from skmitigate.persistence._trusted_types import KEY_TYPES, is_bit_generator, may_be_made

_MEMBER = re.compile(r"schema\.json|\d+\.(npy|npz|bin)")
_OF_SPARSE = frozenset(f"{name}.npy" for name in ("indices", "indptr", "format", "shape", "data", "_is_array"))
_EVERY_NODE = {"__class__", "__module__", "__loader__", "__id__"}
_ROOT = {"protocol", "_skops_version"}
#: What is there twice is there once and referred to; skops walks along every path to it.
_MAX_SHARED, _MAX_SCHEMA = 4, 2**26


def audit_state(content: bytes, *, trusted: Collection[str], max_bytes: int) -> frozenset[str]:
    """Return the names of all that a state would make, having checked that it may; otherwise InvalidModelFile.

    Parameters
    ----------
    content : bytes
        The zip file of skops.
    trusted : collection of str
        Types and functions that are taken beside those known to be harmless.
    max_bytes : int
        What its members may take when they are unpacked.

    Returns
    -------
    frozenset of str
        The full names, for skops, which is to trust these and no others.
    """
    audit = _audited(content, trusted, max_bytes)
    if audit.refused:
        raise InvalidModelFile(
            f"The file holds what may not be loaded: {', '.join(sorted(audit.refused)[:8])}. If you know where it "
            "comes from and what these do, name them in trusted=[...]."
        )
    return frozenset(audit.made)


def untrusted_names(content: bytes, *, trusted: Collection[str]) -> list[str]:
    """Return the names of what a state that was just written holds and that is not known to be harmless."""
    return sorted(_audited(content, trusted, 2**62).refused)


def _audited(content: bytes, trusted: Collection[str], max_bytes: int) -> "_Audit":
    archive = Archive(io.BytesIO(content), size=len(content), max_bytes=max_bytes, may_hold=_is_member)
    for name in archive.names:
        if name != SCHEMA:
            _check_array(name, archive.read(name), max_bytes)
    root = read_json(archive.read(SCHEMA), what="The model's state", max_bytes=_MAX_SCHEMA)
    protocol = root.get("protocol")
    if type(protocol) is not int or protocol < 1:
        raise InvalidModelFile(f"The model's state has the protocol {shown(protocol)}, expected a number above 0.")
    audit = _Audit(archive, frozenset(trusted))
    with refusing("The model's state is not made as it should be"):
        audit.walk(root)
    return audit


def _is_member(name: str) -> bool:
    return _MEMBER.fullmatch(name) is not None


@dataclass
class _Audit:
    """Walks over a state, node by node, without making anything of it."""

    archive: Archive
    trusted: frozenset[str]
    made: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    #: How many nodes there are along all paths below the node of a number; None while that is walked over.
    sizes: dict[int, int | None] = field(default_factory=dict)
    #: The nodes themselves, by number.
    numbered: dict[int, Node] = field(default_factory=dict)

    def walk(self, root: Node) -> None:
        """Check all nodes; parts come before the node that they are parts of is done."""
        stack: list[tuple[Node, list[Node] | None]] = [(root, None)]
        done: dict[int, int] = {}
        n_nodes = 0
        while stack:
            node, parts = stack.pop()
            if parts is not None:
                total = 1 + sum(done.pop(id(part)) for part in parts)
                done[id(node)] = total
                if "__id__" in node:
                    self.sizes[node["__id__"]] = total
                if node["__loader__"] == "TreeNode":
                    self._check_tree(node)
            elif is_reference(node):
                done[id(node)] = self._size_of(node)
            else:
                n_nodes += 1
                self._check(node, root=node is root)
                parts = list(children(node))
                stack.append((node, parts))
                stack.extend((part, None) for part in reversed(parts))
        if done[id(root)] > _MAX_SHARED * n_nodes + 2**20:
            raise InvalidModelFile("The model's state refers to its own parts so often that it cannot be read.")

    def _size_of(self, reference: Node) -> int:
        size = self.sizes.get(reference["__id__"])
        if size is None:
            raise InvalidModelFile("The model's state refers to a part that is not there, or that it is within.")
        return size

    def _check(self, node: Node, *, root: bool) -> None:
        loader, name = node.get("__loader__"), type_of(node)
        if loader not in PARTS or not node.keys() <= {*_EVERY_NODE, *PARTS[loader], *(_ROOT if root else ())}:
            self.refused.add(f"{shown(name)} (by {shown(loader)})")
            raise InvalidModelFile(f"The file holds what may not be loaded: {shown(name)} by {shown(loader)}.")
        if "__id__" in node:
            number = node["__id__"]
            if type(number) is not int or number < 1 or number in self.sizes:
                raise InvalidModelFile("Two parts of the model's state have the same number.")
            self.sizes[number], self.numbered[number] = None, node
        if may_be_made(loader, name) or (loader in ("ObjectNode", "FunctionNode", "TypeNode") and name in self.trusted):
            self.made.add(name)
        else:
            self.refused.add(shown(name))
        self._check_content(loader, node)

    def _check_content(self, loader: str, node: Node) -> None:
        if "file" in node and (node["file"] not in self.archive.names or node["file"] == SCHEMA):
            raise InvalidModelFile(f"The model's state names a file that is not there: {shown(node['file'])}.")
        if loader == "JsonNode" and isinstance(json.loads(node["content"]), list | dict):
            raise InvalidModelFile("The model's state has a value that is none.")
        if loader == "DictNode":
            _check_keys(node)
        if loader == "RandomGeneratorNode":
            name = json.loads(node["content"]["bit_generator"]["content"]["bit_generator"]["content"])
            if not is_bit_generator(name):
                self.refused.add(f"numpy.random.{shown(name)}")
        if loader == "PartialNode" and node["content"]["func"]["__loader__"] != "FunctionNode":
            self.refused.add("functools.partial of what is no function")
        if loader == "SliceNode" and not all(type(end) in (int, type(None)) for end in node["content"].values()):
            raise InvalidModelFile("The model's state has a slice that is none.")

    def _check_tree(self, node: Node) -> None:
        made_with = self._node(node["__reduce__"]["args"])
        state = self._node(node["content"])
        if (made_with["__loader__"], state["__loader__"]) != ("TupleNode", "DictNode"):
            raise InvalidModelFile("A tree's arrays do not fit together.")
        values = tuple(self._value(part) for part in made_with["content"])
        check_tree_arrays(values, {name: self._value(part) for name, part in state["content"].items()})

    def _value(self, node: Node) -> Any:
        """Return the number or the array that a node stands for."""
        node = self._node(node)
        if node["__loader__"] == "JsonNode":
            return json.loads(node["content"])
        return np.load(io.BytesIO(self.archive.read(node["file"])), allow_pickle=False)

    def _node(self, node: Node) -> Node:
        return self.numbered[node["__id__"]] if is_reference(node) else node


def _check_keys(node: Node) -> None:
    """See that keys are made by types of plain values: skops calls them without another look."""
    types = node["key_types"]
    good = (types["__loader__"], type_of(types)) == ("ListNode", "builtins.list") and "__id__" not in types
    for kind in types["content"] if good else ():
        good = good and kind.keys() == {"__class__", "__module__", "__loader__"} and kind["__loader__"] == "TypeNode"
        good = good and type_of(kind) in KEY_TYPES
    if not good or len(types["content"]) != len(node["content"]):
        raise InvalidModelFile("The model's state has a dictionary with keys that are no plain values.")


def _check_array(name: str, content: bytes, max_bytes: int) -> None:
    """See that an array is as long as it says, before numpy makes room for it."""
    if name.endswith(".npz"):
        parts = Archive(io.BytesIO(content), size=len(content), max_bytes=max_bytes, may_hold=_OF_SPARSE.__contains__)
        for part in parts.names:
            _check_array(part, parts.read(part), max_bytes)
    if not name.endswith(".npy"):
        return
    with refusing(f"The array {name!r} cannot be read"):
        buffer = io.BytesIO(content)
        version = np.lib.format.read_magic(buffer)
        readers: dict[Any, Any] = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }
        shape, _, dtype = readers[version](buffer)
        n_values = 1
        for length in shape:
            n_values *= length
        if dtype.hasobject or (not dtype.itemsize and n_values) or min(shape, default=1) < 0:
            raise ValueError(f"it says {shape} of {dtype}")
        if buffer.tell() + n_values * dtype.itemsize != len(content):
            raise ValueError(f"it says {shape} of {dtype}, and has {len(content)} bytes")
