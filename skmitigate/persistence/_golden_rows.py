"""Keep a few rows with the model's answers, and see whether a loaded model still gives them."""

import warnings
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
from sklearn.utils import _safe_indexing

from skmitigate._sklearn import _num_samples
from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate.exceptions import InvalidModelFile, ModelVersionWarning
from skmitigate.persistence._refusal import refusing
from skmitigate.persistence._rows import decode_array, decode_rows, encode_array, encode_rows

#: How far probabilities may be off that were computed on another machine, and with other versions of packages.
_CLOSE, _NEAR = 1e-6, 1e-3
_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a model says about some rows: labels, and probabilities where it has any."""

    labels: AnyArray
    proba: FloatArray | None


def ask(model: Estimator, rows: Any) -> Answers:
    """Return a model's labels and probabilities for some rows."""
    labels = np.asarray(model.predict(rows))
    proba = np.asarray(model.predict_proba(rows), dtype=np.float64) if hasattr(model, "predict_proba") else None
    return Answers(labels, proba)


def keep_rows(model: Estimator, X: Any, n_rows: int) -> dict[str, Any] | None:
    """Return some rows of X, of all classes that the model sees there, with its answers, for JSON.

    Parameters
    ----------
    model : classifier
        Fitted.
    X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features), or None
        Rows as the model takes them.
    n_rows : int
        How many are kept.

    Returns
    -------
    dict or None
        None where there are no rows, or none that JSON can hold exactly.
    """
    if X is None or n_rows == 0 or _num_samples(X) == 0:
        return None
    looked_at = np.unique(np.linspace(0, _num_samples(X) - 1, _LOOKED_AT).round().astype(np.intp))
    labels = np.asarray(model.predict(_safe_indexing(X, looked_at)))
    codes = np.unique(labels, return_inverse=True)[1]
    turn = np.zeros(len(codes), dtype=np.intp)
    for code in range(codes.max() + 1):
        turn[codes == code] = np.arange(np.sum(codes == code))
    chosen = np.sort(np.argsort(turn, kind="stable")[:n_rows])
    rows = _safe_indexing(X, looked_at[chosen])
    try:
        told = encode_rows(rows)
    except ValueError:
        return None
    answers = ask(model, decode_rows(told))
    proba = None if answers.proba is None else encode_array(answers.proba)
    return {"n_rows": len(chosen), "rows": told, "labels": encode_array(answers.labels), "proba": proba}


def check_rows(model: Estimator, told: dict[str, Any], *, other_versions: str) -> None:
    """Ask the model about the kept rows; InvalidModelFile where it says something else than it did.

    Parameters
    ----------
    model : classifier
        As it was loaded.
    told : dict
        What `keep_rows` returned.
    other_versions : str
        Which packages are here in other versions than where the model was saved; empty where none is.
    """
    with refusing("The kept rows cannot be asked about"), joblib.parallel_config(backend="threading"):
        rows, labels = decode_rows(told["rows"]), decode_array(told["labels"])
        proba = None if told["proba"] is None else decode_array(told["proba"])
        answers = ask(model, rows)
        far = _difference(Answers(labels, proba), answers)
    hint = (
        f" Here are {other_versions}. Install the versions that it was saved with, save it again with these, or pass "
        "check=False and judge it anew."
        if other_versions
        else " The file was changed, or the model depends on something that is not in it."
    )
    if far > (_NEAR if other_versions else _CLOSE):
        raise InvalidModelFile(f"The loaded model does not give the answers that were kept with it.{hint}")
    if far > _CLOSE:
        warnings.warn(
            f"Probabilities of the loaded model are up to {far:.1e} off those that were kept with it.{hint}",
            ModelVersionWarning,
            stacklevel=3,
        )


def _difference(kept: Answers, given: Answers) -> float:
    """Return how far probabilities are off, infinity where labels differ that are no ties."""
    if kept.labels.shape != given.labels.shape or (kept.proba is None) != (given.proba is None):
        return np.inf
    same = kept.labels == given.labels
    if kept.proba is None or given.proba is None:
        return 0.0 if np.all(same) else np.inf
    missing = np.isnan(kept.proba)
    if kept.proba.shape != given.proba.shape or not np.array_equal(missing, np.isnan(given.proba)):
        return np.inf
    before, now = (np.where(missing, 0.0, proba) for proba in (kept.proba, given.proba))
    far = float(np.abs(before - now).max(initial=0.0))
    first, second = np.sort(before, axis=1)[:, ::-1][:, :2].T if before.shape[1] > 1 else (1.0, 0.0)
    tie = np.abs(first - second) <= 2 * max(far, np.finfo(float).eps)
    return far if np.all(same | tie) else np.inf
