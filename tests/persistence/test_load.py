"""Loading gives the model that was saved, or one exception, and runs nothing."""

import json
import os
import pickle
import resource
import subprocess
import sys
import time

import joblib
import numpy as np
import pytest

from skmitigate import load, save
from skmitigate.exceptions import InvalidModelFile, ModelVersionWarning


def test_the_model_comes_back(tree, tree_file, iris):
    model = load(tree_file)
    np.testing.assert_array_equal(model.predict_proba(iris[0]), tree.predict_proba(iris[0]))
    assert model.get_params() == tree.get_params()


class Touch:
    """Makes a file where it is loaded by pickle."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        """What pickle calls when it loads the object."""
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("dump", [lambda thing, path: path.write_bytes(pickle.dumps(thing)), joblib.dump])
def test_a_pickle_is_refused_and_not_run(dump, tmp_path):
    dump(Touch(tmp_path / "touched"), tmp_path / "m.skm")
    with pytest.raises(InvalidModelFile, match="not a zip file"):
        load(tmp_path / "m.skm")
    assert not (tmp_path / "touched").exists()


def test_a_pickle_inside_is_refused_and_not_run(forger, tmp_path):
    bad = pickle.dumps(Touch(tmp_path / "touched"))
    with pytest.raises(InvalidModelFile, match="not a zip file"):
        load(forger.members(lambda members: members.update({"model.skops": bad})))

    def put_into_array(_schema, arrays):
        arrays["0.npy"] = bad

    with pytest.raises(InvalidModelFile, match="cannot be read"):
        load(forger.state(put_into_array))
    assert not (tmp_path / "touched").exists()


CALLS = {
    "os.system": {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode"},
    "functools.partial": {
        "__class__": "partial", "__module__": "functools", "__loader__": "PartialNode",
        "content": {"func": {"__class__": "mkdir", "__module__": "os", "__loader__": "FunctionNode"}},
    },
    "lambda": {"__class__": "<lambda>", "__module__": "__main__", "__loader__": "FunctionNode"},
    "a type": {"__class__": "Popen", "__module__": "subprocess", "__loader__": "TypeNode"},
    "an operator": {"__class__": "methodcaller", "__module__": "operator", "__loader__": "OperatorFuncNode"},
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_what_would_call_something_is_refused(forger, name):
    def change(schema, _arrays):
        schema["content"]["content"]["splitter"] = CALLS[name]

    with pytest.raises(InvalidModelFile, match=r"may not be loaded|not made"):
        load(forger.state(change))


def test_a_tree_that_leads_out_of_memory_is_refused(forger):
    """scikit-learn would crash the process that asks such a tree."""

    def change(_schema, arrays):
        for name, content in arrays.items():
            if b"left_child" in content:
                nodes = np.frombuffer(content[-(len(content) % 64 or 64) :], dtype=np.uint8)
                assert nodes.size
                arrays[name] = content.replace(np.int64(1).tobytes(), np.int64(10**9).tobytes())

    with pytest.raises(InvalidModelFile):
        load(forger.state(change))


def test_another_model_than_the_rows_were_kept_of_is_refused(forger):
    def change(told):
        told["labels"], told["proba"] = told["labels"], None

    with pytest.raises(InvalidModelFile, match="does not give the answers"):
        load(forger.json_part("golden_rows.json", change))


def test_what_is_no_classifier_of_these_classes_is_refused(forger):
    def only_a_list(schema, arrays):
        arrays.clear()
        told = {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode", "content": []}
        kept = {name: schema[name] for name in ("protocol", "_skops_version")}
        schema.clear()
        schema.update(told, **kept)

    with pytest.raises(InvalidModelFile, match="no classifier"):
        load(forger.state(only_a_list))
    with pytest.raises(InvalidModelFile, match="classes that its manifest names"):
        load(forger.json_part("manifest.json", lambda told: told["classes"].reverse()))


def test_other_versions_are_named(forger):
    def other(told):
        told["versions"]["numpy"] = "1.0"

    path = forger.json_part("manifest.json", other)
    load(path)  # the answers are the same

    def change(members):
        manifest, rows = (json.loads(members[name]) for name in ("manifest.json", "golden_rows.json"))
        manifest["versions"] = None
        rows["proba"] = None
        members.update({"manifest.json": json.dumps(manifest).encode(), "golden_rows.json": json.dumps(rows).encode()})

    with pytest.raises(InvalidModelFile, match="Here are versions that are not known"):
        load(forger.members(change))
    assert load(forger.members(change), check=False).n_features_in_ == 4
    assert issubclass(ModelVersionWarning, UserWarning)


def test_trusted_is_a_list(tree_file):
    with pytest.raises(TypeError, match="Put it in a list"):
        load(tree_file, trusted="mymodule.Mine")


def test_without_skops_the_command_that_installs_it_is_told(tree_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "skops.io", None)
    with pytest.raises(ImportError, match=r"pip install 'skmitigate\[save\]'"):
        load(tree_file)


def test_forged_files_are_refused_fast_and_in_little_memory(forger, tree_file):
    """Bytes changed at random give one exception, or the model."""
    load(tree_file)
    rng = np.random.default_rng(0)
    content = tree_file.read_bytes()
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    refused = 0
    for _ in range(60):
        changed = bytearray(content)
        for at in rng.integers(0, len(content), size=3):
            changed[at] = rng.integers(256)
        try:
            load(forger.write(bytes(changed)))
        except InvalidModelFile:
            refused += 1
    assert refused >= 50
    assert time.monotonic() - start < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_another_process_loads_it_and_reads_its_card_without_skops(tree, tree_file):
    probe = (
        "import sys; sys.modules['skops'] = None\n"
        "import skmitigate\n"
        "from skmitigate.persistence import read_bundle\n"
        f"saved = read_bundle({str(tree_file)!r})\n"
        "del sys.modules['skops']\n"
        "print(saved.name, skmitigate.load(saved.path).predict([[6, 3, 4, 1.5]])[0])"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert run.stdout.strip() == f"tree {tree.predict([[6, 3, 4, 1.5]])[0]}", run.stderr


def test_it_may_be_saved_again(tree_file, iris, tmp_path):
    again = save(load(tree_file), tmp_path / "again.skm", X=iris[0])
    assert load(again.path).n_features_in_ == 4
