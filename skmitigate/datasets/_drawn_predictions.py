"""Draw predictions and probabilities that err as planned."""

import numpy as np
from scipy.optimize import brentq
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.datasets._planned_errors import Plan, Wanted
from skmitigate.predictions._cross_val import cross_val_predictions

_SUREST = 0.97  # the least confidence of rows where the model is surest
_UTMOST = 0.999  # no stated confidence is above


def draw_predictions(plan: Plan, wanted: Wanted, proba: str) -> tuple[IntArray, FloatArray | None]:
    """Return the predicted codes and the probabilities."""
    if plan.posterior is not None:
        return plan.posterior.argmax(axis=1), None if proba == "absent" else plan.posterior
    if proba == "model":
        return _predict_by_model(plan, wanted)
    rng, n, rate = wanted.rng, wanted.n_samples, wanted.error_rate
    right = rng.uniform(1 - 2 * rate + plan.boast, 1 - plan.boast, size=n)  # on average 1 - rate
    if plan.surest is not None:
        right[plan.surest] = rng.uniform(_SUREST, 1, size=int(plan.surest.sum()))
    usual = 1 - right if proba == "calibrated" else np.full(n, rate)
    guess = _erring(plan, usual, wanted)
    if proba == "absent":
        return guess, None
    if plan.unsure:
        plan.rows = np.flatnonzero(right < np.median(right))
    stated = np.full(n, 1 - rate) if proba == "constant" else right
    if proba != "calibrated" and plan.surest is None and not plan.independent:  # right on average
        stated = stated - stated.mean() + float(np.mean(guess == plan.codes))
    return guess, _proba_of(guess, np.clip(stated + plan.boast, 0, _UTMOST), wanted)


def _erring(plan: Plan, usual: FloatArray, wanted: Wanted) -> IntArray:
    """Return predictions that are wrong as often as the usual rate and the plan's extra say."""
    rng, n = wanted.rng, wanted.n_samples
    sought = plan.codes if plan.guess is None else plan.guess
    other = (sought + rng.randint(1, wanted.n_classes, size=n)) % wanted.n_classes
    by_plan = rng.uniform(size=n) < plan.extra
    if plan.taken_for is not None:
        other = np.where(by_plan & (plan.taken_for != sought), plan.taken_for, other)
    spared = rng.uniform(size=n) * usual < -plan.extra
    return np.asarray(np.where(by_plan | ((rng.uniform(size=n) < usual) & ~spared), other, sought), dtype=np.intp)


def _proba_of(guess: IntArray, sure: FloatArray, wanted: Wanted) -> FloatArray:
    """Return probabilities whose largest, `sure`, is that of the guess."""
    n, k = wanted.n_samples, wanted.n_classes
    parts = wanted.rng.dirichlet(np.full(k - 1, 2.0), size=n)
    sure = np.maximum(sure, 1 / k + 1e-6)
    even = (parts.max(axis=1) * (1 - sure) >= sure)[:, None]
    parts = np.where(even, 1 / (k - 1), parts) * (1 - sure)[:, None]
    proba = np.empty((n, k))
    others = (guess[:, None] + np.arange(1, k)) % k
    np.put_along_axis(proba, others, parts, axis=1)
    np.put_along_axis(proba, guess[:, None], sure[:, None], axis=1)
    return proba


def _predict_by_model(plan: Plan, wanted: Wanted) -> tuple[IntArray, FloatArray]:
    """Return the predictions of a cross-fitted model, into which the plan's extra errors are put."""
    model = make_pipeline(TabularEncoder(), LogisticRegression(max_iter=1000))
    fitted = cross_val_predictions(model, plan.X, plan.codes, random_state=wanted.rng.randint(2**31 - 1))
    proba = np.asarray(fitted.proba)
    guess, rows = proba.argmax(axis=1), np.arange(wanted.n_samples)
    if plan.unsure:
        plan.rows = np.flatnonzero(proba.max(axis=1) < np.median(proba.max(axis=1)))
    if plan.independent:
        drawn = _erring(plan, np.full(len(rows), wanted.error_rate), wanted)
        return drawn, _sharpened(_exchanged(proba, guess, drawn), 1 - wanted.error_rate)
    if plan.boast:
        return guess, _sharpened(proba, float(np.mean(guess == plan.codes)) + plan.boast)
    right = guess == plan.codes
    strayed = right & (wanted.rng.uniform(size=len(rows)) < plan.extra)
    other = (guess + wanted.rng.randint(1, wanted.n_classes, size=len(rows))) % wanted.n_classes
    if plan.taken_for is not None:
        other = np.where(plan.taken_for != guess, plan.taken_for, other)
    spared = ~right & (plan.extra < 0)
    other, moved = np.where(spared, plan.codes, other), strayed | spared
    drawn = np.where(moved, other, guess)
    return drawn, _exchanged(proba, guess, drawn)


def _exchanged(proba: FloatArray, guess: IntArray, drawn: IntArray) -> FloatArray:
    """Return probabilities in which the guess and what was drawn have changed places."""
    rows, exchanged = np.arange(len(proba)), proba.copy()
    exchanged[rows, guess], exchanged[rows, drawn] = proba[rows, drawn], proba[rows, guess]
    return exchanged


def _sharpened(proba: FloatArray, wanted: float) -> FloatArray:
    """Return probabilities with one temperature for all, so that the largest of a row is on average as wanted."""
    logits = np.log(np.clip(proba, 1e-6, 1))
    wanted = min(max(wanted, 1 / proba.shape[1] + 0.01), _UTMOST)

    def heated(power: float) -> FloatArray:
        parts = np.exp(power * (logits - logits.max(axis=1, keepdims=True)))
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))

    power = brentq(lambda power: heated(power).max(axis=1).mean() - wanted, 1e-3, 1e3)
    return heated(power)
