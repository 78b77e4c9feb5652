"""How many labels querying saves, and what the stop rule costs: simulations on 8 public data sets, 5 seeds, 2 models.

Run: OMP_NUM_THREADS=1 python benchmarks/active_learning.py. It takes about ten minutes of one core, prints a line per
simulation, and resumes from benchmarks/results/active_learning.csv. It also draws docs/_static/active_learning.png.
"""

import csv
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from modAL.uncertainty import margin_sampling
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tables import RESULTS, ROOT, markdown, public_data, publish

from skmitigate import ActiveLearning
from skmitigate.strategies import simulate_active_learning

#: Chosen before anything was run: two to ten classes, clean and noisy labels, two with categories.
DATA = ("segment", "mushroom", "phoneme", "spambase", "satimage", "pendigits", "telco_churn", "magic_telescope")
MODELS = {
    "LR": make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)),
    "RF": RandomForestClassifier(30),
}
SETTINGS = {"random": {"method": "random"}, "margin": {}, "diverse": {"diversity": True}}
METHODS = {"LR": ("random", "margin", "diverse"), "RF": ("random", "margin")}  # forests take most of the time
SEEDS, MOST_ROWS, INITIAL, BUDGET, BATCH = 5, 3000, 20, 480, 20
#: Points of a curve that are averaged, against the noise of single models.
WINDOW = 5
FIELDS = ("data", "model", "method", "seed", "n_pool", "n_test", "stopped_at", "n_labels", "scores")


