"""A server of the web API in a process of its own, for the tests of examples/api."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

import httpx

_ROOT = Path(__file__).parents[1]


def plain(told: Any) -> Any:
    """Return what was told without how long something took, and without the digits that depend on how rows lie."""
    if isinstance(told, dict):
        return {name: plain(value) for name, value in told.items() if name != "seconds"}
    if isinstance(told, float):
        return float(f"{told:.9g}")
    return [plain(value) for value in told] if isinstance(told, list) else told


class ApiServer:
    """``python -m examples.api`` on a free port, its log kept."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "examples.api", "--folder", str(folder), "--port", "0", *options]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, cwd=_ROOT, env=os.environ | {"PYTHONPATH": str(_ROOT)}
        )
        self.lines: list[str] = []
        self._started = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._started.wait(60), self.lines
        self.url = next(found[1] for line in self.lines if (found := re.search(r"running on (\S+)", line)))
        self.client = httpx.Client(base_url=self.url, timeout=60)

    def stop(self, number: int = signal.SIGTERM) -> float:
        """End it by a signal, and return how many seconds that took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        self._reader.join(5)
        return time.monotonic() - began

    def wait_for_job(self, job_id: str, *, seconds: float = 60) -> dict:
        """Return the state of a job that has ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = self.client.get(f"/v1/jobs/{job_id}").json()
            if state["state"] not in ("queued", "running"):
                return state
            time.sleep(0.1)
        raise AssertionError(f"the job has not ended: {state}")

    def __enter__(self) -> Self:
        """Return the server."""
        return self

    def __exit__(self, *raised: object) -> None:
        """End it."""
        self.client.close()
        if self.process.poll() is None:
            self.stop()
        self.process.wait()
        self._reader.join(5)
        if self.process.stderr is not None:
            self.process.stderr.close()

    def _read(self) -> None:
        for line in self.process.stderr or ():
            self.lines.append(line)
            if "running on" in line:
                self._started.set()
        self._started.set()
