"""Scorers are computed directly where a formula is known to be equal, and run where none is."""

import numpy as np
import pytest
from sklearn import metrics
from sklearn.metrics import get_scorer, make_scorer

from skmitigate.metrics._catalogue import formula_for, is_class_balanced, response_methods
from skmitigate.metrics._marginals import ClassRatio, Kappa, Matthews
from skmitigate.metrics._means import BrierLoss, ClassRecall, Hits, LogLoss, TopK
from skmitigate.metrics._ranking import AveragePrecision, RocAuc
from skmitigate.metrics._scored import Scored

PROBA = "predict_proba"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("accuracy", Hits),
        ("f1_micro", Hits),
        ("recall_weighted", Hits),
        ("balanced_accuracy", ClassRecall),
        ("recall_macro", ClassRecall),
        ("f1", ClassRatio),
        ("jaccard_micro", ClassRatio),
        ("matthews_corrcoef", Matthews),
        ("neg_log_loss", LogLoss),
        ("neg_brier_score", BrierLoss),
        ("top_k_accuracy", TopK),
    ],
)
def test_common_metrics_are_computed_without_the_scorer(name, kind):
    assert isinstance(formula_for(get_scorer(name)), kind)


@pytest.mark.parametrize(
    "scorer",
    [
        make_scorer(metrics.accuracy_score, normalize=False),
        make_scorer(metrics.f1_score, average="macro", labels=[0, 1]),
        make_scorer(metrics.f1_score, average="macro", zero_division=np.nan),
        make_scorer(metrics.fbeta_score, beta=0),
        make_scorer(metrics.cohen_kappa_score, weights="linear"),
        make_scorer(metrics.log_loss, response_method=PROBA, labels=[0, 1]),
        make_scorer(metrics.brier_score_loss, response_method=PROBA, pos_label=0),
        make_scorer(metrics.log_loss),
        make_scorer(metrics.accuracy_score, response_method=PROBA),
        make_scorer(metrics.roc_auc_score, response_method=("predict_proba", "predict")),
        make_scorer(len),
    ],
    ids=repr,
)
def test_settings_that_no_formula_knows_are_left_to_the_scorer(scorer):
    formula = formula_for(scorer)
    assert isinstance(formula, Scored)
    assert formula.exact is None


def test_ranking_metrics_have_exact_rows_for_the_settings_that_are_known():
    assert formula_for(get_scorer("roc_auc_ovo_weighted")).exact == RocAuc("ovo", "weighted")
    assert formula_for(get_scorer("average_precision")).exact == AveragePrecision()
    part = make_scorer(metrics.roc_auc_score, response_method=PROBA, max_fpr=0.1)
    assert formula_for(part).exact is None
    assert (
        formula_for(make_scorer(metrics.average_precision_score, response_method=PROBA, average="micro")).exact is None
    )


def test_kappa_keeps_what_it_is_where_it_is_not_defined():
    assert formula_for(make_scorer(metrics.cohen_kappa_score, replace_undefined_by=0.0)) == Kappa(undefined=0.0)


def test_response_methods_are_in_order():
    assert response_methods(get_scorer("roc_auc")) == ("decision_function", "predict_proba")
    assert response_methods(get_scorer("f1")) == ("predict",)


@pytest.mark.parametrize(
    ("scorer", "balanced"),
    [
        (make_scorer(metrics.fbeta_score, beta=2, average="macro"), True),
        (make_scorer(metrics.f1_score), False),
        (make_scorer(metrics.balanced_accuracy_score), True),
        (make_scorer(metrics.roc_auc_score, response_method=PROBA), False),
        (make_scorer(metrics.roc_auc_score, response_method=PROBA, average="weighted"), False),
        (make_scorer(metrics.log_loss, response_method=PROBA), False),
    ],
    ids=repr,
)
def test_balance_follows_the_average(scorer, balanced):
    assert is_class_balanced(scorer) is balanced
