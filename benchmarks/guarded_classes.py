"""What corrections do to single classes, and how many remain where all classes are guarded.

Run: python benchmarks/guarded_classes.py. Ten public data sets, at most 1500 rows each. It takes two minutes on one
core.
"""

import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tables import markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate import SelfCorrectingClassifier
from skmitigate.correction import CorrectionReport

DATA = (
    "diabetes_pima",
    "kc1",
    "magic_telescope",
    "phoneme",
    "satimage",
    "sylvine",
    "vehicle",
    "waveform_5000",
    "wine_quality_red",
    "yeast",
)
MODELS = (GaussianNB(), make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)))
STRATEGIES = ("class_balancing", "probability_calibration")
N_ROWS = 1500


def corrected(data: str, model: object, scoring: str, *, protect_classes: bool) -> CorrectionReport:
    """Run the loop on rows of one data set."""
    X, y, _ = public_data().load(data)
    rows = np.random.default_rng(0).permutation(len(X))[:N_ROWS]
    loop = SelfCorrectingClassifier(
        model, strategies=list(STRATEGIES), scoring=scoring, protect_classes=protect_classes, random_state=0
    )
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # classes with few rows, models that do not converge
        return loop.fit(X.iloc[rows].to_numpy(dtype=float), y.iloc[rows].to_numpy()).report_


def main() -> None:
    """Run and publish the table."""
    lines = []
    for scoring in ("accuracy", "balanced_accuracy"):
        free, guarded = (
            [corrected(data, model, scoring, protect_classes=wanted) for data in DATA for model in MODELS]
            for wanted in (False, True)
        )
        accepted = [report for report in free if report.verdict == "corrected"]
        worse = [report for report in accepted if any(line.verdict == "worse" for line in report.flips.groups)]
        kept = [report for report in guarded if report.verdict == "corrected"]
        gains = [100 * float(np.mean([report.gain for report in reports])) for reports in (free, guarded)]
        counts = (len(free), len(accepted), len(worse), len(kept))
        lines.append([scoring, *counts, *(f"{gain:.1f}" for gain in gains)])
        print(lines[-1], flush=True)
    note = (
        f"{len(DATA)} public data sets of at most {N_ROWS} rows and {len(MODELS)} models (naive Bayes, logistic "
        f"regression), strategies {' and '.join(STRATEGIES)}. Cases that are corrected, those of them in which a class "
        "is shown to be worse, cases that are corrected with `protect_classes=True`; mean reported gain over all "
        "cases in points, without and with it."
    )
    header = ("metric", "cases", "corrected", "a class worse", "corrected, guarded", "gain", "gain, guarded")
    publish("guarded_classes", f"{note}\n\n{markdown(header, lines)}")


if __name__ == "__main__":
    main()
