"""A table with a planted fault for each detector, in which it must find something."""

from dataclasses import replace

import numpy as np

from skmitigate.predictions import PredictionTable


def faulty_case(detector):
    """Return an instance of a detector class, and a table and rows in which it has something to find."""
    return CASES.get(detector.kind, _many_faults)(detector)


def _many_faults(detector):
    """Two rare classes that are often missed, errors where the model is unsure, and too many where it is sure."""
    rng = np.random.default_rng(0)
    truth = np.array(["common", "rare", "scarce"])[rng.choice(3, 1500, p=[0.9, 0.06, 0.04])]
    codes = np.searchsorted(["common", "rare", "scarce"], truth)
    sure = rng.uniform(0.4, 1, 1500)
    wrong = rng.random(1500) < np.clip(1.1 - sure + 0.2 * (codes > 0), 0, 1)
    guess = np.where(wrong, (codes + rng.integers(1, 3, 1500)) % 3, codes)
    proba = np.repeat((1 - sure)[:, None] / 2, 3, axis=1)
    proba[np.arange(1500), guess] = sure
    return detector(), PredictionTable.from_predictions(truth, proba), rng.normal(size=(1500, 4))


def _one_way(detector):
    """A third of the rows of one class is taken for another one, and 5 % of all for any."""
    rng = np.random.default_rng(0)
    truth = np.arange(900) % 3
    guess = np.where(rng.random(900) < 0.05, (truth + rng.integers(1, 3, 900)) % 3, truth)
    guess[(truth == 0) & (rng.random(900) < 0.33)] = 1
    return detector(), PredictionTable.from_predictions(truth, guess), rng.normal(size=(900, 4))


def _shifted(detector):
    """A column whose mean is a standard deviation higher than in the reference, and errors where it is high."""
    rng = np.random.default_rng(0)
    X = rng.normal([0, 1, 0, 0], size=(600, 4))
    truth = rng.integers(2, size=600)
    guess = np.where((X[:, 1] > 1.5) & (rng.random(600) < 0.3), 1 - truth, truth)
    return detector(reference=rng.normal(size=(600, 4))), PredictionTable.from_predictions(truth, guess), X


def _in_a_corner(detector):
    """A third of the rows is wrong where two columns are large, and 5 % elsewhere."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(900, 4))
    wrong = rng.random(900) < np.where((X[:, 0] > 0.3) & (X[:, 2] > 0), 0.35, 0.05)
    truth = np.arange(900) % 3
    return detector(), PredictionTable.from_predictions(truth, np.where(wrong, (truth + 1) % 3, truth)), X


def _wrong_labels(detector):
    """Three classes far apart, and a sixth of the labels changed."""
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, 1500)
    X = 5.0 * np.eye(3)[codes] + rng.normal(size=(1500, 3))
    labels = np.where(rng.random(1500) < 1 / 6, (codes + 1) % 3, codes)
    return detector(), PredictionTable.from_predictions(labels, np.eye(3)[codes] * 0.7 + 0.1), X


def _copied(detector):
    """One row in five is a copy of another one, and some of them have another label."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 4))
    X[400:] = X[:100]
    truth = rng.integers(2, size=500)
    guess = np.where(rng.random(500) < 0.2, 1 - truth, truth)
    fold = rng.permutation(500) % 5
    splits = tuple((np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(5))
    return detector(), replace(PredictionTable.from_predictions(truth, guess), fold=fold, splits=splits), X


def _told(detector):
    """One column gives the class in all rows but a few."""
    rng = np.random.default_rng(0)
    truth = rng.integers(3, size=900)
    X = rng.normal(size=(900, 4))
    X[:, 2] = np.where(rng.random(900) < 0.005, 0, truth) + rng.uniform(-0.4, 0.4, 900)
    guess = np.where(rng.random(900) < 0.01, (truth + 1) % 3, truth)
    return detector(), PredictionTable.from_predictions(truth, guess), X


def _far_out(detector):
    """A twenty-fifth of the rows far from all others, half of them wrong."""
    rng = np.random.default_rng(0)
    X, far = rng.normal(size=(1000, 4)), np.arange(1000) < 40
    X[far] *= 6
    truth = rng.integers(0, 2, 1000)
    wrong = rng.random(1000) < np.where(far, 0.5, 0.05)
    return detector(), PredictionTable.from_predictions(truth, np.where(wrong, 1 - truth, truth)), X


def _where_classes_meet(detector):
    """Two classes side by side; a narrow strip is mixed, and there the model errs."""
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (1000, 2))
    strip = np.abs(X[:, 0]) < 0.25
    truth = np.where(strip, rng.random(1000) < 0.5 + 1.2 * X[:, 0], X[:, 0] > 0).astype(int)
    return detector(), PredictionTable.from_predictions(truth, (X[:, 0] > 0).astype(int)), X


#: By kind of error, for detectors that find nothing in the table of many faults.
CASES = {
    "boundary_cases": _where_classes_meet,
    "drift": _shifted,
    "duplicates": _copied,
    "label_noise": _wrong_labels,
    "leakage": _told,
    "outliers": _far_out,
    "overlap": _where_classes_meet,
    "systematic_confusion": _one_way,
    "weak_slices": _in_a_corner,
}
