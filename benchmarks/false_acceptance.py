"""How often a candidate that does nothing is accepted: the model itself under seven other seeds.

Run: python benchmarks/false_acceptance.py [--runs N] [--seconds S]. Ten public data sets, 500 rows drawn for each run;
the eight models are cross-fitted once a run, and all metrics and rules read the same tables. It goes on where it was
stopped (results/false_acceptance.csv), stops after S seconds, and publishes what is there. All runs take about an hour
and a half on one core.
"""

import argparse
import csv
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from scipy.stats import t as student
from sklearn.base import ClassifierMixin, clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from tables import RESULTS, markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate.evidence import PairedRows, judge, paired_rows, spend_level
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import CrossFitter, PredictionTable

DATA = (
    "diabetes_pima",
    "kc1",
    "magic_telescope",
    "phoneme",
    "satimage",
    "sylvine",
    "vehicle",
    "waveform_5000",
    "wine_quality_red",
    "yeast",
)
MODELS = {
    "forest": RandomForestClassifier(30, random_state=0),
    "single tree": DecisionTreeClassifier(random_state=0),
    "briefly trained MLP": make_pipeline(StandardScaler(), MLPClassifier((30,), max_iter=15, random_state=0)),
}
METRICS = ("accuracy", "balanced_accuracy", "f1_macro", "roc_auc")
ROWS = {"rows": "independent rows", "groups": "groups of near-duplicates"}
RULES = {
    "one": "skmitigate, one step",
    "five": "skmitigate, five steps",
    "best": "best mean",
    "t": "paired t of the best",
    "nb": "corrected t, Holm",
    "ungrouped": "one step, groups ignored",
}
N_ROWS, N_SEEDS, N_FOLDS, N_STEPS, ALPHA, N_DRAWS = 500, 7, 5, 5, 0.05, 2000


def with_seed(model: ClassifierMixin, seed: int) -> ClassifierMixin:
    """Return the model under another seed."""
    other = clone(model)
    return other.set_params(**{name: seed for name in other.get_params() if name.endswith("random_state")})


