"""How often estimate_performance()'s interval holds the real score, and how often it warns.

``python benchmarks/estimated_accuracy.py`` takes some ten minutes on one core. It writes
``results/estimated_accuracy.md``.
"""

import sys
import warnings
from typing import Any

import numpy as np
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from tables import markdown, publish

from skmitigate import ProbabilityCalibration, cross_val_predictions
from skmitigate.exceptions import CalibrationWarning
from skmitigate.monitoring import estimate_performance
from skmitigate.predictions import PredictionTable

#: Fits of a model, and windows for each; draws of a reference with one window.
N_FITS, N_WINDOWS, N_DRAWS = 10, 10, 200
N_TRAIN, WINDOWS = 1000, (100, 1000)
METRICS = ("accuracy", "f1_macro")
FOREST = RandomForestClassifier(50, random_state=0, n_jobs=1)
MODELS = {
    "logistic regression": LogisticRegression(),
    "forest": FOREST,
    "forest, calibrated": ProbabilityCalibration(FOREST, random_state=0),
    "naive Bayes": GaussianNB(),
}


def data(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of three classes, correlated columns, and a tenth of the labels at random."""
    return make_classification(
        n, 12, n_informative=6, n_redundant=4, n_classes=3, flip_y=0.1, class_sep=1.2, random_state=seed
    )


def simulated(rng: np.random.Generator, n: int) -> PredictionTable:
    """Return rows whose labels are drawn by their probabilities."""
    proba = rng.dirichlet(np.full(3, 0.4), n)
    truth = (proba.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1).clip(max=2)
    return PredictionTable.from_predictions(truth, proba, classes=np.arange(3))


def judged(reference: PredictionTable | None, windows: list[PredictionTable]) -> list[dict[str, Any]]:
    """Return for each window whether there was a warning, and for each metric estimate, interval and real score."""
    told = []
    for k, window in enumerate(windows):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CalibrationWarning)
            found = estimate_performance(reference, window, scoring=METRICS, random_state=k)
        told.append({"warned": found.calibrated is False, "scores": found.scores})
    return told


def windows_of(table: PredictionTable, n: int) -> list[PredictionTable]:
    """Return windows of rows that follow each other."""
    return [table.take(np.arange(start, start + n)) for start in range(0, n * N_WINDOWS, n)]


def line(name: str, n: int, told: list[dict[str, Any]]) -> list[str]:
    """Return a line of the table."""
    cells = [name, str(n), f"{np.mean([t['warned'] for t in told]):.0%}"]
    for i in range(len(METRICS)):
        scores = [t["scores"][i] for t in told]
        cells.append(f"{np.mean([s['verdict'] == 'as estimated' for s in scores]):.1%}")
        cells.append(f"{100 * np.mean([s['interval'][1] - s['interval'][0] for s in scores]) / 2:.1f}")
        cells.append(f"{100 * np.mean([s['estimate'] - s['realised'] for s in scores]):+.1f}")
    print(cells, file=sys.stderr, flush=True)
    return cells


def drawn_lines() -> list[list[str]]:
    """Return the lines of rows whose probabilities are right, each window with a reference of its own."""
    lines = []
    for n in WINDOWS:
        told, alone = [], []
        for k in range(N_DRAWS):
            rng = np.random.default_rng([n, k])
            reference, window = simulated(rng, N_TRAIN), simulated(rng, n)
            told += judged(reference, [window])
            alone += judged(None, [window])
        lines += [line("labels drawn by the probabilities", n, told), line("the same, no reference", n, alone)]
    return lines


def main() -> None:
    """Measure and publish."""
    lines = drawn_lines()
    largest = max(WINDOWS) * N_WINDOWS
    for name, model in MODELS.items():
        results: dict[int, list[dict[str, Any]]] = {n: [] for n in WINDOWS}
        for k in range(N_FITS):
            X, y = data(k, N_TRAIN + largest)
            reference = cross_val_predictions(model, X[:N_TRAIN], y[:N_TRAIN], random_state=k)
            fitted = model.fit(X[:N_TRAIN], y[:N_TRAIN])
            later = PredictionTable.from_predictions(y[N_TRAIN:], fitted.predict_proba(X[N_TRAIN:]), classes=[0, 1, 2])
            for n in WINDOWS:
                results[n] += judged(reference, windows_of(later, n))
        lines += [line(name, n, results[n]) for n in WINDOWS]
    header = ["probabilities", "rows of the window", "warned"]
    for metric in METRICS:
        header += [f"{metric}: in the interval", "half its width, points", "estimate less real, points"]
    caption = (
        f"{N_DRAWS} draws with a reference and a window of their own; {N_FITS} fits with a cross-fitted reference "
        f"and {N_WINDOWS} windows of fresh rows each. References have {N_TRAIN} labelled rows; "
        'nominal 95 %. "Warned" is the share with a `CalibrationWarning`; the coverage is over all windows, warned or '
        "not. Made data of three classes, a tenth of the labels at random."
    )
    publish("estimated_accuracy", markdown(header, lines) + f"\n\n{caption}")


if __name__ == "__main__":
    main()
