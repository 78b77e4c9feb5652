"""How far the reported gain is from the gain on rows that no decision saw, with real models on public data.

Run: python benchmarks/fresh_gain.py [--runs N] [--seconds S]. The referee sees 1000 rows of a large data set, cross-
fitted in five folds, and takes up to two steps; 5000 other rows tell what came of it. It goes on where it was stopped
(results/fresh_gain.csv) and publishes what is there. A run of all sets takes about five minutes on one core.
"""

import argparse
import csv
import time
import warnings
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from tables import RESULTS, markdown, public_data, publish, read_rows
from threadpoolctl import threadpool_limits

from skmitigate import ClassBalancing, EnsembleLearning
from skmitigate.evidence import Step, corrected_gain, judge, paired_rows, spend_level
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics import Metric, resolve_metric
from skmitigate.predictions import CrossFitter, PredictionTable

DATA = (
    "adult",
    "bank_marketing",
    "covertype_20k",
    "credit_default_tw",
    "eeg_eye_state",
    "electricity",
    "htru2",
    "magic_telescope",
    "phoneme",
    "satimage",
)
MODELS = {
    "forest": RandomForestClassifier(20, min_samples_leaf=5),
    "logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)),
    "naive Bayes": GaussianNB(),
    "single tree": DecisionTreeClassifier(min_samples_leaf=5),
}
METRICS = ("accuracy", "balanced_accuracy")
N_ROWS, MOST_FRESH, N_FOLDS, ALPHA, N_STEPS = 1000, 5000, 5, 0.05, 2
FIELDS = (
    "data",
    "model",
    "metric",
    "run",
    "steps",
    "verdict",
    "plain",
    "reported",
    "low",
    "high",
    "fresh",
    "fresh_fewer",
)


def candidates(model: BaseEstimator, scoring: str) -> list[BaseEstimator]:
    """Return ensembles and decisions on the model, and small models of other kinds."""
    seeds = [ExtraTreesClassifier(20, min_samples_leaf=leaf) for leaf in (2, 10)]
    members = [*(other for other in MODELS.values() if other is not model), *seeds]
    ensemble = EnsembleLearning(model, members=members)
    return [ensemble, ClassBalancing(ensemble, method="prior"), *decisions(model, scoring), *members]


def decisions(model: BaseEstimator, scoring: str) -> list[BaseEstimator]:
    """Return what can be put on a model at no fit."""
    return [ClassBalancing(model, method="prior"), ClassBalancing(model, method="thresholds", scoring=scoring)]


def drawn(name: str, run: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rows to learn from and then fresh ones: columns as numbers, missing ones as the median, and labels."""
    X, y, _ = public_data().load(name)
    codes = X.apply(
        lambda column: column if pd.api.types.is_numeric_dtype(column) else column.astype("category").cat.codes
    )
    numbers, labels = codes.astype(float), y.to_numpy()
    rows = np.random.default_rng(run).permutation(len(labels))[: N_ROWS + MOST_FRESH]
    seen, counts = np.unique(labels[rows[:N_ROWS]], return_counts=True)
    rows = rows[np.isin(labels[rows], seen[counts >= 2 * N_FOLDS])]
    return numbers.fillna(numbers.median()).to_numpy()[rows], labels[rows]


class Fitted:
    """Models that learn from the first rows, cross-fitted on these, and fitted on all of them for the fresh rows."""

    def __init__(self, X: np.ndarray, y: np.ndarray, n: int, run: int) -> None:
        self.n = n
        folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=run).split(X[:n], y[:n])
        self.fitter = CrossFitter(X, y, cv=[*folds, (np.arange(n), np.arange(n, len(y)))], random_state=run)

    def tables(self, models: Sequence[BaseEstimator]) -> list[tuple[PredictionTable, PredictionTable] | None]:
        """Return the tables of the rows to learn from and of the fresh ones; None for what does not apply."""
        made = self.fitter.tables(models, catch=(NotApplicable, ValueError))
        return [self._parts(table) if isinstance(table, PredictionTable) else None for table in made]

    def _parts(self, table: PredictionTable) -> tuple[PredictionTable, PredictionTable]:
        known = table.row < self.n
        return table.take(known), table.take(~known)


def one_set(name: str, run: int) -> Iterator[dict[str, object]]:
    """Decide for each model and metric, and compare what is reported with fresh rows."""
    X, y = drawn(name, run)
    n = min(N_ROWS, len(y) // 2)
    fewer = next(StratifiedKFold(N_FOLDS, shuffle=True, random_state=run).split(X[:n], y[:n]))[0]
    rows = np.concatenate([fewer, np.arange(n, len(y))])
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # rare classes, iterations that did not converge
        fitted, of_fewer = Fitted(X, y, n, run), Fitted(X[rows], y[rows], len(fewer), run)
        for name_of_model, model in MODELS.items():
            for scoring in METRICS:
                told = {"data": name, "model": name_of_model, "metric": scoring, "run": run}
                yield told | decided(fitted, of_fewer, clone(model), scoring)


def decided(fitted: Fitted, of_fewer: Fitted, model: BaseEstimator, scoring: str) -> dict[str, object]:
    """Let the referee decide; return what is reported and what fresh rows say, in points."""
    metric = resolve_metric(scoring)
    current, steps = model, []
    offered = candidates(model, scoring)
    table = fitted.tables([model])[0]
    assert table is not None
    before = table[1]
    for iteration in range(N_STEPS):
        made = [(m, t) for m, t in zip(offered, fitted.tables(offered), strict=True) if t is not None]
        known = [t[0] for _, t in made]
        step = ruled(table[0], known, metric, iteration)
        accepted = step.ruling.accepted
        if accepted is None:
            break
        steps.append(step)
        current, table = made[accepted]
        offered = [] if isinstance(current, ClassBalancing) else decisions(current, scoring)
        if not offered:
            break
    if not steps:
        return dict.fromkeys(FIELDS[5:], "") | {"steps": 0}
    estimate = corrected_gain(steps, random_state=0)
    fewer = [pair[1] for pair in of_fewer.tables([model, current]) if pair is not None]
    figures = {
        "plain": sum(float(step.ruling.difference[step.ruling.accepted]) for step in steps),
        "reported": estimate.gain,
        "low": estimate.interval[0],
        "high": estimate.interval[1],
        "fresh": metric.score(table[1]) - metric.score(before),
        "fresh_fewer": metric.score(fewer[1]) - metric.score(fewer[0]) if len(fewer) == 2 else np.nan,
    }
    told = {name: round(100 * float(figure), 3) for name, figure in figures.items()}
    return {"steps": len(steps), "verdict": steps[0].ruling.verdict, **told}


def ruled(current: PredictionTable, tables: Sequence[PredictionTable], metric: Metric, iteration: int) -> Step:
    """Return the referee's step, as the correction loop makes it."""
    rows, influence = (paired_rows(current, tables, metric, influence=each) for each in (False, True))
    level = spend_level(ALPHA, iteration, max_iterations=5)
    enough = np.bincount(current.y_true, minlength=current.n_classes).min() >= 2 * N_FOLDS
    return Step(rows, judge(rows, alpha=level, random_state=iteration), influence=influence if enough else None)


def results(runs: int, seconds: float) -> list[dict[str, str]]:
    """Run what is missing, append it, and return all rows of the file."""
    path, started = RESULTS / "fresh_gain.csv", time.monotonic()
    rows = read_rows(RESULTS / "fresh_gain.csv")
    known = {(row["data"], row["run"]) for row in rows}
    missing = [(name, run) for run in range(runs) for name in DATA if (name, str(run)) not in known]
    for name, run in missing:
        if time.monotonic() - started > seconds:
            break
        found = list(one_set(name, run))
        new = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS)
            if new:
                writer.writeheader()
            writer.writerows(found)
        print(f"{time.monotonic() - started:.0f} s: {name}, run {run}", flush=True)
    return read_rows(RESULTS / "fresh_gain.csv")