def rows(data: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return at most MOST_ROWS rows as numbers, and their labels."""
    X, y, _ = public_data().load(data)
    X = pd.get_dummies(X, dtype=float)
    pick = np.random.RandomState(seed).permutation(len(X))[:MOST_ROWS]
    return X.fillna(X.median()).to_numpy(float)[pick], y.to_numpy()[pick]


def simulate(data: str, model: str, method: str, seed: int) -> dict[str, object]:
    """Run one simulation; two thirds of the rows are the pool and the others are scored."""
    X, y = rows(data, seed)
    settings = {
        "n_initial": INITIAL,
        "n_queries": BUDGET,
        "batch_size": BATCH,
        "test_size": 1 / 3,
        "random_state": seed,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence
        found = simulate_active_learning(ActiveLearning(clone(MODELS[model]), **SETTINGS[method]), X, y, **settings)
    n_test = len(found.test_rows)
    scores = json.dumps([round(score, 5) for score in found.scores])
    told = (len(X) - n_test, n_test, found.stopped_at or "", json.dumps(found.n_labels), scores)
    return dict(zip(FIELDS, (data, model, method, seed, *told), strict=True))


def same_as_modal(data: str) -> tuple[int, int]:
    """Return in how many queries modAL asks for the same rows as we do, and of how many."""
    X, y = rows(data, 0)
    X = StandardScaler().fit_transform(X)
    pool, same = np.arange(100, len(X)), 0
    ours = ActiveLearning(LogisticRegression(max_iter=300), random_state=0).fit(X[:100], y[:100])
    for _ in range(10):
        asked = pool[ours.query(X[pool], BATCH)]
        rivals = pool[margin_sampling(ours.estimator_, X[pool], n_instances=BATCH)[0]]
        same += sorted(map(tuple, X[asked])) == sorted(map(tuple, X[rivals]))  # of two copies either will do
        ours.teach(X[asked], y[asked])
        pool = np.setdiff1d(pool, asked)
    return same, 10


def level(scores: np.ndarray) -> np.ndarray:
    """Return each point's mean with the WINDOW - 1 points before it."""
    return np.array([scores[max(0, i - WINDOW + 1) : i + 1].mean() for i in range(len(scores))])


def measures(row: dict[str, str], random: dict[str, str]) -> dict[str, float]:
    """Return shares of the labels in percent, and points of accuracy lost."""
    n_labels, scores = np.array(json.loads(row["n_labels"])), np.array(json.loads(row["scores"]))
    target = level(np.array(json.loads(random["scores"])))[-1]
    reached = np.flatnonzero(level(scores) >= target - 1e-9)
    stop = int(row["stopped_at"]) if row["stopped_at"] else int(n_labels[-1])
    at_stop = scores[n_labels == stop][0] if row["stopped_at"] else level(scores)[-1]
    return {
        "final": 100 * level(scores)[-1],
        "share": 100 * n_labels[reached[0]] / n_labels[-1] if len(reached) else np.inf,
        "lost": 100 * (level(scores)[-1] - at_stop),
        "saved": 100 * (1 - stop / n_labels[-1]),
    }


def main() -> None:
    """Run what is missing, publish the tables and draw the picture."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "active_learning.csv"
    done = list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []
    seen = {(row["data"], row["model"], row["method"], int(row["seed"])) for row in done}
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if not done:
            writer.writeheader()
        for task in [(d, m, q, s) for m in MODELS for s in range(SEEDS) for d in DATA for q in METHODS[m]]:
            if task not in seen:
                row = {key: str(value) for key, value in simulate(*task).items()}
                writer.writerow(row)
                file.flush()
                print(*task, row["stopped_at"], row["scores"], flush=True)
                done.append(row)
    by_task = {(row["data"], row["model"], row["method"], int(row["seed"])): row for row in done}
    found = {task: measures(row, by_task[task[0], task[1], "random", task[3]]) for task, row in by_task.items()}
    publish("active_learning", labels_table(found, [same_as_modal(data) for data in DATA]))
    publish("active_learning_stop", stop_table(found))
    draw(by_task, ROOT / "docs" / "_static" / "active_learning.png")


def cells(found: dict, model: str, method: str, measure: str, data: str | None = None) -> list[float]:
    """Return one measure of one data set's seeds, or of all."""
    return [found[d, model, method, s][measure] for d in DATA for s in range(SEEDS) if data is None or d == data]


def percent(share: float) -> str:
    """Return a share, or that it was never reached."""
    return "never" if np.isinf(share) else f"{share:.0f}"


def labels_table(found: dict, same: list[tuple[int, int]]) -> str:
    """Return the labels needed to reach what random sampling reaches at the end."""
    lines = []
    for model in MODELS:
        for data in DATA:
            shares = {q: cells(found, model, q, "share", data) for q in METHODS[model]}
            lines.append(
                [
                    data,
                    model,
                    f"{np.mean(cells(found, model, 'random', 'final', data)):.1f}",
                    f"{np.mean(cells(found, model, 'margin', 'final', data)):.1f}",
                    percent(float(np.median(shares["random"]))),
                    " ".join(map(percent, shares["margin"])),
                    percent(float(np.median(shares["margin"]))),
                    percent(float(np.median(shares["diverse"]))) if "diverse" in shares else "",
                ]
            )
        medians = [percent(float(np.median(cells(found, model, q, "share")))) for q in METHODS[model]]
        told = [medians[0], "", medians[1], *(medians[2:] or [""])]
        lines.append([f"median of {len(DATA) * SEEDS}", model, "", "", *told])
    header = (
        "data",
        "model",
        "random, at the end",
        "margin, at the end",
        "random itself, %",
        "margin by seed, %",
        "margin, %",
        "diverse, %",
    )
    note = (
        f"Simulations with {INITIAL} random labels at the start and {BUDGET} more in batches of {BATCH}; up to "
        f"{2 * MOST_ROWS // 3} rows are the pool and half as many are scored, {SEEDS} seeds; LR is a logistic "
        "regression on scaled columns, RF a forest of 30 trees. `at the end` is the accuracy in percent, averaged over "
        f"the last {WINDOW} points of the curve and the seeds. The other columns tell with how many labels, in percent "
        f"of {INITIAL + BUDGET}, the mean of the last {WINDOW} points first reached what random sampling has at the "
        "end (medians over the seeds); `random itself` says where random sampling was first as good as it is at the "
        f"end. modAL asks for the same rows in {sum(s for s, _ in same)} of {sum(n for _, n in same)} margin queries."
    )
    return f"{note}\n\n{markdown(header, lines)}"


def stop_table(found: dict) -> str:
    """Return what stopping where predictions have settled costs and saves."""
    lines = []
    for model in MODELS:
        for data in [*DATA, None]:
            lost, saved = (cells(found, model, "margin", what, data) for what in ("lost", "saved"))
            every = [" ".join(f"{v:+.1f}" for v in lost), " ".join(f"{v:.0f}" for v in saved)] if data else ["", ""]
            ends = [f"{np.median(lost):+.1f}", f"{max(lost):+.1f}", f"{np.median(saved):.0f}"]
            lines.append([data or f"median of {len(DATA) * SEEDS}", model, every[0], *ends[:2], every[1], ends[2]])
    header = ("data", "model", "points lost by seed", "median", "worst", "labels saved by seed, %", "median")
    note = (
        f"The same simulations by margin, with the default stop rule: accuracy at the end of the budget (mean of the "
        f"last {WINDOW} points) less accuracy where the rule stopped, in points, and labels that were not asked for, "
        f"in percent of {INITIAL + BUDGET}. Where the rule did not stop, nothing is lost and nothing saved."
    )
    return f"{note}\n\n{markdown(header, lines)}"


def draw(by_task: dict, path: Path) -> None:
    """Draw the mean curves of both models, and where the stop rule ended them."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(2, 4, figsize=(10, 4.8), sharex=True, layout="constrained")
    colours, styles = {"LR": "#D55E00", "RF": "#0072B2"}, {"random": "--", "margin": "-"}
    for ax, data in zip(axes.ravel(), DATA, strict=True):
        lows = []
        for model, colour in colours.items():
            for method, style in styles.items():
                curves = [by_task[data, model, method, s] for s in range(SEEDS)]
                n_labels = json.loads(curves[0]["n_labels"])
                mean = np.mean([json.loads(curve["scores"]) for curve in curves], axis=0)
                ax.plot(n_labels, mean, style, color=colour, linewidth=1.3, label=f"{model}, {method}")
                lows.append(mean[2])
            # The last one drawn is that of the queries.
            stops = [int(curve["stopped_at"]) for curve in curves if curve["stopped_at"]]
            at = [mean[n_labels.index(stop)] for stop in stops]
            ax.plot(stops, at, "o", color=colour, markersize=3.5, label=f"{model}, stop rule")
        ax.set_ylim(bottom=min(lows))
        ax.set_title(data, fontsize=9)
        ax.tick_params(labelsize=8)
    figure.supxlabel("labels", fontsize=9)
    figure.supylabel("accuracy, mean of 5 seeds", fontsize=9)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=6, fontsize=8)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main()
