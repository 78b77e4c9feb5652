"""What is left of the gain, and of the fits, where the diagnosis picks the strategies that are tried.

Run: python benchmarks/diagnosis_picks.py [--only DATA,...] [--seconds S]. Rows and models are those of honest_gain.py,
three of its models on every third of its data sets. A set is a piece of its own, appended to
benchmarks/results/diagnosis_picks.csv; a further run goes on with the sets that are missing.
"""

import argparse
import csv
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from honest_gain import METRICS, SIZES, base_models, drawn, eligible, errors_removed
from sklearn.base import BaseEstimator
from tables import RESULTS, markdown, publish, read_rows
from threadpoolctl import threadpool_limits

from skmitigate import SelfCorrectingClassifier
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import PredictionTable

PICKS = ("all", "auto")
MODELS = ("random forest", "logistic regression", "single tree")


def one_case(
    model: BaseEstimator, X: object, y: np.ndarray, n_train: int, scoring: str, folder: str
) -> list[dict[str, object]]:
    """Return a row of the CSV file for each of both ways to choose what is tried."""
    known, fresh = X.iloc[:n_train], X.iloc[n_train:]
    told = []
    for pick in PICKS:
        loop = SelfCorrectingClassifier(model, strategies=pick, scoring=scoring, random_state=0, checkpoint=folder)
        told.append((pick, loop.fit(known, y[:n_train])))
    alone = model.fit(known, y[:n_train])
    scores = [score(each, fresh, y[n_train:], scoring) for each in (alone, *(loop for _, loop in told))]
    return [
        {
            "metric": scoring,
            "strategies": pick,
            "n_fresh": len(y) - n_train,
            "n_fits": loop.report_.n_fits,
            "seconds": round(loop.report_.seconds, 1),
            "result": loop.report_.result,
            "score_before": round(scores[0], 6),
            "score_after": round(scores[0] if loop.report_.verdict == "kept" else after, 6),
        }
        for (pick, loop), after in zip(told, scores[1:], strict=True)
    ]


def score(model: BaseEstimator, X: object, y: np.ndarray, scoring: str) -> float:
    """Return the score of predicted classes."""
    table = PredictionTable.from_predictions(y, model.predict(X), classes=model.classes_)
    return resolve_metric(scoring).score(table)


def one_set(name: str) -> list[dict[str, object]]:
    """Return the rows of one set; what has been fitted for one search is not fitted again for another."""
    X, y, n_train = drawn(name, *SIZES["full"])
    rows = []
    with warnings.catch_warnings(), threadpool_limits(1), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # networks stopped early, candidates that fail
        for model_name in MODELS:
            model = base_models()[model_name]
            for scoring in METRICS:
                rows += [
                    {"data": name, "model": model_name, **row}
                    for row in one_case(model, X, y, n_train, scoring, folder)
                ]
    return rows


def table(rows: Sequence[dict[str, str]]) -> str:
    """Return gains and fits side by side, for each metric and in all."""
    lines = []
    for metric in (*METRICS, "both"):
        own = {pick: [r for r in rows if r["strategies"] == pick and metric in (r["metric"], "both")] for pick in PICKS}
        removed = {pick: errors_removed(own[pick]) for pick in PICKS}
        fits = {pick: sum(int(row["n_fits"]) for row in own[pick]) for pick in PICKS}
        worse = {
            pick: np.mean([float(r["score_after"]) < float(r["score_before"]) for r in own[pick]]) for pick in PICKS
        }
        shares = [f"{100 * part['auto'] / part['all']:.0f} %" for part in (removed, fits)]
        cells = [f"{100 * removed[pick]:.1f} % ({100 * worse[pick]:.0f} %)" for pick in PICKS]
        lines.append([metric.replace("_", " "), len(own["all"]), *cells, shares[0], *fits.values(), shares[1]])
    header = (
        "",
        "cases",
        'errors removed (cases worse), "all"',
        '"auto"',
        "kept of it",
        'fits, "all"',
        '"auto"',
        "of them",
    )
    return markdown(header, lines)


def main() -> None:
    """Run what is missing and publish the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=lambda text: text.split(","), default=None)
    parser.add_argument("--seconds", type=float, default=np.inf)
    parser.add_argument("--output", type=Path, default=RESULTS / "diagnosis_picks.csv")
    options = parser.parse_args()
    started = time.monotonic()
    done = {row["data"] for row in read_rows(options.output)}
    for name in options.only or eligible()[::3]:
        if name in done or time.monotonic() - started > options.seconds:
            continue
        found = one_set(name)
        new = not options.output.exists()
        with options.output.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(found[0]))
            if new:
                writer.writeheader()
            writer.writerows(found)
        print(name, f"{time.monotonic() - started:.0f} s", flush=True)
    rows = read_rows(options.output)
    note = (
        f"{len({row['data'] for row in rows})} public data sets, {len(MODELS)} models ({', '.join(MODELS)}). The loop "
        f"learns and decides on at most {SIZES['full'][0]} rows; errors removed are counted on at most "
        f"{SIZES['full'][1]:,} fresh rows, of all errors before, and for balanced accuracy as the metric weighs them. "
        "Fits: those in folds, by the reports."
    )
    publish("diagnosis_picks", f"{note}\n\n{table(rows)}")


if __name__ == "__main__":
    main()
