"""Two classifiers on the same rows."""

from dataclasses import replace

import numpy as np
import pytest
from baycomp import two_on_single
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_rel
from sklearn.datasets import load_iris, make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import get_scorer
from sklearn.model_selection import RepeatedStratifiedKFold, TimeSeriesSplit
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from skmitigate import compare
from skmitigate.predictions import PredictionTable, cross_val_predictions

X, Y = load_iris(return_X_y=True)
X = X[:, :2]
BAYES, TREE = GaussianNB(), DecisionTreeClassifier(max_depth=3)
SEEDS = st.integers(0, 2**32 - 1)


def pair(seed, n=200, *, right=(0.7, 0.8), n_classes=2, **columns):
    """Tables without folds of which each row is right with the probabilities given."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, n_classes, n)
    return [
        PredictionTable.from_predictions(
            truth,
            np.where(rng.random(n) < share, truth, (truth + 1) % n_classes),
            classes=np.arange(n_classes),
            **columns,
        )
        for share in right
    ]


@settings(deadline=None, max_examples=15)
@given(SEEDS, st.integers(2, 4))
def test_tables_without_folds_agree_with_scipy_and_statsmodels(seed, n_classes):
    a, b = pair(seed, n_classes=n_classes)
    found = compare(a, b)
    plain = ttest_rel(a.errors * 1.0, b.errors * 1.0)
    assert found.p_value == pytest.approx(plain.pvalue, abs=1e-6)
    np.testing.assert_allclose(found.interval, plain.confidence_interval(), atol=1e-6)
    per_class = []
    for code in (None, *range(n_classes)):
        own = slice(None) if code is None else a.y_true == code
        cells = [
            [np.sum(~a.errors[own] & ~b.errors[own]), np.sum(~a.errors[own] & b.errors[own])],
            [np.sum(a.errors[own] & ~b.errors[own]), np.sum(a.errors[own] & b.errors[own])],
        ]
        per_class.append(mcnemar(cells, exact=True).pvalue)
    assert found.flips.p_value == pytest.approx(per_class[0], abs=1e-9)
    adjusted = multipletests(np.minimum(per_class[1:], 1.0), method="holm")[1]
    assert [line["p_value"] for line in found.per_class] == pytest.approx(adjusted, abs=1e-9)


@settings(deadline=None, max_examples=6)
@given(SEEDS, st.sampled_from([0.01, 0.03]), st.integers(1, 3))
def test_probabilities_with_a_rope_are_those_of_baycomp(seed, rope, runs):
    cv = RepeatedStratifiedKFold(n_splits=5, n_repeats=runs, random_state=seed % 1000)
    models = (BAYES, KNeighborsClassifier())  # which no seed changes
    found = compare(*models, X=X, y=Y, cv=cv, rope=rope)
    scores = np.zeros((2, 5 * runs))
    for k, (train, test) in enumerate(cv.split(X, Y)):
        scores[:, k] = [model.fit(X[train], Y[train]).score(X[test], Y[test]) for model in models]
    expected = two_on_single(*scores, rope=rope, runs=runs)
    got = [found.probabilities[name] for name in ("worse", "practically_equal", "better")]
    np.testing.assert_allclose(got, expected, atol=1e-6)


@pytest.mark.parametrize(
    "scoring", ["accuracy", "balanced_accuracy", "f1_macro", "roc_auc_ovr", "neg_log_loss", "matthews_corrcoef"]
)
def test_scores_are_those_of_the_scorer_and_the_difference_is_theirs(scoring):
    a, b = (cross_val_predictions(model, X, Y, random_state=0) for model in (BAYES, TREE))
    found = compare(a, b, scoring=scoring, random_state=0)
    assert found.difference == pytest.approx(found.score_b - found.score_a, abs=1e-9)
    assert found.interval[0] < found.difference < found.interval[1]
    if scoring == "accuracy":
        assert found.score_a == pytest.approx(np.mean(~a.errors))
    if scoring.startswith("neg_"):
        assert found.score_b < 0
    assert get_scorer(scoring) is not None


def test_swapping_the_two_swaps_the_answer():
    a, b = pair(0, right=(0.6, 0.9))
    forth, back = compare(a, b, rope=0.01), compare(b, a, rope=0.01)
    assert (forth.verdict, back.verdict) == ("b is better", "a is better")
    assert back.difference == pytest.approx(-forth.difference)
    assert back.interval == pytest.approx([-forth.interval[1], -forth.interval[0]])
    assert back.p_value == pytest.approx(forth.p_value)
    assert back.probabilities["worse"] == pytest.approx(forth.probabilities["better"])


@pytest.mark.parametrize(
    ("right", "rope", "verdict"),
    [
        ((0.6, 0.9), None, "b is better"),
        ((0.9, 0.6), None, "a is better"),
        ((0.8, 0.8), None, "not resolved"),
        ((0.6, 0.9), 0.02, "b is better"),
        ((0.9, 0.6), 0.02, "a is better"),
        ((0.8, 0.8), 0.2, "practically equal"),
        ((0.8, 0.8), 0.02, "not resolved"),
    ],
)
def test_verdict_in_words(right, rope, verdict):
    assert compare(*pair(3, right=right), rope=rope).verdict == verdict


def test_classifiers_are_cross_fitted_on_the_same_folds():
    found = compare(BAYES, make_pipeline(StandardScaler(), TREE), X=X, y=Y, random_state=0)
    a = cross_val_predictions(BAYES, X, Y, random_state=0)
    b = cross_val_predictions(make_pipeline(StandardScaler(), TREE), X, Y, cv=a)
    tables = compare(a, b, random_state=0)
    assert found.difference == pytest.approx(tables.difference)
    assert found.interval == pytest.approx(tables.interval)
    assert (found.name_a, found.name_b) == ("GaussianNB", "Pipeline(StandardScaler, DecisionTreeClassifier)")
    assert found.n_folds == tables.n_folds == 5


def test_between_models_counts_where_there_are_folds_only():
    a, b = (cross_val_predictions(model, X, Y, random_state=0) for model in (BAYES, TREE))
    with_folds = compare(a, b)
    given = [PredictionTable.from_predictions(t.y_true, t.proba) for t in (a, b)]
    alone = compare(*given)
    assert with_folds.between > 0
    assert (alone.between, alone.n_folds, alone.folds) == (0.0, 0, None)
    assert with_folds.standard_error > alone.standard_error
    assert with_folds.difference == pytest.approx(alone.difference)


def test_repetitions_narrow_the_interval():
    widths = []
    for repeats in (1, 5):
        cv = RepeatedStratifiedKFold(n_splits=5, n_repeats=repeats, random_state=0)
        low, high = compare(BAYES, TREE, X=X, y=Y, cv=cv, random_state=0).interval
        widths.append(high - low)
    assert widths[1] < widths[0]


def test_rows_of_one_group_count_as_one():
    a, b = pair(0, 60, right=(0.5, 0.8))
    ten = np.repeat(np.arange(60), 10)
    once = compare(a, b)
    many = compare(a.take(ten), b.take(ten), groups=ten)
    careless = compare(a.take(ten), b.take(ten))
    assert many.n_groups == 60
    assert many.n_rows == 600
    assert many.p_value == pytest.approx(once.p_value, rel=1e-9)
    assert careless.p_value < many.p_value


def test_rows_in_order_of_time_are_compared_by_blocks():
    order = np.random.default_rng(0).permutation(len(X))
    found = compare(BAYES, TREE, X=X[order], y=Y[order], cv=TimeSeriesSplit(5), random_state=0)
    assert found.n_rows == 125
    assert found.n_groups is None or found.n_groups < 125
    assert found.n_folds == 5
    repeated = np.repeat(order, 6)  # six alike rows after one another
    found = compare(BAYES, TREE, X=X[repeated], y=Y[repeated], cv=TimeSeriesSplit(5), random_state=0)
    assert found.n_groups < found.n_rows / 2


def test_weights_stand_for_copies_in_the_score():
    a, b = pair(1, 80)
    weight = np.random.default_rng(0).integers(1, 4, 80)
    weighted = compare(a, b, sample_weight=weight)
    copies = np.repeat(np.arange(80), weight)
    assert weighted.difference == pytest.approx(compare(a.take(copies), b.take(copies)).difference)


def test_the_same_seed_gives_the_same_answer():
    first, second = (compare(BAYES, TREE, X=X, y=Y, scoring="roc_auc_ovr", random_state=3).to_dict() for _ in range(2))
    assert first == second


def test_metric_that_is_not_defined_in_each_fold_has_no_test_over_folds():
    truth = np.array([0] * 40 + [1] * 3)
    rng = np.random.default_rng(0)
    a, b = (
        PredictionTable.from_predictions(truth, np.stack([1 - p, p], axis=1)) for p in rng.uniform(size=(2, len(truth)))
    )
    fold = np.arange(len(truth)) // 11
    splits = tuple((np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(4))
    a, b = (replace(t, fold=fold, splits=splits) for t in (a, b))
    found = compare(a, b, scoring="roc_auc", rope=0.01, random_state=0)
    assert found.folds is None
    assert found.n_folds == 4
    assert sum(found.probabilities.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("settings", "error", "told"),
    [
        ({"alpha": 0}, ValueError, "alpha between 0 and 1"),
        ({"alpha": "0.05"}, ValueError, "alpha between 0 and 1, got '0.05'"),
        ({"alpha": None}, ValueError, "alpha between 0 and 1"),
        ({"rope": 0}, ValueError, "rope above 0"),
        ({"rope": "0.01"}, ValueError, "rope above 0"),
        ({"rope": np.inf}, ValueError, "rope above 0"),
        ({"rope": [0.1]}, ValueError, "rope above 0"),
        ({"X": X}, ValueError, "with classifiers only"),
        ({"groups": [1, 2]}, ValueError, "Expected groups of shape"),
        ({"b": BAYES}, TypeError, "two tables"),
        ({"b": None}, TypeError, "two tables"),
        ({"b": pair(1, n_classes=3)[0]}, ValueError, "same classes"),
        ({"b": pair(1)[0]}, ValueError, "same rows"),
        ({"scoring": "roc_auc"}, ValueError, "probabilities"),
    ],
)
def test_what_does_not_fit_is_refused(settings, error, told):
    a, b = pair(0)
    with pytest.raises(error, match=told):
        compare(**({"a": a, "b": b} | settings))


@pytest.mark.parametrize("scoring", ["accuracy", "balanced_accuracy", "f1"])
def test_interval_of_a_tiny_table_holds_no_difference_that_there_cannot_be(scoring):
    a, b = (PredictionTable.from_predictions([0, 1, 1], labels) for labels in ([1, 0, 0], [0, 1, 1]))
    found = compare(a, b, scoring=scoring)
    assert found.difference == 1.0
    assert -1 <= found.interval[0] < found.interval[1] == 1.0


def test_intervals_of_the_classes_follow_alpha():
    a, b = pair(3)
    narrow, wide = (compare(a, b, alpha=alpha).per_class[0]["interval"] for alpha in (0.5, 0.01))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_classifiers_without_rows_are_refused():
    with pytest.raises(ValueError, match="Expected X and y"):
        compare(BAYES, TREE)


def test_intervals_cover_the_difference_between_two_ways_of_fitting():
    """On 80 samples of a population; the true difference is that of models fitted on as many rows as a fold has."""
    rows, labels = make_classification(20_000, 5, n_informative=3, n_redundant=0, flip_y=0.1, random_state=0)
    rng = np.random.default_rng(0)
    models = (LogisticRegression(), GaussianNB())

    def difference(rest):
        fit, test = rest[:80], rest[80:5080]
        a, b = (model.fit(rows[fit], labels[fit]).score(rows[test], labels[test]) for model in models)
        return b - a

    truth = np.mean([difference(rng.permutation(len(labels))) for _ in range(100)])
    covered = []
    for seed in range(80):
        drawn = rng.choice(len(labels), 100, replace=False)
        low, high = compare(*models, X=rows[drawn], y=labels[drawn], random_state=seed).interval
        covered.append(low <= truth <= high)
    assert np.mean(covered) >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / 80)


def test_two_that_are_the_same_are_seldom_told_apart():
    called = sum(compare(*pair(seed, right=(0.8, 0.8))).p_value < 0.05 for seed in range(200))
    assert called <= 200 * 0.05 + 2 * np.sqrt(200 * 0.05 * 0.95)


def test_tables_that_differ_in_weights_or_groups_are_refused():
    y = np.tile([0, 1], 20)
    plain = PredictionTable.from_predictions(y, y)
    for what, values in (("groups", np.arange(40) // 4), ("sample_weight", np.linspace(1, 2, 40))):
        for pair in ((plain, replace(plain, **{what: values})), (replace(plain, **{what: values}), plain)):
            with pytest.raises(ValueError, match=f"Expected tables with the same {what}"):
                compare(*pair)
            compare(*pair, **{what: values})


def test_a_class_of_few_rows_decides_nothing():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [150, 150, 1])
    named = 0
    for _ in range(60):
        a, b = (PredictionTable.from_predictions(y, np.where(rng.random(301) < 0.2, (y + 1) % 3, y)) for _ in range(2))
        named += compare(a, b, scoring="balanced_accuracy").p_value <= 0.05
    assert named <= 6
