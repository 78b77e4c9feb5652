"""Methods of a classifier that say why it errs."""

import inspect
import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.estimator_checks import check_array_api_input, parametrize_with_checks

from skmitigate import (
    ClassBalancing,
    ErrorAnalysisMixin,
    MonitoringMixin,
    PredictionLog,
    analyze_errors,
    cross_val_predictions,
    explain_prediction,
    tell,
)
from skmitigate.exceptions import FittedRowsWarning
from skmitigate.predictions import held_out_predictions


class Bayes(ErrorAnalysisMixin, GaussianNB):
    """Has partial_fit."""


class Tree(ErrorAnalysisMixin, DecisionTreeClassifier):
    """Uses chance."""


class Linear(ErrorAnalysisMixin, SGDClassifier):
    """Has a fit of many parameters, and a partial_fit."""


class Boosted(ErrorAnalysisMixin, GradientBoostingClassifier):
    """Has a monitor among the parameters of its fit."""


class Margin(ErrorAnalysisMixin, LinearSVC):
    """Has no probabilities."""


class Balanced(ErrorAnalysisMixin, ClassBalancing):
    """One of our own, which wraps a model."""


#: Checks that the two classes of scikit-learn fail by themselves, for its own tests, too.
EXPECTED = dict.fromkeys(
    ("check_sample_weight_equivalence_on_dense_data", "check_sample_weight_equivalence_on_sparse_data"),
    "weights and copies give the same model up to chance or the tolerance of the solver only",
)
X, X_NEW, Y, Y_NEW = train_test_split(*load_digits(return_X_y=True), test_size=0.4, random_state=0)


# The checks' data are not scaled and the iterations few.
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@parametrize_with_checks(
    [Boosted(n_estimators=3, random_state=0), Margin(random_state=0)], expected_failed_checks=lambda _: EXPECTED
)
def test_check_of_scikit_learn_passes_as_before(estimator, check):
    if check.func is not check_array_api_input:
        check(estimator)


def test_errors_are_those_of_the_predictions():
    model = Bayes().fit(X, Y)
    table = model.error_table(X_NEW, Y_NEW)
    np.testing.assert_array_equal(table.errors, model.predict(X_NEW) != Y_NEW)
    np.testing.assert_allclose(table.proba, model.predict_proba(X_NEW))


def test_diagnosis_is_that_of_the_table():
    model = Bayes().fit(X, Y)
    plain = analyze_errors(held_out_predictions(model, X_NEW, Y_NEW), X_NEW)
    assert model.analyze_errors(X_NEW, Y_NEW).to_dict() == plain.to_dict()


def test_rows_of_the_fit_are_told_in_a_warning_and_in_the_diagnosis():
    model = Tree(random_state=0).fit(X, Y)
    with pytest.warns(FittedRowsWarning, match=rf"{len(X)} of {len(X)} rows .* cv=5") as caught:
        diagnosis = model.analyze_errors(X, Y)
    assert caught[0].filename == __file__
    assert "was fitted on" in diagnosis.notes[-1]
    assert diagnosis.notes[-1] in diagnosis.summary()


def test_with_cv_the_same_rows_serve_and_nothing_is_told():
    model = Tree(random_state=0).fit(X, Y)
    table = model.error_table(X, Y, cv=3, random_state=0)
    np.testing.assert_array_equal(table.errors, cross_val_predictions(model, X, Y, cv=3, random_state=0).errors)
    assert table.errors.mean() > 0.1
    assert model.analyze_errors(X, Y, cv=3, random_state=0).n_errors == table.errors.sum()


def test_with_cv_the_classifier_need_not_be_fitted_and_stays_as_it_is():
    model = Bayes()
    model.error_table(X, Y, cv=2)
    assert vars(model) == vars(Bayes())
    with pytest.raises(NotFittedError):
        model.error_table(X_NEW, Y_NEW)


def test_weights_and_groups_are_in_the_table():
    weights, groups = np.linspace(1, 2, len(Y_NEW)), np.arange(len(Y_NEW)) // 2
    model = Bayes().fit(X, Y)
    for cv in (None, 2):
        table = model.error_table(X_NEW, Y_NEW, cv=cv, sample_weight=weights, groups=groups)
        np.testing.assert_allclose(table.sample_weight, weights)
        np.testing.assert_array_equal(table.groups, groups)


