"""A state is refused before anything of it is made, wherever in it the fault stands."""

import io
import json
import zipfile

import numpy as np
import pytest
import skops.io
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeClassifier

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._plain_state import dump_state
from skmitigate.persistence._state_audit import audit_state, untrusted_names


def os_node(loader="FunctionNode", **parts):
    return {"__class__": "system", "__module__": "os", "__loader__": loader, **parts}


def json_node(value):
    return {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode", "content": json.dumps(value)}


def list_node(*content, **parts):
    return {
        "__class__": "list", "__module__": "builtins", "__loader__": "ListNode", "content": list(content), **parts
    }  # fmt: skip


def state_of(root, **arrays):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("schema.json", json.dumps({"protocol": 2, "_skops_version": "0.16.0", **root}))
        for name, content in arrays.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def audited(content, trusted=()):
    return audit_state(content, trusted=trusted, max_bytes=10**8)


@pytest.fixture(scope="module")
def plain(iris):
    """The state of a model that is all right."""
    return dump_state(DecisionTreeClassifier(max_depth=2, random_state=0).fit(*iris), skops.io)


def test_a_model_passes_and_its_types_are_named(plain):
    names = audited(plain)
    assert {"sklearn.tree._classes.DecisionTreeClassifier", "sklearn.tree._tree.Tree"} <= names
    assert untrusted_names(plain, trusted=()) == []


ECHO = {"__class__": "partial", "__module__": "functools", "__loader__": "PartialNode"}
BYTES = {"__class__": "bytes", "__module__": "builtins", "__loader__": "BytesNode"}
PARTS = {"args": list_node(json_node("id")), "kwds": json_node(None), "namespace": json_node(None)}


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (os_node(), "os.system"),
        (os_node("TypeNode"), "os.system"),
        (os_node("ObjectNode"), "os.system"),
        (os_node("ConstructorFromReduceNode", content=list_node(json_node("id"))), "os.system by Constructor"),
        (os_node("ListNode", content=[json_node("id")]), "os.system"),
        (os_node("OperatorFuncNode", attrs=list_node(json_node("id"))), "by OperatorFuncNode"),
        (os_node("MethodNode", content={"obj": json_node("x"), "func": "format"}), "by MethodNode"),
        (os_node("LossNode", content=json_node({}), __reduce__={"args": list_node(json_node("id"))}), "os.system|none"),
        (os_node("NdArrayNode", type="json", content=[], shape=list_node()), "os.system"),
        (os_node("JsonNode", content="1"), "os.system"),
        (os_node("NoSuchNode"), "NoSuchNode"),
        ({**ECHO, "content": {"func": os_node(), **PARTS}}, "os.system"),
        ({**ECHO, "content": {"func": json_node("id"), **PARTS}}, "partial of what is no function"),
        (list_node(list_node(os_node())), "os.system"),
        (list_node({"__id__": 7}), "refers to a part that is not there"),
        (list_node({"__id__": 1}, __id__=1), "that it is within"),
        (list_node(list_node(__id__=1), list_node(__id__=1)), "the same number"),
        (list_node(__id__=True), "the same number"),
        (list_node(extra=1), "may not be loaded"),
        (list_node("id"), "not made as it should be"),
        (json_node([1]), "a value that is none"),
        ({**json_node(1), "content": "1" * 5000}, "not made as it should be"),
        ({"__loader__": "ListNode"}, "not made as it should be"),
        (list_node(protocol=0), "protocol 0"),
        (list_node(protocol=True), "protocol True"),
        ({**BYTES, "file": "9.bin"}, r"is not there: 9\.bin"),
        ({**BYTES, "file": "schema.json"}, r"is not there: schema\.json"),
    ],
)
def test_made_up_states_are_refused(root, message):
    with pytest.raises(InvalidModelFile, match=message):
        audited(state_of(root))


def dict_node(key_types):
    return {
        "__class__": "dict", "__module__": "builtins", "__loader__": "DictNode",
        "content": {"id": json_node(1)}, "key_types": key_types,
    }  # fmt: skip