@cache
def data_set(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns as numbers and the labels."""
    X, y, _ = public_data().load(name)
    return X.to_numpy(dtype=float), y.to_numpy()


def sample(name: str, structure: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Draw 500 rows; in groups, fewer rows and of each between 1 and 12 copies, a little noise on every column."""
    X, y = data_set(name)
    if structure == "rows":
        rows = rng.choice(len(X), N_ROWS, replace=False)
        return X[rows], y[rows], None
    sizes = np.minimum(rng.geometric(0.25, N_ROWS), 12)
    groups = np.repeat(np.arange(N_ROWS), sizes)[:N_ROWS]
    rows = rng.choice(len(X), N_ROWS, replace=False)[groups]
    return X[rows] + 0.05 * X.std(axis=0) * rng.standard_normal((N_ROWS, X.shape[1])), y[rows], groups


def one_run(model: str, structure: str, run: int) -> dict[str, str]:
    """Cross-fit the model under eight seeds, and tell for each metric which rules accept one of the other seven."""
    name = DATA[run % len(DATA)]
    X, y, groups = sample(name, structure, np.random.default_rng(run))
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # networks stopped early, classes with few rows
        fitter = CrossFitter(X, y, cv=N_FOLDS, groups=groups, random_state=run)
        tables = fitter.tables([with_seed(MODELS[model], seed) for seed in range(N_SEEDS + 1)])
    told = {"model": model, "structure": structure, "run": str(run), "data": name}
    for scoring in METRICS:
        several = scoring == "roc_auc" and tables[0].n_classes > 2
        verdicts = all_rules(tables, "roc_auc_ovr" if several else scoring, run)
        told[scoring] = "".join(str(int(verdicts[rule])) for rule in RULES)
    return told


def all_rules(tables: Sequence[PredictionTable], scoring: str, seed: int) -> dict[str, bool]:
    """Return which rules accept a candidate in the place of the first table's model."""
    metric = resolve_metric(scoring)
    first = paired_rows(tables[0], tables[1:], metric)
    steps = [against(first, i) for i in range(N_STEPS)]
    plain = [replace(table, groups=None) for table in tables]
    levels = [spend_level(ALPHA, i, N_STEPS) for i in range(N_STEPS)]
    return {
        "one": accepts(steps[0], ALPHA, seed),
        "five": any(accepts(rows, level, seed) for rows, level in zip(steps, levels, strict=True)),
        "best": bool(steps[0].metric.mean(axis=1).max() > 0),
        **of_folds(steps[0]),
        "ungrouped": accepts(paired_rows(plain[0], plain[1:], metric), ALPHA, seed),
    }


def against(first: PairedRows, i: int) -> PairedRows:
    """Return the differences from model `i`, from those from the first."""
    metric, gain = (
        None if rows is None else np.concatenate([np.zeros((1, rows.shape[1])), rows])
        for rows in (first.metric, first.log_score)
    )
    others = np.arange(len(metric)) != i
    return PairedRows(
        metric[others] - metric[i], None if gain is None else gain[others] - gain[i], first.fold, first.size
    )


def accepts(rows: PairedRows, alpha: float, seed: int) -> bool:
    """Return whether the referee accepts a candidate."""
    return judge(rows, alpha=alpha, n_draws=N_DRAWS, random_state=seed).accepted is not None


def of_folds(rows: PairedRows) -> dict[str, bool]:
    """Return what t tests on the differences of the folds' means accept."""
    means = np.stack([rows.metric[:, rows.fold == k].mean(axis=1) for k in range(N_FOLDS)], axis=1)
    mean, variance = means.mean(axis=1), means.var(axis=1, ddof=1) + 1e-18
    plain = student.sf(mean / np.sqrt(variance / N_FOLDS), N_FOLDS - 1)
    corrected = student.sf(mean / np.sqrt(variance * (1 / N_FOLDS + 1 / (N_FOLDS - 1))), N_FOLDS - 1)
    best = int(np.argmax(rows.metric.mean(axis=1)))
    return {"t": bool(plain[best] <= ALPHA), "nb": bool(corrected.min() * len(corrected) <= ALPHA)}


def missing_runs(done: Sequence[dict[str, str]], runs: int) -> Iterator[tuple[str, str, int]]:
    """Return what has not been run, so that a stop at any time leaves all cells about equally far."""
    known = {(row["model"], row["structure"], int(row["run"])) for row in done}
    for run in range(runs):
        for model in MODELS:
            for structure in ROWS:
                if (model, structure, run) not in known:
                    yield model, structure, run


def main() -> None:
    """Run what is missing and publish the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=np.inf)
    options = parser.parse_args()
    path, started = RESULTS / "false_acceptance.csv", time.monotonic()
    done: list[dict[str, str]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            done = list(csv.DictReader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("model", "structure", "run", "data", *METRICS))
        if not done:
            writer.writeheader()
        for task in missing_runs(done, options.runs):
            if time.monotonic() - started > options.seconds:
                break
            done.append(one_run(*task))
            writer.writerow(done[-1])
            file.flush()
    publish("false_acceptance", ranges(done))
    publish("false_acceptance_cells", table(done))


def ranges(done: Sequence[dict[str, str]]) -> str:
    """Return for each model the least and the largest share accepted over the metrics and both kinds of rows."""
    lines = []
    for model in MODELS:
        own = [[row for row in done if (row["model"], row["structure"]) == (model, structure)] for structure in ROWS]
        shares = np.stack(
            [np.mean([[int(hit) for hit in row[name]] for row in rows], axis=0) for rows in own for name in METRICS]
        )
        least, largest = 100 * shares.min(axis=0), 100 * shares.max(axis=0)
        cells = [f"{low:.1f} to {high:.1f} %" for low, high in zip(least, largest, strict=True)]
        lines.append([model, sum(map(len, own)), *cells[:-1]])
    note = (
        f"{N_SEEDS} candidates, each the model under another seed; {N_ROWS} rows of one of {len(DATA)} public data "
        f"sets a run. Share of the runs in which one is accepted, from the least to the largest over {len(METRICS)} "
        f"metrics ({', '.join(METRICS)}), with independent rows and with groups. The level is {100 * ALPHA:.0f} %."
    )
    return f"{note}\n\n{markdown(('model', 'runs', *list(RULES.values())[:-1]), lines)}"


def table(done: Sequence[dict[str, str]]) -> str:
    """Return the shares accepted, by structure, model and metric."""
    lines, runs = [], []
    for structure, of_structure in ROWS.items():
        for model in MODELS:
            own = [row for row in done if (row["model"], row["structure"]) == (model, structure)]
            runs.append(len(own))
            for scoring in METRICS:
                hits = np.array([[int(hit) for hit in row[scoring]] for row in own])
                shares = [f"{share:.1f} %" for share in 100 * hits.mean(axis=0)]
                ignored = shares[-1] if structure == "groups" else ""
                lines.append([of_structure, model, scoring, len(own), *shares[:-1], ignored])
    limit = 100 * (ALPHA + 2 * np.sqrt(ALPHA * (1 - ALPHA) / max(runs)))
    note = (
        f"Share of the runs in which a candidate is accepted that is the model under another seed ({N_SEEDS} of them; "
        f"{N_FOLDS} folds; {N_ROWS} rows of one of {len(DATA)} public data sets a run). The "
        f"level is {100 * ALPHA:.0f} %; with two standard errors of {max(runs)} runs, {limit:.1f} %. roc_auc is one "
        "class against the rest where there are more than two. In five steps the level is spent as the loop spends "
        "it, and each step has another of the eight as the current model; a loop would have stopped after the first. "
        "The t tests are of the folds' means: plain, of the candidate with the best mean; and corrected after Nadeau "
        "and Bengio, with Holm's correction over the candidates."
    )
    return f"{note}\n\n{markdown(('data', 'model', 'metric', 'runs', *RULES.values()), lines)}"


if __name__ == "__main__":
    main()
