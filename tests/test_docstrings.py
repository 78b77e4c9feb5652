"""Everything public says what it takes, and shows how it is used."""

import importlib
import inspect
import re
from dataclasses import is_dataclass
from pathlib import Path

import pytest

import skmitigate

ROOMS = [
    importlib.import_module(f"skmitigate.{path.stem}")
    for path in sorted(Path(skmitigate.__file__).parent.iterdir())
    if not path.name.startswith("_") and path.suffix in ("", ".py")
]
PUBLIC = {f"{room.__name__}.{name}": getattr(room, name) for room in ROOMS for name in room.__all__}
EXPLAINED = {
    name: thing
    for name, thing in PUBLIC.items()
    if callable(thing) and not (inspect.isclass(thing) and issubclass(thing, BaseException))
}
METHODS = {
    f"{name}.{method}": getattr(thing, "__func__", getattr(thing, "fn", thing))  # a classmethod, an available_if
    for name, owner in EXPLAINED.items()
    if inspect.isclass(owner)
    for method, thing in vars(owner).items()
    if callable(getattr(owner, method, None)) and not method.startswith(("_", "set_"))
}
#: A line that names parameters, as in ``X, y : array-like``; descriptions are indented.
PARAMETERS = re.compile(r"^(\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: : .*)?$")


def documented(doc: str, title: str = "Parameters") -> list[str]:
    """The names in a section of a docstring."""
    section = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[\w ]*\n---|\Z)", doc, flags=re.MULTILINE | re.DOTALL)
    lines = section[1].splitlines() if section else []
    return [name.lstrip("*") for line in lines if (m := PARAMETERS.match(line)) for name in m[1].split(", ")]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_name_has_a_docstring_of_its_own(name):
    assert "__doc__" in vars(PUBLIC[name]) or inspect.isfunction(PUBLIC[name])
    assert inspect.getdoc(PUBLIC[name])


@pytest.mark.parametrize("name", EXPLAINED)
def test_documented_parameters_are_those_of_the_signature(name):
    thing, doc = EXPLAINED[name], inspect.getdoc(EXPLAINED[name]) or ""
    taken = list(inspect.signature(thing).parameters)
    if is_dataclass(thing):  # a result, whose fields may be told as attributes, beside its properties
        assert set(taken) <= {*documented(doc), *documented(doc, "Attributes")}
    elif "__init__" in vars(thing) or inspect.isfunction(thing):
        assert documented(doc) == taken


@pytest.mark.parametrize("name", METHODS)
def test_documented_parameters_of_methods_are_those_of_the_signature(name):
    assert documented(inspect.getdoc(METHODS[name]) or "") == list(inspect.signature(METHODS[name]).parameters)[1:]


@pytest.mark.parametrize("name", EXPLAINED)
def test_public_name_has_an_example(name):
    assert re.search(r"^Examples\n--------\n(.*\n)*?>>> ", inspect.getdoc(EXPLAINED[name]) or "", flags=re.MULTILINE)