@pytest.mark.parametrize(
    "key_types",
    [
        list_node(os_node()),
        list_node(os_node("TypeNode")),
        list_node({"__class__": "list", "__module__": "builtins", "__loader__": "TypeNode"}),
        list_node(),
        list_node({"__class__": "str", "__module__": "builtins", "__loader__": "TypeNode", "__id__": 1}),
        {"__id__": 1},
        os_node("ListNode", content=[]),
    ],
)
def test_keys_are_made_by_types_of_plain_values_only(key_types):
    with pytest.raises(InvalidModelFile, match=r"no plain values|not made"):
        audited(state_of(list_node(list_node(os_node("TypeNode"), __id__=1), dict_node(key_types))))


def test_references_that_grow_without_end_are_refused():
    root = list_node(json_node(1), __id__=1)
    for number in range(2, 60):
        root = list_node(root, {"__id__": number - 1}, __id__=number)
    with pytest.raises(InvalidModelFile, match="refers to its own parts so often"):
        audited(state_of(root))


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        npy(np.zeros(3))[:-8],
        npy(np.zeros(3)) + b"12345678",
        npy(np.zeros(3)).replace(b"(3,)", b"(9,)"),
        npy(np.zeros(3)).replace(b"(3,), }      ", b"(3000000000,),}"),
        npy(np.array([None], dtype=object)),
        npy(np.zeros(3)).replace(b"<f8", b"|V0")[:-24],
        b"\x93NUMPY\x09\x00",
        b"",
        b"\x80\x04N.",
    ],
)
def test_arrays_that_are_not_as_long_as_they_say_are_refused(content):
    with pytest.raises(InvalidModelFile, match="cannot be read"):
        audited(state_of(list_node(), **{"0_npy": content}))


def test_members_of_other_names_are_refused():
    with pytest.raises(InvalidModelFile, match="does not belong there"):
        audited(state_of(list_node(), evil_py=b""))


def test_a_source_of_random_bits_is_one():
    def generator(name):
        types = list_node({"__class__": "str", "__module__": "builtins", "__loader__": "TypeNode"})
        inner = {**dict_node(types), "content": {"bit_generator": json_node(name)}}
        parts = {"bit_generator": inner, "seed_seq": json_node(None)}
        made = {"__class__": "Generator", "__module__": "numpy.random._generator", "__loader__": "RandomGeneratorNode"}
        return state_of({**made, "content": parts})

    assert audited(generator("PCG64"))
    with pytest.raises(InvalidModelFile, match=r"numpy\.random\.seed"):
        audited(generator("seed"))


def test_functions_of_numbers_pass_and_those_of_the_user_when_they_are_named(iris):
    X, y = iris
    assert audited(dump_state(FunctionTransformer(np.log1p).fit(X), skops.io))
    own = dump_state(make_pipeline(FunctionTransformer(halved), DecisionTreeClassifier()).fit(X, y), skops.io)
    name = f"{halved.__module__}.halved"
    with pytest.raises(InvalidModelFile, match=r"test_state_audit\.halved. If you know"):
        audited(own)
    assert name in audited(own, trusted=[name])


def halved(X):
    return X / 2


def test_the_name_of_a_trusted_type_is_not_taken_for_another_kind_of_node():
    """What is trusted as a type is not called with what a file gives."""
    name = "mymodule.Trusted"
    node = {"__class__": "Trusted", "__module__": "mymodule"}
    for loader, parts in (("ListNode", {"content": []}), ("DictNode", {"content": {}, "key_types": list_node()})):
        with pytest.raises(InvalidModelFile, match=r"mymodule\.Trusted"):
            audited(state_of({**node, "__loader__": loader, **parts}), trusted=[name])
    assert audited(state_of({**node, "__loader__": "ObjectNode"}), trusted=[name]) == {name}


def test_a_long_schema_is_refused(monkeypatch):
    monkeypatch.setattr("skmitigate.persistence._state_audit._MAX_SCHEMA", 50)
    with pytest.raises(InvalidModelFile, match="more than the 50"):
        audited(dump_state(HashingVectorizer(), skops.io))
