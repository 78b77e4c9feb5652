"""Importing skmitigate does nothing but define names."""

import json
import subprocess
import sys

import pytest

PROBE = """
import json, sys

writes, asked = [], set()

def watch(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)) and args[1] and set(args[1]) & set("wax+"):
        writes.append(str(args[0]))
    elif event in ("os.mkdir", "os.rename", "os.remove", "socket.connect", "subprocess.Popen"):
        writes.append(f"{event} {args[0]}")

class Recorder:
    # Sees also what is asked for in vain, so the test does not depend on what is installed.
    def find_spec(self, name, path=None, target=None):
        asked.add(name.partition(".")[0])

sys.meta_path.insert(0, Recorder())
sys.addaudithook(watch)
import skmitigate
sys.stderr.write(json.dumps({"writes": writes, "asked": sorted(asked), "name": skmitigate.__name__}))
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """What a fresh interpreter did while it imported skmitigate."""
    run = subprocess.run(
        [sys.executable, "-B", "-c", PROBE],
        cwd=tmp_path_factory.mktemp("empty"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run


def test_import_prints_nothing(imported):
    assert imported.stdout == ""
    assert imported.stderr.startswith('{"writes"')


@pytest.mark.parametrize("package", ["fastapi", "lime", "matplotlib", "shap", "skops", "streamlit"])
def test_import_asks_for_no_optional_package(imported, package):
    assert package not in json.loads(imported.stderr)["asked"]


def test_import_writes_nothing(imported):
    assert json.loads(imported.stderr)["writes"] == []
