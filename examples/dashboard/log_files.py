"""The log of predictions as a file to take away."""

import tempfile
from pathlib import Path

from skmitigate import PredictionLog


def exported(log: PredictionLog, *, model: str | None) -> bytes:
    """Return the predictions of a model, or of all, as CSV."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.csv"
        log.export(path, model=model)
        return path.read_bytes()
