"""A comparison with a reference in words."""

import numpy as np
import pandas as pd

from skmitigate.monitoring._drift import drift
from skmitigate.stories._drift import drift_html, drift_text


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
    assert any("town: distance 1.000" in line and "new in 100.0%: <script>" in line for line in lines)


def test_the_page_has_all_columns_and_no_tags_of_theirs():
    page = drift_html(told(), page=True)
    assert page.count("<tr class=") == 16
    assert "<script>" not in page
    assert "<b>" not in page
