"""What balancing does to probabilities and to decisions: eight imbalanced sets, two models, all methods side by side.

Run: python benchmarks/imbalance.py [--only wilt:RF,...]. It takes about ten minutes on one core and resumes from
benchmarks/results/imbalance.csv. Every method sees the same half of at most 5000 rows and is scored on the other half.
"""

import argparse
import csv
import time
import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, log_loss
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from tables import RESULTS, markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate import ClassBalancing, DataAugmentation, ProbabilityCalibration

DATA = ("oil_spill", "pc1", "wilt", "mammography", "sick", "hypothyroid", "polish_bankruptcy_5y", "page_blocks")
N_ROWS = 5000
N_SPLITS = 3
CLIP = 1e-3  # a forest says 0 where it means "none of my trees"; unclipped, one such row decides the mean
ENCODER = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), make_column_selector(dtype_include="number")),
    (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_exclude="number")),
)
# The encoder belongs to the model, so that synthetic rows are made of the columns as they are.
MODELS = {
    "RF": make_pipeline(ENCODER, RandomForestClassifier(random_state=0)),
    "LR": make_pipeline(ENCODER, LogisticRegression(max_iter=1000)),
}
SMOTE = DataAugmentation(restore_prior=False)
# What is fitted once, and the settings under which it then answers: these do not change the fit.
METHODS = {
    "nothing": (None, {}),
    "weights": (ClassBalancing(method="weights"), {}),
    "weights, prior restored": ("weights", {"restore_prior": True}),
    "thresholds": (ClassBalancing(method="thresholds"), {}),
    "prior": (ClassBalancing(method="prior"), {}),
    "prior, restored": ("prior", {"restore_prior": True}),
    "SMOTE": (SMOTE, {}),
    "SMOTE, prior restored": ("SMOTE", {"restore_prior": True}),
    "SMOTE, prior restored, decision balanced": ("SMOTE", {"restore_prior": True, "decision": "balanced"}),
    "SMOTE, sigmoid, decision balanced": (
        ClassBalancing(ProbabilityCalibration(SMOTE, method="sigmoid"), method="prior", restore_prior=True),
        {},
    ),
    "SMOTE, isotonic, decision balanced": (
        ClassBalancing(ProbabilityCalibration(SMOTE, method="isotonic"), method="prior", restore_prior=True),
        {},
    ),
}
SCORES = ("log_loss", "log_loss_unclipped", "brier", "balanced_accuracy", "macro_f1", "accuracy")
FIELDS = ("data", "model", "split", "method", "n_test", *SCORES, "seconds")


def with_model(method: object, model: object) -> object:
    """Return the method around a model."""
    if method is None:
        return clone(model)
    method = clone(method)
    innermost = method
    while innermost.estimator is not None:
        innermost = innermost.estimator
    innermost.set_params(estimator=clone(model))
    seeds = {key: 0 for key in method.get_params() if key.endswith("random_state")}
    return method.set_params(**seeds)


