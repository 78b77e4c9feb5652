"""What cleaning labels is worth: injected noise, right labels, and tables as they are.

Run: python benchmarks/label_cleaning.py. One core, about ten minutes. It goes on where it was stopped: what was
measured is kept in results/label_cleaning.csv, which is to be deleted first where all shall be measured anew.
"""

import csv
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from cleanlab.classification import CleanLearning
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from tables import RESULTS, markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate import LabelCleaning, SelfCorrectingClassifier, cross_val_predictions
from skmitigate._utils._tabular import TabularEncoder

DATA = ("mushroom", "car", "pendigits", "banknote", "segment")
#: Sets that had no part in choosing the defaults.
OTHERS = ("wall_robot", "satimage", "page_blocks", "spambase", "texture")
N_ROWS, SEEDS, N_AS_THEY_ARE = 1500, (11, 12, 13), 45
MODELS = {
    "logistic regression": LogisticRegression(max_iter=1000),
    "forest": RandomForestClassifier(40),
}
METHODS = ("reweigh", "prune", "relabel")
FIELDS = ("data", "model", "noise", "seed", "method", "value", "note")
FILE = RESULTS / "label_cleaning.csv"


def with_noise(codes: Any, kind: str, seed: int) -> Any:
    """Return labels of which a fifth is wrong: any other class, or the next one, from every other class more often."""
    rng, n_classes = np.random.default_rng(seed), codes.max() + 1
    if kind == "none":
        return codes
    if kind == "symmetric":
        return np.where(
            rng.random(len(codes)) < 0.2, (codes + rng.integers(1, n_classes, len(codes))) % n_classes, codes
        )
    return np.where(rng.random(len(codes)) < np.where(codes % 2 == 0, 0.3, 0.1), (codes + 1) % n_classes, codes)


def one_cell(data: str, model: str, noise: str, seed: int) -> Iterable[tuple[str, object, str]]:
    """Yield accuracies on rows with right labels, and what the loop does, of fits on rows with noise."""
    X, y, _ = public_data().load(data)
    codes = np.unique(y, return_inverse=True)[1]
    rows = np.random.default_rng(seed).permutation(len(codes))[:N_ROWS]
    train, test = train_test_split(rows, test_size=1 / 3, random_state=seed, stratify=codes[rows])
    encoder = TabularEncoder().fit(X.iloc[train])
    X_train, X_test = encoder.transform(X.iloc[train]), encoder.transform(X.iloc[test])
    y_train = with_noise(codes[train], noise, seed)
    base = clone(MODELS[model])
    if "random_state" in base.get_params():
        base.set_params(random_state=seed)

    def accuracy(classifier: Any) -> float:
        return float(np.mean(classifier.predict(X_test) == codes[test]))

    yield "plain", accuracy(clone(base).fit(X_train, y_train)), ""
    # The folds, the seeds and hence the probabilities that LabelCleaning sees first.
    proba = cross_val_predictions(base, X_train, y_train, random_state=seed).proba
    yield "CleanLearning", accuracy(CleanLearning(clone(base)).fit(X_train, y_train, pred_probs=proba)), ""
    for method in METHODS:
        cleaned = LabelCleaning(base, method=method, random_state=seed).fit(X_train, y_train)
        yield method, accuracy(cleaned), f"{cleaned.label_issues_.mean():.3f}"
    if noise == "none":
        unasked = LabelCleaning(base, min_noise=0.0, random_state=seed).fit(X_train, y_train)
        yield "reweigh, unasked", accuracy(unasked), ""
    if noise == "none" or (
        noise == "symmetric" and seed == SEEDS[0] and model == "logistic regression" and data in DATA
    ):
        start = time.process_time()
        loop = SelfCorrectingClassifier(base, strategies=["label_cleaning"], random_state=seed).fit(X_train, y_train)
        yield "loop", accuracy(loop), f"{loop.report_.verdict}, {time.process_time() - start:.1f} s"


