"""Fixtures that several rooms' tests share."""

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def public_data() -> Callable[..., Any]:
    """``load(name) -> (X, y, info)`` for the public data sets, which are kept beside the repository and not in it."""
    folder = Path(os.environ.get("SKMITIGATE_DATA", ROOT.parent / "shared" / "data"))
    loader = folder / "load.py"
    if not loader.is_file():
        pytest.skip("the public data sets are not on this machine")
    spec = importlib.util.spec_from_file_location("skmitigate_public_data", loader)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load


def pytest_collection_modifyitems(items):
    """Refuse names of tests that are others in each process: workers must collect the same tests."""
    addressed = [item.nodeid for item in items if " at 0x" in item.nodeid]
    if addressed:
        raise pytest.UsageError(
            f"Expected names of tests without addresses, got {addressed[0]}. Pass ids to parametrize."
        )
