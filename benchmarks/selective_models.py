"""How often the true risk of a fitted model's accepted rows is above a certified target.

Usage: ``python benchmarks/selective_models.py [--draws 200] [--jobs 1]``. Writes ``results/selective_models.csv`` and
``.md``.
"""

import argparse
import csv
import warnings
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from tables import RESULTS, markdown, publish

from skmitigate import ConfidenceThresholding
from skmitigate.exceptions import SkmitigateWarning

TARGETS, CONFIDENCE, SIZES, N_FRESH = (0.05, 0.1), 0.9, (300, 1000), 4000
MODELS = {
    "naive Bayes": GaussianNB(),
    "logistic regression": LogisticRegression(),
    "single tree": DecisionTreeClassifier(min_samples_leaf=5, random_state=0),
    "forest of 20 trees": RandomForestClassifier(20, random_state=0),
}
WAYS: dict[str, dict[str, Any]] = {"cross-fitted": {}, "held out": {"calibration_size": 0.3}}


def one_draw(model: str, n_rows: int, rows: tuple[Any, Any], seed: int) -> list[tuple[float, bool]]:
    """Return coverage, and whether the risk on fresh rows is above the target, for each target and way."""
    X, y = rows
    picked = np.random.default_rng(seed).choice(len(y), n_rows + N_FRESH, replace=False)
    train, fresh = picked[:n_rows], picked[n_rows:]
    found = []
    for target in TARGETS:
        for settings in WAYS.values():
            strategy = ConfidenceThresholding(
                clone(MODELS[model]), target_risk=target, confidence=CONFIDENCE, random_state=seed, **settings
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SkmitigateWarning)  # that nothing can be certified
                strategy.fit(X[train], y[train])
            answered = strategy.predict_or_abstain(X[fresh])
            wrong = (answered.data != y[fresh])[~answered.mask]
            found.append((len(wrong) / N_FRESH, bool(len(wrong) and wrong.mean() > target)))
    return found


def main() -> None:
    """Measure all, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    rows = make_classification(
        60_000,
        n_features=12,
        n_informative=6,
        n_classes=3,
        n_clusters_per_class=2,
        class_sep=1.6,
        flip_y=0.03,
        random_state=5,
    )
    lines, records = [], []
    with Parallel(n_jobs=options.jobs) as parallel:
        for model in MODELS:
            for n_rows in SIZES:
                draws = parallel(delayed(one_draw)(model, n_rows, rows, seed) for seed in range(options.draws))
                means = np.mean(draws, axis=0)
                records.append([model, n_rows, *means.ravel().round(4)])
                lines.append([model, n_rows, *(f"{100 * c:.1f} ({100 * f:.1f})" for c, f in means)])
                print(*lines[-1], flush=True)
    heads = [f"{target:g}, {way}" for target in TARGETS for way in WAYS]
    with (RESULTS / "selective_models.csv").open("w", newline="", encoding="utf-8") as file:
        columns = [f"{head}: {what}" for head in heads for what in ("coverage", "above target")]
        csv.writer(file).writerows([["model", "rows", *columns], *records])
    limit = 0.1 + 2 * np.sqrt(0.1 * 0.9 / options.draws)
    publish(
        "selective_models",
        f"Mean coverage in percent and, in brackets, in how many percent of {options.draws} draws the returned model's "
        f"risk on {N_FRESH} fresh rows was above the target, by target and way. Confidence {CONFIDENCE:g}: up to "
        f"{100 * limit:.1f} % is 10 % and two standard errors. Three classes of two clusters each in 12 columns, 3 % "
        "of the labels random, from `make_classification`; `rows` are all rows that `fit` is given.\n\n"
        + markdown(["model", "rows", *heads], lines),
    )


if __name__ == "__main__":
    main()
