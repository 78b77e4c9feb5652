"""How well wrong labels are ranked first: ours beside cleanlab's scores, by average precision.

Run: python benchmarks/label_noise_ranking.py. One core, about eight minutes. All rankings read the same cross-fitted
probabilities; the second of ours also reads the rows.
"""

import warnings
from typing import Any

import numpy as np
from cleanlab.rank import get_label_quality_scores
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tables import markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate import cross_val_predictions
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.diagnosis import LabelNoise
from skmitigate.predictions import PredictionTable

HUMAN = ("aggre", "1", "2", "3", "worst")
DATA = ("mushroom", "car", "pendigits", "spambase", "satimage")
N_ROWS, RATE, SEEDS = 2000, 0.1, (1, 2, 3)
MODELS = {"logistic regression": LogisticRegression(max_iter=1000), "forest": RandomForestClassifier(100)}
SCORES = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")
HEADER = ["labels", "model", "wrong", *(f"cleanlab {name.replace('_', ' ')}" for name in SCORES)]
HEADER += ["ours, probabilities only", "ours, with the rows"]


def precisions(table: PredictionTable, X: Any, wrong: Any) -> list[float]:
    """Return the average precision of cleanlab's scores and of our two rankings."""
    found = [
        average_precision_score(wrong, -get_label_quality_scores(table.y_true, table.proba, method=name))
        for name in SCORES
    ]
    for rows in (None, X):
        suspicion = np.empty(len(table))
        suspicion[LabelNoise().rank(table, rows)] = np.arange(len(table), 0, -1)
        found.append(average_precision_score(wrong, suspicion))
    return found


def human_noise() -> list[list[Any]]:
    """Return a line for each set of human labels of CIFAR-10N, on histograms of gradients."""
    load = public_data()
    pixels, truth, info = load.load("cifar10n_15k")
    X = load.hog(pixels)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=200))
    lines = []
    for name in HUMAN:
        labels = info["extras"][f"__noisy_{name}"].to_numpy()
        wrong = labels != truth.to_numpy()
        table = cross_val_predictions(model, X, labels, random_state=0)
        lines.append([f"CIFAR-10N, {name}", "logistic regression", wrong.mean(), *precisions(table, X, wrong)])
        print(lines[-1], flush=True)
    return lines


def injected_noise(data: str, model: str) -> list[Any]:
    """Return the mean over seeds for one table of which a tenth of the labels was changed."""
    X, y, _ = public_data().load(data)
    codes = np.unique(y, return_inverse=True)[1]
    found, shares = [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        rows = np.sort(rng.permutation(len(codes))[:N_ROWS])
        wrong, n_classes = rng.random(len(rows)) < RATE, codes.max() + 1
        labels = np.where(wrong, (codes[rows] + rng.integers(1, n_classes, len(rows))) % n_classes, codes[rows])
        table = cross_val_predictions(
            make_pipeline(TabularEncoder(), MODELS[model]), X.iloc[rows], labels, random_state=seed
        )
        found.append(precisions(table, X.iloc[rows], wrong))
        shares.append(wrong.mean())
    print(data, model, np.mean(found, axis=0).round(3), flush=True)
    return [data, model, np.mean(shares), *np.mean(found, axis=0)]


def main() -> None:
    """Measure all, and publish the table."""
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # convergence
        lines = [injected_noise(data, model) for data in DATA for model in MODELS]
        lines = human_noise() + lines
    rows = []
    for labels, model, share, *values in lines:
        best = max(values)
        told = [f"**{value:.3f}**" if value == best else f"{value:.3f}" for value in values]
        rows.append([labels, model, f"{share:.0%}", *told])
    values = np.array([line[3:] for line in lines])
    ahead = int(np.sum(values[:, 4] >= values[:, :3].max(axis=1)))
    text = (
        f"{markdown(HEADER, rows)}\n\nAverage precision of ranking the wrong labels first. CIFAR-10N: 15,000 images "
        f"with people's labels. The others: {N_ROWS} rows (or all), a tenth of the labels changed to another class at "
        f"random, mean of {len(SEEDS)} seeds. With the rows, ours is at least as good as the best of cleanlab's scores "
        f"in {ahead} of {len(lines)} lines."
    )
    publish("label_noise_ranking", text)


if __name__ == "__main__":
    main()
