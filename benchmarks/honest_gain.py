"""What a correction brings on rows that it never saw: six models, public data sets, four rules that choose.

Run: python benchmarks/honest_gain.py [--quick] [--only DATA,...] [--jobs N]. Every set is a piece of its own, appended
to benchmarks/results/honest_gain.csv; a further run goes on with the sets that are missing. --quick does ten sets on
fewer rows, and writes to honest_gain_quick instead. See `eligible` for how the sets are chosen.
"""

import argparse
import csv
import time
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TypeAlias

import numpy as np
from scipy.stats import binomtest, norm
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from tables import RESULTS, markdown, public_data, publish, read_rows
from threadpoolctl import threadpool_limits

from skmitigate import ClassBalancing, DataAugmentation, EnsembleLearning
from skmitigate.evidence import Step, corrected_gain, judge, paired_rows, spend_level
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics import Metric, resolve_metric
from skmitigate.predictions import CrossFitter, PredictionTable

METRICS = ("accuracy", "balanced_accuracy")
RULES = {
    "best mean": "best mean (as a grid search)",
    "metric": "max-T on the metric's rows",
    "referee": "**the referee**",
    "oracle": "oracle (chooses on the fresh rows)",
}
ALPHA, MAX_ITERATIONS, MIN_ERRORS, N_FOLDS = 0.05, 5, 10, 5
SIZES = {"full": (600, 2000), "quick": (300, 1000)}  # most rows to learn from, most fresh rows
N_QUICK = 10


def eligible() -> list[str]:
    """Return the sets: 500 rows or more, 50 for each class on average, 12 classes and 100 columns at most.

    Of those, in the order of their size, every seventh served to develop what is measured here, and is left out.
    """
    data = public_data()
    told = data.manifest()
    fitting = [
        name
        for name in data.names()
        if told[name]["rows"] >= max(500, 50 * told[name]["classes"])
        and told[name]["classes"] <= 12
        and told[name]["features"] <= 100
    ]
    return [name for i, name in enumerate(fitting) if i % 7 != 3]


def base_models() -> dict[str, BaseEstimator]:
    """Return the models that are to be corrected, each with what makes numbers of the columns."""
    levels = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=2, max_categories=20, sparse_output=False
    )
    columns = make_column_transformer(
        (levels, make_column_selector(dtype_exclude="number")),
        remainder=SimpleImputer(strategy="median", keep_empty_features=True),
    )
    scaled = [("columns", columns), ("scale", StandardScaler())]
    return {
        "random forest": Pipeline([("columns", columns), ("model", RandomForestClassifier(50))]),
        "boosted trees": Pipeline([("columns", columns), ("model", HistGradientBoostingClassifier(max_iter=50))]),
        "logistic regression": Pipeline([*scaled, ("model", LogisticRegression(max_iter=1000))]),
        "single tree": Pipeline([("columns", columns), ("model", DecisionTreeClassifier())]),
        "naive Bayes": Pipeline([("columns", columns), ("model", GaussianNB())]),
        "neural network": Pipeline([*scaled, ("model", MLPClassifier((50,), max_iter=100))]),
    }


def candidates(model: BaseEstimator, scoring: str) -> list[BaseEstimator]:
    """Return what is tried in the first step."""
    library = EnsembleLearning(model, method="selection_and_stacking", members="library")
    return [
        EnsembleLearning(model),
        library,
        ClassBalancing(library, method="prior"),
        *decisions(model, scoring),
        ClassBalancing(model, method="weights"),
        DataAugmentation(model),
    ]


def decisions(model: BaseEstimator, scoring: str) -> list[BaseEstimator]:
    """Return what can be put on any model at no fit, also in further steps."""
    return [ClassBalancing(model, method="prior"), ClassBalancing(model, method="thresholds", scoring=scoring)]


