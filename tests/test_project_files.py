"""README, Makefile, the gate's script and pyproject.toml agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest

from skmitigate._cli._main import main

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TARGETS = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)[1].split()
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "docs").rglob("*.rst"))]


@pytest.mark.parametrize("target", TARGETS)
def test_readme_names_every_target(target):
    assert f"make {target}" in README


def test_gate_calls_only_targets_that_readme_names():
    called = re.findall(r"^make (\w+)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert called == ["check", "test", "docs"]


def test_gate_sees_to_a_browser_before_it_tests():
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert gate.index(".ci/install-browser") < gate.index("make test")


def test_hard_dependencies_are_six():
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in PROJECT["project"]["dependencies"]}
    assert names == {"imbalanced-learn", "joblib", "numpy", "pandas", "scikit-learn", "scipy"}


def test_each_tool_is_pinned_once():
    groups = PROJECT["dependency-groups"].values()
    pins = [entry.split("==") for group in groups for entry in group if isinstance(entry, str)]
    assert all(len(pin) == 2 for pin in pins)
    assert len({name for name, _ in pins}) == len(pins)


def test_change_fragments_have_names_that_towncrier_reads():
    kinds = "|".join(kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"])
    names = [path.name for path in (ROOT / "docs" / "changes").iterdir() if path.name != ".gitignore"]
    assert [name for name in names if not re.fullmatch(rf"\+[a-z0-9-]+\.({kinds})\.rst", name)] == []


@pytest.mark.parametrize("command", ["demo", "correct"])
def test_command_line_page_tells_every_option(command, capsys):
    assert main([command, "--help"]) == 0
    options = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", capsys.readouterr().out))
    page = (ROOT / "docs" / "user_guide" / "command_line.rst").read_text(encoding="utf-8")
    assert {option for option in options if f"``{option}" not in page and f" {option} " not in page} == set()


def test_command_line_page_tells_every_command(capsys):
    main(["--help"])
    commands = re.findall(r"^ {4}([a-z]+) ", capsys.readouterr().out, flags=re.MULTILINE)
    page = (ROOT / "docs" / "user_guide" / "command_line.rst").read_text(encoding="utf-8")
    assert commands
    assert [command for command in commands if f"``skmitigate {command}" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_promises_nothing_of_a_model(page):
    if page.name not in {"contributing.md"}:  # it says which words these are
        promises = re.compile(r"guarantee[sd]?\b|intelligent|state-of-the-art|fixed the model", flags=re.IGNORECASE)
        assert promises.findall(page.read_text(encoding="utf-8")) == []
