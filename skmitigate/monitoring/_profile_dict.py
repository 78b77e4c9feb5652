"""A profile as JSON-safe values, and back with every value checked."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._columns import KINDS, NUMERIC_KINDS
from skmitigate._utils._json import jsonable
from skmitigate.metrics._calibration_sums import N_BINS, CalibrationSums
from skmitigate.metrics._level_sketch import N_BUCKETS, LevelSketch
from skmitigate.metrics._number_sketch import NumberSketch
from skmitigate.monitoring._output_profile import MOST_CLASSES, OutputProfile

Sketch: TypeAlias = NumberSketch | LevelSketch
_FORMAT = "skmitigate.ReferenceProfile"
_VERSION = 1
_SUMS = ("n_rows", "confidence", "right", "variance")


def profile_to_dict(
    columns: Sequence[str],
    kinds: Sequence[str],
    n_rows: int,
    named: bool,
    sketches: Sequence[Sketch],
    outputs: OutputProfile | None,
) -> dict[str, Any]:
    """Return the parts of a profile as JSON-safe values."""
    told = [
        {"name": name, "kind": kind, **_sketch_to_dict(sketch)}
        for name, kind, sketch in zip(columns, kinds, sketches, strict=True)
    ]
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "n_rows": n_rows,
        "named": named,
        "columns": told,
        "outputs": None if outputs is None else _outputs_to_dict(outputs),
    }


def profile_from_dict(told: Any) -> tuple[Any, ...]:
    """Return the parts of a profile, or raise ValueError saying what is wrong."""
    if not isinstance(told, Mapping) or told.get("format") != _FORMAT:
        raise ValueError(f"Expected what ReferenceProfile.to_dict returns, got {type(told).__name__}{_form(told)}.")
    if told.get("version") != _VERSION:
        raise ValueError(
            f"Expected a profile of version {_VERSION}, got {told.get('version')!r}. A later skmitigate has made it: "
            "update, or make it again."
        )
    try:
        listed = [dict(column) for column in told["columns"]]
        columns, kinds = tuple(str(c["name"]) for c in listed), tuple(str(c["kind"]) for c in listed)
        if not set(kinds) <= set(KINDS):
            raise ValueError(f"kinds of columns other than {list(KINDS)}")
        sketches = tuple(_sketch_from_dict(column, column["kind"] in NUMERIC_KINDS) for column in listed)
        n_rows = int(_counts([told["n_rows"]])[0])
        outputs = None if told.get("outputs") is None else _outputs_from_dict(told["outputs"])
        parts = [*sketches, *(outputs.parts().values() if outputs is not None else ())]
        if any(sketch.n_rows != n_rows for sketch in parts):
            raise ValueError(f"counts that do not add up to the {n_rows} rows")
        return columns, kinds, n_rows, bool(told["named"]), sketches, outputs
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise ValueError(f"Expected what ReferenceProfile.to_dict returns, got one with {reason}.") from error


def _form(told: Any) -> str:
    return f" of format {told.get('format')!r}" if isinstance(told, Mapping) else ""


def _sketch_to_dict(sketch: Sketch) -> dict[str, Any]:
    return {name: jsonable(getattr(sketch, name)) for name in sketch.__dataclass_fields__}


def _sketch_from_dict(told: Mapping[str, Any], numeric: bool) -> Sketch:
    (missing,) = _counts([told["n_missing"]])
    if not numeric:
        (most,) = _counts([told["most_levels"]])
        if told["counts"] is None:
            return LevelSketch(None, _counts(told["buckets"], N_BUCKETS), int(missing), int(most))
        counts = _counts(list(told["counts"].values()))
        return LevelSketch(
            dict(zip(map(str, told["counts"]), counts.tolist(), strict=True)), None, int(missing), int(most)
        )
    cuts = _numbers(told["cuts"])
    if (np.diff(cuts) <= 0).any():
        raise ValueError("cuts that do not increase")
    mean, sd = _numbers([told["mean"], told["sd"]])
    most, error = _counts([told["most_cuts"], told["error"]])
    at, inside = _counts(told["at"], len(cuts)), _counts(told["inside"], len(cuts) + 1)
    return NumberSketch(cuts, at, inside, int(missing), float(mean), float(sd), max(int(most), 2), int(error))


def _outputs_to_dict(outputs: OutputProfile) -> dict[str, Any]:
    sums = outputs.calibration
    return {
        "classes": jsonable(outputs.classes),
        "predicted": _sketch_to_dict(outputs.predicted),
        "confidence": None if outputs.confidence is None else _sketch_to_dict(outputs.confidence),
        "true": None if outputs.true is None else _sketch_to_dict(outputs.true),
        "confusion": jsonable(outputs.confusion),
        "calibration": None if sums is None else {name: jsonable(getattr(sums, name)) for name in _SUMS},
    }


def _outputs_from_dict(told: Mapping[str, Any]) -> OutputProfile:
    classes = tuple(told["classes"])
    if not all(isinstance(label, str | int | float | bool) for label in classes) or len(set(classes)) < len(classes):
        raise ValueError("classes that are no different labels")
    parts: dict[str, Any] = {
        name: None if told[name] is None else _sketch_from_dict(told[name], name == "confidence")
        for name in ("predicted", "confidence", "true")
    }
    if parts["predicted"] is None:
        raise ValueError("no counts of predicted classes")
    confusion, sums = None, told["calibration"]
    if told["confusion"] is not None:
        if len(classes) > MOST_CLASSES or len(told["confusion"]) != len(classes):
            raise ValueError("a confusion matrix of another size")
        confusion = np.array([_counts(row, len(classes)) for row in told["confusion"]], dtype=np.intp)
    calibration = None
    if sums is not None:
        values = [_numbers(sums[name]) for name in _SUMS]
        if any(len(v) != N_BINS or (v < 0).any() for v in values):
            raise ValueError("sums of confidence that cannot be")
        if any((v > values[0] + 1e-6).any() for v in values):
            raise ValueError("sums of confidence that are more than there are rows")
        calibration = CalibrationSums(*values)
    return OutputProfile(classes=classes, **parts, confusion=confusion, calibration=calibration)


def _counts(values: Any, length: int | None = None) -> IntArray:
    """Return whole numbers of at least 0, or raise ValueError."""
    numbers = _numbers(values)
    if (numbers < 0).any() or (numbers != np.floor(numbers)).any() or (numbers > 2**53).any():
        raise ValueError("counts that are no whole numbers of at least 0")
    if length is not None and len(numbers) != length:
        raise ValueError(f"{len(numbers)} counts where there should be {length}")
    return numbers.astype(np.intp)


def _numbers(values: Any) -> FloatArray:
    """Return a list of finite numbers, or raise ValueError."""
    if not isinstance(values, list | tuple) or not all(type(v) in (int, float) for v in values):
        raise ValueError("something else where there should be a list of numbers")
    numbers = np.array(values, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError("numbers that are not finite")
    return numbers
