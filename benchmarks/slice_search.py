"""Time the exact search for the top slices beside the package sliceline, on the same bins, and compare their scores.

sliceline needs an environment of its own: make one with ``python -m venv DIR``, ``DIR/bin/pip install sliceline==0.3``,
and say ``SLICELINE_PYTHON=DIR/bin/python``. Without it, its column says so. Both run once on one core, as processes of
their own, on bins that are made beforehand; the peak of memory is that of the process.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tables import markdown, public_data, publish

K, ALPHA, MAX_CONDITIONS, SUPPORT = 10, 0.95, 3, 0.01
LIMIT = 900  # seconds for the other package
PEER = """
import json, resource, sys, time
import numpy as np
from sliceline.slicefinder import Slicefinder
data = np.load(sys.argv[1])
k, alpha, level, rows = json.loads(sys.argv[2])
start = time.perf_counter()
finder = Slicefinder(alpha=alpha, k=k, max_l=level, min_sup=rows, verbose=False).fit(data["codes"], data["errors"])
seconds = time.perf_counter() - start
scores = [one["slice_score"] for one in finder.top_slices_statistics_]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
print(json.dumps([seconds, peak, scores]))
"""


def cases() -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield the name, codes (rows x columns) and errors of each case; errors are those of a boosting by folds."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    from skmitigate import cross_val_predictions
    from skmitigate.diagnosis._coded_columns import code_columns

    data = public_data()
    for name in ("adult", "covertype_20k"):
        X, y, _ = data.load(name)
        model = HistGradientBoostingClassifier(max_iter=50, categorical_features="from_dtype")
        errors = cross_val_predictions(model, X, y, cv=3, random_state=0).errors
        yield name, np.column_stack([column.codes for column in code_columns(X, 1)]), errors.astype(float)
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 10, (1_000_000, 12))
    weak = (codes[:, 0] < 2) & (codes[:, 4] == 2)
    errors = (rng.random(len(codes)) < 0.1 + 0.4 * weak).astype(float)
    yield "1,000,000 rows, drawn", codes, errors


def ours(path: str, min_rows: int) -> None:
    """Run our search on a file and print seconds, peak and scores."""
    from skmitigate.diagnosis._equality_slices import EqualitySearch

    data = np.load(path)
    start = time.perf_counter()
    columns = list(np.ascontiguousarray(data["codes"].T))
    search = EqualitySearch(columns, data["errors"], k=K, max_conditions=MAX_CONDITIONS, min_rows=min_rows, alpha=ALPHA)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps([seconds, peak, [score for _, score, _, _ in search.results()]]))


def run(command: list[str]) -> list | str:
    """Return what a process printed, or what became of it."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, env=environment, check=False)
    except subprocess.TimeoutExpired:
        return f"over {LIMIT} s"
    if done.returncode:
        return "out of memory" if "Memory" in done.stderr or done.returncode < 0 else done.stderr.splitlines()[-1][:60]
    return json.loads(done.stdout.splitlines()[-1])


def line(name: str, codes: np.ndarray, errors: np.ndarray, peer: str | None) -> list[str]:
    """Return the line of one case."""
    min_rows = int(np.ceil(SUPPORT * len(codes)))
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "data.npz")
        np.savez(path, codes=codes, errors=errors)
        here = run([sys.executable, __file__, "--ours", path, str(min_rows)])
        there: list | str = "not installed"
        if peer is not None:
            there = run([peer, "-c", PEER, path, json.dumps([K, ALPHA, MAX_CONDITIONS, min_rows])])
    told = [name, f"{codes.shape[0]} x {codes.shape[1]}", f"{here[0]:.2f} s, {here[1]:.2f} GiB"]
    if isinstance(there, str):
        return [*told, there, "-", "-"]
    same = len(here[2]) == len(there[2]) and np.allclose(np.sort(here[2]), np.sort(there[2]))
    return [*told, f"{there[0]:.2f} s, {there[1]:.2f} GiB", f"{there[0] / here[0]:.0f}", "equal" if same else "differ"]


def main() -> None:
    """Run all cases and publish the table."""
    peer = os.environ.get("SLICELINE_PYTHON")
    lines = [line(*case, peer) for case in cases()]
    header = ["data", "rows x columns", "`top_slices`' search", "sliceline 0.3", "times faster", f"top {K} scores"]
    publish(
        "slice_search",
        markdown(header, lines)
        + f"\n\nOne run, one core, the same bins; up to {MAX_CONDITIONS} conditions, at least {SUPPORT:.0%} of the "
        + f"rows, alpha {ALPHA}. Memory is the peak of the process, the data included.",
    )


if __name__ == "__main__":
    if "--ours" in sys.argv:
        ours(sys.argv[2], int(sys.argv[3]))
    else:
        main()
