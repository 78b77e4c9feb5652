"""Measure how many rows a second the prediction log takes, and kill it 50 times while it writes.

Rows have ten mixed columns (two of whole numbers, four of numbers with gaps, a boolean, a text, a category and a time),
a label and three probabilities; counts by hour are kept in the same transaction. The rates are those of the machine and
of what else it does.
"""

import argparse
import multiprocessing
import os
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
from tables import markdown, publish

from skmitigate import PredictionLog

N_BATCHES = 200
N_KILLS = 50
N_RUNS = 3
FORK = multiprocessing.get_context("fork")


def make_rows(n_rows: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return inputs, predicted labels and probabilities."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "visits": rng.integers(0, 100, n_rows),
            "number": rng.integers(0, 10**9, n_rows),
            "height": rng.normal(size=n_rows),
            "weight": rng.normal(size=n_rows),
            "pulse": np.where(rng.random(n_rows) < 0.1, np.nan, rng.normal(size=n_rows)),
            "share": rng.random(n_rows),
            "smokes": rng.random(n_rows) < 0.5,
            "town": rng.choice(["Ulm", "Bonn", "Jena"], n_rows),
            "ward": pd.Categorical(rng.choice(list("abcd"), n_rows)),
            "arrived": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 10**6, n_rows), unit="s"),
        }
    )
    proba = rng.dirichlet([1.0, 1.0, 1.0], n_rows)
    return X, proba.argmax(axis=1), proba


def rate(folder: Path, n_rows: int, n_threads: int, durability: str) -> tuple[float, float]:
    """Return rows a second and seconds of processor time for a thousand rows."""
    X, y, proba = make_rows(n_rows)
    n_batches = max(20, min(N_BATCHES, 40_000 // n_rows)) // n_threads
    path = folder / f"{time.time_ns()}.db"
    with PredictionLog(path, durability=durability) as log:

        def work() -> None:
            for _ in range(n_batches):
                log.log(X, y, proba, model="forest", classes=[0, 1, 2])

        threads = [threading.Thread(target=work) for _ in range(n_threads)]
        start, processor = time.perf_counter(), time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log.flush()
        seconds, processor = time.perf_counter() - start, time.process_time() - processor
        total = n_batches * n_threads * n_rows
        assert log.performance().total.n_rows == log.accounts.written == total
    return total / seconds, processor / total * 1000


def write_until_killed(path: Path, pipe: int) -> None:
    """Log batches and labels, and tell the ids of each when it is acknowledged."""
    X, y, proba = make_rows(100)
    with PredictionLog(path) as log:
        while True:
            ids = log.log(X, y, proba, model="forest", classes=[0, 1, 2])
            os.write(pipe, (" ".join(ids) + "\n").encode())
            log.add_labels(ids[:50], y[:50])


def kill(path: Path, seconds: float) -> set[str]:
    """Let a process write for a while, kill it, and return the ids that it acknowledged."""
    read, write = os.pipe()
    child = FORK.Process(target=write_until_killed, args=(path, write))
    child.start()
    os.close(write)
    threading.Timer(seconds, child.kill).start()
    with os.fdopen(read, encoding="utf-8") as told:
        text = told.read()
    child.join()
    return set(text[: text.rfind("\n") + 1].split())


def kills(folder: Path) -> str:
    """Kill a writer again and again, and say what became of the file."""
    path, rng, acknowledged = folder / "killed.db", np.random.default_rng(0), set()
    PredictionLog(path).close()
    for _ in range(N_KILLS):
        acknowledged |= kill(path, rng.uniform(0.05, 0.6))
    connection = sqlite3.connect(path)
    check = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    with PredictionLog(path) as log:
        frame = log.read(inputs=False).to_frame()
        total = log.performance().total
        lost = len(acknowledged - set(frame["prediction_id"]))
        agree = (total.n_rows, total.n_labelled) == (len(frame), int(frame["error"].notna().sum()))
        torn = len(frame) % 100
    return (
        f"{N_KILLS} kills (SIGKILL) of a process that writes batches of 100: {len(acknowledged)} rows were "
        f"acknowledged, {lost} of them lost; {torn} rows of batches that are there in part; integrity check: {check}; "
        f"hourly counts {'agree' if agree else 'DO NOT agree'} with the {len(frame)} rows."
    )


def main() -> None:
    """Measure, kill, and publish the table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for durability in ("commit", "async"):
            for n_rows, n_threads in ((1000, 1), (100, 1), (1, 1), (1, 8)):
                found = [rate(Path(name), n_rows, n_threads, durability) for _ in range(N_RUNS)]
                speed, processor = max(each[0] for each in found), min(each[1] for each in found)
                rows.append([durability, n_rows, n_threads, f"{speed:,.0f}", f"{1000 * processor:.0f}"])
                print(rows[-1], flush=True)
        told = kills(Path(name))
        print(told)
    header = ["durability", "rows in a call", "threads", "rows a second", "processor time, µs a row"]
    caption = (
        "Rows of ten mixed columns with a label and three probabilities, hourly counts in the same transaction "
        f"(`benchmarks/log_throughput.py`, the best of {N_RUNS} runs, "
        f"load {os.getloadavg()[0]:.1f} at the end). {told}"
    )
    publish("log_throughput", f"{markdown(header, rows)}\n\n{caption}")


if __name__ == "__main__":
    main()
