"""What the API may do, and where it keeps things."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the API keeps its files, and how much it takes.

    Parameters
    ----------
    folder : path
        Saved models, the prediction log and jobs lie below it; made where it is absent.
    host, port : str, int
        Where it listens. Other machines reach it only where `host` says so. Port 0 takes a free one.
    max_json_bytes, max_upload_bytes : int
        The largest body of a request.
    max_rows : int
        The most rows in a request; jobs take more.
    max_told_rows : int
        The most recorded rows that a story compares with.
    max_job_rows : int
        The most rows in a job.
    max_cells : int
        The most columns times rows in a request.
    max_pixels : int
        The most pixels that an image may declare.
    body_seconds : float
        How long a body may take to arrive.
    max_jobs, max_kept_jobs : int
        How many jobs run at once, and how many are remembered.
    stop_seconds : int
        How long requests may go on once the server is told to stop.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    max_json_bytes: int = 2_000_000
    max_upload_bytes: int = 16_000_000
    max_rows: int = 20_000
    max_told_rows: int = 5_000
    max_job_rows: int = 200_000
    max_cells: int = 2_000_000
    max_pixels: int = 4_000_000
    body_seconds: float = 20.0
    max_jobs: int = 1
    max_kept_jobs: int = 100
    stop_seconds: int = 3

    @property
    def models(self) -> Path:
        """Where saved models lie."""
        return self.folder / "models"

    @property
    def log(self) -> Path:
        """The prediction log."""
        return self.folder / "predictions.db"
