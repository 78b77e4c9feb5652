"""Metrics say of a table what scikit-learn's scorers say of a classifier."""

import json
import pickle
import re
import warnings
from dataclasses import replace

import numpy as np
import pytest
import sklearn
from generators import random_table, tables
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import get_scorer, get_scorer_names, make_scorer

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics import Metric, log_score, resolve_metric
from skmitigate.predictions import PredictionTable

FOREIGN = [
    name
    for name in get_scorer_names()
    if re.search(
        r"samples$|error$|deviance$|^adjusted|rand|^r2$|variance|mutual|geneity|completeness|v_mea|fowlkes", name
    )
    or name == "d2_absolute_error_score"
]
NAMES = sorted(set(get_scorer_names()) - set(FOREIGN))
#: scikit-learn asks for a pos_label here though the value does not depend on it.
LENIENT = {"neg_brier_score", "d2_brier_score"}
OF_PROBA = {
    *("average_precision", "d2_brier_score", "d2_log_loss_score", "neg_brier_score", "neg_log_loss", "roc_auc"),
    *("roc_auc_ovo", "roc_auc_ovo_weighted", "roc_auc_ovr", "roc_auc_ovr_weighted", "top_k_accuracy"),
}
EITHER = ("decision_function", "predict_proba")
MADE = [
    make_scorer(metrics.fbeta_score, beta=2, average="macro", pos_label=None),
    make_scorer(metrics.fbeta_score, beta=0, average="weighted", pos_label=None),
    make_scorer(metrics.f1_score, average="macro", labels=[0, 1], pos_label=None, zero_division=0),
    make_scorer(metrics.precision_score, average="macro", pos_label=None, zero_division=1),
    make_scorer(metrics.recall_score, average="macro", pos_label=None, zero_division=1),
    make_scorer(metrics.jaccard_score, average="micro", pos_label=None),
    make_scorer(metrics.precision_score, average="macro", pos_label=None, zero_division=np.nan),
    make_scorer(metrics.cohen_kappa_score),
    make_scorer(metrics.cohen_kappa_score, weights="linear"),
    make_scorer(metrics.balanced_accuracy_score, adjusted=True),
    make_scorer(metrics.zero_one_loss, greater_is_better=False),
    make_scorer(metrics.zero_one_loss, greater_is_better=False, normalize=False),
    make_scorer(metrics.hamming_loss, greater_is_better=False),
    make_scorer(metrics.mean_absolute_error, greater_is_better=False),
    make_scorer(metrics.top_k_accuracy_score, response_method=EITHER, k=1),
    make_scorer(
        metrics.brier_score_loss, response_method="predict_proba", greater_is_better=False, scale_by_half=False
    ),
    make_scorer(metrics.roc_auc_score, response_method=EITHER, multi_class="ovr", average="micro"),
    make_scorer(metrics.average_precision_score, response_method=EITHER, average="weighted"),
    make_scorer(lambda y_true, y_pred: float(np.mean(np.asarray(y_true) == y_pred) ** 2)),
]


class Recorded(ClassifierMixin, BaseEstimator):
    """A fitted classifier whose answers are known: X holds the rows' numbers."""

    def __init__(self, table):
        self.table = table
        self.classes_ = table.classes

    def predict(self, X):
        return self.classes_[self.table.y_pred[X.ravel()]]

    def predict_proba(self, X):
        return self.table.proba[X.ravel()]


def by_sklearn(scorer, table):
    """What the scorer says, or the ValueError that it raises."""
    weights = {}
    if table.sample_weight is not None and scorer._accept_sample_weight():
        weights = {"sample_weight": table.sample_weight}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return scorer(Recorded(table), np.arange(len(table))[:, None], table.classes[table.y_true], **weights)
        except ValueError as error:
            return error