def drawn(name: str, most_train: int, most_fresh: int) -> tuple[object, np.ndarray, int]:
    """Return rows and labels of a set, those to learn from first, and how many these are: 60 %, or the most."""
    X, y, _ = public_data().load(name)
    y = y.to_numpy()
    labels, counts = np.unique(y, return_counts=True)
    kept = np.flatnonzero(np.isin(y, labels[counts >= 2 * N_FOLDS]))  # a class of fewer rows would be in few folds
    parts = list(train_test_split(kept, train_size=0.6, random_state=0, stratify=y[kept]))
    for i, most in enumerate((most_train, most_fresh)):
        if len(parts[i]) > most:
            parts[i] = train_test_split(parts[i], train_size=most, random_state=0, stratify=y[parts[i]])[0]
    rows = np.concatenate(parts)
    return X.iloc[rows].reset_index(drop=True), y[rows], len(parts[0])


def cross_fitter(X: object, y: np.ndarray, n_train: int) -> CrossFitter:
    """Return folds of the rows to learn from, and one more that is fitted on all of these and tests the fresh rows.

    A decision for a fold is learned from the rows that it is fitted on: for the fresh rows, from all folds.
    """
    folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=0).split(np.zeros(n_train), y[:n_train])
    return CrossFitter(X, y, cv=[*folds, (np.arange(n_train), np.arange(n_train, len(y)))], random_state=0)


#: Tables, or why there is none, by the candidate's name and the metric where it is tuned for one.
Made: TypeAlias = dict[tuple[str, str], PredictionTable | Exception]


class Case:
    """One model on one set under one metric: which candidate each rule takes, and what that brings."""

    def __init__(self, fitter: CrossFitter, n_train: int, model: BaseEstimator, scoring: str, made: Made) -> None:
        self.fitter, self.n_train, self.model, self.scoring, self.made = fitter, n_train, model, scoring, made
        self.metric: Metric = resolve_metric(scoring)

    def parts(self, table: PredictionTable) -> tuple[PredictionTable, PredictionTable]:
        """Return the rows to learn from, cross-fitted, and the fresh ones."""
        known = table.row < self.n_train
        return table.take(known), table.take(~known)

    def tried(self, models: Sequence[BaseEstimator]) -> list[tuple[BaseEstimator, PredictionTable]]:
        """Return the candidates that could be fitted, with their tables; none is made twice for one model."""
        keys = [(_name(model), self.scoring if "thresholds" in _name(model) else "") for model in models]
        new = {key: model for key, model in zip(keys, models, strict=True) if key not in self.made}
        self.made |= zip(new, self.fitter.tables(new.values(), catch=(NotApplicable, ValueError)), strict=True)
        return [(m, t) for m, k in zip(models, keys, strict=True) if isinstance(t := self.made[k], PredictionTable)]

    def search(self, rule: str) -> tuple[list[str], PredictionTable, float]:
        """Return what a rule takes step by step, the table that this ends with, and the gain that it reports."""
        current, table = self.model, self.fitter.table(self.model)
        steps: list[Step] = []
        taken: list[str] = []
        plain = 0.0
        offered = candidates(current, self.scoring)
        for iteration in range(MAX_ITERATIONS):
            found = self.tried(offered)
            pick, step, gain = self.pick(rule, table, [t for _, t in found], iteration)
            if pick is None:
                break
            current, table = found[pick]
            taken.append(_name(current))
            plain += gain
            steps += [] if step is None else [step]
            offered = [] if isinstance(current, ClassBalancing) else decisions(current, self.scoring)
            if not offered:
                break
        return taken, table, corrected_gain(steps, random_state=0).gain if steps else plain

    def pick(
        self, rule: str, table: PredictionTable, found: Sequence[PredictionTable], iteration: int
    ) -> tuple[int | None, Step | None, float]:
        """Return which candidate the rule takes, if any; the step, for rules that have one; the gain as it looks."""
        known, fresh = self.parts(table)
        seen = [self.parts(other) for other in found]
        if rule in ("best mean", "oracle"):
            own = int(rule == "oracle")
            gains = [self.metric.score(pair[own]) - self.metric.score((known, fresh)[own]) for pair in seen]
            best = int(np.argmax(gains))
            return (best if gains[best] > 1e-12 else None), None, gains[best]
        if known.errors.sum() < MIN_ERRORS:
            return None, None, 0.0
        evidence = "metric" if rule == "metric" else "proper_score"
        rows = paired_rows(known, [pair[0] for pair in seen], self.metric, evidence=evidence)
        ruling = judge(rows, alpha=spend_level(ALPHA, iteration, MAX_ITERATIONS), random_state=iteration)
        gain = 0.0 if ruling.accepted is None else float(ruling.difference[ruling.accepted])
        influence = paired_rows(known, [pair[0] for pair in seen], self.metric, evidence=evidence, influence=True)
        return ruling.accepted, Step(rows, ruling, influence=influence), gain

    def result(self, rule: str) -> dict[str, object]:
        """Return one row of the CSV file."""
        before = self.parts(self.fitter.table(self.model))[1]
        taken, table, reported = self.search(rule)
        after = self.parts(table)[1]
        scores = [self.metric.score(each) for each in (before, after)]
        return {
            "metric": self.scoring,
            "rule": rule,
            "n_train": self.n_train,
            "n_fresh": len(before),
            "taken": " + ".join(taken),
            "reported": round(reported, 6),
            "score_before": round(scores[0], 6),
            "score_after": round(scores[1], 6),
            "provably_worse": int(self.provably_worse(before, after)),
        }

    def provably_worse(self, before: PredictionTable, after: PredictionTable) -> bool:
        """Whether fresh rows show a loss at 5 %, one-sided: exact McNemar, or for weighted rows the normal test."""
        if self.scoring == "accuracy":
            broken, mended = (before.errors < after.errors).sum(), (before.errors > after.errors).sum()
            return bool(broken and binomtest(broken, broken + mended, alternative="greater").pvalue < ALPHA)
        rows = self.metric.rows(after) - self.metric.rows(before)
        return bool(rows.mean() < norm.ppf(ALPHA) * rows.std() / np.sqrt(len(rows)))


