"""Every detector answers, or says why not, on tables and rows as nobody wants them, within ten seconds."""

import time
import warnings
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from skmitigate.diagnosis import analyze_errors
from skmitigate.diagnosis._catalogue import DETECTORS
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.predictions import PredictionTable

MOST_SECONDS = 10
each = pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.kind)


def table_of(n_rows, wrong, proba=True, n_classes=2):
    """Every class in turn, wrong where it is said; probabilities with ties."""
    codes = np.arange(n_rows) % n_classes
    guess = np.where(wrong, (codes + 1) % n_classes, codes)
    if not proba:
        return PredictionTable.from_predictions(codes, guess, classes=np.arange(n_classes))
    sure = np.where(np.arange(n_rows) % 3 == 0, 0.6, 0.9)
    given = np.repeat((1 - sure)[:, None] / (n_classes - 1), n_classes, axis=1)
    given[np.arange(n_rows), guess] = sure
    return PredictionTable.from_predictions(codes, given, classes=np.arange(n_classes))


def some(n_rows, every=7):
    return np.arange(n_rows) % every == 0


def mixed(n_rows):
    """Columns of all that a frame can hold, values of one column of different types among them."""
    i = np.arange(n_rows)
    return pd.DataFrame(
        {
            "number": i / 7,
            "text": np.array(["a", "b", "c"])[i % 3],
            "category": pd.Categorical(np.array(["x", "y"])[i % 2]),
            "truth": i % 2 == 0,
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(i, unit="D"),
            "maybe": pd.array(np.where(i % 5 == 0, None, i % 4), dtype="Int64"),
            "objects": [(1, "one", None, 2.5)[k % 4] for k in range(n_rows)],
            "names": [f"row {k}" for k in range(n_rows)],
            "one value": 1,
        }
    )


@cache
def cases():
    """Tables and rows, made once."""
    rng = np.random.default_rng(0)
    number = rng.normal(size=(300, 3))
    frame = pd.DataFrame({"a": [np.nan] * 300, "b": [None] * 300, "c": pd.array([pd.NA] * 300, dtype="Float64")})
    ends = np.where(some(300)[:, None], [1.0, 0.0], [0.0, 1.0])
    wide = rng.normal(size=(60, 100_000)).astype(np.float32)
    return {
        "all columns missing": (table_of(300, some(300)), frame),
        "one error": (table_of(300, some(300, 1000)), number),
        "no errors": (table_of(300, np.zeros(300, dtype=bool)), number),
        "all errors": (table_of(300, np.ones(300, dtype=bool)), number),
        "two rows": (table_of(2, np.array([True, False])), number[:2]),
        "one class": (PredictionTable.from_predictions(["a"] * 300, np.where(some(300), "b", "a")), number),
        "columns of mixed types": (table_of(300, some(300)), mixed(300)),
        "infinite numbers": (table_of(300, some(300)), np.where(some(300)[:, None], np.inf, number)),
        "sparse": (table_of(300, some(300)), csr_array(np.where(number > 1, number, 0))),
        "no columns": (table_of(300, some(300)), number[:, :0]),
        "no X": (table_of(300, some(300)), None),
        "no probabilities": (table_of(300, some(300), proba=False), number),
        "probabilities of 0 and 1": (
            PredictionTable.from_predictions(np.arange(300) % 2, ends, classes=[0, 1]),
            number,
        ),
        "same column twice": (table_of(300, some(300)), pd.DataFrame(number[:, [0, 0]], columns=["a", "a"])),
        "names that are no texts": (table_of(300, some(300)), pd.DataFrame(number, columns=[1, ("a", 2), None])),
        "same row 300 times": (table_of(300, some(300)), np.ones((300, 3))),
        "numbers near the largest": (table_of(300, some(300)), number * 1e300),
        "100,000 columns": (table_of(60, some(60)), wide),
        "10,000 classes": (table_of(20_000, some(20_000), proba=False, n_classes=10_000), rng.normal(size=(20_000, 3))),
        "2,000 classes with probabilities": (
            table_of(4000, some(4000), n_classes=2000),
            rng.normal(size=(4000, 3)),
        ),
    }


@each
@pytest.mark.parametrize("case", cases())
def test_answers_or_says_why_not(detector, case):
    table, X = cases()[case]
    reference = X if hasattr(detector(), "reference") else None
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkmitigateWarning)  # of a detector that failed
        diagnosis = analyze_errors(table, X, detectors=[detector()], reference=reference)
    assert time.process_time() - start < MOST_SECONDS
    kind = detector.kind
    results = [diagnosis.has(kind), *(kind in d for d in (diagnosis.not_found, diagnosis.not_applicable))]
    assert sum([*results, kind in diagnosis.skipped, kind in diagnosis.failed]) == 1
    told = {**diagnosis.not_applicable, **diagnosis.skipped}.get(kind, "p above .05")
    assert len(told) > 5
    # the one case in which a clear error is as good as an answer
    assert kind not in diagnosis.failed or (case == "infinite numbers" and "infinit" in diagnosis.failed[kind])


@each
def test_x_of_another_length_is_refused(detector):
    with pytest.raises(ValueError, match=r"the 300 rows .*, got 299 rows"):
        analyze_errors(table_of(300, some(300)), np.zeros((299, 2)), detectors=detector.kind)
