"""A comparison with a reference in words."""

import numpy as np
import pandas as pd
from stories.evidence import check_story

from skmitigate import tell
from skmitigate.monitoring._drift import drift
from skmitigate.stories._drift import drift_html, drift_story, drift_text


def told():
    rng = np.random.default_rng(0)
    before = pd.DataFrame(rng.normal(size=(500, 15)), columns=[f"<b>{j}" for j in range(15)])
    now = before + 2
    now["<b>0"] = np.nan
    before["town"], now["town"] = "Ulm", "<script>"
    return drift(before, now).to_dict()


def test_ten_columns_are_told_and_the_others_counted():
    lines = drift_text(told()).splitlines()
    assert lines[0] == "Drift: 16 of 16 columns (p < 0.001)."
    assert sum("distance" in line or "missing values" in line for line in lines) == 10
    assert any("... and 6 more" in line for line in lines)
    assert any("<b>0: missing values 0.0% -> 100.0%" in line for line in lines)
    assert any("town: distance 1.000" in line and "100.0% of the values are new: <script>" in line for line in lines)


def test_the_page_has_all_columns_and_no_tags_of_theirs():
    page = drift_html(told(), page=True)
    assert page.count("<tr class=") == 16
    assert "<script>" not in page
    assert "<b>" not in page


def test_every_number_stands_in_its_evidence():
    rng = np.random.default_rng(0)
    before, now = rng.normal(size=(2, 600, 2))
    now[:, 1] = np.abs(now[:, 1]) * np.sign(now[:, 0])
    labels = {"reference_predictions": [0, 1] * 300, "predictions": [0] * 500 + [1] * 100}
    together = drift(before, now, classifier=True, random_state=0, **labels).to_dict()
    for found in (told(), together, drift(before, before).to_dict()):
        story = tell(found)
        assert story == drift_story(found)
        assert check_story(story, {"told": found}) >= 4
    texts = [sentence.text for sentence in tell(together).sentences]
    assert texts[0].startswith("Drift: the predicted class (p")
    assert any("tells the samples apart" in text for text in texts)


def test_only_the_columns_together():
    rng = np.random.default_rng(0)
    before, now = rng.normal(size=(2, 2000, 2))
    now[:, 1] = np.abs(now[:, 1]) * np.sign(now[:, 0])
    found = drift(before, now, classifier=True, random_state=0).to_dict()
    assert drift_text(found).startswith("Drift: the columns together (p < 0.001).")
