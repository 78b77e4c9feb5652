"""Saved models, and a server that serves them."""

import numpy as np
import pandas as pd
import pytest
from api_server import ApiServer
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from examples.api.estimators import make_estimator
from skmitigate import cross_val_predictions, save
from skmitigate.monitoring import ReferenceProfile


@pytest.fixture(scope="session")
def nuclei():
    """Rows with their labels as text, the second half held out."""
    bunch = load_breast_cancer(as_frame=True)
    return bunch.data, bunch.target_names[bunch.target]


@pytest.fixture(scope="session")
def people():
    """Rows of numbers, truth values, times and text, with gaps, and labels that depend on two of the columns."""
    rng = np.random.default_rng(0)
    n = 400
    X = pd.DataFrame(
        {
            "age": rng.integers(18, 90, n),
            "income": np.where(rng.random(n) < 0.1, np.nan, rng.normal(50, 20, n).round(2)),
            "town": rng.choice(["Ulm", "Bonn", "Köln"], n),
            "member": rng.random(n) < 0.5,
            "joined": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 50, n), unit="D"),
        }
    )
    X.loc[::17, "town"] = None
    y = np.where((X["age"] > 50) ^ (X["town"] == "Ulm") ^ (rng.random(n) < 0.1), "leaves", "stays")
    return X, y


@pytest.fixture(scope="session")
def models(nuclei, people):
    """Fitted models by name, with rows to save them with."""
    X, y = nuclei
    half = np.arange(len(X)) % 2 == 0
    linear = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    digits, classes = load_digits(return_X_y=True)
    pixels = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))
    return {
        "nuclei": (linear.fit(X[half], y[half]), X[half], y[half]),
        "digits": (pixels.fit(digits[:900], classes[:900]), digits[:900], classes[:900]),
        "people": (make_estimator("hist_gradient_boosting").fit(*people), *people),
    }


@pytest.fixture(scope="session")
def folder(models, tmp_path_factory):
    """A folder with the saved models."""
    place = tmp_path_factory.mktemp("served")
    (place / "models").mkdir()
    for name, (model, X, y) in models.items():
        table = cross_val_predictions(model, X, y, cv=2, random_state=0)
        reference = ReferenceProfile.from_frame(X, predictions=table).to_dict()
        save(model, place / "models" / f"{name}.skm", X=X, y=y, reference=reference, n_golden_rows=60)
    return place


@pytest.fixture(scope="session")
def server(folder):
    """The server of that folder."""
    with ApiServer(folder, "--no-demo") as running:
        running.client.post("/v1/models/nuclei/activate").raise_for_status()
        yield running


@pytest.fixture
def client(server):
    """What asks it."""
    return server.client
