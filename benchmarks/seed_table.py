"""Errors on outer folds that the loop never saw, before and after: three small data sets, six models.

Run: python benchmarks/seed_table.py [--jobs N] [--strategies auto|all]. It takes about half an
hour on two cores, prints a line per cell, and resumes from benchmarks/results/seed_table.csv.
"""

import argparse
import csv
import time
import warnings
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from scipy.stats import binomtest
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from tables import RESULTS, markdown, publish

from skmitigate import SelfCorrectingClassifier

DATA = {"digits": load_digits, "breast_cancer": load_breast_cancer, "wine": load_wine}
MODELS = {
    "RF": RandomForestClassifier(random_state=0),
    "GB": GradientBoostingClassifier(random_state=0),
    "SVM": make_pipeline(StandardScaler(), SVC(random_state=0)),
    "MLP": make_pipeline(StandardScaler(), MLPClassifier(max_iter=300, random_state=0)),
    "LR": make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
    "NB": GaussianNB(),
}
FIELDS = (
    "data",
    "model",
    "outer",
    "n_test",
    "before",
    "after",
    "fixed",
    "broken",
    "verdict",
    "result",
    "seconds",
    "fit",
)


def one_fold(data: str, model: str, outer: int, strategies: str) -> dict[str, object]:
    """Fit the model alone and through the loop on one outer fold's training rows, and count errors on its test rows."""
    X, y = DATA[data](return_X_y=True)
    train, test = list(StratifiedKFold(5, shuffle=True, random_state=0).split(X, y))[outer]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence of the networks; nobody reads it here
        start = time.process_time()
        loop = SelfCorrectingClassifier(MODELS[model], strategies=strategies, random_state=outer).fit(
            X[train], y[train]
        )
        seconds = time.process_time() - start
        start = time.process_time()
        wrong = MODELS[model].fit(X[train], y[train]).predict(X[test]) != y[test]
        fit = time.process_time() - start
    still = loop.predict(X[test]) != y[test]
    counts = (len(test), wrong.sum(), still.sum(), (wrong & ~still).sum(), (still & ~wrong).sum())
    told = (loop.report_.verdict, loop.report_.result, round(seconds, 1), round(fit, 2))
    return dict(zip(FIELDS, (data, model, outer, *map(int, counts), *told), strict=True))


def main() -> None:
    """Run what is missing and publish the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--strategies", default="auto", choices=["auto", "all"])
    options = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "seed_table.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []
    done = {(row["data"], row["model"], int(row["outer"])) for row in rows}
    tasks = [(d, m, k) for d in reversed(DATA) for m in MODELS for k in range(5) if (d, m, k) not in done]
    with path.open("a", encoding="utf-8", newline="") as file, ProcessPoolExecutor(options.jobs) as pool:
        writer = csv.DictWriter(file, FIELDS)
        if not rows:
            writer.writeheader()
        for row in pool.map(one_fold, *zip(*tasks, strict=True), [options.strategies] * len(tasks)) if tasks else ():
            writer.writerow(row)
            file.flush()
            print(*row.values(), flush=True)
            rows.append({key: str(value) for key, value in row.items()})
    pooled = [line("all", model, [row for row in rows if row["model"] == model]) for model in MODELS]
    pooled.append(line("all", "all", rows))
    publish("seed_table_pooled", table(pooled))
    by_cell = {
        (data, model): [row for row in rows if (row["data"], row["model"]) == (data, model)]
        for data in DATA
        for model in MODELS
    }
    publish("seed_table", table([*(line(*names, cell) for names, cell in by_cell.items() if cell), *pooled]))


def table(lines: list[list[object]]) -> str:
    """Return lines with their header and what they say."""
    header = (
        "data",
        "model",
        "errors before",
        "after",
        "change",
        "right / broken",
        "corrected in",
        "seconds",
        "one fit",
    )
    note = (
        f"Errors on the test rows of 5 outer folds, summed ({', '.join(DATA)}); the loop saw the training rows only. "
        "`change` is in percent of the errors before, with the two-sided exact McNemar p-value of rows put right "
        'against rows broken; `seconds` is the mean processor time of one run of the loop with `strategies="auto"`, '
        "`one fit` that of the model alone."
    )
    return f"{note}\n\n{markdown(header, lines)}"


def line(data: str, model: str, cell: list[dict[str, str]]) -> list[object]:
    """Return one line of the table."""
    total = {name: sum(int(row[name]) for row in cell) for name in ("before", "after", "fixed", "broken")}
    flips = total["fixed"] + total["broken"]
    p = binomtest(total["fixed"], flips).pvalue if flips else 1.0
    change = 100 * (total["after"] - total["before"]) / total["before"] if total["before"] else 0.0
    corrected = sum(row["verdict"] == "corrected" for row in cell)
    return [
        data,
        model,
        total["before"],
        total["after"],
        f"{change:+.0f} % (p = {p:.2g})",
        f"{total['fixed']} / {total['broken']}",
        f"{corrected} of {len(cell)}",
        f"{np.mean([float(row['seconds']) for row in cell]):.1f}",
        f"{np.mean([float(row['fit']) for row in cell]):.2f}",
    ]


if __name__ == "__main__":
    main()
