"""Profiles as dictionaries; what is refused is tested with the profile itself."""

from skmitigate.monitoring._profile_dict import profile_from_dict, profile_to_dict
from skmitigate.monitoring._reference_profile import ReferenceProfile


def test_buckets_and_labels_without_probabilities_come_back():
    profile = ReferenceProfile.from_frame([[f"id{k}"] for k in range(300)], predictions=[0, 1] * 150)
    parts = profile_from_dict(profile.to_dict())
    assert profile_to_dict(*parts) == profile.to_dict()
    assert parts[4][0].counts is None
