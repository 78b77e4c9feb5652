"""The rows that a file keeps come back as they were given."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence import kept_rows, save


@pytest.mark.parametrize(
    "X",
    [
        np.arange(20.0).reshape(10, 2),
        pd.DataFrame({"age": [31, 45] * 5, "town": ["Ulm", None] * 5, "member": [True, False] * 5}),
    ],
    ids=["array", "frame"],
)
def test_rows_have_their_types_and_gaps(X, tmp_path):
    saved = save(DummyClassifier().fit(X, [0, 1] * 5), tmp_path / "model.skm", X=X, n_golden_rows=10)
    rows = kept_rows(saved.path, sha256=saved.sha256)
    assert type(rows) is type(X)
    pd.testing.assert_frame_equal(pd.DataFrame(rows), pd.DataFrame(X))


def test_file_may_keep_none(tmp_path):
    X = np.zeros((4, 1))
    saved = save(DummyClassifier().fit(X, [0, 1] * 2), tmp_path / "model.skm", X=X, n_golden_rows=0)
    assert kept_rows(saved.path) is None


@pytest.mark.parametrize("rows", [{}, {"kind": "frame"}, {"kind": "array", "array": {"shape": [10**9]}}], ids=str)
def test_made_up_rows_are_refused(forger, rows):
    with pytest.raises(InvalidModelFile):
        kept_rows(forger.json_part("golden_rows.json", lambda told: told.update(rows=rows)))
