"""How often drift() alarms while nothing changes, for one reference and many windows, and which shifts it finds.

``python benchmarks/drift_alarms.py`` takes some ten minutes on one core. It writes ``results/drift_alarms.md``.
"""

import sys

import numpy as np
import pandas as pd
from tables import markdown, publish

from skmitigate.metrics import compare_columns
from skmitigate.monitoring import ReferenceProfile, drift

SIZES = [(50, 50), (200, 1000), (1000, 200), (1000, 1000), (5000, 500), (5000, 5000)]
#: References, and windows for each: of those with and without a shift.
NULL, SHIFTED = (20, 40), (10, 10)
ALPHA = 0.05


def frame(rng: np.random.Generator, n: int, shift: float = 0.0) -> pd.DataFrame:
    """Return twenty columns of all kinds; `shift` moves the first, in standard deviations."""
    numbers = {f"normal {j}": rng.normal(size=n) for j in range(8)}
    numbers["normal 0"] = numbers["normal 0"] + shift
    return pd.DataFrame(
        {
            **numbers,
            "cauchy": rng.standard_cauchy(n),
            "lognormal": np.exp(3 * rng.normal(size=n)),
            "counts": rng.poisson(1.5, n),
            "zeros": np.where(rng.random(n) < 0.7, 0, rng.exponential(size=n)),
            "rounded": rng.normal(size=n).round(1),
            "constant": np.ones(n),
            "gaps": np.where(rng.random(n) < 0.2, np.nan, rng.normal(size=n)),
            "category": rng.choice(list("abcdef"), n, p=[0.5, 0.2, 0.15, 0.1, 0.04, 0.01]),
            "many": rng.integers(0, 150, n).astype(str),
            "always new": np.char.add("id", rng.integers(0, 10**9, n).astype(str)),
            "flag": rng.random(n) < 0.02,
            "time": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 1000, n), "h"),
        }
    )


def shares(
    n_before: int, n_now: int, shift: float, *, n_references: int, n_windows: int
) -> tuple[list[float], list[float]]:
    """Return for each reference the share of windows with an alarm, by drift and by two-sample tests."""
    ours, pairs = [], []
    for k in range(n_references):
        rng = np.random.default_rng([n_before, n_now, k, round(100 * shift)])
        before = frame(rng, n_before)
        profile = ReferenceProfile.from_frame(before)
        windows = [frame(rng, n_now, shift) for _ in range(n_windows)]
        ours.append(float(np.mean([drift(profile, window).drifted for window in windows])))
        tested = [compare_columns(before, window, classifier=False).p_value <= ALPHA for window in windows]
        pairs.append(float(np.mean(tested)))
    return ours, pairs


def main() -> None:
    """Measure and publish."""
    lines = []
    for n_before, n_now in SIZES:
        null, pair = shares(n_before, n_now, 0.0, n_references=NULL[0], n_windows=NULL[1])
        line: list[object] = [f"{n_before} and {n_now}", f"{np.mean(null):.1%}", f"{max(null):.0%}"]
        line += [f"{np.mean(pair):.1%}", f"{max(pair):.0%}"]
        for shift in (0.25, 0.5):
            found = shares(n_before, n_now, shift, n_references=SHIFTED[0], n_windows=SHIFTED[1])
            line += [f"{np.mean(found[0]):.0%}", f"{np.mean(found[1]):.0%}"]
        lines.append(line)
        print(line, file=sys.stderr, flush=True)
    header = ["rows: reference and window", "alarms, nothing changed", "worst reference", "two-sample tests", "worst"]
    header += ["found, 0.25 sd", "two-sample", "found, 0.5 sd", "two-sample"]
    caption = (
        f"{NULL[0]} references with {NULL[1]} windows each ({SHIFTED[0]} with {SHIFTED[1]} where there was a shift), "
        f"20 columns of all kinds (ties, constants, gaps, heavy tails, rare and always new levels), level {ALPHA:.0%}; "
        "one of the columns shifted by so many standard deviations. The worst reference is the one with the most "
        "alarms while nothing had changed. Two-sample tests are those of `compare_columns` without its classifier."
    )
    publish("drift_alarms", markdown(header, lines) + f"\n\n{caption}")


if __name__ == "__main__":
    main()
