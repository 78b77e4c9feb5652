"""Ask a model about a table, and answer where it refuses."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from examples.api.bundles import Bundle
from examples.api.problems import Problem, shown

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a model says about rows."""

    labels: Any
    proba: Any | None
    accepted: Any | None
    classes: Any

    def row(self, i: int) -> dict[str, Any]:
        """Return what it says about one row."""
        proba = None if self.proba is None else self.proba[i].tolist()
        return {
            "prediction": plain(self.labels[i]),
            "confidence": None if proba is None else max(proba),
            "probabilities": None if proba is None else dict(zip(map(str, self.classes), proba, strict=True)),
            "accepted": None if self.accepted is None else bool(self.accepted[i]),
        }


def predict(bundle: Bundle, table: pd.DataFrame) -> Predicted:
    """Return labels, probabilities where the model has any, and whether it accepts the rows where it can abstain."""
    model, rows = bundle.estimator, bundle.take(table)
    with refusing("The model does not take these rows"):
        labels = model.predict(rows)
        proba = model.predict_proba(rows) if hasattr(model, "predict_proba") else None
        accepted = model.accepts(rows) if hasattr(model, "accepts") else None
    if proba is not None and not np.isfinite(proba).all():
        text = "The model has no probabilities for these rows: some numbers are beyond its range. Check their units."
        raise Problem(422, "not-accepted", text)
    return Predicted(labels, proba, accepted, model.classes_)


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Answer with what the library says where it does not take what was sent."""
    try:
        yield
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        text = (str(error).splitlines() or [""])[0][:_LONGEST]
        raise Problem(422, "not-accepted", f"{what}: {text}") from None


def plain(value: Any) -> Any:
    """Return a label as JSON has it."""
    return value.item() if isinstance(value, np.generic) else value


def known_labels(texts: Sequence[str], bundle: Bundle) -> list[Any]:
    """Return the classes that texts name, None for no text; a Problem where one is no class of the model."""
    classes = {"": None} | {str(plain(each)): plain(each) for each in bundle.estimator.classes_}
    unknown = sorted({text for text in texts if text not in classes})
    if unknown:
        text = f"Expected labels among {shown(list(classes)[1:])}, got {shown(unknown)}."
        raise Problem(422, "unknown-label", text)
    return [classes[text] for text in texts]
