"""How `detectors=` is read."""

import pytest

from skmitigate.diagnosis._catalogue import DETECTORS, resolve_detectors
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._low_confidence import LowConfidence


class Nameless(Detector):
    """Has neither kind nor code."""

    def detect(self, *_, **__):
        return None


def kinds(detectors):
    return [detector.kind for detector in resolve_detectors(detectors)]


def test_all_are_all():
    assert kinds("all") == [detector.kind for detector in DETECTORS]


def test_alias_instance_and_lists_of_both():
    own = LowConfidence()
    assert kinds("low_confidence") == ["low_confidence"]
    assert resolve_detectors(own) == [own]
    assert kinds(["class_imbalance", own]) == ["class_imbalance", "low_confidence"]
    assert kinds(("class_imbalance",)) == ["class_imbalance"]


@pytest.mark.parametrize("name", ["low_confidnece", "LowConfidence"])
def test_near_miss_is_answered_with_the_name(name):
    with pytest.raises(ValueError, match=f"got '{name}'. Did you mean 'low_confidence'"):
        resolve_detectors([name])


@pytest.mark.parametrize("item", ["xyzzy", 3, None, LowConfidence])
def test_strangers_are_answered_with_what_there_is(item):
    with pytest.raises(ValueError, match=r"among \['low_confidence', .*Pass one of these, or an instance"):
        resolve_detectors(item)


def test_nothing_to_do_is_refused():
    with pytest.raises(ValueError, match=r'at least one detector, got an empty list\. Pass detectors="all"'):
        resolve_detectors([])


def test_two_detectors_of_one_kind_are_refused():
    with pytest.raises(ValueError, match=r"one detector per kind of error, got more for \['low_confidence'\]"):
        resolve_detectors(["low_confidence", LowConfidence()])


def test_own_detector_needs_kind_and_code():
    with pytest.raises(ValueError, match="kind and code, got Nameless without"):
        resolve_detectors([Nameless()])
