"""An estimate in words."""

import numpy as np

from skmitigate.monitoring._estimate_performance import estimate_performance
from skmitigate.stories._performance import performance_text


def test_without_a_reference_it_says_what_is_not_known():
    told = estimate_performance(None, np.full((100, 2), 0.5), random_state=0).to_dict()
    text = performance_text(told)
    assert text.startswith("Estimated from probabilities for 100 rows.")
    assert "whether the probabilities come true is not known" in text
    assert "labels  " not in text