def _name(candidate: BaseEstimator) -> str:
    """Return the settings that tell a candidate from the others, without the model inside."""
    settings = {k: v for k, v in candidate.get_params(deep=False).items() if k in ("method", "members")}
    inner = candidate.estimator
    told = type(candidate).__name__ + "(" + ", ".join(f"{k}={v}" for k, v in settings.items()) + ")"
    return f"{told} on {_name(inner)}" if hasattr(inner, "estimator") else told


def one_set(name: str, size: str) -> list[dict[str, object]]:
    """Return the rows of the CSV file for one set: all models share the members that do not depend on them."""
    start = time.perf_counter()
    X, y, n_train = drawn(name, *SIZES[size])
    fitter = cross_fitter(X, y, n_train)
    rows = []
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # networks stopped early, candidates that do not apply
        for model_name, model in base_models().items():
            made: Made = {}
            for scoring in METRICS:
                case = Case(fitter, n_train, model, scoring, made)
                rows += [{"data": name, "model": model_name, **case.result(rule)} for rule in RULES]
    seconds = round(time.perf_counter() - start, 1)
    return [{**row, "set_seconds": seconds} for row in rows]


def results(path: Path, names: Sequence[str], size: str, jobs: int) -> list[dict[str, str]]:
    """Do those sets that are not in the file yet, append each when it is done, and return all rows of the file."""
    rows = read_rows(path)
    missing = [name for name in names if name not in {row["data"] for row in rows}]
    for done, name, found in _pieces(missing, size, jobs):
        if name in {row["data"] for row in read_rows(path)}:
            continue  # another run that writes to the same file was faster
        new = not path.exists()
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(found[0]))
            if new:
                writer.writeheader()
            writer.writerows(found)
        print(f"{done} of {len(missing)}: {name}, {found[0]['set_seconds']} s", flush=True)
    return read_rows(path)