def check_against_sklearn(scoring, table):
    scorer = get_scorer(scoring)
    expected = by_sklearn(scorer, table)
    metric = resolve_metric(scoring)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if isinstance(expected, ValueError) and scoring not in LENIENT:
            with pytest.raises(ValueError, match=r"pos_label|class|Use |use "):
                metric.score(table)
            with pytest.raises(ValueError, match=r"pos_label|class|Use |use "):
                metric.rows(table)
            return
        score, rows = metric.score(table), metric.rows(table)
    if not isinstance(expected, ValueError):
        assert score == pytest.approx(expected, rel=1e-12, abs=1e-13, nan_ok=True)
    assert rows.shape == (len(table),)
    assert rows.mean() == pytest.approx(score, rel=1e-10, abs=1e-10, nan_ok=True)


def text(value):
    return value if isinstance(value, str) else re.sub(r"[^\w=]+", " ", repr(value))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(table=tables())
def test_score_of_a_name_is_sklearns_and_the_mean_of_the_rows(name, table):
    check_against_sklearn(name, table)


@pytest.mark.parametrize("scorer", MADE, ids=text)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.sampled_from([2, 3, 5]), weighted=st.booleans())
def test_score_of_a_made_scorer_is_sklearns_and_the_mean_of_the_rows(scorer, seed, n, weighted):
    check_against_sklearn(scorer, random_table(seed, np.arange(n), 40, weighted=weighted))


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_PROBA))
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.sampled_from([2, 3, 5]), weighted=st.booleans(), never=st.booleans())
def test_score_is_sklearns_where_classes_are_missing(name, seed, n, weighted, never):
    """A class may have no true rows, no predicted rows, or neither."""
    table = random_table(seed, np.arange(n), 30, weighted=weighted, skill=3.0)
    keep = table.y_true != n - 1
    if never:
        keep &= table.y_pred != n - 1
    if keep.sum() > 1:
        check_against_sklearn(name, table.take(keep))


#: Metrics whose rows are the score plus the derivative in the row's weight.
INFLUENCES = [
    *("f1_macro", "f1_weighted", "jaccard_macro", "precision_macro", "precision_weighted", "matthews_corrcoef"),
    *("roc_auc_ovr", "roc_auc_ovr_weighted", "average_precision", "d2_log_loss_score", "d2_brier_score"),
    make_scorer(metrics.cohen_kappa_score),
    make_scorer(metrics.cohen_kappa_score, weights="quadratic"),
    make_scorer(metrics.jaccard_score, average="micro", pos_label=None),
]


@pytest.mark.parametrize("n_classes", [2, 4])
@pytest.mark.parametrize("scoring", INFLUENCES, ids=text)
def test_rows_are_the_derivatives_in_the_weights(scoring, n_classes):
    table = random_table(5, np.arange(n_classes), 40, weighted=True)
    metric = resolve_metric(scoring)
    step, weight = 1e-5, table.sample_weight
    for i in range(0, 40, 3):
        up, down = (
            metric.score(replace(table, sample_weight=np.where(np.arange(40) == i, weight * (1 + h), weight)))
            for h in (step, -step)
        )
        slope = 40 * (up - down) / (2 * step)
        assert metric.rows(table)[i] - metric.score(table) == pytest.approx(slope, abs=2e-3)


@pytest.mark.parametrize("name", ["f1_macro", "roc_auc", "average_precision", "matthews_corrcoef", "d2_log_loss_score"])
def test_variance_of_the_rows_is_that_of_the_bootstrap(name):
    table = random_table(11, [0, 1], 600, skill=1.5)
    metric = resolve_metric(name)
    rng = np.random.default_rng(0)
    draws = [metric.score(table.take(rng.integers(0, 600, 600))) for _ in range(400)]
    # the standard deviation of 400 draws has a standard error of 3.5 %
    assert np.std(metric.rows(table)) / np.sqrt(600) == pytest.approx(np.std(draws), rel=0.12)


