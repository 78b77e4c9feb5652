"""What a certificate says."""

import json
from dataclasses import replace

import numpy as np
import pytest

from skmitigate.strategies import RiskCertificate

GIVEN = RiskCertificate(0.05, 0.9, 0.8, 300, 200, 3, 0.04, 0.7, 49, None, "exact binomial")
NOTHING = replace(GIVEN, threshold=np.inf, n_accepted=0, n_errors=0, risk_upper=1.0, coverage=0.0)


@pytest.mark.parametrize(
    ("certificate", "text"),
    [
        (GIVEN, "risk at most 0.05 with confidence 0.9; 200 of 300 rows accepted (70.0 %), 3 of them wrong"),
        (replace(GIVEN, label="b"), "predicted b: risk at most"),
        (replace(NOTHING, n_rows=30), "needs at least 49 accepted rows without an error, got 30 rows in all"),
        (replace(NOTHING, n_needed_at_risk=500), "or about 500 if errors stay as frequent"),
        (NOTHING, "among the most confident of the 300 rows errors are more frequent than that"),
        (replace(NOTHING, n_needed=None, target_risk=0.0), "no number of rows certifies a risk of 0"),
        (replace(NOTHING, n_needed=None, target_risk=None), "cannot certify: no row is accepted"),
    ],
)
def test_summary_tells_what_is_certified_or_what_is_missing(certificate, text):
    assert text in certificate.summary()
    assert repr(certificate) == f"RiskCertificate({certificate.summary()})"


def test_dict_is_json_safe():
    told = json.loads(json.dumps(NOTHING.to_dict(), allow_nan=False))
    assert told["threshold"] is None
    assert (told["certified"], told["n_needed"], told["target_risk"]) == (False, 49, 0.05)
    assert GIVEN.to_dict()["certified"]
