"""An estimate in words."""

import numpy as np
import pytest
from stories.evidence import check_story

from skmitigate import tell
from skmitigate.exceptions import CalibrationWarning
from skmitigate.monitoring._estimate_performance import estimate_performance
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._performance import performance_text


def test_without_a_reference_it_says_what_is_not_known():
    told = estimate_performance(None, np.full((100, 2), 0.5), random_state=0).to_dict()
    text = performance_text(told)
    assert text.startswith("Estimated from probabilities for 100 rows.")
    assert "whether the probabilities come true is not known" in text
    assert "labels  " not in text


def test_every_number_stands_in_its_evidence():
    proba = np.array([[0.9, 0.1], [0.2, 0.8]] * 100)
    right, wrong = (PredictionTable.from_predictions(y * 100, proba) for y in ([0, 1], [1, 0]))
    good = PredictionTable.from_predictions(([0, 1] * 17 + [1, 0] * 3) * 5, proba)
    with pytest.warns(CalibrationWarning):
        off = estimate_performance(wrong, right, random_state=0).to_dict()
    missed = estimate_performance(good, wrong, scoring=["accuracy", "f1"], random_state=0).to_dict()
    met = estimate_performance(good, good, random_state=0).to_dict()
    for told in (off, missed, met):
        assert check_story(tell(told), {"told": told}) >= 8
    assert "corrected by what did come true there" in performance_text({**off, "scores": []})
    assert "the labels show less: accuracy, f1." in performance_text(missed)
    assert "accuracy is 0.8500: as estimated" in performance_text(met)
    assert not tell(met).sentences[-1].known
