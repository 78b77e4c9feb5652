"""The classifiers that a job can be asked for by name, each behind an encoding of mixed columns."""

from collections.abc import Callable
from typing import Any, Literal, get_args

from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

EstimatorName = Literal[
    "random_forest",
    "gradient_boosting",
    "svm",
    "mlp",
    "logistic_regression",
    "naive_bayes",
    "hist_gradient_boosting",
]
_MODELS: dict[str, Callable[[], Any]] = {
    "random_forest": RandomForestClassifier,
    "gradient_boosting": GradientBoostingClassifier,
    "svm": SVC,
    "mlp": lambda: MLPClassifier(max_iter=300),
    "logistic_regression": lambda: LogisticRegression(max_iter=1000),
    "naive_bayes": GaussianNB,
    "hist_gradient_boosting": HistGradientBoostingClassifier,
}
ESTIMATORS: tuple[str, ...] = get_args(EstimatorName)


def make_estimator(name: str) -> Pipeline:
    """Return an unfitted Pipeline that takes a DataFrame of numbers, truth values and text, with gaps."""
    encoding = make_column_transformer(
        (
            make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
            make_column_selector(dtype_include="number"),
        ),
        (
            OneHotEncoder(
                handle_unknown="infrequent_if_exist", min_frequency=2, max_categories=20, sparse_output=False
            ),
            make_column_selector(dtype_exclude="number"),
        ),
        verbose_feature_names_out=False,
    )
    return make_pipeline(encoding, _MODELS[name]())
