"""How often a diagnosis finds something where errors are independent of everything, beside other finders of errors.

Run: python benchmarks/false_alarms.py [--sets N] [--seconds S] [--fresh]. Rows of eight mixed columns, 15 % errors at
random, probabilities of four sorts in turn; a reference of as many rows from the same distribution is given. It goes on
where it was stopped (results/false_alarms.csv), stops after S seconds, and publishes what is there; what is measured
changes with the detectors, so start with --fresh after a change. The others (sliceline, divexplorer, cleanlab) are run
on every fifth data set where they are installed.
"""

import argparse
import contextlib
import csv
import importlib.util
import io
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from tables import RESULTS, markdown, publish

from skmitigate import analyze_errors
from skmitigate.datasets import make_faulty_predictions
from skmitigate.diagnosis import Diagnosis
from skmitigate.predictions import PredictionTable

N_ROWS = 2000
CELLS = [(n_classes, majority) for n_classes in (2, 3, 10) for majority in (None, 0.9)]
PROBA = {
    "absent": "absent",
    "constant": ".85 in every row",
    "spread": "unrelated to the errors",
    "model": "a model's, made unrelated to the errors",
}
PEERS = {
    "sliceline": "sliceline 0.3, any slice, its default alpha of .6",
    "sliceline_paper": "sliceline 0.3, any slice, alpha .95 as in its paper",
    "divexplorer": "divexplorer 0.2, any itemset with t > 1.96",
    "divexplorer_holm": "divexplorer 0.2, any itemset after Bonferroni",
    "cleanlab": "cleanlab 2.9 Datalab, any label issue",
}
EACH_NTH_FOR_PEERS = 5
FIELDS = ("n_classes", "majority", "seed", "proba", "kinds", "not_applicable", "skipped", "failed", *PEERS)
CSV = RESULTS / "false_alarms.csv"


def informative(seed: int) -> bool:
    """Whether the columns of a data set say anything about the class: four do, each sort of probabilities, four not."""
    return seed // len(PROBA) % 2 == 0


