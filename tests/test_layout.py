"""The tree keeps the rules of docs/contributing.md that no linter knows."""

import ast
import importlib
import re
import tokenize
from pathlib import Path
from types import ModuleType

import pytest

import skmitigate

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "skmitigate"
MODULES = sorted(PACKAGE.rglob("*.py"))
EXAMPLES = sorted((ROOT / "examples").rglob("*.py"))
ALL_FILES = [
    *MODULES,
    *EXAMPLES,
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "benchmarks").rglob("*.py")),
]
ROOMS = sorted(path.stem for path in PACKAGE.iterdir() if not path.name.startswith("_") and path.suffix in ("", ".py"))
#: Files inside a room that users import from.
PUBLIC_FILES = ["skmitigate.strategies.testing"]
#: Test folders that hold contracts for all members of a family, and no mirror of a room.
FAMILIES = {"contracts"}
#: The tests of the applications, which are outside of the package.
TESTS_OF_EXAMPLES = set((ROOT / "tests" / "examples").rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def mirror_of(module: Path) -> Path:
    """Where the tests of a module are; a room's own ``__init__`` is tested under the room's name."""
    name = module.parent.name if module.stem == "__init__" else module.stem
    return ROOT / "tests" / module.parent.relative_to(PACKAGE) / f"test_{name.lstrip('_')}.py"


def code_lines(node: ast.AST, code: set[int]) -> int:
    """How many lines of code there are in a node: no blank lines, comments or docstrings."""
    docstrings: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(inner) is not None:
            docstrings |= set(range(inner.body[0].lineno, (inner.body[0].end_lineno or 0) + 1))
    own = code if isinstance(node, ast.Module) else code & set(range(node.lineno, node.end_lineno + 1))
    return len(own - docstrings)


def lines_with_code(path: Path) -> set[int]:
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    with path.open("rb") as file:
        tokens = [token for token in tokenize.tokenize(file.readline) if token.type not in silent]
    return {line for token in tokens[1:] for line in range(token.start[0], token.end[0] + 1)}


def names_on_api_page() -> dict[str, set[str]]:
    """The names that docs/api.rst lists for each module."""
    listed: dict[str, set[str]] = {}
    module = ""
    for line in (ROOT / "docs" / "api.rst").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"\.\. currentmodule:: (\S+)", line):
            module = found[1]
            listed[module] = set()
        elif found := re.match(r"   (\w+)$", line):
            listed[module].add(found[1])
    return listed


def public_names(module: ModuleType) -> set[str]:
    return {
        name for name, value in vars(module).items() if not name.startswith("_") and not isinstance(value, ModuleType)
    }


@pytest.mark.parametrize("path", ALL_FILES, ids=relative)
def test_module_opens_with_a_docstring(path):
    assert ast.get_docstring(tree(path)), f"say in one sentence what {relative(path)} is for"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_with_functions_has_a_test_file(path):
    has_functions = any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree(path)))
    assert not has_functions or mirror_of(path).is_file(), f"expected {relative(mirror_of(path))}"


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sorted((ROOT / "tests").glob("*/**/test_*.py"))
        if path.parent.name not in FAMILIES and path not in TESTS_OF_EXAMPLES
    ],
    ids=relative,
)
def test_test_file_of_a_room_mirrors_a_module(path):
    assert path in {mirror_of(module) for module in MODULES}, f"there is no module that {relative(path)} mirrors"


@pytest.mark.parametrize("room", ROOMS)
def test_room_lists_its_names_in_all_and_on_the_api_page(room):
    module = importlib.import_module(f"skmitigate.{room}")
    assert set(module.__all__) == public_names(module)
    assert names_on_api_page().get(module.__name__) == set(module.__all__)


def test_api_page_lists_the_top_level_and_no_room_that_is_not_there():
    listed = names_on_api_page()
    assert listed["skmitigate"] == public_names(skmitigate) == {n for n in skmitigate.__all__ if n[0] != "_"}
    assert set(listed) == {"skmitigate", *(f"skmitigate.{room}" for room in ROOMS), *PUBLIC_FILES}


@pytest.mark.parametrize("name", [name for name in skmitigate.__all__ if name[0] != "_"])
def test_top_level_name_is_that_of_one_room(name):
    rooms = [importlib.import_module(f"skmitigate.{room}") for room in ROOMS]
    assert [getattr(room, name) for room in rooms if name in room.__all__] == [getattr(skmitigate, name)]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_names_are_imported_from_the_file_that_defines_them(path):
    from_rooms = [
        node.module
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and re.match(r"skmitigate\.\w+$", node.module or "")
        if (PACKAGE / (node.module or "").partition(".")[2]).is_dir()
    ]
    assert not from_rooms, "facades are for users: import from the file behind them"


@pytest.mark.parametrize("path", EXAMPLES, ids=relative)
def test_examples_call_public_names_only(path):
    imported = [
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "skmitigate"
        for alias in node.names
    ]
    assert not [name for name in imported if re.search(r"\._", name)]


@pytest.mark.parametrize("path", [*MODULES, *EXAMPLES], ids=relative)
def test_no_tool_is_silenced(path):
    with path.open("rb") as file:
        comments = [token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
    assert not [c for c in comments if re.search(r"noqa|type: ignore|fmt: (off|skip)|pragma: no \w+\s*$", c)]


@pytest.mark.parametrize("path", [*MODULES, *EXAMPLES], ids=relative)
def test_files_and_functions_are_small(path):
    module, code = tree(path), lines_with_code(path)
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    assert code_lines(module, code) <= 300
    assert {f.name: code_lines(f, code) for f in functions if code_lines(f, code) > 50} == {}


@pytest.mark.parametrize("path", [*MODULES, *EXAMPLES], ids=relative)
def test_file_name_says_what_is_in_it(path):
    assert path.stem.lstrip("_") not in {"helpers", "common", "misc", "util", "utils"}
