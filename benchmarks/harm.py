"""How often a group is called harmed: where nothing does harm, and where one candidate does.

Run: python benchmarks/harm.py [--runs N]. Models are fitted on rows of ten public data sets for one part of the first
table; everything else is drawn. It takes six minutes on one core.
"""

import argparse
import warnings
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom
from sklearn.base import clone
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from tables import markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate.evidence import RowGroups, find_harm, flips
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
    "single tree": DecisionTreeClassifier(random_state=0),
    "briefly trained MLP": make_pipeline(StandardScaler(), MLPClassifier((30,), max_iter=10, random_state=0)),
}
N_ROWS, N_CANDIDATES, N_FOLDS, ALPHA = 500, 7, 5, 0.05
SIZES, RISES = (50, 200, 1000, 5000), (0.0, 0.01, 0.02, 0.05, 0.10, 0.20)
WRONG, CHURN = 0.2, 0.025  # share of rows wrong before; share put right, and broken, by a candidate that does no harm

Case = tuple[list[PredictionTable], list[RowGroups]]


def fitted(name: str, run: int) -> Case:
    """Return tables of one model under several seeds, with thirds of two columns and the classes as groups."""
    X, y, _ = public_data().load(DATA[run % len(DATA)])
    rows = np.random.default_rng(run).choice(len(X), N_ROWS, replace=False)
    values = X.iloc[rows].to_numpy(dtype=float)
    models = []
    for seed in range(N_CANDIDATES + 1):
        model = clone(MODELS[name])
        models.append(model.set_params(**{key: seed for key in model.get_params() if key.endswith("random_state")}))
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # networks stopped early, classes with few rows
        tables = CrossFitter(values, y.iloc[rows].to_numpy(), cv=N_FOLDS, random_state=run).tables(models)
    thirds = [
        RowGroups.from_values(f"x{j}", np.searchsorted(np.quantile(values[:, j], [1 / 3, 2 / 3]), values[:, j]))
        for j in (0, 1)
    ]
    return tables, [*(each.take(tables[0].row) for each in thirds), RowGroups.from_classes(tables[0])]


