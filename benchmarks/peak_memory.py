"""Compare the peak memory of the loop with that of the base model's own cross-validation, on 50,000 rows of 50 columns.

Each is run in a process of its own, whose peak resident size is read when it ends; what an import takes is in both.
"""

import argparse
import resource
import subprocess
import sys

from sklearn.datasets import make_classification
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from tables import markdown, publish

from skmitigate import EnsembleLearning, SelfCorrectingClassifier

MODELS = {
    "LogisticRegression": lambda: LogisticRegression(max_iter=200),
    "HistGradientBoostingClassifier": lambda: HistGradientBoostingClassifier(max_iter=10),
}
STRATEGIES = [
    "class_balancing",
    "probability_calibration",
    "data_augmentation",
    EnsembleLearning(members="same_family"),
]


def run(kind: str, model: str) -> None:
    """Run one of the two and print peak bytes and fits."""
    X, y = make_classification(
        50_000, 50, n_informative=12, weights=[0.85, 0.15], flip_y=0.05, class_sep=0.7, random_state=0
    )
    n_fits = 5
    if kind == "base":
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        cross_val_predict(MODELS[model](), X, y, cv=folds, method="predict_proba")
    else:
        loop = SelfCorrectingClassifier(MODELS[model](), strategies=STRATEGIES, max_iterations=2, random_state=0)
        n_fits = loop.fit(X, y).report_.n_fits
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(peak, n_fits)


def main() -> None:
    """Run both for every model, each in a process of its own, and publish the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", nargs=2, metavar=("KIND", "MODEL"))
    options = parser.parse_args()
    if options.run:
        run(*options.run)
        return
    rows = []
    for model in MODELS:
        told = {}
        for kind in ("base", "loop"):
            command = [sys.executable, "-W", "ignore", __file__, "--run", kind, model]
            told[kind] = [int(x) for x in subprocess.run(command, capture_output=True, check=True).stdout.split()]
        (base, _), (loop, n_fits) = told["base"], told["loop"]
        rows.append([model, f"{base / 2**20:.0f}", f"{loop / 2**20:.0f}", f"{loop / base:.2f}", n_fits])
        print(rows[-1], flush=True)
    header = ["model", "cross-validation, MiB", "loop, MiB", "ratio", "fits of the loop"]
    publish("peak_memory", markdown(header, rows))


if __name__ == "__main__":
    main()
