"""What every classifier that wraps a classifier does first."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.utils import get_tags
from sklearn.utils.metaestimators import available_if

from skmitigate._utils._wrapping import begin_fit, check_classifier, inner_tags, wrapped_has

X = np.arange(8.0).reshape(4, 2)
Y = np.array(["b", "a", "a", "b"])


class Wrapper(ClassifierMixin, BaseEstimator):
    def __init__(self, estimator=None):
        self.estimator = estimator

    @available_if(wrapped_has("predict_proba"))
    def predict_proba(self, X):
        return self.estimator_.predict_proba(X)

    def __sklearn_tags__(self):
        """Follow the wrapped classifier."""
        return inner_tags(super().__sklearn_tags__(), self.estimator)


def begin(X, y, **fit_params):
    wrapper = Wrapper(GaussianNB())
    return wrapper, *begin_fit(wrapper, X, y, fit_params, known=("sample_weight",))


def test_classes_columns_and_weights_are_remembered():
    frame = pd.DataFrame(X, columns=["u", "v"])
    wrapper, rows, labels, weights = begin(frame, list(Y), sample_weight=[1, 2, 3, 4])
    assert rows is frame
    np.testing.assert_array_equal(labels, Y)
    np.testing.assert_array_equal(weights, [1.0, 2.0, 3.0, 4.0])
    assert wrapper.classes_.tolist() == ["a", "b"]
    assert wrapper.n_features_in_ == 2
    assert wrapper.feature_names_in_.tolist() == ["u", "v"]


def test_arrays_have_no_column_names_and_no_weights_are_none():
    wrapper, _, _, weights = begin(X, Y)
    assert weights is None
    assert not hasattr(wrapper, "feature_names_in_")


@pytest.mark.parametrize(
    ("y", "fit_params", "error", "message"),
    [
        (
            Y,
            {"colour": 1, "sample_weight": None},
            TypeError,
            r"Wrapper.fit\(\) got unexpected arguments \['colour'\]; it takes",
        ),
        (Y[:3], {}, ValueError, "inconsistent numbers of samples"),
        (["a"] * 4, {}, ValueError, "at least 2 classes in y, got 1"),
        (Y, {"sample_weight": [0, 1, 1, 0]}, ValueError, "at least 2 classes in y with a sample_weight above 0"),
        (None, {}, ValueError, "Wrapper requires y"),
    ],
)
def test_what_cannot_be_fitted_is_refused(y, fit_params, error, message):
    with pytest.raises(error, match=message):
        begin(X, y, **fit_params)


class Bare:
    """A classifier of no library: scikit-learn's tags are not asked of it."""

    def fit(self, X, y): ...

    def predict(self, X): ...


@pytest.mark.parametrize("estimator", [GaussianNB(), SVC(), Bare()])
def test_classifiers_may_be_wrapped(estimator):
    check_classifier(estimator, owner=Wrapper())


@pytest.mark.parametrize(
    ("estimator", "error", "message"),
    [
        (
            None,
            ValueError,
            r"Wrapper wraps a classifier: expected estimator to be one, got None\. Pass it, as in Wrapper\(",
        ),
        (GaussianNB, TypeError, "got the class GaussianNB; add parentheses"),
        ("forest", TypeError, "Wrapper expected a classifier with fit and predict, got 'forest'"),
        (StandardScaler(), TypeError, r"with fit and predict, got StandardScaler\(\)"),
        (LinearRegression(), ValueError, "Wrapper corrects classifiers, got LinearRegression"),
        (SVC(kernel="precomputed"), ValueError, "pass features instead"),
    ],
)
def test_what_is_no_classifier_is_refused(estimator, error, message):
    with pytest.raises(error, match=message):
        check_classifier(estimator, owner=Wrapper())


def test_tags_follow_the_wrapped_classifier():
    assert get_tags(Wrapper(HistGradientBoostingClassifier())).input_tags.allow_nan
    assert not get_tags(Wrapper(LogisticRegression())).input_tags.allow_nan
    assert get_tags(Wrapper(LogisticRegression())).input_tags.sparse
    assert not get_tags(Wrapper(Bare())).input_tags.sparse
    assert get_tags(Wrapper(LinearRegression())).classifier_tags is not None


def test_methods_are_there_where_the_wrapped_one_has_them():
    assert hasattr(Wrapper(GaussianNB()), "predict_proba")
    assert not hasattr(Wrapper(LinearSVC()), "predict_proba")
    fitted = Wrapper(LinearSVC())
    fitted.estimator_ = GaussianNB()
    assert hasattr(fitted, "predict_proba")


def test_the_inner_error_shows():
    with pytest.raises(AttributeError) as caught:
        Wrapper(LinearSVC()).predict_proba(X)
    assert "'LinearSVC' object has no attribute" in str(caught.value.__cause__)
