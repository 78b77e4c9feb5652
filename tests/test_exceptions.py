"""The tree of errors and warnings is what its docstring draws, and each can be caught as a builtin."""

import inspect
import re

import pytest

from skmitigate import exceptions

OWN = [getattr(exceptions, name) for name in exceptions.__all__]


@pytest.mark.parametrize("own", OWN)
def test_each_inherits_a_builtin(own):
    assert issubclass(own, UserWarning if own.__name__.endswith("Warning") else ValueError | RuntimeError)


def test_docstring_draws_the_tree():
    parents, drawn = [], {}
    for line in inspect.getdoc(exceptions).splitlines():
        if found := re.match(r"^([\s│├└─]*)(\w+)", line):
            depth = len(found[1]) // 4
            drawn[found[2]] = parents[depth - 1] if depth else None
            parents[depth:] = [found[2]]
    assert {own.__name__: drawn[own.__name__] for own in OWN} == {own.__name__: own.__base__.__name__ for own in OWN}
