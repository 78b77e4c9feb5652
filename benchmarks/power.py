"""How often a true gain is found, and how far the reported gain is from it, on simulated tables of predictions.

Run: python benchmarks/power.py [--runs N]. A row has a log-odds s, drawn from a normal distribution of deviation 6, and
a label drawn from it. A model sees s with noise, more of it for a worse model; four fifths of the noise's variance is
shared by all models, as rows are hard for all of them. Each of the five folds' fits has an accuracy of its own: its
noise is larger or smaller by a factor of deviation 5 %. The current model's accuracy is 75 %. Of seven candidates one
is better by the true gain, known from an integral, and six are as good as the current model. It takes some minutes.
"""

import argparse
from collections.abc import Iterator
from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, roots_hermitenorm
from scipy.stats import norm
from scipy.stats import t as student
from tables import markdown, publish

from skmitigate.evidence import PairedRows, Ruling, Step, corrected_gain, judge, paired_rows
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import PredictionTable

SIZES, GAINS = (300, 1000, 3000, 10000), (0, 1, 2, 3, 5, 10)
N_FOLDS, N_CANDIDATES, ALPHA, N_DRAWS = 5, 7, 0.05, 1000
SPREAD, SHARED, LUCK, ACCURACY = 6.0, 0.8, 0.05, 0.75
RULES = {
    "proper_score": "skmitigate",
    "metric": 'skmitigate, evidence="metric"',
    "nb": "corrected t, Holm",
}


def accuracy(noise: float) -> float:
    """Return the expected accuracy of a model that sees the log-odds with noise of this deviation."""
    s, weight = roots_hermitenorm(201)
    luck, weight_of_luck = roots_hermitenorm(15)
    sign_is_right = norm.cdf(np.abs(SPREAD * s[:, None]) / (noise * np.exp(LUCK * luck)))
    sure = expit(np.abs(SPREAD * s))[:, None]
    right = sign_is_right * sure + (1 - sign_is_right) * (1 - sure)
    return float(weight @ right @ weight_of_luck / weight.sum() / weight_of_luck.sum())


@cache
def noise_for(target: float) -> float:
    """Return the noise that gives this accuracy."""
    return float(brentq(lambda noise: accuracy(noise) - target, 0.05, 50.0))


def simulated(n: int, noises: list[float], rng: np.random.Generator) -> list[PredictionTable]:
    """Return one table for each model."""
    s = SPREAD * rng.standard_normal(n)
    y = (rng.random(n) < expit(s)).astype(np.intp)
    fold, row = rng.permutation(n) % N_FOLDS, np.arange(n)
    shared = np.sqrt(SHARED) * rng.standard_normal(n)
    tables = []
    for noise in noises:
        own = shared + np.sqrt(1 - SHARED) * rng.standard_normal(n)
        seen = s + noise * np.exp(LUCK * rng.standard_normal(N_FOLDS))[fold] * own
        right = expit(seen * SPREAD**2 / (SPREAD**2 + noise**2))
        proba = np.stack([1 - right, right], axis=1)
        tables.append(PredictionTable(np.array([0, 1]), y, (seen > 0).astype(np.intp), proba, fold, row))
    return tables


def one_run(n: int, gain: int, run: int) -> dict[str, object]:
    """Simulate, judge, and tell what is accepted and reported; gains in points."""
    worse, better = noise_for(ACCURACY), noise_for(ACCURACY + gain / 100)
    tables = simulated(n, [worse, better, *[worse] * (N_CANDIDATES - 1)], np.random.default_rng((run, n, gain)))
    metric = resolve_metric("accuracy")
    rows = paired_rows(tables[0], tables[1:], metric)
    ruling = judge(rows, alpha=ALPHA, n_draws=N_DRAWS, random_state=run)
    alone = judge(paired_rows(tables[0], tables[1:], metric, evidence="metric"), n_draws=N_DRAWS, random_state=run)
    best = int(np.argmax(ruling.difference))
    told: dict[str, object] = {
        "n": n,
        "gain": gain,
        "run": run,
        "proper_score": _position(ruling.accepted),
        "metric": _position(alone.accepted),
        "nb": _position(corrected_t(rows)),
        "best": best,
        "best_gain": round(100 * float(ruling.difference[best]), 3),
    }
    return told | reported(rows, ruling, run)


