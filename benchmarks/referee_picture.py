"""Draw what the referee reads: t statistics of candidates that do nothing, of two that do something, and the bar.

Run: python benchmarks/referee_picture.py. It writes ``docs/_static/referee.svg`` and
``results/referee_picture.md``, from 600 of scikit-learn's digits, in seconds.
"""

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier
from tables import ROOT, publish

from skmitigate.evidence import Ruling, judge, paired_rows
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import CrossFitter

N_SEEDS = 7


def ruled() -> tuple[list[str], Ruling]:
    """Compare a tree with itself under other seeds, with a smaller tree and with a small forest."""
    X, y = load_digits(return_X_y=True)
    rows = np.random.default_rng(0).permutation(len(X))[:600]
    candidates = {
        f"the same tree, seed {seed}": DecisionTreeClassifier(random_state=seed) for seed in range(1, N_SEEDS + 1)
    }
    candidates["leaves of at least 5 rows"] = DecisionTreeClassifier(min_samples_leaf=5, random_state=0)
    candidates["a forest of 20 trees"] = RandomForestClassifier(20, random_state=0)
    fitter = CrossFitter(X[rows], y[rows], random_state=0)
    current, *tables = fitter.tables([DecisionTreeClassifier(random_state=0), *candidates.values()])
    return list(candidates), judge(paired_rows(current, tables, resolve_metric("accuracy")), random_state=0)


def picture(names: list[str], ruling: Ruling) -> None:
    """Draw one line for each candidate."""
    mpl.rcParams["svg.hashsalt"] = "skmitigate"  # the same picture from the same numbers
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    axes = figure.subplots()
    y = np.arange(len(names))[::-1]
    axes.axvspan(ruling.critical_value, 100, color="0.93")
    axes.axvline(0, color="0.6", linewidth=0.8)
    axes.axvline(1.645, color="0.4", linestyle=":")
    axes.axvline(ruling.critical_value, color="0.2", linestyle="--")
    axes.scatter(ruling.t_metric, y, color="tab:blue", marker="o", label="accuracy", zorder=3)
    axes.scatter(ruling.t_log_score, y, color="tab:orange", marker="D", s=24, label="log score", zorder=3)
    axes.text(1.645, len(names) - 0.3, "one alone ", ha="right", fontsize=8)
    axes.text(
        ruling.critical_value, len(names) - 0.3, f" the bar for {len(names)}, {ruling.critical_value:.2f}", fontsize=8
    )
    axes.set(
        yticks=y,
        yticklabels=names,
        ylim=(-0.6, len(names) + 0.2),
        xlabel="difference from the current model, in standard errors",
    )
    axes.set_xlim(
        min(-2.5, ruling.t_metric.min(), ruling.t_log_score.min()) - 0.5,
        max(ruling.t_metric.max(), ruling.t_log_score.max()) + 1,
    )
    axes.legend(loc="center right", fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(ROOT / "docs" / "_static" / "referee.svg", metadata={"Date": None})


def main() -> None:
    """Draw, and tell the figures."""
    names, ruling = ruled()
    picture(names, ruling)
    best = int(np.argmax(ruling.difference[:N_SEEDS]))
    accepted = "none" if ruling.accepted is None else names[ruling.accepted]
    alone = int((np.maximum(ruling.t_metric, ruling.t_log_score)[:N_SEEDS] > 1.645).sum())
    publish(
        "referee_picture",
        f"A decision tree on 600 digits, five folds, {len(names)} candidates. The best of the seven that differ by "
        f"their seed only is {100 * ruling.difference[best]:+.1f} points better in accuracy, and {alone} of the seven "
        f"would pass a test for itself alone; the bar for all is {ruling.critical_value:.2f} standard errors. "
        f"Accepted: {accepted}.",
    )


if __name__ == "__main__":
    main()
