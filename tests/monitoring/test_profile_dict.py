"""Profiles as dictionaries; what is refused is tested with the profile itself."""

import pandas as pd
import pytest

from skmitigate.monitoring._profile_dict import profile_from_dict, profile_to_dict
from skmitigate.monitoring._reference_profile import ReferenceProfile


def test_buckets_and_labels_without_probabilities_come_back():
    profile = ReferenceProfile.from_frame([[f"id{k}"] for k in range(300)], predictions=[0, 1] * 150)
    parts = profile_from_dict(profile.to_dict())
    assert profile_to_dict(*parts) == profile.to_dict()
    assert parts[4][0].counts is None


@pytest.mark.parametrize("counts", [-1, "x", [], True])
def test_counts_of_levels_that_are_no_counts_are_refused(counts):
    told = ReferenceProfile.from_frame(pd.DataFrame({"town": ["Ulm", "Bonn"]})).to_dict()
    told["columns"][0]["counts"] = counts
    with pytest.raises(ValueError, match="Expected what ReferenceProfile"):
        profile_from_dict(told)