def as_it_is(data: str, *_: object) -> Iterable[tuple[str, object, str]]:
    """Yield what the loop says of one table with the labels that it has."""
    X, y, _ = public_data().load(data)
    rows = np.random.default_rng(0).permutation(len(y))[:1500]
    model = make_pipeline(TabularEncoder(), LogisticRegression(max_iter=300))
    loop = SelfCorrectingClassifier(model, strategies=["label_cleaning"], random_state=0).fit(
        X.iloc[rows], y.iloc[rows]
    )
    errors = float(np.mean(loop.base_predictions_.errors))
    yield "plain", 1.0 - errors, loop.report_.verdict
    first = loop.trials_["iteration"] == 0
    for name, difference in zip(loop.trials_["candidate"][first], loop.trials_["difference"][first], strict=True):
        if np.isfinite(difference):
            yield name.removeprefix("label_cleaning(").rstrip(")"), 1.0 - errors + difference, ""


def measure(cells: Iterable[tuple[Any, ...]], run: Callable[..., Iterable[tuple[str, object, str]]]) -> None:
    """Measure the cells that are not in the file yet, and write each when it is done."""
    there = {(row["data"], row["model"], row["noise"], row["seed"]) for row in results()}
    for cell in cells:
        if tuple(map(str, cell)) in there:
            continue
        start = time.perf_counter()
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore")  # convergence, classes with few rows
            rows = [(*cell, *found) for found in run(*cell)]
        with FILE.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        print(*cell, f"{time.perf_counter() - start:.1f} s", flush=True)


