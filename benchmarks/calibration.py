"""Probabilities on held-out rows, as the model gives them and under each calibration; and a picture of some.

Run: python benchmarks/calibration.py. It takes about three minutes on one core.
"""

import warnings

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from tables import ROOT, markdown, public_data, publish

from skmitigate.metrics import brier_score, log_score, reliability_curve
from skmitigate.predictions import CrossFitter, PredictionTable
from skmitigate.strategies import ProbabilityCalibration

DATA = ("breast_cancer_wdbc", "vehicle", "yeast", "kc1", "segment", "spambase", "phoneme", "satimage")
MODELS = {
    "forest": RandomForestClassifier(),
    "naive Bayes": GaussianNB(),
    "boosting": HistGradientBoostingClassifier(max_iter=30),
}
METHODS = ("none", "temperature", "sigmoid", "isotonic", "venn_abers")
MOST_ROWS, N_SPLITS = 2_000, 3
DRAWN = ("phoneme", "naive Bayes")


def held_out(data: str, split: int) -> dict[tuple[str, str], PredictionTable]:
    """Return the tables of the held-out rows for each model and method."""
    X, y, _ = public_data().load(data)
    rows = np.random.RandomState(split).permutation(len(y))[:MOST_ROWS]
    X, y = X.to_numpy(dtype=float)[rows], y.to_numpy()[rows]
    X_fit, X_test, y_fit, y_test = train_test_split(X, y, train_size=0.6, stratify=y, random_state=split)
    fitter = CrossFitter(X_fit, y_fit, random_state=split)
    tables = {}
    for name, model in MODELS.items():
        methods = {method: ProbabilityCalibration(model, method=method) for method in METHODS[1:]}
        fitted = fitter.fit({"none": model, **methods})
        for method, classifier in fitted.items():
            proba = classifier.predict_proba(X_test)
            tables[name, method] = PredictionTable.from_predictions(y_test, proba, classes=classifier.classes_)
    return tables


def measure() -> tuple[pd.DataFrame, dict[str, PredictionTable]]:
    """Return one line per data set, split, model and method; and the tables that are drawn."""
    lines, drawn = [], {}
    for data in DATA:
        for split in range(N_SPLITS):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # rare classes; nobody reads it here
                tables = held_out(data, split)
            for (model, method), table in tables.items():
                curve = reliability_curve(table, n_bins=15)
                scores = (-log_score(table, clip=1e-6).mean(), -brier_score(table).mean())
                lines.append((data, model, method, *scores, curve.expected_calibration_error))
                if (data, model, split) == (*DRAWN, 0):
                    drawn[method] = table
        print(data, flush=True)
    return pd.DataFrame(lines, columns=["data", "model", "method", "log loss", "Brier", "ECE"]), drawn


def summary(frame: pd.DataFrame) -> str:
    """Return means by model and method, with the cells that got worse."""
    cells = frame.groupby(["data", "model", "method"], sort=False).mean()
    rows = []
    for model in MODELS:
        plain = cells.xs((model, "none"), level=("model", "method"))
        for method in METHODS:
            own = cells.xs((model, method), level=("model", "method"))
            worse = [f"{(own[name] > plain[name]).sum()}" for name in cells.columns]
            means = [f"{own[name].mean():.3f}" for name in cells.columns]
            rows.append((model, method, *means, *(["", "", ""] if method == "none" else worse)))
    return markdown(("model", "method", "log loss", "Brier", "ECE", "log loss worse", "Brier worse", "ECE worse"), rows)


def by_cell(frame: pd.DataFrame) -> str:
    """Return the log loss of every cell; worse than none in bold."""
    cells = frame.groupby(["data", "model", "method"], sort=False)["log loss"].mean().unstack()
    rows = []
    for (data, model), line in cells.iterrows():
        told = [f"**{line[m]:.3f}**" if line[m] > line["none"] else f"{line[m]:.3f}" for m in METHODS]
        rows.append((data, model, *told))
    return markdown(("data", "model", *METHODS), rows)


def draw(tables: dict[str, PredictionTable]) -> None:
    """Draw the reliability curves with their bands."""
    figure = Figure(figsize=(9.0, 2.6), layout="constrained")
    panels = figure.subplots(1, len(tables), sharex=True, sharey=True)
    for panel, (method, table) in zip(panels, tables.items(), strict=True):
        curve = reliability_curve(table, label=table.classes[1], n_bins=10)
        panel.plot([0, 1], [0, 1], color="0.6", linewidth=0.8, linestyle="--")
        around = np.abs([curve.observed - curve.low, curve.high - curve.observed])
        panel.errorbar(curve.predicted, curve.observed, around, fmt="o", markersize=3, linewidth=1, color="#36c")
        panel.set_title(f"{method}\nBrier {curve.brier:.3f}", fontsize=9)
        panel.set_xlabel("mean probability", fontsize=8)
        panel.tick_params(labelsize=7)
        panel.set_aspect("equal")
    panels[0].set_ylabel("share that came true", fontsize=8)
    folder = ROOT / "docs" / "_static"
    folder.mkdir(exist_ok=True)
    figure.savefig(folder / "calibration.png", dpi=90, metadata={"Software": None})


def main() -> None:
    """Measure, publish and draw."""
    frame, drawn = measure()
    note = (
        f"{len(DATA)} public data sets, at most {MOST_ROWS:,} rows each, {N_SPLITS} splits: 60 % for fitting (the maps "
        "are learned in 5 folds of it), 40 % held out, on which everything here is measured. Means over the data sets; "
        "lower is better. Log loss clipped at 1e-6; Brier over all classes; ECE: of the confidence, in 15 bins of "
        f"equally many rows. The last columns: in how many of the {len(DATA)} data sets it is worse than with none."
    )
    publish("calibration", f"{note}\n\n{summary(frame)}")
    publish("calibration_cells", f"The log loss of each; what is worse than with none in bold.\n\n{by_cell(frame)}")
    draw(drawn)


if __name__ == "__main__":
    main()
