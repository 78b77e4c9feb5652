"""A saved model, and the tools of somebody who forges one."""

import hashlib
import io
import json
import zipfile

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier

from skmitigate.persistence import save


@pytest.fixture(scope="session")
def iris():
    """Rows and labels that are texts."""
    X, y = load_iris(return_X_y=True)
    return X, np.array(["setosa", "versicolor", "virginica"])[y]


@pytest.fixture(scope="session")
def tree(iris):
    """A small fitted classifier."""
    return DecisionTreeClassifier(max_depth=3, random_state=0).fit(*iris)


@pytest.fixture(scope="session")
def tree_file(tree, iris, tmp_path_factory):
    """The file of that classifier, not to be changed."""
    return save(tree, tmp_path_factory.mktemp("models") / "tree.skm", X=iris[0], y=iris[1], held_out=False).path


def unpack(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class Forger:
    """Changes a file, and makes the manifest fit again, as somebody would who knows how."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def write(self, content):
        place = self.folder / "forged.skm"
        place.write_bytes(content)
        return place

    def members(self, change, *, honest=True):
        """A file whose members `change` has changed; with `honest`, digests are those of the changed parts."""
        members = unpack(self.path.read_bytes())
        change(members)
        if honest:
            manifest = json.loads(members["manifest.json"])
            manifest["parts"] = {
                name: {"n_bytes": len(part), "sha256": hashlib.sha256(part).hexdigest()}
                for name, part in members.items()
                if name != "manifest.json"
            }
            members["manifest.json"] = json.dumps(manifest).encode()
        return self.write(pack(members))

    def json_part(self, name, change):
        """A file with one part of JSON changed."""

        def forge(members):
            told = json.loads(members[name])
            change(told)
            members[name] = json.dumps(told).encode()

        return self.members(forge)

    def state(self, change):
        """A file whose model's state was changed; `change` gets the schema and the arrays."""

        def forge(members):
            arrays = unpack(members["model.skops"])
            schema = json.loads(arrays.pop("schema.json"))
            change(schema, arrays)
            members["model.skops"] = pack({"schema.json": json.dumps(schema).encode(), **arrays})

        return self.members(forge)


@pytest.fixture
def forger(tree_file, tmp_path):
    """Somebody who forges the small classifier's file."""
    return Forger(tree_file, tmp_path)


@pytest.fixture
def nodes_named():
    """A function that finds the nodes of a schema by a part of their type's name."""

    def find(schema, name):
        found, stack = [], [schema]
        while stack:
            part = stack.pop()
            if isinstance(part, dict):
                if "__loader__" in part and name in f"{part['__module__']}.{part['__class__']}":
                    found.append(part)
                stack += part.values()
            elif isinstance(part, list):
                stack += part
        return found

    return find
