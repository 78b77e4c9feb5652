"""Whether the forecast of what further labels bring comes true: 8 public data sets, 2 models, 4 sizes, 2 seeds.

Run: OMP_NUM_THREADS=1 python benchmarks/label_forecast.py. It takes about three minutes of one core, prints a line per
forecast, and resumes from benchmarks/results/label_forecast.csv.
"""

import csv
import warnings

import numpy as np
from active_learning import DATA, rows
from sklearn.base import clone
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from tables import RESULTS, markdown, publish

from skmitigate import ActiveLearning

MODELS = {"NB": GaussianNB(var_smoothing=1e-3), "DT": DecisionTreeClassifier(random_state=0)}
SIZES, SEEDS, DRAWS = (50, 100, 200, 400), 2, 30
FIELDS = ("data", "model", "n", "seed", "truth", "gain", "low", "high", "known")


def measure(data: str, model: str, n: int) -> list[dict[str, str]]:
    """Return forecasts for doubling n labels, and the mean gain over many draws of n and 2 n labels."""
    X, y = rows(data, 0)
    gains = []
    for seed in range(DRAWS):
        order = np.random.RandomState(100 + seed).permutation(len(X))
        right = [
            clone(MODELS[model]).fit(X[order[:size]], y[order[:size]]).score(X[order[800:]], y[order[800:]])
            for size in (n, 2 * n)
        ]
        gains.append(right[1] - right[0])
    found = []
    for seed in range(SEEDS):
        order = np.random.RandomState(seed).permutation(len(X))[:n]
        told = ActiveLearning(clone(MODELS[model]), random_state=seed).fit(X[order], y[order]).forecast(n)
        values = (np.mean(gains), told.gain, *(told.interval or (np.nan, np.nan)))
        cell = (data, model, n, seed, *(f"{value:.4f}" for value in values), told.known)
        found.append(dict(zip(FIELDS, map(str, cell), strict=True)))
        print(*cell, flush=True)
    return found


def main() -> None:
    """Run what is missing and publish the table."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "label_forecast.csv"
    done = list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []
    seen = {(row["data"], row["model"], int(row["n"])) for row in done}
    with path.open("a", encoding="utf-8", newline="") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if not done:
            writer.writeheader()
        for task in [(d, m, n) for d in DATA for m in MODELS for n in SIZES]:
            if task not in seen:
                found = measure(*task)
                writer.writerows(found)
                file.flush()
                done += found
    publish("label_forecast", table(done))


def table(done: list[dict[str, str]]) -> str:
    """Return how often the interval held the gain, by size and by what was said."""
    lines = []
    for n in (*SIZES, None):
        cell = [row for row in done if n is None or int(row["n"]) == n]
        truth, gain, low, high = (np.array([float(row[f]) for row in cell]) for f in ("truth", "gain", "low", "high"))
        known = np.array([row["known"] == "True" for row in cell])
        held = (low - 1e-3 <= truth) & (truth <= high + 1e-3)
        lines.append(
            [
                "all" if n is None else f"{n} to {2 * n}",
                len(cell),
                f"{100 * truth.mean():.1f}",
                f"{100 * gain.mean():.1f}",
                f"{100 * np.abs(gain - truth).mean():.1f}",
                f"{100 * (high - low).mean():.1f}",
                f"{100 * held.mean():.0f}",
                f"{100 * known.mean():.0f}",
                f"{100 * held[known].mean():.0f}" if known.any() else "",
            ]
        )
    header = ("labels", "forecasts", "gain", "forecast", "error", "width", "held, %", "known, %", "held of these, %")
    fell = sum(float(row["truth"]) < float(row["low"]) - 1e-3 for row in done)
    note = (
        f"Forecasts of what doubling the labels brings, on {len(DATA)} public data sets, for Gaussian naive Bayes and "
        f"a tree, {SEEDS} seeds. `gain` is the mean rise of accuracy over {DRAWS} draws of the labels, `error` the "
        "mean distance of the forecast from it, `width` that of the interval, all in points; `held` says how often "
        "the interval, nominally 95 %, held the gain (give or take 0.1 points, as the gain is a mean over draws). In "
        f"{fell} of {len(done)} forecasts the gain was below the interval, which cannot begin below 0: accuracy fell."
    )
    return f"{note}\n\n{markdown(header, lines)}"


if __name__ == "__main__":
    main()