def test_rows_of_accuracy_are_weighted_hits():
    table = PredictionTable.from_predictions([0, 0, 1, 1], [0, 1, 1, 1], sample_weight=[1.0, 2.0, 3.0, 2.0])
    assert resolve_metric("accuracy").rows(table).tolist() == [0.5, 0.0, 1.5, 1.0]


def test_rows_of_balanced_accuracy_weigh_within_the_class():
    table = PredictionTable.from_predictions([0, 1, 1, 1], [0, 1, 1, 0])
    assert resolve_metric("balanced_accuracy").rows(table) == pytest.approx([2.0, 2 / 3, 2 / 3, 0.0])


@pytest.mark.parametrize("name", FOREIGN)
def test_names_of_other_tasks_are_refused(name):
    with pytest.raises(ValueError, match=f"got '{name}', a scorer of (regression|clustering|multilabel)"):
        resolve_metric(name)


def test_unknown_name_suggests_one_that_is_near():
    with pytest.raises(ValueError, match=r"got 'balanced_acuracy'\. Did you mean 'balanced_accuracy'"):
        resolve_metric("balanced_acuracy")
    with pytest.raises(ValueError, match="Did you mean 'accuracy'"):
        resolve_metric("zzz")


@pytest.mark.parametrize("scoring", [None, ["accuracy"], {"a": "accuracy"}, 3, Metric])
def test_what_is_no_scorer_is_refused(scoring):
    with pytest.raises(TypeError, match="Expected scoring to be one scorer"):
        resolve_metric(scoring)


def test_a_score_function_is_told_from_a_scorer():
    with pytest.raises(ValueError, match=r"Pass make_scorer\(f1_score, ...\)"):
        resolve_metric(metrics.f1_score)


def test_scorer_of_decision_values_only_is_refused():
    with pytest.raises(ValueError, match="response_method=\\('decision_function', 'predict_proba'\\)"):
        resolve_metric(make_scorer(metrics.hinge_loss, response_method="decision_function"))


@pytest.mark.parametrize("name", ["f1", "precision", "recall", "jaccard", "average_precision"])
def test_text_labels_need_a_positive_class(name):
    """Found out at once where the classes are known, else when it is computed; the way out is a scorer that works."""
    with pytest.raises(ValueError, match=r"make_scorer\(\w+_score, pos_label='yes'") as caught:
        resolve_metric(name, classes=["no", "yes"])
    table = random_table(0, ["no", "yes"], 30)
    for compute in (resolve_metric(name).score, resolve_metric(name).rows):
        with pytest.raises(ValueError, match=r"make_scorer\(\w+_score, pos_label='yes'"):
            compute(table)
    advised = re.search(r"make_scorer\((\w+), pos_label='yes'(.*?)\)", str(caught.value))
    proba = {"response_method": "predict_proba"} if advised[2] else {}
    scorer = make_scorer(getattr(metrics, advised[1]), pos_label="yes", **proba)
    assert resolve_metric(scorer, classes=["no", "yes"]).score(table) == pytest.approx(by_sklearn(scorer, table))


@pytest.mark.parametrize("name", ["f1", "jaccard", "roc_auc", "positive_likelihood_ratio"])
def test_metrics_of_two_classes_are_refused_for_more(name):
    with pytest.raises(ValueError, match=r"For 3 classes use '\w+(_macro|_ovr|_accuracy)'"):
        resolve_metric(name, classes=["a", "b", "c"])


@pytest.mark.parametrize("name", ["f1", "roc_auc"])
def test_rows_of_metrics_of_two_classes_are_refused_for_more(name):
    with pytest.raises(ValueError, match=r"For 3 classes use '\w+(_macro|_ovr|_accuracy)'"):
        resolve_metric(name).rows(random_table(0, [0, 1, 2], 20))


@pytest.mark.parametrize("name", [*sorted(LENIENT), "f1_macro", "neg_log_loss", "roc_auc", "positive_likelihood_ratio"])
def test_metrics_that_need_no_positive_class_take_text_labels(name):
    as_numbers, as_text = random_table(3, [0, 1], 30), random_table(3, ["no", "yes"], 30)
    metric = resolve_metric(name, classes=["no", "yes"])
    assert metric.score(as_text) == pytest.approx(metric.score(as_numbers))


