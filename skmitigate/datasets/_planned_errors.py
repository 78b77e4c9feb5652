"""Plan where a classifier errs, for each kind of error that a diagnosis looks for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate.datasets._mixed_columns import draw_columns, draw_means

_CALIBRATED, _SPREAD = "calibrated", "spread"
#: Distance of the classes' means from the middle: a linear model errs in about a tenth of the rows.
_INFORMATIVE, _INFORMATIVE_MANY = 1.3, 2.2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, its defaults filled in."""

    n_samples: int
    n_classes: int
    n_columns: int
    majority: float
    size: float
    support: float
    n_conditions: int
    error_rate: float
    informative: bool
    rng: np.random.RandomState


@dataclass(slots=True)
class Plan:
    """The rows, their classes, and how likely each is predicted wrongly."""

    X: pd.DataFrame
    codes: IntArray
    scores: FloatArray
    extra: FloatArray  # chance of an error on top of the usual rate
    rows: IntArray
    description: str
    proba: str = _SPREAD  # the probabilities where none are asked for
    taken_for: IntArray | None = None  # the class that an extra error goes to
    guess: IntArray | None = None  # the prediction before errors, where it is not the true class
    posterior: FloatArray | None = None  # probabilities that are known
    boast: float = 0.0  # by how much the stated confidence is above the chance of being right
    independent: bool = False  # errors must have nothing to do with a model's probabilities either
    unsure: bool = False  # the rows concerned are the less confident half
    surest: BoolArray | None = None  # the rows that are predicted with the highest confidence
    classes: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    slice: str = ""
    reference: Any = None
    bayes_error: float = float("nan")
    remedies: tuple[str, ...] = field(default=())


def draw_codes(wanted: Wanted, shares: FloatArray | None = None) -> IntArray:
    """Deal classes in the shares wanted, each class at least once."""
    k = wanted.n_classes
    if shares is None:
        shares = np.append(wanted.majority, np.full(k - 1, (1 - wanted.majority) / (k - 1)))
    counts = np.maximum(np.round(shares * wanted.n_samples), 1).astype(np.intp)
    counts[0] += wanted.n_samples - counts.sum()
    return np.asarray(wanted.rng.permutation(np.repeat(np.arange(k), counts)), dtype=np.intp)


def usual_plan(wanted: Wanted, codes: IntArray, *, description: str, **changes: Any) -> Plan:
    """Return a plan in which nothing is planted yet."""
    means = draw_means(wanted.n_classes, wanted.n_columns, _distance(wanted), wanted.rng)
    drawn = draw_columns(codes, means, wanted.n_columns, wanted.rng)
    n = len(codes)
    settings = {"extra": np.zeros(n), "rows": np.empty(0, dtype=np.intp)} | changes
    return Plan(X=drawn.frame, codes=codes, scores=drawn.scores, description=description, **settings)


def _distance(wanted: Wanted) -> float:
    if not wanted.informative:
        return 0.0
    return _INFORMATIVE if wanted.n_classes == 2 else _INFORMATIVE_MANY


def plan_none(wanted: Wanted) -> Plan:
    """Plan errors that are independent of everything."""
    told = "Errors have nothing to do with anything in the table."
    return usual_plan(wanted, draw_codes(wanted), description=told, independent=True)


def plan_class_imbalance(wanted: Wanted) -> Plan:
    """Plan a last class that is rare and missed more often."""
    k = wanted.n_classes
    shares = np.append(np.full(k - 1, (1 - wanted.support) / (k - 1)), wanted.support)
    codes = draw_codes(wanted, shares)
    rare = codes == k - 1
    return usual_plan(
        wanted,
        codes,
        description="The last class is rare, and its rows are missed more often.",
        extra=wanted.size * rare,
        rows=np.flatnonzero(rare),
        classes=(k - 1,),
        remedies=("class_balancing", "data_augmentation"),
    )


def plan_systematic_confusion(wanted: Wanted) -> Plan:
    """Plan that the first class is taken for the second, and not the other way round."""
    codes = draw_codes(wanted)
    first = codes == 0
    return usual_plan(
        wanted,
        codes,
        description="Rows of the first class are taken for the second, and not the other way round.",
        extra=wanted.size * first,
        taken_for=np.ones(len(codes), dtype=np.intp),
        rows=np.flatnonzero(first),
        classes=(0, 1),
        remedies=("class_balancing",),
    )


def plan_weak_slices(wanted: Wanted) -> Plan:
    """Plan more errors in a conjunction of conditions."""
    plan = usual_plan(wanted, draw_codes(wanted), description="A part of the rows that conditions describe errs more.")
    best, text = np.zeros(wanted.n_samples, dtype=bool), ""
    columns: tuple[str, ...] = ()
    for _ in range(200):
        mask, told, names = _random_conjunction(plan.X, wanted)
        if abs(mask.mean() - wanted.support) < abs(best.mean() - wanted.support):
            best, text, columns = mask, told, names
        if abs(best.mean() - wanted.support) < 0.05 * wanted.support:
            break
    plan.extra, plan.rows = np.where(best, wanted.size, 0.0), np.flatnonzero(best)
    plan.slice, plan.columns, plan.remedies = text, columns, ("slice_repair",)
    return plan