def table(done: Sequence[dict[str, str]]) -> str:
    """Return biases and coverage by metric and model."""
    lines = []
    for scoring in METRICS:
        for model in (*MODELS, "all"):
            own = [row for row in done if row["metric"] == scoring and model in (row["model"], "all")]
            taken = pd.DataFrame([row for row in own if row["steps"] != "0"])
            if taken.empty:
                lines.append([scoring, model, len(own), 0, "", "", "", "", ""])
                continue
            figures = taken[list(FIELDS[6:])].astype(float)
            drawing = taken["data"] + taken["run"]  # models of one drawing of rows share its luck
            fresh, fewer = figures["fresh"], figures["fresh_fewer"]
            off = [
                bias(figures["reported"] - fresh, drawing),
                bias(figures["reported"] - fewer, drawing),
                bias(figures["plain"] - fewer, drawing),
            ]
            covered = 100 * ((figures["low"] <= fresh) & (fresh <= figures["high"])).mean()
            lines.append([scoring, model, len(own), len(taken), f"{fresh.mean():.2f}", *off, f"{covered:.1f} %"])
    header = (
        "metric",
        "model",
        "cases",
        "accepted",
        "gain on fresh rows",
        "reported too high by",
        "on models of fewer rows",
        "plain too high by",
        "covered",
    )
    drawings = len({(row["data"], row["run"]) for row in done})
    note = (
        f"{drawings} drawings of {N_ROWS:,} rows from {len(DATA)} public data sets; candidates are an ensemble, the "
        "same with its decision balanced, balancing by prior and by thresholds, and other small models, in up to "
        f"{N_STEPS} steps. In points, over the cases in which something was accepted: the gain of the returned model, "
        f"fitted on all rows, on up to {MOST_FRESH:,} fresh rows; by how much the reported gain is above it; by how "
        "much it is above the gain of models fitted on four fifths of the rows, as those of the folds are, on the same "
        "fresh rows, and by how much the plain out-of-fold gain is; with standard errors over the drawings. Covered: "
        "how often the 95 % interval holds the gain of the returned model."
    )
    return f"{note}\n\n{markdown(header, lines)}"


def bias(errors: pd.Series, drawing: pd.Series) -> str:
    """Return the mean with its standard error, drawings being independent of each other."""
    known = errors.notna()
    off = (errors - errors.mean())[known].groupby(drawing[known]).sum()
    error = np.sqrt((off**2).sum()) / known.sum()
    return f"{errors.mean():+.2f} ({error:.2f})"


def main() -> None:
    """Run what is missing and publish the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=np.inf)
    options = parser.parse_args()
    publish("fresh_gain", table(results(options.runs, options.seconds)))


if __name__ == "__main__":
    main()