def test_one_class_is_not_rehearsed():
    assert resolve_metric("roc_auc", classes=["a"]).name == "roc_auc"


@pytest.mark.parametrize("name", NAMES)
def test_needs_proba_says_which_tables_are_refused(name):
    metric = resolve_metric(name)
    assert metric.needs_proba == (name in OF_PROBA)
    table = replace(random_table(0, [0, 1], 60, skill=0.5), proba=None)
    if metric.needs_proba:
        for compute in (metric.score, metric.rows):
            with pytest.raises(NotApplicable, match=f"{name} needs probabilities"):
                compute(table)
    else:
        assert np.isfinite(metric.score(table))


def test_proper_metrics_are_the_losses_of_probabilities():
    assert {name for name in NAMES if resolve_metric(name).proper} == {
        *("neg_log_loss", "neg_brier_score", "d2_log_loss_score", "d2_brier_score")
    }


def confident(estimator, X, y):
    """A callable scorer that takes no weights."""
    return float(np.mean(estimator.predict_proba(X).max(axis=1) * (estimator.predict(X) == y)))


def weighted_hits(estimator, X, y, sample_weight=None):
    """A callable scorer that takes weights."""
    return float(np.average(estimator.predict(X) == y, weights=sample_weight))


def test_callable_without_weights_ignores_them():
    table = random_table(0, ["a", "b", "c"], 50, weighted=True)
    metric = resolve_metric(confident, classes=table.classes)
    plain = metric.rows(table)
    assert metric.name == "confident"
    assert metric.score(table) == confident(Recorded(table), np.arange(50)[:, None], table.classes[table.y_true])
    assert plain == pytest.approx(table.proba.max(axis=1) * ~table.errors, abs=1e-9)
    assert metric.row_weights(table).tolist() == [1.0] * 50


def test_callable_with_weights_gets_them():
    table = random_table(0, ["a", "b", "c"], 50, weighted=True)
    metric = resolve_metric(weighted_hits)
    assert metric.score(table) == pytest.approx(resolve_metric("accuracy").score(table))
    assert metric.row_weights(table) == pytest.approx(table.sample_weight / table.sample_weight.mean())


def test_callable_that_asks_for_probabilities_is_not_applicable_without():
    table = replace(random_table(0, [0, 1], 30), proba=None)
    with pytest.raises(NotApplicable, match="predict_proba"):
        resolve_metric(confident).score(table)


def test_callable_that_returns_several_numbers_is_refused():
    with pytest.raises(ValueError, match="Expected the scorer to return one number"):
        resolve_metric(lambda estimator, _, y: {"a": estimator.score(_, y)}).score(random_table(0, [0, 1], 30))


def test_errors_of_a_callable_are_shown_as_they_are():
    def broken(estimator, X, y):
        return estimator.no_such_thing(X, y)

    with pytest.raises(AttributeError, match="no_such_thing"):
        resolve_metric(broken).score(random_table(0, [0, 1], 30))


def test_a_function_of_the_users_own_is_not_tried_before_its_time():
    scorer = make_scorer(lambda y_true, y_pred: [1.0, 2.0][len(y_true) + len(y_pred) - 100])
    assert resolve_metric(scorer, classes=[0, 1]).score(random_table(0, [0, 1], 50)) == 1.0


def test_a_metric_is_returned_as_it_is():
    metric = resolve_metric("f1")
    assert resolve_metric(metric, classes=[0, 1]) is metric


BALANCED = {
    *("balanced_accuracy", "f1_macro", "jaccard_macro", "precision_macro", "recall_macro", "matthews_corrcoef"),
    *("positive_likelihood_ratio", "neg_negative_likelihood_ratio"),
}


