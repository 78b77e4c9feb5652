"""What a reference remembers of predictions."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from skmitigate._typing import AnyArray, IntArray
from skmitigate.metrics._calibration_sums import CalibrationSums
from skmitigate.metrics._level_sketch import LevelSketch
from skmitigate.metrics._number_sketch import NumberSketch
from skmitigate.monitoring._predicted import Predicted

#: With more classes than this, no confusion matrix is kept.
MOST_CLASSES = 100
_ANY_LEVELS = 10**9  # there are as many as there are classes


@dataclass(frozen=True, slots=True, eq=False)
class OutputProfile:
    """Predicted classes, confidence, and where truth was known the true classes and how confidence came true."""

    classes: tuple[Any, ...]
    predicted: LevelSketch
    confidence: NumberSketch | None
    true: LevelSketch | None
    confusion: IntArray | None  # true classes in the rows
    calibration: CalibrationSums | None

    @classmethod
    def of(cls, predicted: Predicted, n_bins: int, like: "OutputProfile | None" = None) -> "OutputProfile":
        """Make the profile of predictions, with the cuts of another one where that is given."""
        sure, decided, size = predicted.confidence, predicted.decided, len(predicted.classes)
        truth, confusion, calibration, sketch = None, None, None, None
        if sure is not None:
            given = like.confidence if like is not None else None
            sketch = NumberSketch.of(sure, n_bins) if given is None else given.like(sure)
        if predicted.y_true is not None:
            truth = _class_counts(predicted.y_true, predicted.classes)
            if size <= MOST_CLASSES:
                cells = predicted.y_true * size + predicted.y_pred
                confusion = np.bincount(cells, minlength=size * size).reshape(size, size)
            if decided is not None:
                calibration = CalibrationSums.of(decided, predicted.y_true == predicted.y_pred)
        return cls(
            tuple(predicted.classes.tolist()),
            _class_counts(predicted.y_pred, predicted.classes),
            sketch,
            truth,
            confusion,
            calibration,
        )

    def merge(self, other: "OutputProfile") -> "OutputProfile":
        """Return the profile of both; what only one of them has is dropped."""
        if self.classes != other.classes:
            raise ValueError(
                f"Expected profiles of the same classes, got {list(self.classes)[:10]} and {list(other.classes)[:10]}."
            )
        sure = None
        if self.confidence is not None and other.confidence is not None:
            sure = self.confidence.merge(other.confidence)
        return OutputProfile(
            self.classes,
            self.predicted.merge(other.predicted),
            sure,
            None if self.true is None or other.true is None else self.true.merge(other.true),
            None if self.confusion is None or other.confusion is None else self.confusion + other.confusion,
            None if self.calibration is None or other.calibration is None else self.calibration + other.calibration,
        )

    def parts(self) -> dict[str, NumberSketch | LevelSketch]:
        """Return what can be compared, by name."""
        parts = {"predicted class": self.predicted, "confidence": self.confidence, "true class": self.true}
        return {name: sketch for name, sketch in parts.items() if sketch is not None}


def _class_counts(codes: IntArray, classes: AnyArray) -> LevelSketch:
    held = np.bincount(codes, minlength=len(classes)).tolist()
    counts = {str(label): n for label, n in zip(classes.tolist(), held, strict=True)}
    return LevelSketch(counts, None, 0, _ANY_LEVELS)