def _pieces(missing: Sequence[str], size: str, jobs: int) -> Iterator[tuple[int, str, list[dict[str, object]]]]:
    if jobs == 1:
        for i, name in enumerate(missing, start=1):
            yield i, name, one_set(name, size)
        return
    with ProcessPoolExecutor(jobs) as pool:
        futures = {pool.submit(one_set, name, size): name for name in missing}
        for i, future in enumerate(as_completed(futures), start=1):
            yield i, futures[future], future.result()


def errors_removed(rows: Sequence[dict[str, str]]) -> float:
    """Return the share of all errors before, over all cases, that are gone."""
    before, after = (np.array([float(row[key]) for row in rows]) for key in ("score_before", "score_after"))
    n_fresh = np.array([int(row["n_fresh"]) for row in rows])
    return float((n_fresh * (after - before)).sum() / (n_fresh * (1 - before)).sum())


def summary(rows: Sequence[dict[str, str]]) -> tuple[str, ...]:
    """Return what one rule does under one metric: errors removed, harm, and how its reports compare with the truth."""
    before, after, reported = (
        np.array([float(row[key]) for row in rows]) for key in ("score_before", "score_after", "reported")
    )
    worse, proven = (after < before - 1e-12).mean(), np.mean([int(row["provably_worse"]) for row in rows])
    taken = np.array([bool(row["taken"]) for row in rows])
    told = f"{100 * reported[taken].mean():+.1f} / {100 * (after - before)[taken].mean():+.1f}" if taken.any() else "-"
    share = f"{100 * worse:.0f} % ({100 * proven:.1f} %)"
    return f"{100 * errors_removed(rows):.1f} %", share, f"{100 * taken.mean():.0f} %", told


def tables(rows: Sequence[dict[str, str]]) -> str:
    """Return both tables: rules side by side, and the referee for each model."""
    header = ("", *(f"{metric.replace('_', ' ')}: {what}" for metric in METRICS for what in _COLUMNS))
    lines = []
    for rule, told in RULES.items():
        cells = [summary([r for r in rows if r["rule"] == rule and r["metric"] == metric]) for metric in METRICS]
        lines.append([told, *(cell for part in cells for cell in part)])
    by_model = []
    for name in base_models():
        own = [r for r in rows if r["rule"] == "referee" and r["model"] == name]
        cells = [summary([r for r in own if r["metric"] == metric]) for metric in METRICS]
        by_model.append([name, *(cell for part in cells for cell in part)])
    return f"{markdown(header, lines)}\n\nThe referee, for each model:\n\n{markdown(header, by_model)}"


_COLUMNS = ("errors removed", "cases worse (provably)", "changed", "gain told / real")


def main() -> None:
    """Run what is missing and publish the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", type=lambda text: text.split(","), default=None)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    size = "quick" if options.quick else "full"
    names = options.only or eligible()
    if options.quick and not options.only:
        names = names[:: len(names) // N_QUICK][:N_QUICK]
    stem = "honest_gain_quick" if options.quick else "honest_gain"
    rows = results(RESULTS / f"{stem}.csv", names, size, options.jobs)
    most_train, most_fresh = SIZES[size]
    note = (
        f"{len({row['data'] for row in rows})} of the {len(eligible())} public data sets that the script names, "
        f"{len(base_models())} models. On 60 % of the rows, at most {most_train:,}, everything is learned and decided; "
        f"the other 40 %, at most {most_fresh:,}, tell what came of it. All rules choose from the same cross-fitted "
        "tables and the same refits. Candidates: an ensemble of the model's relatives, one of a library, the latter "
        "with its decision balanced; class balancing by prior, thresholds and weights; SMOTE; and on what was taken, "
        "further decisions. Errors removed: of all errors before, over all cases; for balanced accuracy, rows weigh as "
        "the metric weighs them. Provably worse: exact "
        "McNemar test on the fresh rows, for balanced accuracy a normal test, one-sided at 5 %. Changed: cases in "
        "which the rule took something. Gain told / real: in points, mean over the changed cases."
    )
    publish(stem, f"{note}\n\n{tables(rows)}")


if __name__ == "__main__":
    main()
