"""The two pictures of the page on comparing: two classifiers, and all strategies side by side.

Run: python benchmarks/comparison_pictures.py. It takes about a minute on one core.
"""

import matplotlib as mpl
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tables import ROOT

from skmitigate import compare, compare_strategies
from skmitigate.plotting import ComparisonDisplay, StrategiesDisplay

#: Enough for a picture, and few enough that something stays open.
N_ROWS = 600
STRATEGIES = ("probability_calibration", "ensemble_learning", "outlier_removal", "feature_selection", "active_learning")


def main() -> None:
    """Draw and save both."""
    mpl.use("Agg")
    X, y = load_digits(return_X_y=True)
    X, y = X[:N_ROWS], y[:N_ROWS]
    linear = make_pipeline(StandardScaler(), LogisticRegression())
    two = compare(GaussianNB(), linear, X=X, y=y, rope=0.01, random_state=0)
    print(two.summary())
    found = compare_strategies(GaussianNB(), X, y, list(STRATEGIES), random_state=0)
    print(found.summary())
    folder = ROOT / "docs" / "_static"
    for name, display in (
        ("comparison", ComparisonDisplay.from_comparison(two)),
        ("strategies", StrategiesDisplay.from_comparison(found)),
    ):
        display.figure_.savefig(folder / f"{name}.png", dpi=90, metadata={"Software": None})


if __name__ == "__main__":
    main()
