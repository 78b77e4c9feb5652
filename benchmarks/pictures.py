"""The pictures of the page on pictures, of one correction.

Run: python benchmarks/pictures.py. It takes about three minutes on one core.
"""

import matplotlib as mpl
from sklearn.datasets import load_digits
from sklearn.naive_bayes import GaussianNB
from tables import ROOT

from skmitigate import SelfCorrectingClassifier
from skmitigate.plotting import (
    ConfusionDisplay,
    ErrorKindsDisplay,
    FlipsDisplay,
    ReliabilityDisplay,
    RiskCoverageDisplay,
    TrialsDisplay,
)

STRATEGIES = ("probability_calibration", "class_balancing", "feature_selection", "outlier_removal", "slice_repair")


def main() -> None:
    """Correct a classifier, draw and save."""
    mpl.use("Agg")
    X, y = load_digits(return_X_y=True)
    model = SelfCorrectingClassifier(GaussianNB(), strategies=list(STRATEGIES), random_state=0).fit(X, y)
    print(model.report_.summary())
    before, after = model.base_predictions_, model.predictions_
    risk = RiskCoverageDisplay.from_table(before, name="GaussianNB", random_state=0)
    reliability = ReliabilityDisplay.from_table(before, name="GaussianNB")
    displays = {
        "error_kinds": ErrorKindsDisplay.from_diagnosis(model.diagnosis_),
        "confusion": ConfusionDisplay.from_tables(before, after),
        "trials": TrialsDisplay.from_report(model.report_),
        "flips": FlipsDisplay.from_report(model.report_),
        "risk": RiskCoverageDisplay.from_table(after, name="corrected", random_state=0, ax=risk.ax_),
        "reliability": ReliabilityDisplay.from_table(after, name="corrected", ax=reliability.ax_),
    }
    for name, display in displays.items():
        path = ROOT / "docs" / "_static" / f"picture_{name}.png"
        display.figure_.savefig(path, dpi=80, metadata={"Software": None})


if __name__ == "__main__":
    main()
