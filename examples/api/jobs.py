"""Long work, each piece in a process of its own that can be watched and ended."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from examples.api.problems import Problem
from examples.api.settings import Settings

_ROOT = Path(__file__).parents[2]
_GRACE_SECONDS = 1.0
_WAITING = 20
_ENDED = ("done", "failed", "cancelled")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(slots=True, kw_only=True)
class Job:
    """One piece of work, and how far it is."""

    id: str
    kind: str
    folder: Path
    created: str = field(default_factory=_now)
    state: str = "queued"
    started: str | None = None
    ended: str | None = None
    progress: dict[str, Any] = field(default_factory=dict)
    error: str | None = None
    model: str | None = None
    process: "subprocess.Popen[str] | None" = None

    def to_dict(self) -> dict[str, Any]:
        """Return what can be told about it."""
        names = ("id", "kind", "state", "created", "started", "ended", "progress", "error", "model")
        return {name: getattr(self, name) for name in names}


class Jobs:
    """Start, watch and end jobs.

    Parameters
    ----------
    settings : Settings
        How many run at once, and how many are remembered.
    on_model : callable
        Called with the name and the file of a model that a job has saved.
    """

    def __init__(self, settings: Settings, on_model: Callable[[str, Path], None]) -> None:
        self._settings = settings
        self._on_model = on_model
        self._folder = Path(tempfile.mkdtemp(prefix="skmitigate-jobs-"))
        self._lock = threading.RLock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._readers: list[threading.Thread] = []
        self._closed = False

    def start(self, kind: str, request: dict[str, Any], *, model: str | None = None) -> Job:
        """Start a job, or put it in the queue; a Problem where that is full."""
        with self._lock:
            waiting = sum(job.state == "queued" for job in self._jobs.values())
            if self._closed or waiting >= _WAITING:
                raise Problem(
                    429, "too-many-jobs", f"{waiting} jobs are waiting. Try again when some of them are done."
                )
            job_id = uuid.uuid4().hex
            job = Job(id=job_id, kind=kind, folder=self._folder / job_id, model=model)
            job.folder.mkdir()
            (job.folder / "request.json").write_text(json.dumps({"kind": kind, **request}), encoding="utf-8")
            self._jobs[job_id] = job
            self._forget()
            self._start_waiting()
            return job

    def get(self, job_id: str) -> Job:
        """Return a job; a Problem where there is none."""
        with self._lock:
            if job_id not in self._jobs:
                raise Problem(404, "no-such-job", "There is no job of this id. GET /v1/jobs lists those there are.")
            return self._jobs[job_id]

    def list(self) -> list[Job]:
        """Return all jobs, the newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def file(self, job_id: str, name: str) -> Path:
        """Return a file that a job that is done has written; a Problem where it has not."""
        job = self.get(job_id)
        if job.state != "done":
            raise Problem(409, "job-not-done", f"The job is {job.state}: it has no result.")
        path = job.folder / name
        if not path.is_file():
            raise Problem(404, "no-such-result", f"A job of the kind {job.kind!r} has no {name}.")
        return path

    def cancel(self, job_id: str) -> Job:
        """End a job; nothing happens where it has ended."""
        job = self.get(job_id)
        with self._lock:
            if job.state not in _ENDED:
                job.state, job.ended = "cancelled", _now()
        if job.process is not None:
            _end(job.process)
        return job

    def close(self) -> None:
        """End all jobs and remove their files."""
        with self._lock:
            self._closed = True
            jobs = list(self._jobs.values())
        enders = [threading.Thread(target=self.cancel, args=(job.id,)) for job in jobs if job.state not in _ENDED]
        for thread in enders:
            thread.start()
        for thread in (*enders, *self._readers):
            thread.join(timeout=3)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _forget(self) -> None:
        """Forget the oldest jobs that have ended."""
        ended = [job for job in self._jobs.values() if job.state in _ENDED]
        for job in ended[: max(0, len(self._jobs) - self._settings.max_kept_jobs)]:
            del self._jobs[job.id]
            shutil.rmtree(job.folder, ignore_errors=True)

    def _start_waiting(self) -> None:
        running = sum(job.state == "running" for job in self._jobs.values())
        for job in self._jobs.values():
            if job.state == "queued" and running < self._settings.max_jobs and not self._closed:
                self._launch(job)
                running += 1

    def _launch(self, job: Job) -> None:
        path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        job.process = subprocess.Popen(
            [sys.executable, "-m", "examples.api.job_process", str(job.folder)],
            stdin=subprocess.PIPE,  # never written to: its end tells the job that we are gone
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=os.environ | one_thread | {"PYTHONPATH": path},
            start_new_session=True,
        )
        job.state, job.started = "running", _now()
        reader = threading.Thread(target=self._follow, args=(job, job.process), daemon=True, name=f"job-{job.id[:8]}")
        self._readers = [*(thread for thread in self._readers if thread.is_alive()), reader]
        reader.start()

    def _follow(self, job: Job, process: "subprocess.Popen[str]") -> None:
        """Read what a job tells until it ends, and start the next one."""
        if process.stdout is not None:
            self._read(job, process.stdout)
        code = process.wait()
        for pipe in (process.stdout, process.stdin):
            if pipe is not None:
                pipe.close()
        with self._lock:
            (job.folder / "request.json").unlink(missing_ok=True)
            if job.state == "running":
                self._conclude(job, code)
            self._start_waiting()

    def _read(self, job: Job, lines: IO[str]) -> None:
        for line in lines:
            told = json.loads(line)
            with self._lock:
                if "error" in told:
                    job.error = told["error"]
                else:
                    job.progress = told

    def _conclude(self, job: Job, code: int) -> None:
        saved = job.folder / "model.skm"
        if code == 0 and job.model is not None and saved.is_file():
            try:
                self._on_model(job.model, saved)
            except (OSError, ValueError) as error:
                code, job.error = 1, f"The model could not be kept: {error}"
        if code != 0 and job.error is None:
            job.error = f"The process ended with code {code}."
        job.state, job.ended = ("done" if code == 0 else "failed"), _now()


def _end(process: "subprocess.Popen[str]") -> None:
    """End a process and all that it has started."""
    if process.poll() is not None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except (ProcessLookupError, PermissionError):
            return
        try:
            process.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
