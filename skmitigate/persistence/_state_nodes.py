"""What the nodes of a skops state are, which parts each kind has, and in which order skops reads them."""

from collections.abc import Iterator
from typing import Any, TypeAlias

#: A node as skops writes it: a dictionary with a loader, a type, and what the loader needs.
Node: TypeAlias = dict[str, Any]

#: What each loader that may be in a file needs besides its type. Loaders that are not here are refused: those of
#: methods, operators and constructors call what a file names.
PARTS: dict[str, tuple[str, ...]] = {
    "BytesNode": ("file",),
    "DTypeNode": ("content",),
    "DictNode": ("content", "key_types"),
    "FunctionNode": (),
    "JsonNode": ("content", "is_json"),
    "ListNode": ("content",),
    "LossNode": ("__reduce__", "content"),
    "MaskedArrayNode": ("content",),
    "NdArrayNode": ("type", "file", "content", "shape"),
    "ObjectNode": ("content",),
    "PartialNode": ("content",),
    "RandomGeneratorNode": ("content",),
    "RandomStateNode": ("content",),
    "SetNode": ("content",),
    "SliceNode": ("content",),
    "SparseMatrixNode": ("type", "file"),
    "TreeNode": ("__reduce__", "content"),
    "TupleNode": ("content",),
    "TypeNode": (),
}
_NAMED_PARTS = {
    "MaskedArrayNode": ("data", "mask"),
    "PartialNode": ("func", "args", "kwds", "namespace"),
    "RandomGeneratorNode": ("bit_generator", "seed_seq"),
}


def type_of(node: Node) -> str:
    """Return the full name of a node's type."""
    return f"{node['__module__']}.{node['__class__']}"


def is_reference(node: Node) -> bool:
    """Return whether a node only says that it is one that came before."""
    return node.keys() == {"__id__"}


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes within a node, in the order in which skops reads them; the types of keys are not among them."""
    loader = node["__loader__"]
    if loader in ("ListNode", "TupleNode", "SetNode"):
        yield from node["content"]
    elif loader == "DictNode":
        yield from node["content"].values()
    elif loader in ("TreeNode", "LossNode"):
        yield node["content"]
        yield node["__reduce__"]["args"]
    elif loader in _NAMED_PARTS:
        yield from (node["content"][name] for name in _NAMED_PARTS[loader])
    elif loader == "NdArrayNode" and node["type"] == "json":
        yield from node["content"]
        yield node["shape"]
    elif loader in ("DTypeNode", "RandomStateNode") or (loader == "ObjectNode" and node.get("content") is not None):
        yield node["content"]
