"""The parts of nodes, in the order in which skops reads them."""

from skmitigate.persistence._state_nodes import PARTS, children, is_reference, type_of


def node(loader, **parts):
    return {"__class__": "c", "__module__": "m", "__loader__": loader, **parts}


def test_type_and_reference():
    assert type_of(node("ListNode")) == "m.c"
    assert is_reference({"__id__": 3})
    assert not is_reference(node("ListNode", content=[], __id__=3))


def test_children_come_in_order():
    a, b, c = node("JsonNode", content="1"), node("JsonNode", content="2"), node("JsonNode", content="3")
    assert list(children(node("ListNode", content=[a, b]))) == [a, b]
    assert list(children(node("DictNode", content={"x": a, "y": b}, key_types=c))) == [a, b]
    assert list(children(node("TreeNode", content=a, __reduce__={"args": b}))) == [a, b]
    assert list(children(node("MaskedArrayNode", content={"mask": b, "data": a}))) == [a, b]
    assert list(children(node("NdArrayNode", type="json", content=[a, b], shape=c))) == [a, b, c]
    assert list(children(node("NdArrayNode", type="numpy", file="1.npy"))) == []
    assert list(children(node("ObjectNode", content=None))) == list(children(node("ObjectNode"))) == []
    assert list(children(node("ObjectNode", content=a))) == [a]
    parts = {"namespace": c, "func": a, "args": b, "kwds": c}
    assert list(children(node("PartialNode", content=parts))) == [a, b, c, c]


def test_what_calls_something_that_a_file_names_is_no_kind_of_node():
    assert not PARTS.keys() & {"MethodNode", "OperatorFuncNode", "ConstructorFromReduceNode", "CachedNode"}
