"""Optional packages, there and not there."""

import json

import pytest

from skmitigate._optional import load_optional


def test_a_package_that_is_there_is_handed_over():
    assert load_optional("json", extra="none", needed_for="This test") is json


def test_the_error_says_what_to_install():
    with pytest.raises(
        ImportError, match=r"^Labels needs the package no_such, .*pip install 'skmitigate\[labels\]'"
    ) as caught:
        load_optional("no_such.part", extra="labels", needed_for="Labels")
    assert caught.value.name == "no_such"
