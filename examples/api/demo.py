"""A small model, so that who starts the API has something to ask."""

import logging

from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from examples.api.bundles import save_bundle
from examples.api.settings import Settings
from skmitigate import SelfCorrectingClassifier
from skmitigate.datasets import load_bundled

logger = logging.getLogger("skmitigate.api")


def make_demo_models(settings: Settings) -> None:
    """Correct a classifier of cell nuclei and save it, where the folder holds no model."""
    settings.models.mkdir(parents=True, exist_ok=True)
    if any(settings.models.glob("*.skm")):
        return
    logger.info("Correcting a model of the breast cancer data, to have something to show. This takes some seconds.")
    data = load_bundled("breast_cancer")
    base = make_pipeline(StandardScaler(), GaussianNB())
    strategies = ["slice_repair", "probability_calibration"]
    model = SelfCorrectingClassifier(base, strategies=strategies, random_state=0).fit(data.X, data.y)
    save_bundle(model, settings.models / "breast_cancer.skm", data.X, data.y)