def _random_conjunction(X: pd.DataFrame, wanted: Wanted) -> tuple[BoolArray, str, tuple[str, ...]]:
    """Draw conditions whose shares multiply to about the support."""
    rng, share = wanted.rng, wanted.support ** (1 / wanted.n_conditions)
    names = rng.choice(X.columns.to_numpy(), size=wanted.n_conditions, replace=False)
    mask, told = np.ones(len(X), dtype=bool), []
    for name in names:
        column = X[name]
        if column.dtype == object or pd.api.types.is_string_dtype(column.dtype):
            value = rng.choice(column.dropna().unique())
            mask &= (column == value).to_numpy(dtype=bool)
            told.append(f"{name} == {str(value)!r}")
        elif rng.uniform() < 0.5:
            cut = float(np.round(column.quantile(1 - share), 2))
            mask &= (column > cut).to_numpy(dtype=bool)
            told.append(f"{name} > {cut:g}")
        else:
            cut = float(np.round(column.quantile(share), 2))
            mask &= (column <= cut).to_numpy(dtype=bool)
            told.append(f"{name} <= {cut:g}")
    return mask, " and ".join(told), tuple(str(name) for name in names)


def plan_label_noise(wanted: Wanted) -> Plan:
    """Plan true labels that are wrong, where the model predicts the class that they should have."""
    n, k = wanted.n_samples, wanted.n_classes
    codes = draw_codes(wanted)
    plan = usual_plan(wanted, codes, description="A share of the labels is wrong.", proba=_CALIBRATED, guess=codes)
    wrong = wanted.rng.uniform(size=n) < wanted.size
    plan.codes = np.where(wrong, (codes + wanted.rng.randint(1, k, size=n)) % k, codes)
    plan.rows, plan.remedies = np.flatnonzero(wrong), ("label_cleaning",)
    return plan


def plan_low_confidence(wanted: Wanted) -> Plan:
    """Plan errors from calibrated probabilities, so that they are where these are low."""
    plan = usual_plan(
        wanted, draw_codes(wanted), description="Errors are where the model is unsure.", proba=_CALIBRATED
    )
    plan.remedies, plan.unsure = ("confidence_thresholding",), True
    return plan


def plan_high_confidence(wanted: Wanted) -> Plan:
    """Plan that a share of the rows is predicted with the highest confidence and errs more than that."""
    codes = draw_codes(wanted)
    sure = wanted.rng.uniform(size=len(codes)) < wanted.support
    return usual_plan(
        wanted,
        codes,
        description="Among the rows where the model is surest, more are wrong than it says.",
        extra=wanted.size * sure,
        surest=sure,
        rows=np.flatnonzero(sure),
        proba=_CALIBRATED,
        remedies=("probability_calibration",),
    )


def plan_miscalibration(wanted: Wanted) -> Plan:
    """Plan probabilities that are all too high."""
    codes = draw_codes(wanted)
    return usual_plan(
        wanted,
        codes,
        description="The model says that it is right more often than it is.",
        boast=wanted.size,
        rows=np.arange(len(codes)),
        proba=_CALIBRATED,
        remedies=("probability_calibration",),
    )


def plan_boundary_cases(wanted: Wanted) -> Plan:
    """Plan classes that are apart, and errors where they meet."""
    plan = usual_plan(wanted, draw_codes(wanted), description="Errors are near the boundary between classes.")
    ordered = np.sort(plan.scores, axis=1)
    margin = ordered[:, -1] - ordered[:, -2]
    near = margin <= np.quantile(margin, wanted.support)
    ranks = np.argsort(plan.scores, axis=1)
    plan.codes, plan.taken_for = ranks[:, -1], ranks[:, -2]
    plan.extra, plan.rows = np.where(near, wanted.size, 0.0), np.flatnonzero(near)
    plan.remedies = ("confidence_thresholding", "ensemble_learning")
    return plan


def plan_outliers(wanted: Wanted) -> Plan:
    """Plan rows that lie far from all others, and err more."""
    plan = usual_plan(wanted, draw_codes(wanted), description="Rows far from all others are wrong more often.")
    far = wanted.rng.uniform(size=wanted.n_samples) < wanted.support
    for name in [name for name in plan.X if str(name).startswith("number")]:
        sign = wanted.rng.choice([-1.0, 1.0], size=wanted.n_samples)
        plan.X[name] += far * sign * wanted.rng.uniform(6, 10, size=wanted.n_samples)
    plan.extra, plan.rows, plan.remedies = np.where(far, wanted.size, 0.0), np.flatnonzero(far), ("outlier_removal",)
    return plan


