"""The detectors that come with the package, and how `detectors=`, `reference=` and `ignore=` are read."""

import copy
import difflib
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import numpy as np

from skmitigate.diagnosis._boundary_cases import BoundaryCases
from skmitigate.diagnosis._class_imbalance import ClassImbalance
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._drift import Drift
from skmitigate.diagnosis._duplicates import Duplicates
from skmitigate.diagnosis._high_confidence import HighConfidence
from skmitigate.diagnosis._label_noise import LabelNoise
from skmitigate.diagnosis._leakage import Leakage
from skmitigate.diagnosis._low_confidence import LowConfidence
from skmitigate.diagnosis._miscalibration import Miscalibration
from skmitigate.diagnosis._outliers import Outliers
from skmitigate.diagnosis._overlap import Overlap
from skmitigate.diagnosis._systematic_confusion import SystematicConfusion
from skmitigate.diagnosis._weak_slices import WeakSlices

#: In the order of their codes.
DETECTORS: tuple[type[Detector], ...] = (
    LowConfidence,
    HighConfidence,
    Miscalibration,
    ClassImbalance,
    SystematicConfusion,
    BoundaryCases,
    Outliers,
    LabelNoise,
    WeakSlices,
    Overlap,
    Drift,
    Duplicates,
    Leakage,
)
_BY_ALIAS = {detector.kind: detector for detector in DETECTORS}


def resolve_detectors(detectors: Any) -> list[Detector]:
    """Return instances for "all", an alias, a detector, or a list of aliases and detectors; ValueError for others."""
    if isinstance(detectors, str) and detectors == "all":
        return [detector() for detector in DETECTORS]
    given = detectors if isinstance(detectors, list | tuple | set | frozenset) else [detectors]
    if len(given) == 0:
        raise ValueError('Expected at least one detector, got an empty list. Pass detectors="all" for all of them.')
    resolved = [_resolve(item) for item in given]
    kinds = [detector.kind for detector in resolved]
    twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
    if twice:
        raise ValueError(f"Expected one detector per kind of error, got more for {twice}. Leave one of them out.")
    return resolved


def hand_reference(detectors: Sequence[Detector], reference: Any) -> list[Detector]:
    """Return the detectors, those that wait for a reference with it; ValueError where none of them does."""
    if reference is None:
        return list(detectors)
    waiting = [getattr(detector, "reference", detector) is None for detector in detectors]
    if not any(waiting):
        raise ValueError(
            f"Expected reference=None, got {type(reference).__name__}: none of the detectors asked for compares with a "
            "reference, or it has one of its own. Leave reference out."
        )
    return [_with_reference(d, reference) if waits else d for d, waits in zip(detectors, waiting, strict=True)]


def kinds_of(names: str | Iterable[str], own: Sequence[Detector] = (), *, what: str) -> set[str]:
    """Return the kinds that are named by kind or code, ours and those of `own` detectors; ValueError for others."""
    known: list[Detector | type[Detector]] = [*DETECTORS, *own]
    by_name = {detector.kind: detector.kind for detector in known} | {d.code: d.kind for d in known}
    kinds = set()
    for name in [names] if isinstance(names, str) else names:
        if name not in by_name:
            near = difflib.get_close_matches(str(name), by_name, n=1, cutoff=0.7)
            hint = f" Did you mean {near[0]!r}?" if near else " Pass kinds or codes of these."
            listed = ", ".join(dict.fromkeys(f"{detector.kind} ({detector.code})" for detector in known))
            raise ValueError(f"Expected {what} to name kinds of error, among {listed}; got {name!r}.{hint}")
        kinds.add(by_name[name])
    return kinds


def _with_reference(detector: Detector, reference: Any) -> Detector:
    handed = copy.copy(detector)
    vars(handed)["reference"] = reference
    return handed


def _resolve(item: Any) -> Detector:
    if isinstance(item, Detector):
        if not isinstance(getattr(item, "kind", None), str) or not isinstance(getattr(item, "code", None), str):
            raise ValueError(
                f"Expected a detector with the class attributes kind and code, got {type(item).__name__} without. "
                "Set both to texts."
            )
        if not (isinstance(item.weight, Real) and 0 < item.weight < np.inf):
            raise ValueError(
                f"Expected the weight of {type(item).__name__} to be a number above 0, got {item.weight!r}. "
                "Leave it out for a weight of 1."
            )
        return item
    if isinstance(item, str) and item in _BY_ALIAS:
        return _BY_ALIAS[item]()
    near = difflib.get_close_matches(item, _BY_ALIAS, n=1) if isinstance(item, str) else []
    hint = f" Did you mean {near[0]!r}?" if near else " Pass one of these, or an instance of a Detector."
    raise ValueError(f"Expected detectors to be 'all' or among {list(_BY_ALIAS)}, got {item!r}.{hint}")
