"""How often a planted fault is found, and whether it is named as the cause of its errors.

Run: python benchmarks/power_of_detectors.py [--sets N] [--seconds S] [--fresh]. Rows of eight mixed columns (twenty for
drift), 2000 of them, drawn by make_faulty_predictions. It goes on where it was stopped
(results/power_of_detectors.csv), stops after S seconds, and publishes what is there; start with --fresh after a change
of a detector.
"""

import argparse
import csv
import time
import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
from tables import RESULTS, markdown, publish

from skmitigate import analyze_errors
from skmitigate.datasets import make_faulty_predictions
from skmitigate.diagnosis import Diagnosis, Slice

N_ROWS = 2000
SLICE = {"fault": "weak_slices", "size": 0.2}
#: What is planted, as a text and the settings of the generator; the kind that should be found is the fault.
PLANTED: dict[str, dict[str, object]] = {
    "class of 5 %, recall 30 points lower": {"fault": "class_imbalance"},
    "the same, 3 classes, no probabilities": {"fault": "class_imbalance", "n_classes": 3, "proba": "absent"},
    "the same, on top of a model's errors": {"fault": "class_imbalance", "n_classes": 3, "proba": "model"},
    "slice of 5 %, 1 condition, +20 points": SLICE | {"n_conditions": 1},
    "slice of 5 %, 2 conditions, +20 points": SLICE | {"n_conditions": 2},
    "slice of 8 %, 3 conditions, +20 points": SLICE | {"n_conditions": 3, "support": 0.08},
    "slice of 5 %, 2 conditions, a model's errors": SLICE | {"n_conditions": 2, "proba": "model"},
    "10 % of the labels wrong": {"fault": "label_noise"},
    "10 % of the labels wrong, a model's errors": {"fault": "label_noise", "proba": "model"},
    "10 % of the labels wrong, a model's, 4 classes": {"fault": "label_noise", "proba": "model", "n_classes": 4},
    "one of 3 classes taken for another, 15 %": {"fault": "systematic_confusion", "n_classes": 3},
    "one of 3 classes taken for another, a model's errors": {
        "fault": "systematic_confusion",
        "n_classes": 3,
        "proba": "model",
    },
    "10 points over-confident": {"fault": "miscalibration"},
    "10 points over-confident, a model's": {"fault": "miscalibration", "proba": "model", "n_classes": 3},
    "10 points too sure where surest": {"fault": "high_confidence"},
    "errors drawn from the probabilities": {"fault": "low_confidence"},
    "errors at the boundary": {"fault": "boundary_cases", "n_classes": 3, "proba": "model"},
    "errors at the boundary, no probabilities": {"fault": "boundary_cases", "proba": "absent"},
    "4 % outliers, +40 points": {"fault": "outliers"},
    "4 % outliers, +40 points, a model's errors": {"fault": "outliers", "proba": "model", "n_classes": 3},
    "overlap, the best classifier": {"fault": "overlap"},
    "one of 20 columns moved by .5 deviations": {"fault": "drift", "n_columns": 20},
    "5 % copies that are nearly never wrong": {"fault": "duplicates"},
    "a column that gives the answer": {"fault": "leakage", "proba": "model"},
}
#: Faults whose rows are no errors of the fault: there is no cause to be named.
NO_CAUSE = ("drift", "duplicates", "leakage")
FIELDS = ("planted", "fault", "seed", "found", "kinds", "exact", "causes", "seconds")
CSV = RESULTS / "power_of_detectors.csv"


def look(settings: dict[str, object], seed: int) -> dict[str, object]:
    """Plant, diagnose, and return what was found and which causes were named."""
    X, table, fault = make_faulty_predictions(N_ROWS, **settings, random_state=seed)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = {} if fault.reference is None else {"reference": fault.reference}
        try:
            diagnosis = analyze_errors(table, X, **reference)
        except ValueError:  # no detector of drift yet
            diagnosis = analyze_errors(table, X)
    planted = np.intersect1d(fault.rows, np.flatnonzero(table.errors))
    if fault.kind == "systematic_confusion":
        planted = planted[table.classes[table.y_pred[planted]] == fault.classes[1]]
    named = diagnosis.ledger.to_frame().loc[planted, "primary"].value_counts()
    return {
        "fault": fault.kind,
        "seed": seed,
        "found": int(diagnosis.has(fault.kind)),
        "kinds": " ".join(diagnosis.kinds),
        "exact": overlap(diagnosis, fault.slice, X) if fault.slice else "",
        "causes": " ".join(f"{kind}={n}" for kind, n in named.items()),
        "seconds": f"{time.perf_counter() - start:.3f}",
    }