def plan_overlap(wanted: Wanted) -> Plan:
    """Plan the best classifier there is, on classes that overlap."""
    distance, means = 0.2, draw_means(wanted.n_classes, wanted.n_columns, 1.0, wanted.rng)
    shares = np.append(wanted.majority, np.full(wanted.n_classes - 1, (1 - wanted.majority) / (wanted.n_classes - 1)))
    while distance < 5 and _overlap(means * distance, shares, np.random.RandomState(0)) > wanted.size:
        distance += 0.1
    codes = draw_codes(wanted)
    drawn = draw_columns(codes, means * distance, wanted.n_columns, wanted.rng)
    logits = drawn.scores + np.log(shares)
    posterior = np.exp(logits - logits.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    return Plan(
        X=drawn.frame,
        codes=codes,
        scores=drawn.scores,
        extra=np.zeros(len(codes)),
        rows=np.flatnonzero(posterior.max(axis=1) < 1 - wanted.size),
        description="The classes overlap, and no classifier makes fewer errors than this one.",
        guess=posterior.argmax(axis=1),
        posterior=posterior,
        bayes_error=_overlap(means * distance, shares, wanted.rng),
    )


def _overlap(means: FloatArray, shares: FloatArray, rng: np.random.RandomState, n: int = 20_000) -> float:
    """Return the error rate of the best classifier, from fresh rows."""
    codes = rng.choice(len(shares), size=n, p=shares)
    rows = means[codes] + rng.normal(size=(n, means.shape[1]))
    best = (rows @ means.T - (means**2).sum(axis=1) / 2 + np.log(shares)).argmax(axis=1)
    return float(np.mean(best != codes))


def plan_drift(wanted: Wanted) -> Plan:
    """Plan a normal column that has moved against the reference."""
    codes = draw_codes(wanted)
    means = draw_means(wanted.n_classes, wanted.n_columns, _distance(wanted), wanted.rng)
    before = draw_columns(draw_codes(wanted), means, wanted.n_columns, wanted.rng)
    after = draw_columns(codes, means, wanted.n_columns, wanted.rng)
    name = str(wanted.rng.choice(np.array(after.normal)))
    after.frame[name] += wanted.size * before.frame[name].std()
    return Plan(
        X=after.frame,
        codes=codes,
        scores=after.scores,
        extra=np.zeros(len(codes)),
        rows=np.arange(len(codes)),
        description="One column has moved since the reference.",
        columns=(name,),
        reference=before.frame,
    )


def plan_duplicates(wanted: Wanted) -> Plan:
    """Plan rows that are copies of others, and right because the model has seen them."""
    plan = usual_plan(wanted, draw_codes(wanted), description="Some rows are copies of others.")
    n_copies = max(1, round(wanted.support * wanted.n_samples))
    order = wanted.rng.permutation(wanted.n_samples)
    copies, sources = order[:n_copies], order[n_copies : 2 * n_copies]
    plan.X.iloc[copies] = plan.X.iloc[sources].to_numpy()
    plan.codes[copies] = plan.codes[sources]
    plan.rows = np.sort(np.concatenate([copies, sources]))
    plan.extra[plan.rows] = -wanted.size
    return plan


def plan_leakage(wanted: Wanted) -> Plan:
    """Plan a column that gives the answer in almost all rows."""
    plan = usual_plan(wanted, draw_codes(wanted), description="One column alone gives the answer.")
    n, k = wanted.n_samples, wanted.n_classes
    told = np.where(wanted.rng.uniform(size=n) < wanted.size, plan.codes, wanted.rng.randint(k, size=n))
    plan.X["result"] = told.astype(np.float64)
    plan.rows, plan.columns = np.arange(n), ("result",)
    return plan


#: Faults that are made of what the columns say about the classes.
NEED_INFORMATION = ("boundary_cases", "overlap")
#: For each fault: its plan, and the default size, support and usual error rate.
PLANS: dict[str, tuple[Callable[[Wanted], Plan], float, float, float]] = {
    "boundary_cases": (plan_boundary_cases, 0.4, 0.2, 0.05),
    "class_imbalance": (plan_class_imbalance, 0.3, 0.05, 0.15),
    "drift": (plan_drift, 0.5, 1.0, 0.15),
    "duplicates": (plan_duplicates, 0.12, 0.05, 0.15),
    "high_confidence": (plan_high_confidence, 0.1, 0.2, 0.15),
    "label_noise": (plan_label_noise, 0.1, 1.0, 0.05),
    "leakage": (plan_leakage, 0.98, 1.0, 0.02),
    "low_confidence": (plan_low_confidence, 0.0, 1.0, 0.15),
    "miscalibration": (plan_miscalibration, 0.1, 1.0, 0.2),
    "none": (plan_none, 0.0, 0.0, 0.15),
    "outliers": (plan_outliers, 0.4, 0.04, 0.15),
    "overlap": (plan_overlap, 0.2, 1.0, 0.0),
    "systematic_confusion": (plan_systematic_confusion, 0.15, 1.0, 0.1),
    "weak_slices": (plan_weak_slices, 0.2, 0.05, 0.15),
}
