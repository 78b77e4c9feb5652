"""Feature selection and outlier removal, always applied: what held-out rows gain or lose, with planted faults or none.

Run: python benchmarks/selection_and_outliers.py. Eight public sets of at most 400 rows, four models, about six minutes
on one core. Half of the rows are for fitting; faults are planted in these, noise columns in both halves.
"""

import csv
import warnings
from collections import defaultdict

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from tables import RESULTS, markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate import FeatureSelection, OutlierRemoval

SETS = ("banknote", "diabetes_pima", "vehicle", "segment", "wine_quality_red", "credit_g", "ionosphere", "sonar")
ENCODER = make_column_transformer(
    (make_pipeline(SimpleImputer(), StandardScaler()), make_column_selector(dtype_include="number")),
    (OneHotEncoder(handle_unknown="ignore", sparse_output=False), make_column_selector(dtype_exclude="number")),
)
MODELS = {
    "neighbours": make_pipeline(ENCODER, KNeighborsClassifier()),
    "naive Bayes": make_pipeline(ENCODER, GaussianNB()),
    "logistic": make_pipeline(ENCODER, LogisticRegression(max_iter=300)),
    "forest": make_pipeline(ENCODER, RandomForestClassifier(50, random_state=0)),
}
SELECTIONS = {
    "importance, tuned": FeatureSelection(method="importance", cv=3, random_state=0),
    "mutual information, tuned": FeatureSelection(method="mutual_info", cv=3, random_state=0),
    "mutual information, half": FeatureSelection(method="mutual_info", n_features=0.5, random_state=0),
}
REMOVALS = {
    "by evidence": OutlierRemoval(random_state=0),
    "5 % of each class": OutlierRemoval(contamination=0.05, random_state=0),
    "tuned": OutlierRemoval(contamination="tuned", cv=3, random_state=0),
}
N_ROWS = 400


def with_noise(X: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add as many columns of noise as there are columns, at least ten."""
    n_noise = max(10, X.shape[1])
    noise = pd.DataFrame(
        rng.normal(size=(len(X), n_noise)), index=X.index, columns=[f"noise {j}" for j in range(n_noise)]
    )
    return pd.concat([X, noise], axis=1)


def with_outliers(X: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Multiply each number of 5 % of the rows by ten with probability one half, as slips of the decimal point do."""
    numbers = X.select_dtypes("number").columns
    slipped = X.astype(dict.fromkeys(numbers, float))
    hit = (rng.random(len(X)) < 0.05)[:, None] & (rng.random((len(X), len(numbers))) < 0.5)
    slipped[numbers] = np.where(hit, 10 * slipped[numbers].to_numpy(), slipped[numbers].to_numpy())
    return slipped


def one_set(name: str) -> list[dict[str, object]]:
    """Return the accuracy of each model alone and under each setting, without and with the fault."""
    X, y, _ = public_data().load(name)
    if len(X) > N_ROWS:
        X, _, y, _ = train_test_split(X, y, train_size=N_ROWS, random_state=0, stratify=y)
    X, y = X.reset_index(drop=True), y.to_numpy()
    rows = []
    for planted in (False, True):
        for what, strategies in (("selection", SELECTIONS), ("removal", REMOVALS)):
            table = with_noise(X, np.random.default_rng(0)) if planted and what == "selection" else X
            X_train, X_test, y_train, y_test = train_test_split(table, y, train_size=0.5, random_state=0, stratify=y)
            if planted and what == "removal":
                X_train = with_outliers(X_train, np.random.default_rng(0))
            for model_name, model in MODELS.items():
                alone = clone(model).fit(X_train, y_train).score(X_test, y_test)
                for setting, strategy in strategies.items():
                    fitted = clone(strategy).set_params(estimator=clone(model)).fit(X_train, y_train)
                    score = fitted.score(X_test, y_test)
                    rows.append(
                        {
                            "strategy": what,
                            "setting": setting,
                            "planted": planted,
                            "data": name,
                            "model": model_name,
                            "n_test": len(y_test),
                            "alone": round(alone, 4),
                            "gain": round(100 * (score - alone), 2),
                        }
                    )
    return rows


def summary(rows: list[dict[str, object]], what: str, fault: str) -> str:
    """Return one line for each setting and model."""
    cells: dict[tuple[str, str, bool], list[float]] = defaultdict(list)
    for row in rows:
        if row["strategy"] == what:
            cells[str(row["setting"]), str(row["model"]), bool(row["planted"])].append(float(str(row["gain"])))
    lines = []
    for setting, model in dict.fromkeys((setting, model) for setting, model, _ in cells):
        line: list[object] = [setting, model]
        for planted in (False, True):
            gains = cells[setting, model, planted]
            line += [f"{np.mean(gains):+.1f}", f"{min(gains):+.1f}", f"{sum(gain < 0 for gain in gains)}"]
        lines.append(line)
    sets = len({row["data"] for row in rows})
    header = ["setting", "model"]
    header += ["nothing planted: mean gain", "worst", "sets worse", f"{fault}: mean gain", "worst", "sets worse"]
    note = (
        f"Points of accuracy gained on held-out rows by always applying the setting; {sets} public sets of at most "
        f"{N_ROWS} rows, half of them for fitting, one split: one row more or less is about half a point."
    )
    return f"{note}\n\n{markdown(header, lines)}"


def main() -> None:
    """Run and publish the two tables."""
    rows: list[dict[str, object]] = []
    for name in SETS:
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore")  # convergence, classes with few rows
            rows += one_set(name)
        print(name, flush=True)
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "selection_and_outliers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    publish("feature_selection", summary(rows, "selection", "noise columns added"))
    publish("outlier_removal", summary(rows, "removal", "5 % of the rows slipped"))


if __name__ == "__main__":
    main()
