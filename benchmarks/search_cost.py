"""What a search costs: the loop with all strategies against a grid search over the same candidates and folds.

Run: python benchmarks/search_cost.py [--only DATA,...]. Six searches of each kind, one after the other, each on one
core; about twenty minutes. Both see 60 % of the rows; the errors are those on the other 40 %. It resumes from
benchmarks/results/search_cost.csv.
"""

import argparse
import csv
import re
import time
import warnings

from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from tables import RESULTS, markdown, public_data, publish
from threadpoolctl import threadpool_limits

import skmitigate
from skmitigate import SelfCorrectingClassifier
from skmitigate.exceptions import NotApplicable
from skmitigate.strategies import Strategy

#: At most so many rows of each.
DATA = {"diabetes_pima": 1000, "vehicle": 1000, "wine_quality_red": 1000}
MODELS = {
    "RandomForestClassifier": RandomForestClassifier(random_state=0),
    "LogisticRegression": make_pipeline(StandardScaler(), LogisticRegression()),
}
STRATEGIES = [
    thing
    for name in skmitigate.__all__
    if isinstance(thing := getattr(skmitigate, name), type) and issubclass(thing, Strategy)
]


def alias(strategy: type[Strategy]) -> str:
    """Return what the loop calls a strategy."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", strategy.__name__).lower()


def candidates(loop: SelfCorrectingClassifier) -> list[object]:
    """Return what the loop tried in its first iteration, complete with the model, and the model itself."""
    trials = loop.trials_
    first = trials["iteration"] == 0
    skipped = set(trials["strategy"][first & (trials["status"] == "skipped")])
    found = []
    for strategy in STRATEGIES:
        if alias(strategy) in skipped:
            continue
        try:
            offered = strategy().candidates(loop.diagnosis_)
        except NotApplicable:
            continue
        for candidate in offered:
            inner = candidate
            while inner.estimator is not None:
                inner = inner.estimator
            inner.set_params(estimator=clone(loop.estimator))
            found.append(candidate)
    n_tried = int((first & (trials["status"] != "skipped")).sum())
    assert len(found) == n_tried, f"the loop tried {n_tried}, and {len(found)} were found"
    return [clone(loop.estimator), *found]


def one_case(data: str, name: str) -> dict[str, object]:
    """Search both ways on the same rows and folds."""
    model = MODELS[name]
    X, y, _ = public_data().load(data)
    X, y = X.to_numpy(dtype=float), y.to_numpy()
    if len(X) > DATA[data]:
        X, _, y, _ = train_test_split(X, y, train_size=DATA[data], random_state=0, stratify=y)
    X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=0.6, random_state=0, stratify=y)
    start = time.process_time()
    loop = SelfCorrectingClassifier(model, strategies="all", random_state=0).fit(X_train, y_train)
    loop_seconds = time.process_time() - start
    tried = candidates(loop)
    folds = list(loop.base_predictions_.splits)
    grid = GridSearchCV(Pipeline([("model", model)]), {"model": tried}, cv=folds)
    start = time.process_time()
    grid.fit(X_train, y_train)
    grid_seconds = time.process_time() - start
    alone = clone(model).fit(X_train, y_train)
    return {
        "data": data,
        "model": name,
        "rows": len(X_train),
        "candidates": len(tried),
        "grid_seconds": round(grid_seconds, 1),
        "loop_seconds": round(loop_seconds, 1),
        "n_test": len(X_test),
        "alone": int((alone.predict(X_test) != y_test).sum()),
        "grid": int((grid.predict(X_test) != y_test).sum()),
        "loop": int((loop.predict(X_test) != y_test).sum()),
        "verdict": loop.report_.verdict,
    }


def results(only: list[str]) -> list[dict[str, object]]:
    """Run what is not in the CSV file yet, and return all."""
    path = RESULTS / "search_cost.csv"
    rows: list[dict[str, object]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{k: _number(v) for k, v in row.items()} for row in csv.DictReader(file)]
    done = {(row["data"], row["model"]) for row in rows}
    for case in [(data, name) for data in only for name in MODELS if (data, name) not in done]:
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore")  # convergence of members, classes with few rows
            rows.append(one_case(*case))
        print(*rows[-1].values(), flush=True)
        RESULTS.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    order = [(data, name) for data in DATA for name in MODELS]
    return sorted(rows, key=lambda row: order.index((row["data"], row["model"])))


def _number(text: str) -> object:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def main() -> None:
    """Run and publish the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(DATA))
    rows = results(parser.parse_args().only)
    total = {name: sum(row[name] for row in rows) for name in rows[0] if name not in ("data", "model", "verdict")}
    rows.append({**total, "data": "all", "model": "", "rows": "", "candidates": "", "verdict": ""})
    lines = [
        [
            row["data"],
            row["model"],
            row["rows"],
            row["candidates"],
            f"{row['grid_seconds']:.0f}",
            f"{row['loop_seconds']:.0f}",
            f"{row['loop_seconds'] / row['grid_seconds']:.2f}",
            f"{row['alone']} / {row['grid']} / {row['loop']} of {row['n_test']}",
            row["verdict"],
        ]
        for row in rows
    ]
    header = (
        "data",
        "model",
        "rows",
        "candidates",
        "grid search, s",
        "loop, s",
        "ratio",
        "errors: alone / grid / loop",
        "loop",
    )
    note = (
        'The loop with `strategies="all"` (all its iterations, test and refit included) and `GridSearchCV` over the '
        "candidates of its first iteration on the same folds, in seconds of one core's time; errors on rows that "
        "neither saw."
    )
    publish("search_cost", f"{note}\n\n{markdown(header, lines)}")


if __name__ == "__main__":
    main()
