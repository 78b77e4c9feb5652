"""The sampler keeps imbalanced-learn's contract, and what goes in comes out, less the outliers."""

import numpy as np
import pandas as pd
import pytest
from imblearn.pipeline import make_pipeline
from imblearn.utils.estimator_checks import estimator_checks_generator
from scipy import sparse
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.utils.estimator_checks import check_array_api_input, parametrize_with_checks

from skmitigate.strategies import OutlierSampler

CHECKS = [
    (estimator, check)
    for method in ("neighbours", "mahalanobis")
    for estimator, check in estimator_checks_generator(OutlierSampler(method=method))
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS, ids=[f"{e.method}-{c.func.__name__}" for e, c in CHECKS])
def test_check_of_imbalanced_learn(estimator, check):
    check(estimator)


@parametrize_with_checks([OutlierSampler()])
def test_check_of_scikit_learn(estimator, check):
    if check.func is not check_array_api_input:  # skipped unless SCIPY_ARRAY_API is set
        check(estimator)


def planted() -> tuple[pd.DataFrame, np.ndarray]:
    """Columns of several kinds, rows 7 and 50 far out."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(90, 3)), columns=list("abc"), index=np.arange(90) * 2)
    frame["level"] = pd.Categorical(np.where(frame["a"] > 0, "high", "low"))
    frame["text"] = np.where(frame["b"] > 0, "up", None)
    frame.loc[14, ["a", "b", "c"]] = 40.0
    frame.loc[100, ["a", "b", "c"]] = -40.0
    return frame, np.arange(90) % 2


def test_frame_comes_back_as_a_frame_with_types_index_and_names():
    X, y = planted()
    sampler = OutlierSampler(random_state=0)
    kept, labels = sampler.fit_resample(X, pd.Series(y, index=X.index, name="class"))
    assert {7, 50} <= set(sampler.removed_)
    pd.testing.assert_frame_equal(kept, X.iloc[sampler.sample_indices_])
    pd.testing.assert_series_equal(labels, pd.Series(y, index=X.index, name="class").iloc[sampler.sample_indices_])
    assert sorted([*sampler.removed_, *sampler.sample_indices_]) == list(range(90))
    assert sampler.get_feature_names_out().tolist() == list(X.columns)


def test_arrays_and_sparse_matrices_come_back_as_they_came():
    X, y = planted()
    X = X[["a", "b", "c"]].to_numpy()
    kept, _ = OutlierSampler(random_state=0).fit_resample(X, y)
    kept_sparse, _ = OutlierSampler(random_state=0, method="neighbours").fit_resample(sparse.csr_array(X), y)
    assert isinstance(kept, np.ndarray)
    assert sparse.issparse(kept_sparse)
    assert not (np.abs(kept) > 30).any()
    assert not (np.abs(kept_sparse.toarray()) > 30).any()


def test_only_the_classes_asked_for_are_cleaned():
    X, y = planted()
    sampler = OutlierSampler(contamination=0.2, sampling_strategy=[1], random_state=0).fit(X, y)
    sampler.fit_resample(X, y)
    assert set(y[sampler.removed_]) == {1}
    assert len(sampler.removed_) == 9


def test_works_in_a_pipeline_of_imbalanced_learn_inside_a_search():
    X, y = planted()
    model = make_pipeline(OutlierSampler(random_state=0), GaussianNB())
    search = GridSearchCV(model, {"outliersampler__contamination": [0.02, 0.1, "auto"]}, cv=2, error_score="raise").fit(
        X[["a", "b", "c"]], y
    )
    assert set(search.predict(X[["a", "b", "c"]])) <= {0, 1}


@pytest.mark.parametrize("contamination", [0.0, 0.6, "most"])
def test_share_that_makes_no_sense_is_refused(contamination):
    X, y = planted()
    with pytest.raises(ValueError, match="'contamination' parameter"):
        OutlierSampler(contamination=contamination).fit_resample(X, y)