def test_few_rows_of_the_fit_among_many_new_ones_are_no_news():
    model = Bayes().fit(X, Y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.error_table(np.vstack([X[:20], X_NEW]), np.concatenate([Y[:20], Y_NEW]))


def test_rows_of_all_calls_of_partial_fit_are_known_and_a_fit_forgets_them():
    model = Bayes().partial_fit(X[:300], Y[:300], classes=np.unique(Y)).partial_fit(X[300:], Y[300:])
    with pytest.warns(FittedRowsWarning, match=f"{len(X)} of {len(X)}"):
        model.error_table(X, Y)
    model.fit(X_NEW, Y_NEW).error_table(X, Y)


def test_copies_know_nothing_and_pickles_do():
    model = Bayes().fit(X, Y)
    assert vars(clone(model)) == vars(Bayes())
    with pytest.warns(FittedRowsWarning):
        pickle.loads(pickle.dumps(model)).error_table(X, Y)


@pytest.mark.parametrize("bases", [(ErrorAnalysisMixin, MonitoringMixin), (MonitoringMixin, ErrorAnalysisMixin)])
def test_beside_the_other_mixin_rows_are_known_and_analysis_is_not_logged(bases, tmp_path):
    kind = type("Both", (*bases, GaussianNB), {})
    model = kind().fit(X, Y)
    with PredictionLog(tmp_path / "log.sqlite") as log:
        model.monitor_with(log)
        with pytest.warns(FittedRowsWarning):
            model.error_table(X, Y)
        row = int(np.flatnonzero(model.error_table(X_NEW, Y_NEW).errors)[0])
        model.explain_error(X_NEW, Y_NEW, row, X[:50], random_state=0)
        model.tell_error(X_NEW, Y_NEW, row)
        assert len(log.read()) == 0
        model.predict(X_NEW[:3])
        assert len(log.read()) == 3


def test_signatures_and_optional_methods_stay():
    class Net(ErrorAnalysisMixin, MLPClassifier):
        """Whose partial_fit is there for some solvers only."""

    assert inspect.signature(Linear.fit) == inspect.signature(SGDClassifier.fit)
    assert Linear().get_params() == SGDClassifier().get_params()
    assert hasattr(Net(), "partial_fit")
    assert not hasattr(Net(solver="lbfgs"), "partial_fit")
    assert "sample_weight" in str(inspect.signature(Linear().set_fit_request))


def test_works_in_a_pipeline_in_a_search_and_around_a_strategy():
    search = GridSearchCV(make_pipeline(StandardScaler(), Tree(random_state=0)), {"tree__max_depth": [2, 3]}, cv=2)
    assert search.fit(X, Y).best_params_ == {"tree__max_depth": 3}
    balanced = Balanced(Bayes(), random_state=0).fit(X, Y)
    assert len(balanced.error_table(X_NEW, Y_NEW)) == len(Y_NEW)


def test_a_fit_of_its_own_is_remembered_by_what_it_was_given():
    class Scaled(Bayes):
        """Changes rows before they are fitted."""

        def fit(self, X, y):
            return super().fit(np.asarray(X) / 16, y)

        def predict(self, X):
            return super().predict(np.asarray(X) / 16)

        def predict_proba(self, X):
            return super().predict_proba(np.asarray(X) / 16)

    model = Scaled().fit(X, Y)
    with pytest.warns(FittedRowsWarning, match=f"{len(X)} of {len(X)}"):
        model.error_table(X, Y)


def test_an_error_is_explained_as_explain_prediction_does():
    model = Bayes().fit(X, Y)
    row = int(np.flatnonzero(model.predict(X_NEW) != Y_NEW)[0])
    told = model.explain_error(X_NEW, Y_NEW, row, X, random_state=0).to_dict()
    plain = explain_prediction(model, X_NEW[row], X, y_true=Y_NEW[row], random_state=0).to_dict()
    assert told | {"seconds": 0} == plain | {"seconds": 0}
    assert told["y_true"] != told["predicted"]


def test_without_a_background_the_row_is_compared_with_the_others():
    frame = pd.DataFrame(X_NEW[:60, 20:26]).add_prefix("x")
    model = Bayes().fit(pd.DataFrame(X[:, 20:26]).add_prefix("x"), Y)
    row = int(np.flatnonzero(model.predict(frame) != Y_NEW[:60])[0])
    told = model.explain_error(frame, Y_NEW[:60], row, random_state=0).to_dict()
    settings = {"y_true": Y_NEW[row], "y_background": Y_NEW[:60], "random_state": 0}
    assert told | {"seconds": 0} == explain_prediction(model, row, frame, **settings).to_dict() | {"seconds": 0}


def test_rows_that_are_right_or_not_there_are_refused():
    model = Bayes().fit(X, Y)
    right = int(np.flatnonzero(model.predict(X_NEW) == Y_NEW)[0])
    with pytest.raises(ValueError, match=f"got row {right}, rightly predicted as"):
        model.explain_error(X_NEW, Y_NEW, right)
    for row in (-1, len(Y_NEW), 1.0, True, None):
        with pytest.raises(ValueError, match=f"from 0 to {len(Y_NEW) - 1}, got {row!r}"):
            model.explain_error(X_NEW, Y_NEW, row)


def test_sparse_rows_are_explained():
    model = Boosted(n_estimators=2, random_state=0).fit(X[:, 20:26], Y)
    rows = sparse.csr_array(X_NEW[:50, 20:26])
    row = int(np.flatnonzero(model.predict(rows) != Y_NEW[:50])[0])
    assert model.explain_error(rows, Y_NEW[:50], row, X[:100, 20:26], random_state=0).to_dict()["y_true"]


def test_an_error_is_told_as_tell_does():
    model = Bayes().fit(X, Y)
    table = model.error_table(X_NEW, Y_NEW)
    diagnosis = model.analyze_errors(X_NEW, Y_NEW, detectors=["low_confidence", "high_confidence"])
    row = int(np.flatnonzero(table.errors)[0])
    story = model.tell_error(X_NEW, Y_NEW, row, diagnosis=diagnosis)
    assert story.to_dict() == tell(table, row=row, X=X_NEW, diagnosis=diagnosis).to_dict()
    crossed = model.tell_error(X_NEW, Y_NEW, row, cv=3)
    assert crossed.to_dict() == tell(model.error_table(X_NEW, Y_NEW, cv=3, random_state=0), row=row, X=X_NEW).to_dict()


def test_rows_of_the_fit_are_told_of_when_one_is_told():
    model = Bayes().fit(X, Y)
    row = int(np.flatnonzero(model.predict(X) != Y)[0])
    with pytest.warns(FittedRowsWarning):
        model.tell_error(X, Y, row)
