"""How long greedy selection takes, against a plain loop that says the same: 20 members, 20,000 rows, 10 classes.

Run: python benchmarks/ensemble_selection.py. It takes about half a minute on one core.
"""

import time
from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from tables import markdown, publish

from skmitigate.predictions import CrossFitter, PredictionTable
from skmitigate.strategies import EnsembleLearning

N_MEMBERS, N_ROWS, N_CLASSES, N_ROUNDS = 20, 20_000, 10, 30


class Told(ClassifierMixin, BaseEstimator):
    """A member whose probabilities stand in its own columns of X, so that nothing but the selection takes time."""

    def __init__(self, position: int = 0) -> None:
        self.position = position

    def fit(self, _X: np.ndarray, y: np.ndarray) -> Self:
        """Learn nothing."""
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return its columns."""
        return X[:, self.position * N_CLASSES : (self.position + 1) * N_CLASSES]

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the likeliest class."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def make_answers() -> tuple[np.ndarray, np.ndarray]:
    """Return the probabilities of members of different skill, side by side, and the labels."""
    rng = np.random.default_rng(0)
    y = rng.integers(N_CLASSES, size=N_ROWS)
    blocks = []
    for i in range(N_MEMBERS):
        scores = rng.normal(size=(N_ROWS, N_CLASSES))
        scores[np.arange(N_ROWS), y] += 1.0 + i / N_MEMBERS
        blocks.append(np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))
    return np.hstack(blocks), y


def plain_loop(tables: list[PredictionTable]) -> np.ndarray:
    """Select as the paper tells it, for each fold from the others: average all classes, and take the log loss."""
    answer, truth, fold = np.zeros((N_ROWS, N_CLASSES)), tables[0].y_true, tables[0].fold
    for k in np.unique(fold):
        learn, chosen, best, kept = fold != k, [], np.inf, []
        own = np.arange(learn.sum()), truth[learn]
        proba = [table.proba[learn] for table in tables]
        for _ in range(N_ROUNDS):
            losses = []
            for member in range(N_MEMBERS):
                mean = sum(proba[i] for i in [*chosen, member]) / (len(chosen) + 1)
                losses.append(-np.mean(np.log(np.maximum(mean[own], 1e-3))))
            chosen = [*chosen, int(np.argmin(losses))]
            if min(losses) < best:
                best, kept = min(losses), chosen
        answer[fold == k] = np.mean([tables[i].proba[fold == k] for i in kept], axis=0)
    return answer


def main() -> None:
    """Time both and publish."""
    X, y = make_answers()
    members = [Told(i) for i in range(N_MEMBERS)]
    fitter = CrossFitter(X, y, random_state=0)
    tables = fitter.tables(members)
    start = time.process_time()
    table = fitter.table(EnsembleLearning(members[0], members=members[1:], n_rounds=N_ROUNDS))
    ours = time.process_time() - start
    start = time.process_time()
    reference = plain_loop(tables)
    theirs = time.process_time() - start
    same = np.allclose(table.proba, reference)
    note = (
        f"{N_MEMBERS} members, {N_ROWS:,} rows, {N_CLASSES} classes, {N_ROUNDS} rounds. Judged as in the loop: the "
        "members are chosen anew for each of 5 folds from the others' rows. Seconds of one core. "
        f"{'Both give the same probabilities.' if same else 'They give DIFFERENT probabilities.'}"
    )
    rows = [
        ("`EnsembleLearning`", f"{ours:.2f}", f"{ours / 5:.2f}"),
        ("a plain loop over members and all classes", f"{theirs:.2f}", f"{theirs / 5:.2f}"),
    ]
    publish("ensemble_selection", f"{note}\n\n{markdown(('', '5 selections', 'one selection'), rows)}")
    print(note, *rows, sep="\n")


if __name__ == "__main__":
    main()