def drawn(kind: str, run: int) -> Case:
    """Return tables of candidates that do nothing on balance, with columns of two, four and many values."""
    rng = np.random.default_rng(run)
    n, size = 1000, 10 if kind == "clusters of ten" else 1
    truth, cluster = rng.integers(0, 3, n), np.arange(n) // size
    fold = cluster % N_FOLDS
    tables = [_table(truth, rng.random(n) < WRONG, fold, cluster if size > 1 else None)]
    for _ in range(N_CANDIDATES):
        lean = rng.normal(0, 0.02, N_FOLDS)[fold] if kind == "lucky folds" else 0.0
        lot = rng.random(n // size)[cluster]  # one for all rows of a cluster
        wrong = tables[0].errors
        after = np.where(wrong, lot >= (CHURN - lean / 2) / WRONG, lot < (CHURN + lean / 2) / (1 - WRONG))
        tables.append(_table(truth, after, fold, cluster if size > 1 else None))
    by_cluster = [rng.integers(0, k, n // size)[cluster] for k in (2, 4)]
    groups = [RowGroups.from_values(f"of {k}", values) for k, values in zip((2, 4), by_cluster, strict=True)]
    ids = [RowGroups.from_values("id", np.arange(n))] if kind == "independent rows" else []
    return tables, [*groups, *ids, RowGroups.from_classes(tables[0])]


def _table(truth: NDArray, wrong: NDArray, fold: NDArray, cluster: NDArray | None) -> PredictionTable:
    predicted = np.where(wrong, (truth + 1) % 3, truth)
    table = PredictionTable.from_predictions(truth, predicted, classes=[0, 1, 2], groups=cluster)
    return type(table)(**{**{name: getattr(table, name) for name in table.__slots__}, "fold": fold})


def rows_alone(tables: Sequence[PredictionTable], groups: Sequence[RowGroups]) -> bool:
    """Whether exact McNemar tests on the rows, with Holm's correction, name any group."""
    smallest, n_tests = 1.0, 0
    before = tables[0].errors
    for after in (table.errors for table in tables[1:]):
        for each in groups:
            broken, fixed = (
                np.bincount(each.code[flip & (each.code >= 0)], minlength=len(each))
                for flip in (~before & after, before & ~after)
            )
            smallest = min(smallest, float(binom.sf(broken - 1, broken + fixed, 0.5).min()))
            n_tests += len(each)
    return smallest * n_tests <= ALPHA


def null_rows(runs: int) -> list[list[object]]:
    """Return the lines of the table of candidates that do nothing."""
    cases: list[tuple[str, Callable[[str, int], Case], int]] = [(name, fitted, runs) for name in MODELS]
    cases += [(kind, drawn, 2 * runs) for kind in ("independent rows", "clusters of ten", "lucky folds")]
    lines: list[list[object]] = []
    for kind, make, n_runs in cases:
        ours, alone, n_groups = 0, 0, []
        for run in range(n_runs):
            tables, groups = make(kind, run)
            ours += any(find_harm(tables[0], tables[1:], groups, alpha=ALPHA))
            alone += rows_alone(tables, groups)
            n_groups.append(sum(map(len, groups)))
        told = kind if make is fitted else f"drawn: {kind}"
        lines.append([told, n_runs, round(np.mean(n_groups)), _percent(ours / n_runs), _percent(alone / n_runs)])
        print(lines[-1], flush=True)
    return lines


def one_harm(n: int, rise: float, run: int) -> tuple[bool, bool]:
    """Whether the candidate that does harm is refused for it, and whether the truth is above the bound told of it."""
    rng = np.random.default_rng([n, round(1000 * rise), run])
    total, group = n + 2000, np.arange(n + 2000) < n
    truth, wrong = rng.integers(0, 3, total), rng.random(total) < WRONG
    fold = rng.integers(0, N_FOLDS, total)
    tables = [_table(truth, wrong, fold, None)]
    for candidate in range(N_CANDIDATES):
        harm = np.where(group, rise, 0.0) if candidate == 0 else 0.0
        lot = rng.random(total)
        after = np.where(wrong, lot >= CHURN / WRONG, lot < (CHURN + harm) / (1 - WRONG))
        tables.append(_table(truth, after, fold, None))
    sites = RowGroups.from_values("site", np.where(group, "small", "rest"))
    refused = any(harm.group == "site = small" for harm in find_harm(tables[0], tables[1:], [sites], alpha=ALPHA)[0])
    line = next(line for line in flips(tables[0], tables[1], [sites]).groups if line.group == "site = small")
    assert line.largest_rise is not None
    return refused, rise > line.largest_rise


def _percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def main() -> None:
    """Run and publish the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    limit = ALPHA + 2 * np.sqrt(ALPHA * (1 - ALPHA) / options.runs)
    note = (
        f"{N_CANDIDATES} candidates that do nothing: the model under other seeds ({N_ROWS} rows of one of {len(DATA)} "
        "public data sets, thirds of two columns and the classes protected), or drawn changes (1000 rows; columns of "
        "two and four values and three classes protected, for independent rows also one column with a value of its own "
        f"in each row). Share of the runs in which any group is named. The level is {_percent(ALPHA, 0)}; with two "
        f"standard errors of {options.runs} runs, {_percent(limit)}. In the last column, McNemar's tests and Holm's "
        "correction on the rows alone."
    )
    header = ("candidates", "runs", "groups", "skmitigate", "rows alone")
    publish("harm_null", f"{note}\n\n{markdown(header, null_rows(options.runs))}")
    power, above = [], []
    for rise in RISES:
        told = [np.mean([one_harm(n, rise, run) for run in range(options.runs)], axis=0) for n in SIZES]
        power.append([f"{100 * rise:g} points", *(_percent(share[0], 0) for share in told)])
        if rise:  # a bound that is at least 0 is never below no rise
            above.append([f"{100 * rise:g} points", *(_percent(share[1]) for share in told)])
        print(power[-1], above[-1:], flush=True)
    note = (
        f"One of {N_CANDIDATES} candidates raises the errors of one group, of as many rows as the column says, by as "
        f"many points as the line says; 2000 other rows. {_percent(WRONG, 0)} of the rows are wrong before, and every "
        f"candidate puts {_percent(CHURN)} of the rows right and breaks as many for no reason. "
    )
    header = ("true rise", *(f"{n} rows" for n in SIZES))
    publish("harm_power", f"{note}Share of {options.runs} runs in which it is refused.\n\n{markdown(header, power)}")
    text = "The same runs: share in which the true rise is above `largest_rise`, the bound told; nominal, "
    text += f"{_percent(ALPHA, 0)}."
    publish("harm_bound", f"{text}\n\n{markdown(header, above)}")


if __name__ == "__main__":
    main()