def reported(rows: PairedRows, ruling: Ruling, seed: int) -> dict[str, object]:
    """Return the plain and the corrected gain of what was accepted, and the interval."""
    if ruling.accepted is None:
        return dict.fromkeys(("plain", "corrected", "low", "high"), "")
    estimate = corrected_gain([Step(rows, ruling)], n_draws=200, random_state=seed)
    figures = (float(ruling.difference[ruling.accepted]), estimate.gain, *estimate.interval)
    return dict(zip(("plain", "corrected", "low", "high"), [round(100 * f, 3) for f in figures], strict=True))


def _position(accepted: int | None) -> int:
    return -1 if accepted is None else accepted


def corrected_t(rows: PairedRows) -> int | None:
    """Return what Nadeau and Bengio's t test on the folds' differences, with Holm's correction, accepts."""
    means = np.stack([rows.metric[:, rows.fold == k].mean(axis=1) for k in range(N_FOLDS)], axis=1)
    error = np.sqrt(means.var(axis=1, ddof=1) * (1 / N_FOLDS + 1 / (N_FOLDS - 1))) + 1e-12
    p_value = student.sf(means.mean(axis=1) / error, N_FOLDS - 1)
    if p_value.min() * len(p_value) > ALPHA:
        return None
    return int(np.argmin(p_value))


def results(runs: int) -> Iterator[dict[str, object]]:
    """Run everything; fewer runs where there are many rows."""
    for n in SIZES:
        for gain in GAINS:
            for run in range(runs if n < 3000 else runs // 2):
                yield one_run(n, gain, run)


def main() -> None:
    """Run and publish both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400)
    done = list(results(parser.parse_args().runs))
    publish("power", power_table(done))
    publish("simulated_gain", gain_table(done))


def power_table(done: list[dict[str, object]]) -> str:
    """Return how often the better candidate is accepted, and how often another one where none is better."""
    lines = []
    for rule, name in RULES.items():
        for n in SIZES:
            shares = []
            for gain in GAINS:
                taken = np.array([row[rule] for row in done if (row["n"], row["gain"]) == (n, gain)])
                shares.append(f"{100 * np.mean(taken == 0 if gain else taken >= 0):.0f} %")
            lines.append([name, n, *shares])
    note = (
        "Share of the runs in which the one better candidate of seven is accepted, by its true gain in accuracy; in "
        "the column 0 none is better, and it is the share in which anything is accepted. Simulated tables, "
        f"{runs_told(done)}."
    )
    return f"{note}\n\n{markdown(('rule', 'rows', *(f'{gain} points' for gain in GAINS)), lines)}"


def gain_table(done: list[dict[str, object]]) -> str:
    """Return the errors of the gains and the coverage of the interval, in the runs that accepted something."""
    lines = []
    for n in (*SIZES, "all"):
        own = [row for row in done if n in (row["n"], "all")]
        taken = [row for row in own if row["proper_score"] != -1]
        truth = np.array([row["gain"] if row["proper_score"] == 0 else 0 for row in taken])
        plain, corrected, low, high = (np.array([row[name] for row in taken]) for name in _FIGURES)
        best = np.mean([row["best_gain"] - (row["gain"] if row["best"] == 0 else 0) for row in own])
        covered = 100 * np.mean((low <= truth) & (truth <= high))
        errors = [f"{float(error):+.2f}" for error in (np.mean(corrected - truth), np.mean(plain - truth), best)]
        lines.append([n, len(taken), *errors, f"{covered:.1f} %"])
    header = ("rows", "accepted", "reported gain", "plain gain", "best mean's", "covered")
    note = (
        "How much too high the gains are, in points, on average over the runs that accepted a candidate: the reported "
        "one, and the plain out-of-fold gain of the same pick; beside them the gain that the best mean claims, over "
        "all runs. Covered is the share in which the 95 % interval holds the true gain. The runs of the table above."
    )
    return f"{note}\n\n{markdown(header, lines)}"


_FIGURES = ("plain", "corrected", "low", "high")


def runs_told(done: list[dict[str, object]]) -> str:
    """Say how many runs a cell has."""
    few, many = (sum((row["n"], row["gain"]) == (n, 1) for row in done) for n in (SIZES[-1], SIZES[0]))
    return f"{many} runs a cell ({few} for 3000 rows and more)"


if __name__ == "__main__":
    main()
