"""Call shap's explainer of trees, whatever the shapes of what it gives are."""

import sys
import warnings
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from skmitigate._optional import load_optional
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray


def load_shap() -> Any:
    """Return the package; its own use of matplotlib warns when it is loaded for the first time."""
    if "shap" in sys.modules:
        return load_optional("shap", extra="explain", needed_for='method="tree"')
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_optional("shap", extra="explain", needed_for='method="tree"')


def shap_of_trees(core: Estimator, rows: FloatArray, own: FloatArray, codes: IntArray, *, n_classes: int) -> FloatArray:
    """Return Shapley values of shape (n_columns, n_codes) of a row against background rows."""
    # `rows`, of shape (n, d), and `own`, of shape (1, d), are what the trees see, NaN where a value is missing.
    if isinstance(core, GradientBoostingClassifier):
        return np.column_stack([_values(_boosted(core, int(code), n_classes), rows, own)[:, 0] for code in codes])
    values = _values(core, rows, own)
    if values.shape[1] == 1:  # of two classes, the second only
        values = np.hstack([-values, values])
    return np.asarray(values[:, codes])


def _values(model: Any, rows: FloatArray, own: FloatArray) -> FloatArray:
    """Return what shap gives for one row, of shape (n_columns, n_outputs)."""
    shap = load_shap()
    cuts = shap.TreeExplainer(model).model
    used = cuts.children_left >= 0
    rows, own = _off_thresholds(cuts.features[used], cuts.thresholds[used], rows, own)
    explainer = shap.TreeExplainer(model, rows, feature_perturbation="interventional", model_output="raw")
    raw = explainer.shap_values(own, check_additivity=False)
    # A list of one array for each class, or one array whose third axis, if there is one, is that of the classes.
    values = np.stack([part[0] for part in raw], axis=-1) if isinstance(raw, list) else np.asarray(raw)[0]
    return np.asarray(values.reshape(own.shape[1], -1), dtype=np.float64)


def _boosted(core: GradientBoostingClassifier, code: int, n_classes: int) -> dict[str, Any]:
    """Return the trees of one class in the form that shap reads; it takes no boosting of several classes itself."""
    sign = -1.0 if n_classes == 2 and code == 0 else 1.0
    trees = [row[0 if n_classes == 2 else code].tree_ for row in core.estimators_]
    return {
        "trees": [
            {
                "children_left": tree.children_left,
                "children_right": tree.children_right,
                "children_default": np.where(tree.missing_go_to_left, tree.children_left, tree.children_right),
                "features": tree.feature,
                "thresholds": tree.threshold,
                "values": sign * core.learning_rate * tree.value[:, 0],
                "node_sample_weight": tree.weighted_n_node_samples,
            }
            for tree in trees
        ]
    }


def _off_thresholds(
    features: AnyArray, thresholds: AnyArray, rows: FloatArray, own: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return other numbers that go the same way at every threshold, and are not near any.

    shap compares numbers of fewer bits than some trees do, so one on a threshold could go the other way.
    """
    moved_rows, moved_own = np.zeros_like(rows), np.zeros_like(own)
    for j in range(rows.shape[1]):
        cuts = np.unique(thresholds[features == j])
        if len(cuts):
            ends = np.array([cuts[0] - max(1.0, abs(cuts[0])), cuts[-1] + max(1.0, abs(cuts[-1]))])
            steps = np.concatenate([ends[:1], (cuts[:-1] + cuts[1:]) / 2, ends[1:]])
            for numbers, moved in ((rows[:, j], moved_rows), (own[:, j], moved_own)):
                moved[:, j] = np.where(np.isnan(numbers), np.nan, steps[np.searchsorted(cuts, numbers)])
    return moved_rows, moved_own
