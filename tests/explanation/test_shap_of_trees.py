"""What shap gives for trees has one shape, and is that of the definition."""

import numpy as np
import pytest
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.tree import DecisionTreeClassifier

from skmitigate.explanation._shap_of_trees import shap_of_trees

rng = np.random.RandomState(0)
X = np.round(rng.normal(size=(150, 4)), 1)
X32 = X.astype(np.float32).astype(np.float64)
LABELS = {2: (X[:, 0] * X[:, 1] > 0).astype(int), 3: np.digitize(X[:, 0] * X[:, 1], [-0.2, 0.2])}
MODELS = {
    "tree": DecisionTreeClassifier(random_state=0),
    "forest": RandomForestClassifier(10, random_state=0),
    "extra": ExtraTreesClassifier(10, random_state=0),
    "boosting": GradientBoostingClassifier(n_estimators=10, random_state=0),
    "histogram": HistGradientBoostingClassifier(max_iter=10, random_state=0),
}


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("name", MODELS)
def test_values_sum_to_what_the_row_has_more_than_the_background(name, n_classes):
    model = MODELS[name].fit(X, LABELS[n_classes])
    rows = X if name == "histogram" else X32
    sums = model.predict_proba if name in ("tree", "forest", "extra") else model.decision_function
    codes = np.arange(n_classes)[::-1]
    for i in (3, 70):
        values = shap_of_trees(model, rows[:60], rows[i : i + 1], codes, n_classes=n_classes)
        out = np.asarray(sums(X))
        out = np.column_stack([-out, out]) if out.ndim == 1 else out
        assert values.shape == (4, n_classes)
        assert np.allclose(values.sum(axis=0), (out[i] - out[:60].mean(axis=0))[codes], atol=1e-6)


def test_missing_values_go_the_way_of_the_trees():
    gaps = np.where(rng.uniform(size=X32.shape) < 0.2, np.nan, X32)
    model = RandomForestClassifier(10, random_state=0).fit(gaps, LABELS[2])
    i = int(np.flatnonzero(np.isnan(gaps[:, 0]))[0])
    values = shap_of_trees(model, gaps[:60], gaps[i : i + 1], np.array([1]), n_classes=2)
    out = model.predict_proba(gaps)[:, 1]
    assert values.sum() == pytest.approx(out[i] - out[:60].mean(), abs=1e-6)
