"""How often the true risk of the accepted rows is above a certified target, how many rows are accepted, and a picture.

Usage: ``python benchmarks/selective_risk.py [--draws 500] [--jobs 1]``. Writes ``results/selective_risk.csv``, ``.md``,
``results/selective_picture.md`` and ``docs/_static/risk_coverage.svg``.
"""

import argparse
import csv
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
from joblib import Parallel, delayed
from mapie.risk_control import BinaryClassificationController
from matplotlib.figure import Figure
from scipy.stats import beta
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from tables import RESULTS, ROOT, markdown, publish
from zugzwang.core.certify import certify_threshold
from zugzwang.core.guarantees.base import UncertifiableRiskError

from skmitigate import ConfidenceThresholding
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.metrics import aurc, risk_coverage_curve

TARGET, CONFIDENCE = 0.05, 0.9
SIZES = (200, 1000, 5000)
#: The chance of an error by the place of a row, from the most confident one at 0 to the least confident one at 1.
SHAPES: dict[str, Callable[[Any], Any]] = {
    "rising evenly": lambda u: 0.5 * u,
    "rising late": lambda u: 0.5 * np.exp(-6 * (1 - u)),
    "a step": lambda u: np.where(u < 0.6, 0.01, 0.3),
    "11 distinct confidences": lambda u: 0.005 + 0.4 * u**2,
    "3 % everywhere": lambda u: np.full_like(u, 0.03),
    "5.01 % everywhere": lambda u: np.full_like(u, 0.0501),
    "worst at the top": lambda u: np.where(u < 0.05, 0.08, np.where(u < 0.6, 0.02, 0.25)),
}


class Scored(ClassifierMixin, BaseEstimator):
    """A model that learns nothing and whose probability of class 1, which it always predicts, is the only column."""

    classes_ = np.array([0, 1])

    def fit(self, X: Any, y: Any) -> "Scored":
        """Change nothing."""
        del X, y
        return self

    def predict_proba(self, X: Any) -> Any:
        """Return the column, and what is missing to 1."""
        return np.column_stack([1 - X[:, 0], X[:, 0]])

    def predict(self, X: Any) -> Any:
        """Return class 1."""
        return np.ones(len(X), dtype=int)


def draw(shape: str, n_rows: int, seed: int) -> tuple[Any, Any, Any]:
    """Return confidences, whether each row is right, and the chance of an error."""
    rng = np.random.default_rng(seed)
    place = rng.random(n_rows)
    if shape.startswith("11"):
        place = np.round(place, 1)
    chance = SHAPES[shape](place)
    return 1 - 0.45 * place, (rng.random(n_rows) >= chance).astype(int), chance


def ours(sure: Any, right: Any) -> float:
    """Return the threshold of ConfidenceThresholding."""
    strategy = ConfidenceThresholding(Scored(), target_risk=TARGET, confidence=CONFIDENCE, cv=2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkmitigateWarning)  # that nothing can be certified
        return float(strategy.fit(sure.reshape(-1, 1), right).threshold_)


