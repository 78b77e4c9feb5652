"""The detectors that come with the package, and how `detectors=` is read."""

import difflib
from typing import Any

from skmitigate.diagnosis._class_imbalance import ClassImbalance
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._high_confidence import HighConfidence
from skmitigate.diagnosis._low_confidence import LowConfidence

#: In the order of their codes. ERR03 and what follows ERR04 are kept for detectors to come.
DETECTORS: tuple[type[Detector], ...] = (LowConfidence, HighConfidence, ClassImbalance)
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


def _resolve(item: Any) -> Detector:
    if isinstance(item, Detector):
        if not isinstance(getattr(item, "kind", None), str) or not isinstance(getattr(item, "code", None), str):
            raise ValueError(
                f"Expected a detector with the class attributes kind and code, got {type(item).__name__} without. "
                "Set both to texts."
            )
        return item
    if isinstance(item, str) and item in _BY_ALIAS:
        return _BY_ALIAS[item]()
    near = difflib.get_close_matches(item, _BY_ALIAS, n=1) if isinstance(item, str) else []
    hint = f" Did you mean {near[0]!r}?" if near else " Pass one of these, or an instance of a Detector."
    raise ValueError(f"Expected detectors to be 'all' or among {list(_BY_ALIAS)}, got {item!r}.{hint}")
