"""A metric with a positive class finds it, or says what to ask for."""

import numpy as np
import pytest
from sklearn import metrics

from skmitigate.metrics._pos_label import advice, positive_class


@pytest.mark.parametrize(("classes", "position"), [([0, 1], 1), ([1, 2], 0), ([-1, 1], 1), ([False, True], 1)])
def test_the_default_is_the_class_labelled_one(classes, position):
    assert positive_class(1, np.array(classes), metrics.f1_score) == position


def test_a_label_that_is_no_class_is_told_with_the_way_out():
    with pytest.raises(ValueError, match=r"\['no', 'yes'\], got 1 .* Use 'f1_macro' or 'f1_weighted', or say"):
        positive_class(1, np.array(["no", "yes"]), metrics.f1_score)


@pytest.mark.parametrize(
    ("func", "expected"),
    [
        (
            metrics.fbeta_score,
            "Use 'balanced_accuracy' or 'neg_log_loss', or .* make_scorer(fbeta_score, pos_label=5).",
        ),
        (metrics.average_precision_score, "Use 'roc_auc', or .* pos_label=5, response_method='predict_proba')."),
    ],
)
def test_advice_for_two_classes_names_a_scorer_to_make(func, expected):
    before, after = expected.split(".* ")
    text = advice(func, np.array([4, 5]))
    assert text.startswith(before)
    assert text.endswith(after)


def test_advice_for_more_classes_names_scorers_that_take_them():
    assert advice(metrics.roc_auc_score, np.array([4, 5, 6])) == "For 3 classes use 'roc_auc_ovr'."
