"""The data object; what is in it is tested with the comparison."""

import numpy as np

from skmitigate.monitoring._drift import drift


def test_lines_of_the_frame_are_the_columns_and_then_the_predictions(tmp_path):
    X, y = np.zeros((30, 2)), [0, 1] * 15
    result = drift(X, X, reference_predictions=y, predictions=y)
    lines = result.to_frame()
    assert lines.index.tolist() == [("rows", "x0"), ("rows", "x1"), ("predictions", "predicted class")]
    assert {"low", "high", "p_value", "distance", "unreadable"} <= set(lines.columns)
    assert result.columns[0].to_dict()["interval"][0] == 0
    assert result.to_dict()["drifted_columns"] == []
    assert result.summary().startswith("No drift found (p = 1.000).")
    assert result.to_html(tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