def overlap(diagnosis: Diagnosis, planted: str, X: pd.DataFrame) -> str:
    """Return how alike the planted slice and the nearest slice found are: rows in both over rows in either."""
    finding = diagnosis.find("weak_slices")
    if finding is None or "slices" not in finding.evidence:
        return ""
    truth = Slice.parse(planted).mask(X)
    masks = [Slice.parse(text).mask(X) for text in finding.evidence["slices"] if isinstance(text, str)]
    return f"{max(((m & truth).sum() / (m | truth).sum() for m in masks), default=0.0):.3f}"


def run(n_sets: int, done: set[tuple[str, str]]) -> Iterator[dict[str, object]]:
    """Yield a line for each data set that is not done yet, the faults in turn."""
    for seed in range(n_sets):
        for planted, settings in PLANTED.items():
            key = f"{planted} [{settings['fault']}]"
            if (key, str(seed)) not in done:
                yield {"planted": key, **look(settings, seed)}


def named_share(causes: str, kind: str) -> float:
    """Return the share of the planted errors whose primary cause is a kind."""
    counts = {name: int(n) for name, n in (part.split("=") for part in causes.split())}
    return counts.get(kind, 0) / max(sum(counts.values()), 1)


def tables(lines: pd.DataFrame) -> None:
    """Publish how often each fault is found, and planted against named causes."""
    lines = lines.fillna({"kinds": "", "causes": ""})
    lines["right"] = [named_share(line.causes, line.fault) for line in lines.itertuples()]
    rows = []
    for key in dict.fromkeys(lines["planted"]):
        cell = lines[lines["planted"] == key]
        fault = cell["fault"].iloc[0]
        others = pd.Series([k for told in cell["kinds"] for k in told.split() if k != fault]).value_counts() / len(cell)
        also = ", ".join(f"{kind} {100 * n:.0f}" for kind, n in others.items() if n > 0.1)
        named = "" if fault in NO_CAUSE else f"{100 * (cell['right'] > 0.5).mean():.0f}"
        found = f"{100 * cell['found'].mean():.0f}"
        rows.append([key.rsplit(" [", 1)[0], fault, len(cell), found, named, also])
    header = ("planted", "kind", "data sets", "found, %", "named for most of its errors, %", "found besides, %")
    seconds = lines["seconds"].astype(float)
    caption = (
        f"{N_ROWS} rows, `alpha` .05 over all detectors. A diagnosis took {seconds.mean():.2f} s on average, "
        f"{seconds.max():.1f} s at most."
    )
    exact = pd.to_numeric(lines["exact"], errors="coerce").dropna()
    if len(exact):
        caption += f" The slice found nearest to the planted one shares {100 * exact.median():.0f} % with it (median)."
    publish("power_of_detectors", f"{caption}\n\n{markdown(header, rows)}")
    confused = lines[~lines["fault"].isin(NO_CAUSE)]
    kinds = [*dict.fromkeys(confused["fault"])]
    told = {part.split("=")[0] for causes in confused["causes"] for part in causes.split()}
    named = [*[kind for kind in kinds if kind in told], *sorted(told - {*kinds, "unexplained"}), "unexplained"]
    matrix = []
    for kind in kinds:
        cell = confused[confused["fault"] == kind]
        shares = [np.mean([named_share(causes, name) for causes in cell["causes"]]) for name in named]
        matrix.append([kind, *(f"{100 * share:.0f}" for share in shares)])
    text = (
        "Of the errors in the rows concerned by a planted fault (lines), the primary causes named (columns), per cent."
    )
    publish("named_causes", f"{text}\n\n{markdown(['planted', *named], matrix)}")


def main() -> None:
    """Go on, and publish."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=420)
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    start = time.monotonic()
    if options.fresh:
        CSV.unlink(missing_ok=True)
    done: set[tuple[str, str]] = set()
    if CSV.exists():
        with CSV.open(encoding="utf-8", newline="") as file:
            done = {(line["planted"], line["seed"]) for line in csv.DictReader(file)}
    with CSV.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        if not done:
            writer.writeheader()
        for line in run(options.sets, done):
            writer.writerow(line)
            file.flush()
            if time.monotonic() - start > options.seconds:
                break
    tables(pd.read_csv(CSV, dtype={"kinds": str, "causes": str}))
    for name in ("power_of_detectors", "named_causes"):
        print((RESULTS / f"{name}.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
