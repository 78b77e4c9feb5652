"""The process of one job: ``python -m examples.api.job_process FOLDER`` reads request.json and writes results there."""

import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

_LONGEST = 500
#: The server is no longer there.
_ALONE = threading.Event()


def main(folder: Path) -> int:
    """Do the work, tell how far it is on standard output, and return 0 where it went well."""
    threading.Thread(target=_end_with_parent, args=(folder.parent,), daemon=True).start()
    os.nice(5)  # predictions come first
    tell = _teller(_private_output())
    tell({"message": "loading"})
    from examples.api.job_work import run_job  # slow to load

    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    try:
        run_job(request, folder, tell)
    except (ArithmeticError, ImportError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError) as e:
        lines = str(e).replace(f"{folder}{os.sep}", "").splitlines() or [""]
        tell({"error": f"{type(e).__name__}: {lines[0][:_LONGEST]}"})
        return 1
    tell({"message": "done"})
    return 0


def _teller(output: IO[str]) -> Callable[[dict[str, Any]], None]:
    def tell(what: dict[str, Any]) -> None:
        output.write(f"{json.dumps(what, allow_nan=False)}\n")
        output.flush()

    return tell


def _private_output() -> IO[str]:
    """Return standard output, and send what anything else prints to standard error."""
    sys.stdout.flush()
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return output


def _end_with_parent(jobs: Path) -> None:
    """End at once, with all that was started and written, when the server is no longer there."""
    while os.read(0, 1):  # nothing is ever written; sys.stdin would hold a lock that the end of the process needs
        continue
    _ALONE.set()
    shutil.rmtree(jobs, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    finally:
        if _ALONE.is_set():  # what is left to remove is being removed; the end comes from there
            time.sleep(60)
