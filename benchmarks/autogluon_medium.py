"""Errors of the library ensemble beside those of AutoGluon's medium preset, which takes about as long on one core.

Run: python benchmarks/autogluon_medium.py --autogluon PYTHON [--sets N]. PYTHON is an interpreter of an environment of
its own with `pip install autogluon.tabular[lightgbm]`; without its other extras the preset is gradient boosting by
LightGBM, forests, and their weighted ensemble. Rows are those of honest_gain.py. The file resumes from
benchmarks/results/autogluon_medium.csv.
"""

import argparse
import csv
import json
import os
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from honest_gain import SIZES, base_models, drawn, eligible
from sklearn.base import clone
from tables import RESULTS, markdown, publish, read_rows
from threadpoolctl import threadpool_limits

from skmitigate import EnsembleLearning

#: What runs under the other interpreter: arguments are a folder and seconds.
SCRIPT = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd
from autogluon.tabular import TabularPredictor
folder, seconds = sys.argv[1], float(sys.argv[2])
train, fresh = pd.read_parquet(folder + "/train.parquet"), pd.read_parquet(folder + "/fresh.parquet")
start, cpu = time.perf_counter(), time.process_time()
predictor = TabularPredictor("label", path=folder + "/models", verbosity=0, eval_metric="accuracy")
predictor.fit(train, presets="medium_quality", time_limit=seconds, num_cpus=1)
took = time.perf_counter() - start, time.process_time() - cpu
wrong = predictor.predict(fresh.drop(columns="label")).astype(str).to_numpy() != fresh["label"].to_numpy()
print(json.dumps([int(wrong.sum()), *took, len(predictor.model_names())]))
"""
#: So many times the ensemble's own seconds: it comes to its end well before, also where the machine is busy.
TIMES_AS_LONG = 10


def theirs(python: str, train: pd.DataFrame, fresh: pd.DataFrame, seconds: float) -> list[float]:
    """Return AutoGluon's errors, wall and CPU seconds, and how many models it made."""
    with tempfile.TemporaryDirectory() as folder:
        train.to_parquet(Path(folder) / "train.parquet")
        fresh.to_parquet(Path(folder) / "fresh.parquet")
        done = subprocess.run(
            [python, "-c", SCRIPT, folder, str(seconds)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": ""},
        )
    answer: list[float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def one_set(name: str, python: str) -> dict[str, object]:
    """Fit both on the rows to learn from, one after the other, and count the errors on the fresh rows."""
    X, y, n_train = drawn(name, *SIZES["full"])
    forest = base_models()["random forest"]
    model = EnsembleLearning(forest, members="library", method="selection_and_stacking", random_state=0)
    start, cpu = time.perf_counter(), time.process_time()
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        model.fit(X.iloc[:n_train], y[:n_train])
        seconds, own_cpu = time.perf_counter() - start, time.process_time() - cpu
        errors = [
            int((m.predict(X.iloc[n_train:]) != y[n_train:]).sum()) for m in (model, _alone(forest, X, y, n_train))
        ]
    table = X.assign(label=y.astype(str))
    wrong, took, their_cpu, n_models = theirs(
        python, table.iloc[:n_train], table.iloc[n_train:], TIMES_AS_LONG * seconds
    )
    return {
        "data": name,
        "n_train": n_train,
        "n_fresh": len(y) - n_train,
        "ensemble": errors[0],
        "forest": errors[1],
        "autogluon": int(wrong),
        "seconds": round(seconds, 1),
        "autogluon_seconds": round(took, 1),
        "cpu": round(own_cpu, 1),
        "autogluon_cpu": round(their_cpu, 1),
        "autogluon_models": int(n_models),
    }


def _alone(model: object, X: pd.DataFrame, y: np.ndarray, n_train: int) -> object:
    return clone(model).fit(X.iloc[:n_train], y[:n_train])


def results(names: list[str], python: str | None) -> list[dict[str, str]]:
    """Do the sets that are not in the file yet, where there is an AutoGluon to do it, and return all."""
    path = RESULTS / "autogluon_medium.csv"
    done = {row["data"] for row in read_rows(path)}
    for name in [name for name in names if name not in done and python is not None]:
        row = one_set(name, str(python))
        new = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            if new:
                writer.writeheader()
            writer.writerow(row)
        print(*row.values(), flush=True)
    return read_rows(path)


def comparison(rows: list[dict[str, str]], ours: str) -> tuple[object, ...]:
    """Return the geometric mean of the ratio of errors, one added to each, and how often ours makes fewer."""
    own, other = (np.array([int(row[name]) for row in rows]) for name in (ours, "autogluon"))
    ratio = float(np.exp(np.mean(np.log((own + 1) / (other + 1)))))
    fewer, more = int((own < other).sum()), int((own > other).sum())
    return f"{ratio:.2f}", f"{fewer} / {len(rows) - fewer - more} / {more}", f"{own.sum() / other.sum():.2f}"


def main() -> None:
    """Run what is missing and publish the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--autogluon", default=None, help="the interpreter that has AutoGluon; without it no set is run"
    )
    parser.add_argument("--sets", type=int, default=None, help="how many sets, evenly spread over the sizes")
    options = parser.parse_args()
    names = eligible()
    if options.sets:
        names = names[:: max(1, len(names) // options.sets)][: options.sets]
    rows = results(names, options.autogluon)
    cpu, their_cpu = (np.median([float(row[key]) for row in rows]) for key in ("cpu", "autogluon_cpu"))
    most_train, most_fresh = SIZES["full"]
    note = (
        f"{len(rows)} public data sets, at most {most_train} rows to learn from and {most_fresh:,} fresh ones. "
        "AutoGluon 1.6.3, medium preset with LightGBM and forests, was let come to its end, its weighted ensemble "
        f"included. Of the median set, the ensemble took {cpu:.1f} s of the processor, and AutoGluon {their_cpu:.1f}. "
        "Ratios below 1: fewer errors than AutoGluon."
    )
    told = {
        "ensemble": '`EnsembleLearning(method="selection_and_stacking", members="library")`',
        "forest": "random forest alone",
    }
    header = ("", "errors, geometric mean of ratios", "sets with fewer / as many / more", "errors, all sets together")
    lines = [[text, *comparison(rows, name)] for name, text in told.items()]
    publish("autogluon_medium", f"{note}\n\n{markdown(header, lines)}")


if __name__ == "__main__":
    main()
