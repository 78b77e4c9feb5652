"""States are the same for the same model, and hold each object once."""

import io
import json
import zipfile

import numpy as np
import pytest
import skops.io
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from skmitigate.persistence._plain_state import dump_state, plain_member


class Holder(BaseEstimator):
    """Holds whatever it is given."""

    def __init__(self, held=None):
        self.held = held


def schema_of(state):
    with zipfile.ZipFile(io.BytesIO(state)) as archive:
        return json.loads(archive.read("schema.json"))


def held_again(held):
    state = dump_state(Holder(held), skops.io)
    return skops.io.loads(state, trusted=[f"{Holder.__module__}.Holder"]).held


@pytest.mark.parametrize("model", [KNeighborsClassifier(3), DecisionTreeClassifier(random_state=0)])
def test_the_same_model_gives_the_same_bytes(model, iris):
    X, y = iris
    model.fit(X, y)
    first = dump_state(model, skops.io)
    model.predict(X)  # a search tree counts how often it was asked
    assert dump_state(model, skops.io) == first
    again = type(model)(**model.get_params()).fit(X.copy(), y)
    assert dump_state(again, skops.io) == first


def test_what_is_there_twice_is_written_once_and_stays_one_object():
    array = np.arange(5)
    state = dump_state(Holder([array, array]), skops.io)
    with zipfile.ZipFile(io.BytesIO(state)) as archive:
        assert sorted(archive.namelist()) == ["0.npy", "schema.json"]
    first, second = held_again([array, array])
    assert first is second


def test_no_address_of_memory_is_in_it():
    numbers = [part for part in json.dumps(schema_of(dump_state(Holder([[], {}]), skops.io))).split() if len(part) > 9]
    assert not [part for part in numbers if part.strip(",}").isdigit()]


@pytest.mark.parametrize(
    "held",
    [{False: 1, True: 5}, {1: "a", 2: "b"}, {0.5: 1}, {"": 1, "false": 2}, {np.int64(3): 1}, {"b", "a"}, (1, (2,))],
)
def test_keys_and_containers_come_back_as_they_were(held):
    found = held_again(held)
    assert found == held
    assert type(found) is type(held)


@pytest.mark.parametrize("held", [{1: "a", "1": "b"}, {(1, 2): 3}, {False: 1, "": 2}, (n for n in [1])])
def test_what_would_come_back_as_something_else_is_refused(held):
    with pytest.raises(TypeError, match="Holder cannot be saved"):
        dump_state(Holder(held), skops.io)


def test_a_circle_is_refused():
    circle = []
    circle.append(circle)
    with pytest.raises(TypeError, match="RecursionError"):
        dump_state(Holder(circle), skops.io)


def test_nothing_is_left_between_the_fields_of_records():
    dtype = np.dtype([("a", "i1"), ("b", "f8")], align=True)
    raw = np.full(dtype.itemsize, 255, dtype=np.uint8).view(dtype)
    buffer = io.BytesIO()
    np.save(buffer, raw)
    cleaned = np.load(io.BytesIO(plain_member("0.npy", buffer.getvalue())))
    assert cleaned.tobytes()[1:8] == b"\0" * 7
    assert cleaned["a"][0] == -1


def test_a_sparse_matrix_of_zeros_is_not_packed_too_much():
    buffer = io.BytesIO()
    sparse.save_npz(buffer, sparse.csr_matrix(np.ones((300, 300))))
    with zipfile.ZipFile(io.BytesIO(plain_member("0.npz", buffer.getvalue()))) as archive:
        assert all(info.file_size <= 100 * info.compress_size for info in archive.infolist())