def results() -> list[dict[str, str]]:
    """Return what was measured so far."""
    if not FILE.exists():
        FILE.write_text(",".join(FIELDS) + "\n", encoding="utf-8")
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gains(rows: list[dict[str, str]], **where: str) -> dict[str, Any]:
    """Return, for each method, the accuracies in points less those of the plain model, cell by cell; plain as it is."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for row in rows:
        if all(row[name] == value for name, value in where.items()):
            cell = row["data"], row["model"], row["noise"], row["seed"]
            found.setdefault(row["method"], {})[cell] = 100 * float(row["value"])
    plain = found.get("plain", {})
    return {
        method: np.array([value - (plain[cell] if method != "plain" else 0.0) for cell, value in cells.items()])
        for method, cells in found.items()
    }


def table(
    rows: list[dict[str, str]], noises: tuple[str, ...], methods: tuple[str, ...], sets: tuple[str, ...] = DATA
) -> str:
    """Return the gains by data, model and noise, their means, and how many cells are worse than the plain model."""
    rows, lines = [row for row in rows if row["data"] in sets], []
    for noise in noises:
        for model in MODELS:
            for data in sets:
                cell = gains(rows, noise=noise, model=model, data=data)
                told = [f"{cell[method].mean():+.1f}" for method in methods]
                lines.append([data, model, noise, f"{cell['plain'].mean():.1f}", *told])
    every = gains([row for row in rows if row["noise"] in noises])
    means = [f"**{every[method].mean():+.2f}**" for method in methods]
    worse = [f"{np.sum(every[method] < -1e-9)} of {len(every[method])}" for method in methods]
    lines.append(["**mean**", "", "", f"{every['plain'].mean():.1f}", *means])
    lines.append(["cells worse than plain", "", "", "", *worse])
    header = ["data", "model", "noise", "plain, %", *methods]
    if len(noises) == 1:  # told once, in the text
        header, lines = header[:2] + header[3:], [line[:2] + line[3:] for line in lines]
    return markdown(header, lines)


def beside(rows: list[dict[str, str]], sets: tuple[str, ...]) -> str:
    """Say in how many cells the default is above and below CleanLearning."""
    cells = gains([row for row in rows if row["data"] in sets])
    difference = cells["reweigh"] - cells["CleanLearning"]
    above, below = np.sum(difference > 1e-9), np.sum(difference < -1e-9)
    return (
        f"`reweigh` is above CleanLearning in {above} of {len(difference)} cells and below it in {below}, by "
        f"{difference.mean():+.2f} points on average (median {np.median(difference):+.2f})."
    )


def text(rows: list[dict[str, str]]) -> str:
    """Return the three tables with what they show."""
    noisy = [row for row in rows if row["noise"] in ("symmetric", "asymmetric")]
    clean = [row for row in rows if row["noise"] == "none" and row["data"] in DATA]
    loops = [row["note"].split(",")[0] for row in clean if row["method"] == "loop"]
    costs = [row for row in noisy if row["method"] == "loop"]
    took = [float(row["note"].split(", ")[1].rstrip(" s")) for row in costs]
    accepted = sum(row["note"].startswith("corrected") for row in costs)
    theirs = [row for row in rows if row["noise"] == "as they are"]
    tables = len({row["data"] for row in theirs})
    tried = [row["data"] for row in theirs if row["method"] == "reweigh"]
    lines = []
    for data in tried:
        found = {row["method"]: row for row in theirs if row["data"] == data}
        plain = float(found["plain"]["value"])
        told = [f"{100 * (float(found[m]['value']) - plain):+.1f}" for m in ("reweigh", "prune")]
        lines.append([data, f"{100 * plain:.1f}", *told, found["plain"]["note"]])
    shares = f"{len(SEEDS)} seeds; {N_ROWS} rows at most, a third of them for testing"
    return "\n\n".join(
        [
            "**A fifth of the training labels made wrong.** Gain in accuracy on test rows with right labels, in "
            "points: CleanLearning of cleanlab 2.9 and the three methods, all from the same folds and first "
            f"predictions. Means over {shares}. Asymmetric noise turns 30 % of every other class, and 10 % of the "
            "rest, into the next class. The defaults were chosen on these sets, under other seeds.",
            table(noisy, ("symmetric", "asymmetric"), ("CleanLearning", *METHODS)),
            f"{beside(noisy, DATA)} The loop with `label_cleaning` alone was run on {len(costs)} of these cells, "
            "those of a logistic regression with symmetric noise under one seed; it accepted it in "
            f"{accepted}, and took {np.median(took):.1f} seconds of one core (median; {max(took):.1f} at most), "
            f"most of them for {2 * 5 * (2 * 5 + 1)} fits of the model: two candidates, five folds, two rounds.",
            "**Five sets that had no part in choosing the defaults**, otherwise the same.",
            table(noisy, ("symmetric", "asymmetric"), ("CleanLearning", *METHODS), OTHERS),
            beside(noisy, OTHERS),
            "**Right labels.** The first five sets without noise. *Unasked* is `reweigh` with `min_noise=0`, as it "
            "would be without the look for a sign of noise. "
            f"The loop accepted a cleaning in {loops.count('corrected')} of {len(loops)} cells.",
            table(clean, ("none",), ("CleanLearning", *METHODS, "reweigh, unasked")),
            f"**Tables as they are.** The {tables} smallest public tables, with at most 1500 rows, under a logistic "
            f"regression: in {len(tried)} of them there was what looks like a sign of noise, and in "
            f"{tables - len(tried)} nothing was tried. Differences in cross-validated accuracy, in points, against the "
            "labels that are there; nobody knows which of them are right.",
            markdown(("data", "plain, %", "reweigh", "prune", "verdict of the loop"), lines),
        ]
    )


def main() -> None:
    """Measure what is missing and publish the tables."""
    RESULTS.mkdir(exist_ok=True)
    noises = ("none", "symmetric", "asymmetric")
    measure([(d, m, n, s) for m in MODELS for s in SEEDS for d in DATA for n in noises], one_cell)
    measure([(d, m, n, s) for m in MODELS for s in SEEDS for d in OTHERS for n in noises[1:]], one_cell)
    smallest = public_data().names(max_cells=60_000)[:N_AS_THEY_ARE]
    measure([(data, "logistic regression", "as they are", 0) for data in smallest], as_it_is)
    publish("label_cleaning", text(results()))


if __name__ == "__main__":
    main()
