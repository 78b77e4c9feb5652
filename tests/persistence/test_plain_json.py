"""JSON that has one meaning, and not too much of it."""

import pytest

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._plain_json import read_json, write_json


def test_what_is_written_comes_back():
    told = {"a": [1, 2.5, None, True, "ü"], "b": {}}
    assert read_json(write_json(told, what="this"), what="this") == told


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not valid JSON"),
        (b"[]", "holds a list"),
        (b'{"a": 1, "a": 2}', "a name is there twice"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": -Infinity}', "no number"),
        (b"\xff{}", "UnicodeDecodeError"),
        (b'{"a":' * 100_000, "RecursionError"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b'{"a": "' + b"x" * 200 + b'"}', "more than the 100"),
    ],
)
def test_others_are_refused(content, message):
    with pytest.raises(InvalidModelFile, match=message):
        read_json(content, what="It", max_bytes=100 if b"xxx" in content else 2**20)


@pytest.mark.parametrize("value", [{"a": float("nan")}, {"a": object()}, {"a": "x" * 2**25}])
def test_what_json_cannot_hold_is_not_written(value):
    with pytest.raises(ValueError, match="Expected a card"):
        write_json(value, what="a card")