def draw(n_classes: int, majority: float | None, seed: int) -> tuple[str, pd.DataFrame, PredictionTable, pd.DataFrame]:
    """Return the sort of probabilities, rows, predictions, and a reference: other rows of the same distribution."""
    proba = list(PROBA)[seed % len(PROBA)]
    random_state = np.random.RandomState([seed, n_classes, majority is None])
    X, both, _ = make_faulty_predictions(
        2 * N_ROWS,
        n_classes=n_classes,
        majority=majority,
        proba=proba,
        informative=informative(seed),
        random_state=random_state,
    )
    rows = np.arange(N_ROWS)
    fold = both.fold[:N_ROWS]
    splits = tuple((np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(5))
    return proba, X[:N_ROWS], replace(both.take(rows), splits=splits), X[N_ROWS:].reset_index(drop=True)


def diagnose(table: PredictionTable, X: pd.DataFrame, reference: pd.DataFrame) -> Diagnosis:
    """Run all detectors, that of drift too where there is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(ValueError):
            return analyze_errors(table, X, reference=reference)
        return analyze_errors(table, X)


def in_bins(X: pd.DataFrame) -> pd.DataFrame:
    """Return the columns as few values each: quarters of numbers, texts, "missing"."""
    binned = {
        name: pd.qcut(column, 4, duplicates="drop").astype(str) if column.dtype.kind == "f" else column.astype(str)
        for name, column in X.items()
    }
    return pd.DataFrame({name: column.replace("nan", "missing") for name, column in binned.items()})


def finds_of_sliceline(table: PredictionTable, X: pd.DataFrame) -> dict[str, bool]:
    """Whether sliceline returns a slice of at least 1 % of the rows, as its paper has it."""
    from sliceline.slicefinder import Slicefinder

    codes = in_bins(X).apply(lambda column: pd.factorize(column)[0] + 1)
    found = {}
    for name, alpha in {"sliceline": 0.6, "sliceline_paper": 0.95}.items():
        finder = Slicefinder(alpha=alpha, max_l=3, min_sup=N_ROWS // 100, verbose=False)
        found[name] = len(finder.fit(codes, table.errors.astype(float)).top_slices_) > 0
    return found


def finds_of_divexplorer(table: PredictionTable, X: pd.DataFrame) -> dict[str, bool]:
    """Whether divexplorer has a diverging itemset of 5 % support."""
    from divexplorer import DivergenceExplorer

    frame = in_bins(X).assign(error=table.errors)
    found = DivergenceExplorer(frame).get_pattern_divergence(min_support=0.05, boolean_outcomes=["error"])
    t_values = found["error_t"].to_numpy()
    higher = t_values[(found["error_div"] > 0).to_numpy()]
    from scipy.stats import norm

    return {
        "divexplorer": bool((higher > 1.96).any()),
        "divexplorer_holm": bool((higher > norm.isf(0.025 / len(found))).any()),
    }


def finds_of_cleanlab(table: PredictionTable, _X: pd.DataFrame) -> dict[str, bool]:
    """Whether Datalab reports label issues; nothing where there are no probabilities."""
    if table.proba is None:
        return {}
    from cleanlab import Datalab

    with contextlib.redirect_stdout(io.StringIO()):
        lab = Datalab({"y": table.y_true.tolist()}, label_name="y", verbosity=0)
        lab.find_issues(pred_probs=table.proba, issue_types={"label": {}})
    return {"cleanlab": bool(lab.get_issues("label")["is_label_issue"].any())}


FINDERS: dict[str, Callable[[PredictionTable, pd.DataFrame], dict[str, bool]]] = {
    "sliceline": finds_of_sliceline,
    "divexplorer": finds_of_divexplorer,
    "cleanlab": finds_of_cleanlab,
}


def peers_that_install() -> list[str]:
    """Return which of the others are here; Datalab needs the package datasets."""
    needs = {"cleanlab": ("cleanlab", "datasets")}
    return [n for n in FINDERS if all(importlib.util.find_spec(part) for part in needs.get(n, (n,)))]


def run(n_sets: int, done: set[tuple[str, ...]]) -> Iterator[dict[str, object]]:
    """Yield a line for each data set that is not done yet, the cells in turn."""
    peers = peers_that_install()
    for seed in range(n_sets):
        for n_classes, majority in CELLS:
            if (str(n_classes), str(majority), str(seed)) in done:
                continue
            proba, X, table, reference = draw(n_classes, majority, seed)
            diagnosis = diagnose(table, X, reference)
            line: dict[str, object] = {"n_classes": n_classes, "majority": majority, "seed": seed, "proba": proba}
            line["kinds"] = " ".join(diagnosis.kinds)
            line |= {name: " ".join(getattr(diagnosis, name)) for name in ("not_applicable", "skipped", "failed")}
            # five and four have no common factor, so that the others meet each sort of probabilities
            if seed % EACH_NTH_FOR_PEERS == 0:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    for peer in peers:
                        line |= {name: int(found) for name, found in FINDERS[peer](table, X).items()}
            yield line


def share(found: pd.Series) -> str:
    """Return a share of data sets with its standard error, in per cent."""
    n = len(found)
    return f"{100 * found.mean():.1f} ± {100 * np.sqrt(found.mean() * (1 - found.mean()) / n):.1f}"


def tables(lines: pd.DataFrame) -> None:
    """Publish the rates by cell, by sort of probabilities and by kind, and beside the others."""
    lines = lines.assign(any=lines["kinds"] != "", classes=lines["n_classes"].astype(str))
    lines["shares"] = np.where(lines["majority"].isna(), "equal", "9:1")
    kinds = sorted({kind for told in lines["kinds"] for kind in told.split()})
    rows = []
    for (classes, shares), cell in lines.groupby([lines["n_classes"], "shares"]):
        rows.append([f"{classes} classes, {shares}", len(cell), share(cell["any"])])
    for proba, text in PROBA.items():
        cell = lines[lines["proba"] == proba]
        rows.append([f"probabilities: {text}", len(cell), share(cell["any"])])
    told = lines["seed"].map(informative)
    for cell, text in ((lines[told], "some of which"), (lines[~told], "none of which")):
        rows.append([f"columns, {text} tell of the class", len(cell), share(cell["any"])])
    rows.append(["all", len(lines), share(lines["any"])])
    caption = (
        f"Data sets with at least one finding over all detectors, per cent ± standard error, at `alpha` .05: {N_ROWS} "
        "rows, eight mixed columns, 15 % errors that are independent of everything."
    )
    alarms = [
        f"{kind} {100 * lines['kinds'].str.split().apply(lambda told, k=kind: k in told).mean():.1f}" for kind in kinds
    ]
    by_kind = f"By kind, per cent of all data sets: {', '.join(alarms) or 'none'}."
    parts = [caption, markdown(["", "data sets", "with a finding, %"], rows), by_kind]
    asked = lines[lines["seed"] % EACH_NTH_FOR_PEERS == 0]
    beside = [["skmitigate, any finding", len(asked), share(asked["any"])]]
    missing = []
    for name, text in PEERS.items():
        told = asked[name].dropna()
        if len(told):
            beside.append([text, len(told), share(told.astype(float))])
        else:
            missing.append(name)
    parts += ["Beside others, on every fifth of these data sets, numbers cut into quarters where they ask for it:"]
    parts += [markdown(["", "data sets", "with a finding, %"], beside)]
    if missing:
        parts.append(f"Not installed here: {', '.join(missing)}.")
    publish("false_alarms", "\n\n".join(parts))


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
    done: set[tuple[str, ...]] = set()
    if CSV.exists():
        with CSV.open(encoding="utf-8", newline="") as file:
            done = {(line["n_classes"], line["majority"] or "None", line["seed"]) for line in csv.DictReader(file)}
    with CSV.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        if not done:
            writer.writeheader()
        for line in run(options.sets, done):
            writer.writerow(line)
            file.flush()
            if time.monotonic() - start > options.seconds:
                break
    tables(pd.read_csv(CSV, dtype={"kinds": str}).fillna({"kinds": ""}))
    print((RESULTS / "false_alarms.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