@pytest.mark.parametrize("name", NAMES)
def test_row_weights_have_mean_one_and_are_balanced_where_the_metric_is(name):
    table = random_table(1, [0, 1, 2], 60, weighted="likelihood" not in name, zeros=True)
    weights = resolve_metric(name).row_weights(table)
    assert weights.mean() == pytest.approx(1.0)
    sums = np.bincount(table.y_true, weights=weights)
    if name in BALANCED:
        assert sums == pytest.approx(np.full(3, 20.0))
    else:
        assert weights == pytest.approx(table.weights / table.weights.mean())
    ratio = weights[table.y_true == 0] / table.weights[table.y_true == 0].clip(1e-300)
    assert ratio[table.weights[table.y_true == 0] > 0] == pytest.approx(ratio.max())


def test_row_weights_pass_over_a_class_without_rows():
    table = random_table(1, [0, 1, 2], 60).take(np.arange(60) > -1)
    table = table.take(table.y_true != 1)
    weights = resolve_metric("balanced_accuracy").row_weights(table)
    assert np.bincount(table.y_true, weights=weights) == pytest.approx([len(table) / 2, 0, len(table) / 2])


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_PROBA))
def test_score_codes_is_the_score_of_other_predictions(name):
    table = random_table(2, [0, 1], 40, weighted="likelihood" not in name)
    codes = np.random.default_rng(0).integers(0, 2, 40)
    other = PredictionTable.from_predictions(table.y_true, codes, sample_weight=table.sample_weight)
    assert resolve_metric(name).score_codes(table, codes) == resolve_metric(name).score(other)


def test_score_codes_is_not_applicable_to_metrics_of_probabilities():
    table = random_table(2, [0, 1], 40)
    with pytest.raises(NotApplicable, match="roc_auc reads probabilities"):
        resolve_metric("roc_auc").score_codes(table, table.y_pred)
    with pytest.raises(NotApplicable, match="predict_proba"):
        resolve_metric(confident).score_codes(table, table.y_pred)


@pytest.mark.parametrize(
    "codes", [np.zeros(3, int), np.full(40, 2), np.full(40, -1), np.zeros(0, int)], ids=["few", "high", "low", "none"]
)
def test_score_codes_refuses_what_are_no_codes_of_the_rows(codes):
    with pytest.raises(ValueError, match="Expected 40 predicted classes between 0 and 1"):
        resolve_metric("accuracy").score_codes(random_table(2, [0, 1], 40), codes)


@pytest.mark.parametrize("name", ["accuracy", "f1_macro", "roc_auc", "positive_likelihood_ratio"])
def test_metric_survives_pickling(name):
    table = random_table(2, [0, 1], 40)
    metric = resolve_metric(name)
    assert (pickle.loads(pickle.dumps(metric)).rows(table) == metric.rows(table)).all()


def test_weights_are_passed_with_metadata_routing_too():
    table = random_table(2, [0, 1], 40, weighted=True)
    metric = resolve_metric("roc_auc")
    with sklearn.config_context(enable_metadata_routing=True):
        routed = metric.score(table)
    assert routed == metric.score(table) != metric.score(replace(table, sample_weight=None))


def test_repr_and_dict_hold_no_address_of_the_machine():
    metric = resolve_metric(make_scorer(lambda y_true, y_pred: len(y_true) / len(y_pred), greater_is_better=False))
    assert "0x" not in repr(metric)
    assert json.loads(json.dumps(metric.to_dict())) == {"name": metric.name, "proper": False, "needs_proba": False}
    assert repr(resolve_metric("f1")) == "Metric('f1')"


def test_log_loss_clips_less_than_the_log_score():
    table = PredictionTable.from_predictions([0, 1], [[1.0, 0.0], [1.0, 0.0]])
    assert resolve_metric("neg_log_loss").rows(table)[1] < log_score(table)[1]


