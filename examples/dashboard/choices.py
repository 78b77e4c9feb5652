"""What can be chosen on the pages: data sets, models, metrics, strategies."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate.datasets import Dataset, load_bundled, make_faulty_classification

MODELS: dict[str, Callable[[], Any]] = {
    "decision tree": lambda: DecisionTreeClassifier(max_depth=3),
    "naive Bayes": GaussianNB,
    "logistic regression": lambda: LogisticRegression(max_iter=1000),
    "random forest": lambda: RandomForestClassifier(100),
    "gradient boosting": HistGradientBoostingClassifier,
    "support vector machine": SVC,
}


def _planted() -> Dataset:
    return make_faulty_classification(800, fault="wrong_family", n_categorical=1, missing=0.05, random_state=0)[0]


#: By the name that is shown.
DATA: dict[str, Callable[[], Dataset]] = {
    "Wine": lambda: load_bundled("wine"),
    "Breast cancer": lambda: load_bundled("breast_cancer"),
    "Handwritten digits": lambda: load_bundled("digits"),
    "Iris": lambda: load_bundled("iris"),
    "Planted fault": _planted,
}
SCORINGS = ("accuracy", "balanced_accuracy", "f1_macro", "neg_log_loss")
STRATEGIES = (
    "active_learning",
    "class_balancing",
    "confidence_thresholding",
    "cost_sensitive_decision",
    "data_augmentation",
    "ensemble_learning",
    "feature_selection",
    "label_cleaning",
    "outlier_removal",
    "probability_calibration",
    "slice_repair",
)


def make_model(name: str, X: Any) -> Any:
    """Return the model, unfitted, behind what makes numbers of the columns."""
    return make_pipeline(make_encoder(), MODELS[name]()) if isinstance(X, pd.DataFrame) else MODELS[name]()


def make_encoder() -> Any:
    """Return what makes numbers of mixed columns with gaps."""
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    texts = OneHotEncoder(handle_unknown="ignore", sparse_output=False, min_frequency=2)
    return make_column_transformer(
        (numbers, make_column_selector(dtype_include="number")),
        (texts, make_column_selector(dtype_exclude="number")),
    )
