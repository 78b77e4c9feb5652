"""Whatever goes wrong ends as one line and an exit code."""

import argparse
import importlib.metadata
import io
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import skmitigate
from skmitigate._cli import _demo, _main
from skmitigate._cli._main import build_parser, main
from skmitigate.exceptions import SkmitigateWarning

ROOT = Path(__file__).parents[2]


@pytest.fixture
def demo_that(monkeypatch, tmp_path):
    """Return a function that makes the demo do something else."""
    monkeypatch.chdir(tmp_path)

    def replace(action):
        def run(_options, _console):
            action()

        monkeypatch.setattr(_demo, "run_demo", run)

    return replace


def raising(error):
    """Return a function that raises."""

    def action():
        raise error

    return action


def commands():
    """Each command with its options."""
    subparsers = next(a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return {name: [o for a in p._actions for o in a.option_strings] for name, p in subparsers.choices.items()}


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"skmitigate {skmitigate.__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in ("demo", "correct", "diagnose"))])
def test_help(arguments, capsys):
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("usage: skmitigate")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["zzz"], "invalid choice: 'zzz'"),
        (["correct"], "the following arguments are required: FILE.csv, --target"),
        (["correct", "t.csv"], "the following arguments are required: --target"),
        (["demo", "--seed", "x"], "argument --seed: expected a whole number from 0 to 4294967295, got 'x'"),
        (["demo", "--see", "1"], "unrecognized arguments: --see"),
    ],
)
def test_wrong_arguments_are_one_line_and_code_2(arguments, message, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("skmitigate: ")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("not\nthis"), "not this"),
        (TypeError("nor this"), "nor this"),
        (ImportError("no such package"), "no such package"),
        (PermissionError(13, "Permission denied", "f.csv"), "f.csv: Permission denied"),
        (OSError("disk on fire"), "disk on fire"),
    ],
)
def test_errors_of_the_user_are_one_line_and_code_2(demo_that, capsys, error, line):
    demo_that(raising(error))
    assert main(["demo"]) == 2
    assert capsys.readouterr().err == f"skmitigate: {line}\n"


def test_error_of_ours_is_not_hidden(demo_that):
    demo_that(raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        main(["demo"])


def test_interruption(demo_that, capsys):
    demo_that(raising(KeyboardInterrupt()))
    assert main(["demo"]) == 130
    assert capsys.readouterr().err == "skmitigate: interrupted\n"


def test_warning_is_one_line(demo_that, capsys):
    demo_that(lambda: warnings.warn("few rows", SkmitigateWarning, stacklevel=1))
    assert main(["demo"]) == 0
    assert capsys.readouterr().err == "skmitigate: warning: few rows\n"


def test_reader_that_goes_away(demo_that, monkeypatch):
    moved = []
    monkeypatch.setattr(_main, "_leave_pipe", lambda: moved.append(True))
    demo_that(raising(BrokenPipeError()))
    assert main(["demo"]) == 141
    assert moved == [True]


def test_process_whose_reader_goes_away_ends_quietly():
    program = (
        "import sys; from skmitigate._cli import _demo, _main; "
        "_demo.run_demo = lambda options, console: print('much' * 100_000); sys.exit(_main.main(['demo']))"
    )
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run(
        [sys.executable, "-c", program], stdout=write, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT
    )
    os.close(write)
    assert run.stderr == ""
    assert run.returncode == 141


def test_what_is_still_to_be_written_goes_nowhere_after_a_broken_pipe(tmp_path, monkeypatch):
    with (tmp_path / "out").open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        stream.write("rest")
        _main._leave_pipe()
    assert (tmp_path / "out").read_text() == ""


def test_label_that_the_terminal_cannot_show_does_not_stop_the_command(demo_that, monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    demo_that(lambda: sys.stdout.write("\u00e4\n"))
    assert main(["demo"]) == 0
    assert raw.getvalue() == b"\\xe4\n"


def test_stream_without_settings_will_do(demo_that, monkeypatch):
    class Plain:
        def flush(self):
            pass

    demo_that(lambda: None)
    monkeypatch.setattr(sys, "stdout", Plain())
    assert main(["demo"]) == 0


def test_console_script_is_the_function():
    scripts = importlib.metadata.entry_points(group="console_scripts", name="skmitigate")
    assert all(script.value == "skmitigate._cli:main" for script in scripts)
    assert '\nskmitigate = "skmitigate._cli:main"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", commands())
def test_command_and_its_options_are_in_the_user_guide(command):
    guide = (ROOT / "docs" / "user_guide" / "command_line.rst").read_text(encoding="utf-8")
    assert re.search(rf"^``skmitigate {command}\b", guide, flags=re.MULTILINE)
    missing = [o for o in commands()[command] if o not in ("-h", "--help") and not re.search(rf"{o}\b", guide)]
    assert missing == []