def test_mean_score_is_that_of_the_repetitions():
    one, other = (random_table(seed, ["a", "b"], 40) for seed in (0, 1))
    metric = resolve_metric("accuracy")
    both = replace(one, repetitions=(one, other))
    assert metric.mean_score(both) == pytest.approx((metric.score(one) + metric.score(other)) / 2)
    assert metric.mean_score(one) == metric.score(one)


@given(tables(), st.sampled_from(["accuracy", "balanced_accuracy", "neg_log_loss", "f1_macro", "recall_macro"]))
def test_mean_of_influence_is_the_score_and_its_weighted_sum_in_each_part_is_none(table, name):
    metric = resolve_metric(name)
    found = metric.influence(table)
    assert found.mean() == pytest.approx(metric.score(table), abs=1e-9)
    if name == "balanced_accuracy":
        away = np.bincount(table.y_true, weights=found - found.mean())
        np.testing.assert_allclose(away, 0, atol=1e-8)


@given(tables(weighted=True))
def test_influence_is_the_derivative_in_a_rows_weight(table):
    metric = resolve_metric("balanced_accuracy")
    row = int(np.argmax(table.weights))
    step = np.zeros(len(table))
    step[row] = 1e-6 * table.weights[row]
    raised = replace(table, sample_weight=table.weights + step)
    slope = (metric.score(raised) - metric.score(table)) / 1e-6
    assert (metric.influence(table) - metric.score(table))[row] == pytest.approx(len(table) * slope, abs=1e-3)


@pytest.mark.parametrize("name", ["accuracy", "balanced_accuracy", "f1_macro"])
def test_values_are_weighed_as_rows_are_and_by_influence_around_their_mean(name):
    table = random_table(0, ["a", "b", "c"], 60, weighted=True)
    metric, values = resolve_metric(name), np.random.default_rng(0).normal(size=len(table))
    rows, found = metric.weigh(table, values), metric.weigh(table, values, influence=True)
    weights = metric.row_weights(table)
    np.testing.assert_allclose(rows, weights * values)
    assert found.mean() == pytest.approx(rows.mean())
    part = table.y_true if name != "accuracy" else np.zeros_like(table.y_true)
    np.testing.assert_allclose(np.bincount(part, weights=found - rows.mean()), 0.0, atol=1e-9)
    # a constant within a class is no news of a class
    assert metric.weigh(table, part.astype(float), influence=True).std() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("scoring", "widest"),
    [
        ("accuracy", 1.0),
        ("roc_auc_ovr", 1.0),
        (make_scorer(metrics.fbeta_score, beta=2), 1.0),
        ("matthews_corrcoef", 2.0),
        ("neg_log_loss", 9.0),
        (make_scorer(metrics.balanced_accuracy_score, adjusted=True), 9.0),
        (make_scorer(metrics.accuracy_score, normalize=False), 9.0),
    ],
)
def test_differences_are_as_wide_as_the_metric_at_most(scoring, widest):
    metric = resolve_metric(scoring)
    assert metric.possible((-9.0, 9.0)) == (-widest, widest)
    assert metric.possible((-0.5, 0.25)) == (-0.5, 0.25)


def test_rows_suffice_but_for_rare_classes_under_curves_and_callables_that_read_probabilities():
    many, few = (random_table(0, [0, 1], n, skill=1.0) for n in (300, 20))
    assert resolve_metric("roc_auc").rows_suffice(many)
    assert not resolve_metric("roc_auc").rows_suffice(few)
    assert resolve_metric("f1").rows_suffice(few)
    assert resolve_metric(make_scorer(metrics.mean_absolute_error, greater_is_better=False)).rows_suffice(few)
    assert not resolve_metric(lambda *_: 1.0).rows_suffice(many)


@given(tables(n_classes=(2,)), st.sampled_from(["roc_auc", "accuracy", "neg_log_loss"]))
def test_quick_score_is_the_score(table, name):
    metric = resolve_metric(name)
    assert metric.quick_score(table) == pytest.approx(metric.score(table), abs=1e-9)
