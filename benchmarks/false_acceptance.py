"""How often a candidate that does nothing is accepted: the model itself under seven other seeds.

Run: python benchmarks/false_acceptance.py [--runs N] [--jobs N]. Ten public data sets, 500 rows drawn for each run. It
takes about twenty minutes on two cores and prints a line for every tenth run.
"""

import argparse
import csv
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from tables import RESULTS, markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate import SelfCorrectingClassifier

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
    "forest": RandomForestClassifier(50, random_state=0),
    "single tree": DecisionTreeClassifier(random_state=0),
    "briefly trained MLP": make_pipeline(StandardScaler(), MLPClassifier((50,), max_iter=20, random_state=0)),
}
N_ROWS, N_SEEDS, ALPHA = 500, 7, 0.05


def with_seed(model: object, seed: int) -> object:
    """Return the model under another seed."""
    other = clone(model)
    return other.set_params(**{name: seed for name in other.get_params() if name.endswith("random_state")})


def one_run(name: str, run: int) -> dict[str, object]:
    """Draw rows, run the loop, and tell what it and the best mean accept."""
    X, y, _ = public_data().load(DATA[run % len(DATA)])
    rows = np.random.default_rng(run).choice(len(X), N_ROWS, replace=False)
    strategies = [with_seed(MODELS[name], seed) for seed in range(1, N_SEEDS + 1)]
    loop = SelfCorrectingClassifier(
        MODELS[name], strategies=strategies, alpha=ALPHA, min_errors_for_correction=0, random_state=run
    )
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # networks stopped early, classes with few rows
        loop.fit(X.iloc[rows].to_numpy(dtype=float), y.iloc[rows].to_numpy())
    first = loop.trials_["iteration"] == 0
    return {
        "model": name,
        "data": DATA[run % len(DATA)],
        "run": run,
        "accepted": int(loop.report_.verdict == "corrected"),
        "best_mean": int(loop.trials_["difference"][first].max() > 0),
        "smallest_p": float(loop.trials_["p_value"][first].min()),
    }


def results(runs: int, jobs: int) -> Iterator[dict[str, object]]:
    """Run everything, in order."""
    tasks = [(name, run) for name in MODELS for run in range(runs)]
    with ProcessPoolExecutor(jobs) as pool:
        for i, row in enumerate(pool.map(one_run, *zip(*tasks, strict=True)), start=1):
            if i % 10 == 0:
                print(f"{i} of {len(tasks)} runs", flush=True)
            yield row


def main() -> None:
    """Run and publish the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    rows = list(results(options.runs, options.jobs))
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "false_acceptance.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    lines = []
    for name in MODELS:
        own = [row for row in rows if row["model"] == name]
        shares = [100 * float(np.mean([row[rule] for row in own])) for rule in ("accepted", "best_mean")]
        lines.append([name, len(own), f"{shares[0]:.1f} %", f"{shares[1]:.1f} %"])
    limit = 100 * (ALPHA + 2 * np.sqrt(ALPHA * (1 - ALPHA) / options.runs))
    note = (
        f"{N_SEEDS} candidates, each the model under another seed; {N_ROWS} rows of one of {len(DATA)} public data "
        "sets a run. Share of the runs in which a candidate is accepted. The level is "
        f"{100 * ALPHA:.0f} %; with two standard errors of {options.runs} runs, {limit:.1f} %."
    )
    publish("false_acceptance", f"{note}\n\n{markdown(('model', 'runs', 'skmitigate', 'best mean'), lines)}")


if __name__ == "__main__":
    main()