def mapie(sure: Any, right: Any, *, own_grid: bool) -> float:
    """Return the threshold of MAPIE's controller on its own grid, or by a fixed sequence over quantiles."""
    settings: dict[str, Any] = {}
    if own_grid:
        least = int(np.ceil(np.log(1 - CONFIDENCE) / np.log(1 - TARGET)))  # the sequence starts where it can pass
        places = np.unique(np.linspace(least, len(sure), 100).astype(int)) - 1
        settings = {"list_predict_params": np.unique(np.sort(sure)[::-1][places]), "fwer_method": "fixed_sequence"}
    controller = BinaryClassificationController(
        Scored().predict_proba, "precision", 1 - TARGET, confidence_level=CONFIDENCE, **settings
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that nothing passes, or that the risk is not monotone
        controller.calibrate(sure.reshape(-1, 1), right)
    best = controller.best_predict_param
    return np.inf if best is None else float(best)


def zugzwang(sure: Any, right: Any) -> float:
    """Return the threshold of zugzwang's selective guaranteed risk."""
    try:
        return float(certify_threshold(sure, 1 - right, TARGET, 1 - CONFIDENCE, "sgr").threshold)
    except UncertifiableRiskError:
        return np.inf


METHODS: dict[str, Callable[[Any, Any], float]] = {
    "skmitigate": ours,
    "zugzwang": zugzwang,
    "MAPIE, Holm": lambda sure, right: mapie(sure, right, own_grid=False),
    "MAPIE, sequence": lambda sure, right: mapie(sure, right, own_grid=True),
}


def measure(shape: str, n_rows: int, n_draws: int) -> list[list[Any]]:
    """Return for each method the mean coverage and how often the true risk is above the target."""
    sure, _, chance = draw(shape, 200_000, seed=2**31)
    order = np.argsort(-sure)
    sure, total = sure[order], np.concatenate([[0.0], chance[order].cumsum()])
    found: dict[str, list[tuple[float, bool]]] = {name: [] for name in METHODS}
    for seed in range(n_draws):
        rows, right, _ = draw(shape, n_rows, seed)
        for name, method in METHODS.items():
            n_accepted = int(np.searchsorted(-sure, 1e-12 - method(rows, right), side="right"))
            found[name].append((n_accepted / len(sure), total[n_accepted] > TARGET * n_accepted))
    print(
        shape, n_rows, {name: np.mean(results, axis=0).round(3).tolist() for name, results in found.items()}, flush=True
    )
    return [
        [shape, n_rows, name, *(f"{value:.4f}" for value in np.mean(results, axis=0))]
        for name, results in found.items()
    ]


def table(rows: list[list[Any]], n_draws: int) -> str:
    """Return the Markdown table."""
    limit = 0.1 + 2 * np.sqrt(0.1 * 0.9 / n_draws)
    lines = []
    for i in range(0, len(rows), len(METHODS)):
        cells = rows[i : i + len(METHODS)]
        lines.append([cells[0][0], cells[0][1], *(f"{100 * float(c[3]):.1f} ({100 * float(c[4]):.1f})" for c in cells)])
    return (
        f"Mean coverage in percent and, in brackets, in how many percent of {n_draws} draws the true risk of the "
        f"accepted rows was above the target. Target {TARGET:g}, confidence {CONFIDENCE:g}: up to "
        f"{100 * limit:.1f} % is 10 % and two standard errors. The chance of an error by confidence, from the most "
        "confident row on, is known: it is that of the first column. MAPIE 1.6 with Holm on its own grid of 100 "
        "thresholds, and with a fixed sequence over 100 quantiles; zugzwang 1.1 with `sgr`. In the last shape the most "
        "confident rows err more often than the next ones, which the certificate takes not to happen.\n\n"
        + markdown(["chance of an error", "rows", *METHODS], lines)
    )


def interval(k: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share."""
    return (float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0), float(beta.ppf(0.975, k + 1, n - k))


def picture() -> str:
    """Draw risk over coverage for digits on rows never used, and return what it shows in words."""
    X, y = load_digits(return_X_y=True)
    X, X_new, y, y_new = train_test_split(X, y, test_size=0.5, random_state=0, stratify=y)
    model = ConfidenceThresholding(RandomForestClassifier(random_state=0), target_coverage=0.7, random_state=0)
    model.fit(X, y)
    sure, wrong = model.predict_proba(X_new).max(axis=1), model.predict(X_new) != y_new
    coverage, risk, _ = risk_coverage_curve(sure, wrong)
    accepted = model.accepts(X_new)
    n, k = int(accepted.sum()), int(wrong[accepted].sum())
    low, high = interval(k, n)
    n_sure = round(0.7 * len(y_new))
    k_sure = int(wrong[np.argsort(-sure, kind="stable")[:n_sure]].sum())

    mpl.rcParams["svg.hashsalt"] = "skmitigate"  # the same picture from the same numbers
    figure = Figure(figsize=(6, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.step(100 * coverage, 100 * risk, where="post", color="C0", label="random forest")
    axes.axhline(100 * wrong.mean(), color="0.6", linewidth=0.8, linestyle="--")
    axes.annotate("every row answered", (1, 100 * wrong.mean()), xytext=(0, 3), textcoords="offset points", color="0.4")
    error = [[100 * (k / n - low)], [100 * (high - k / n)]]
    axes.errorbar(
        [100 * accepted.mean()],
        [100 * k / n],
        yerr=error,
        fmt="o",
        color="C3",
        capsize=3,
        label="threshold for 70 % coverage, 95 % interval",
    )
    axes.set(xlabel="rows answered, %", ylabel="errors among them, %", xlim=(0, 101), ylim=(0, 125 * wrong.mean()))
    axes.legend(loc="upper left", bbox_to_anchor=(0.02, 0.9), frameon=False)
    path = ROOT / "docs" / "_static" / "risk_coverage.svg"
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    return (
        f"Digits, a random forest fitted on {len(y)} rows, threshold learned on the same rows for a coverage of 70 %. "
        f"Of {len(y_new)} rows never used, {n} are answered ({100 * accepted.mean():.1f} %), {n - k} of them rightly: "
        f"{100 * (1 - k / n):.1f} %, with a 95 % interval from {100 * (1 - high):.1f} to {100 * (1 - low):.1f} %. "
        f"Of the {n_sure} most confident ones (70 %), {n_sure - k_sure} are right, "
        f"{100 * (1 - k_sure / n_sure):.1f} %, from {100 * (1 - interval(k_sure, n_sure)[1]):.1f} to "
        f"{100 * (1 - interval(k_sure, n_sure)[0]):.1f} %. "
        f"Were every row answered, {100 * (1 - wrong.mean()):.1f} % would be right. "
        f"Area under the curve (AURC): {aurc(sure, wrong):.5f}."
    )


def main() -> None:
    """Measure all, write the tables and the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--picture", action="store_true", help="draw the picture only")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    publish("selective_picture", picture())
    if options.picture:
        return
    cells = [(shape, n_rows) for shape in SHAPES for n_rows in SIZES]
    found = Parallel(n_jobs=options.jobs)(delayed(measure)(*cell, options.draws) for cell in cells)
    rows = [row for cell in found for row in cell]
    with (RESULTS / "selective_risk.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["chance", "rows", "method", "coverage", "above target"], *rows])
    publish("selective_risk", table(rows, options.draws))


if __name__ == "__main__":
    main()
