"""How often the intervals of ``compare`` cover the difference between two ways of fitting, and how often it errs.

Rows are drawn from a large population again and again, and two classifiers compared on them. The difference that an
interval should cover is that of models fitted on as many rows as a fold has, averaged over other rows to fit on and
measured on rows that nobody has seen.
Run: python benchmarks/comparison_coverage.py, some minutes on one core; ``--quick`` for a tenth of the runs,
``--runs`` for more.
"""

import argparse
import time
import warnings
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from tables import markdown, publish

from skmitigate import compare
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import CrossFitter, PredictionTable

Array = NDArray[Any]
Pair = tuple[Any, Any]

METRICS = ("accuracy", "balanced_accuracy", "f1_macro", "roc_auc", "neg_log_loss")
PAIRS: dict[str, Pair] = {
    "logistic regression / naive Bayes": (LogisticRegression(), GaussianNB()),
    "tree / tree of depth 3": (DecisionTreeClassifier(min_samples_leaf=3), DecisionTreeClassifier(max_depth=3)),
}
#: Rows, share of the rarer class, repetitions of the folds.
SETTINGS = ((100, 0.5, 1), (400, 0.1, 1))


def population(share: float) -> tuple[Array, Array]:
    """Return rows of two classes, of which the second has about the given share."""
    return make_classification(
        100_000, 8, n_informative=4, n_redundant=2, weights=[1 - share], flip_y=0.05, class_sep=0.8, random_state=0
    )


def true_differences(pair: Pair, X: Array, y: Array, n: int, repeats: int) -> tuple[Array, Array]:
    """Return the mean difference of each metric between models fitted on n rows, and its standard error."""
    rng = np.random.default_rng(7)
    found = []
    for _ in range(repeats):
        drawn = rng.permutation(len(y))
        fit, test = drawn[:n], drawn[n : n + 10_000]
        proba = [clone(model).fit(X[fit], y[fit]).predict_proba(X[test]) for model in pair]
        a, b = (PredictionTable.from_predictions(y[test], each, classes=[0, 1]) for each in proba)
        found.append([resolve_metric(name).score(b) - resolve_metric(name).score(a) for name in METRICS])
    return np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(repeats)


def one_run(pair: Pair, X: Array, y: Array, n: int, repeats: int, seed: int) -> list[tuple[float, ...]]:
    """Return for each metric the ends of the interval, its p-value and the difference, on rows drawn by a seed."""
    rows = np.random.default_rng([1, seed]).choice(len(y), n, replace=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if repeats > 1:
            cv = RepeatedStratifiedKFold(n_splits=5, n_repeats=repeats, random_state=seed)
            found = [compare(*pair, X=X[rows], y=y[rows], cv=cv, random_state=seed)]
        else:
            a, b = CrossFitter(X[rows], y[rows], random_state=seed).tables(pair)
            found = [compare(a, b, scoring=name, random_state=seed) for name in METRICS]
    return [(*each.interval, each.p_value, each.difference) for each in found]


def measured(pair: Pair, n: int, share: float, repeats: int, runs: int, jobs: int) -> list[str]:
    """Return for each metric how often intervals cover, and how often the wrong one is called better."""
    X, y = population(share)
    truth, noise = true_differences(pair, X, y, int(n * 0.8), 200)
    tasks = (delayed(one_run)(pair, X, y, n, repeats, seed) for seed in range(runs))
    found = np.array(Parallel(n_jobs=jobs)(tasks))
    truth, noise = truth[: found.shape[1]], noise[: found.shape[1]]
    covered = ((found[..., 0] <= truth + 2 * noise) & (truth - 2 * noise <= found[..., 1])).mean(axis=0)
    wrong = ((found[..., 2] < 0.05) & (np.sign(found[..., 3]) != np.sign(truth))).mean(axis=0)
    cells = [f"{100 * c:.1f} / {100 * w:.1f}" for c, w in zip(covered, wrong, strict=True)]
    return cells + [""] * (len(METRICS) - len(cells))


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int, default=150)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    runs = options.runs // (10 if options.quick else 1)
    lines: list[tuple[str, ...]] = []
    start = time.perf_counter()
    for name, pair in PAIRS.items():
        for n, share, repeats in SETTINGS:
            cells = measured(pair, n, share, repeats, runs, options.jobs)
            rows = f"{n}" + (f", {share:.0%} rare" if share < 0.5 else "") + (f", {repeats} x" if repeats > 1 else "")
            lines.append((name, rows, *cells))
            print(f"{time.perf_counter() - start:6.0f} s ", *lines[-1], flush=True)
    caption = (
        f"Share of {runs} runs in which the 95 % interval covers the difference, and in which the wrong one is called "
        "better, in percent. With two standard errors of so many runs, 95 % is "
        f"{95 - 200 * np.sqrt(0.95 * 0.05 / runs):.1f} % or more. Five folds; rows drawn "
        "from a population of 100,000."
    )
    if not options.quick:
        publish("comparison_coverage", caption + "\n\n" + markdown(("a / b", "rows", *METRICS), lines))


if __name__ == "__main__":
    main()