def table(data: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return at most N_ROWS rows, without classes of fewer than ten."""
    X, y, _ = public_data().load(data)
    y = y.to_numpy()
    common = np.isin(y, [label for label, n in zip(*np.unique(y, return_counts=True), strict=True) if n >= 10])
    X, y = X[common].reset_index(drop=True), y[common]
    if len(X) > N_ROWS:
        chosen, _ = next(StratifiedShuffleSplit(1, train_size=N_ROWS, random_state=0).split(X, y))
        X, y = X.iloc[chosen].reset_index(drop=True), y[chosen]
    return X, y


def one_cell(data: str, model: str) -> Iterator[dict[str, object]]:
    """Fit all methods on the same rows and score them on the others."""
    X, y = table(data)
    splits = StratifiedShuffleSplit(N_SPLITS, train_size=0.5, random_state=1).split(X, y)
    for split, (train, test) in enumerate(splits):
        fitted: dict[str, object] = {}
        for name, (method, settings) in METHODS.items():
            start = time.perf_counter()
            if isinstance(method, str):
                whole = fitted[method].set_params(**settings)
            else:
                whole = fitted[name] = with_model(method, MODELS[model]).fit(X.iloc[train], y[train])
            seconds = time.perf_counter() - start
            proba = whole.predict_proba(X.iloc[test])
            said = whole.predict(X.iloc[test])
            clipped = np.maximum(proba, CLIP)
            hot = (y[test][:, None] == whole.classes_).astype(float)
            scores = {
                "log_loss": log_loss(y[test], clipped / clipped.sum(axis=1, keepdims=True), labels=whole.classes_),
                "log_loss_unclipped": log_loss(y[test], proba, labels=whole.classes_),
                "brier": np.mean(np.sum((proba - hot) ** 2, axis=1)),
                "balanced_accuracy": balanced_accuracy_score(y[test], said),
                "macro_f1": f1_score(y[test], said, average="macro"),
                "accuracy": accuracy_score(y[test], said),
            }
            rounded = {key: round(float(value), 5) for key, value in scores.items()}
            head = {"data": data, "model": model, "split": split, "method": name, "n_test": len(test)}
            yield {**head, **rounded, "seconds": round(seconds, 2)}


def relative(cells: pd.DataFrame, score: str, method: str) -> pd.Series:
    """Return a score over that of the model alone, for each set and model, both averaged over the splits."""
    means = cells.groupby(["method", "data", "model"])[score].mean()
    return means[method] / means["nothing"]


def summary(cells: pd.DataFrame) -> str:
    """Return the table of methods, averaged over sets."""
    means = cells.groupby(["method", "data", "model"])[list(SCORES)].mean()
    rows = []
    for model in MODELS:
        smote = means.loc["SMOTE"].xs(model, level="model")["balanced_accuracy"]
        for method in METHODS:
            own = means.loc[method].xs(model, level="model")
            ratio = relative(cells, "log_loss", method).xs(model, level="model")
            unclipped = relative(cells, "log_loss_unclipped", method).xs(model, level="model")
            rows.append(
                [
                    f"{model}: {method}",
                    f"{np.exp(np.log(ratio).mean()):.3f}",
                    f"{ratio.max():.3f}",
                    f"{(ratio <= 1.02).sum()} of {len(ratio)}",
                    f"{(unclipped <= 1.02).sum()} of {len(ratio)}",
                    f"{own['brier'].mean():.4f}",
                    f"{own['balanced_accuracy'].mean():.3f}",
                    f"{(own['balanced_accuracy'] >= smote - 0.005).sum()} of {len(ratio)}",
                    f"{own['macro_f1'].mean():.3f}",
                    f"{own['accuracy'].mean():.3f}",
                ]
            )
    header = (
        "model: method",
        "log loss over that of nothing",
        "largest",
        "within 2 %",
        "unclipped",
        "Brier",
        "balanced accuracy",
        "as SMOTE's",
        "macro F1",
        "accuracy",
    )
    sets = ", ".join(sorted(cells["data"].unique()))
    note = (
        f"Held-out scores, means over {cells['data'].nunique()} sets ({sets}), {cells['split'].nunique()} random "
        f"halves of at most {N_ROWS} rows each. *Log loss* (probabilities clipped at {CLIP}): geometric mean over the "
        "sets of its ratio to that of the model alone, the largest ratio, and for how many sets it is at most 1.02, "
        "with and without clipping. *As SMOTE's*: for how many sets the balanced accuracy is at most half a point "
        "below that of SMOTE without restored prior."
    )
    return f"{note}\n\n{markdown(header, rows)}"


def details(cells: pd.DataFrame) -> str:
    """Return all sets: log loss and balanced accuracy of each method."""
    means = cells.groupby(["model", "data", "method"])[list(SCORES)].mean()
    names = [name for name in METHODS if not cells[cells["method"] == name].empty]
    rows = []
    for model in MODELS:
        for data in DATA:
            if (model, data) in means.index.droplevel("method"):
                own = means.loc[model, data]
                cell = [f"{own.loc[n, 'log_loss']:.3f} / {100 * own.loc[n, 'balanced_accuracy']:.1f}" for n in names]
                rows.append([f"{data}, {model}", *cell])
    note = "Each cell: log loss (clipped) / balanced accuracy in percent, means over the splits."
    return f"{note}\n\n{markdown(('data, model', *names), rows)}"


def main() -> None:
    """Run what is missing and publish the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="cells such as wilt:RF, separated by commas")
    only = [cell for cell in parser.parse_args().only.split(",") if cell]
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "imbalance.csv"
    cells = pd.read_csv(path) if path.exists() else pd.DataFrame(columns=FIELDS)
    done = {f"{data}:{model}" for data, model in zip(cells["data"], cells["model"], strict=True)}
    for data in DATA:
        for model in MODELS:
            key = f"{data}:{model}"
            if key in done or (only and key not in only):
                continue
            with warnings.catch_warnings(), threadpool_limits(1):
                warnings.simplefilter("ignore")  # convergence of the regression, rare classes in the folds
                rows = list(one_cell(data, model))
            with path.open("a", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, FIELDS)
                if not file.tell():
                    writer.writeheader()
                writer.writerows(rows)
            print(key, f"{sum(row['seconds'] for row in rows):.0f} s", flush=True)
    cells = pd.read_csv(path)
    publish("imbalance", summary(cells))
    publish("imbalance_sets", details(cells))


if __name__ == "__main__":
    main()
