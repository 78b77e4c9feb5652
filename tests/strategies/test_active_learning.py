"""Asking for labels, learning from them, and stopping."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.datasets import load_digits, make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import shuffle

from skmitigate import ActiveLearning, SelfCorrectingClassifier, analyze_errors, cross_val_predictions
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable


@pytest.fixture(scope="module")
def data():
    return make_classification(400, n_features=8, n_informative=5, n_classes=3, random_state=0)


@pytest.fixture
def model(data):
    X, y = data
    return ActiveLearning(GaussianNB(), random_state=0).fit(X[:40], y[:40])


# --- asking -------------------------------------------------------------------------------------------------------


def test_rows_that_the_model_is_least_sure_of_are_asked_for(model, data):
    X, _ = data
    rows = model.query(X[40:], 10)
    top = np.sort(model.predict_proba(X[40:]), axis=1)
    margins = top[:, -1] - top[:, -2]
    np.testing.assert_array_equal(rows, np.argsort(margins)[:10])
    assert rows.dtype == np.intp


@pytest.mark.parametrize("method", ["margin", "entropy", "least_confident", "random"])
def test_the_same_question_gets_the_same_answer_until_something_is_learned(method, data):
    X, y = data
    model = ActiveLearning(GaussianNB(), method=method, random_state=0).fit(X[:40], y[:40])
    first = model.query(X[40:], 10)
    np.testing.assert_array_equal(model.query(X[40:], 10), first)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(model)).query(X[40:], 10), first)
    np.testing.assert_array_equal(clone(model).fit(X[:40], y[:40]).query(X[40:], 10), first)
    model.teach(X[40:][first], y[40:][first])
    assert not np.array_equal(model.query(X[40:], 10), first)


def test_pool_is_asked_for_as_many_rows_as_there_are(model, data):
    X, _ = data
    assert sorted(model.query(X[:5], 9)) == [0, 1, 2, 3, 4]
    assert model.query(X[:0]).shape == (0,)
    assert model.query(X).shape == (1,)


def test_a_diverse_batch_has_no_copies(model, data):
    X, _ = data
    uncertain = 40 + model.query(X[40:], 3)
    pool = np.concatenate([np.repeat(X[uncertain], 60, axis=0) + 1e-9, X[40:200]])
    plain = model.set_params(diversity=False).query(pool, 20)
    diverse = model.set_params(diversity=True).query(pool, 20)
    copies = [len(rows) - len(np.unique(pool[rows].round(5), axis=0)) for rows in (plain, diverse)]
    assert copies[0] > 0 == copies[1]


def test_a_diverse_batch_is_more_spread_out_and_still_uncertain():
    X, y = load_digits(return_X_y=True)
    plain = ActiveLearning(make_pipeline(StandardScaler(), LogisticRegression()), random_state=0).fit(X[:60], y[:60])
    diverse = clone(plain).set_params(diversity=True).fit(X[:60], y[:60])
    pool = X[60:]
    rows, spread = plain.query(pool, 10), diverse.query(pool, 10)
    distance = [np.linalg.norm(pool[r][:, None] - pool[r][None], axis=2).sum() for r in (rows, spread)]
    assert distance[1] > 1.1 * distance[0]
    assert rows[0] == spread[0]
    assert set(spread) <= set(plain.query(pool, 50))


def test_diverse_rows_are_found_in_mixed_columns_and_in_texts():
    frame = pd.DataFrame({"a": np.arange(60.0), "b": ["x", "y", None] * 20})
    y = np.arange(60) // 10 % 2
    mixed = ActiveLearning(make_pipeline(TabularEncoder(), LogisticRegression()), diversity=True, random_state=0)
    assert len(set(mixed.fit(frame[:20], y[:20]).query(frame[20:], 5))) == 5
    texts = [" ".join(line) for line in np.random.default_rng(0).choice(["red", "green", "blue"], size=(60, 4))]
    words = ActiveLearning(make_pipeline(CountVectorizer(), LogisticRegression()), diversity=True, random_state=0)
    rows = words.fit(texts[:20], ["red" in text for text in texts[:20]]).query(texts[20:], 5)
    assert len({tuple(sorted(texts[20:][i].split())) for i in rows}) == 5


@pytest.mark.parametrize(("act", "given"), [("query", ([[1.0]],)), ("teach", ([[1.0]], [0])), ("forecast", (9,))])
def test_before_fit_nothing_is_asked_taught_or_forecast(act, given):
    with pytest.raises(NotFittedError, match="not fitted yet"):
        getattr(ActiveLearning(GaussianNB()), act)(*given)


@pytest.mark.parametrize(("n", "error"), [(0, ValueError), (-1, ValueError), (2.5, TypeError), ("3", TypeError)])
def test_numbers_that_make_no_sense_are_refused(n, error, model, data):
    with pytest.raises(error, match="n_instances"):
        model.query(data[0], n)
    with pytest.raises(error, match="n "):
        model.forecast(n)


@pytest.mark.parametrize(
    "settings",
    [
        {"method": "density"},
        {"diversity": 3},
        {"query_strategy": "margin"},
        {"oracle": "me"},
        {"n_queries": 0},
        {"batch_size": 0},
        {"stop_threshold": 1.5},
        {"stop_window": 0},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, data):
    with pytest.raises(ValueError, match=f"The {next(iter(settings))!r} parameter of ActiveLearning"):
        ActiveLearning(GaussianNB(), **settings).fit(*data)


# --- learning -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_array, pd.DataFrame])
def test_teaching_is_fitting_on_all_labelled_rows(container, data):
    X, y = container(np.where(data[0] > 0, data[0], 0.0)), data[1]
    rows = [X.iloc[part] if isinstance(X, pd.DataFrame) else X[part] for part in (slice(40), slice(40, 70), slice(70))]
    model = ActiveLearning(LogisticRegression(), random_state=0).fit(rows[0], y[:40])
    assert model.teach(rows[1], y[40:70]) is model
    reference = LogisticRegression().fit(rows[2], y[:70])
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X))
    assert (model.n_labels_, model.n_initial_) == (70, 40)
    np.testing.assert_array_equal(model.y_, y[:70])


def test_new_classes_are_learned(data):
    X, y = data
    names = np.array(["a", "b", "c"])[y]
    known = np.flatnonzero(names != "b")
    model = ActiveLearning(GaussianNB(), random_state=0).fit(X[known][:40], names[known][:40])
    rows = model.query(X, 20)
    rows = np.union1d(rows, np.flatnonzero(names == "b")[:5])
    model.teach(X[rows], names[rows])
    assert model.classes_.tolist() == ["a", "b", "c"]
    assert model.predict_proba(X).shape == (400, 3)
    assert "b" in model.predict(X)
    assert len(model.query(X, 3)) == 3


def test_weights_that_come_late_count_and_rows_without_weigh_1(data):
    X, y = data
    model = ActiveLearning(GaussianNB()).fit(X[:40], y[:40]).teach(X[40:70], y[40:70], sample_weight=np.full(30, 5.0))
    reference = GaussianNB().fit(X[:70], y[:70], np.repeat([1.0, 5.0], [40, 30]))
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X))


def test_nothing_that_was_given_is_changed(data):
    X, y = data[0].copy(), data[1].copy()
    ActiveLearning(GaussianNB()).fit(X[:40], y[:40]).teach(X[40:], y[40:])
    np.testing.assert_array_equal(X, data[0])
    np.testing.assert_array_equal(y, data[1])


def test_refits_differ_by_their_labels_only(data):
    X, y = data
    model = ActiveLearning(RandomForestClassifier(3), random_state=0).fit(X[:40], y[:40])
    seed = model.estimator_.random_state
    assert model.teach(X[40:50], y[40:50]).estimator_.random_state == seed
    fixed = ActiveLearning(RandomForestClassifier(3, random_state=7)).fit(X[:40], y[:40])
    assert fixed.estimator_.random_state == 7


@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        (slice(0), slice(0), ValueError, "at least one labelled row, got none"),
        (slice(3), slice(2), ValueError, "inconsistent numbers of samples"),
        (slice(3), ["a", "b", "c"], TypeError, "all text or all numbers"),
        (slice(3), [0, None, 1], ValueError, "labels are missing"),
        (np.ones((2, 3)), [0, 1], ValueError, "X has 3 features, but ActiveLearning is expecting 8"),
    ],
    ids=["no rows", "length", "kind", "missing", "columns"],
)
def test_what_cannot_be_learned_is_refused_and_changes_nothing(X, y, error, message, model, data):
    rows = X if isinstance(X, np.ndarray) else data[0][X]
    before = model.predict_proba(data[0])
    with pytest.raises(error, match=message):
        model.teach(rows, data[1][y] if isinstance(y, slice) else y)
    np.testing.assert_array_equal(model.predict_proba(data[0]), before)
    assert model.n_labels_ == 40


def test_fit_forgets_what_was_taught(model, data):
    X, y = data
    model.query(X[40:])
    model.teach(X[40:60], y[40:60]).fit(X[:40], y[:40])
    assert model.n_labels_ == 40
    assert model.stop_reason_ == "no pool was queried, so no rows are watched"


# --- stopping -----------------------------------------------------------------------------------------------------


def test_it_stops_where_predictions_have_settled_and_says_why(data):
    X, y = data
    model = ActiveLearning(GaussianNB(), stop_threshold=0.9, random_state=0).fit(X[:30], y[:30])
    assert (model.should_stop_, model.agreements_) == (False, [])
    left = np.arange(30, 400)
    while len(left) and not model.should_stop_:
        rows = left[model.query(X[left], 10)]
        model.teach(X[rows], y[rows])
        left = np.setdiff1d(left, rows)
    assert model.n_labels_ < 400
    assert np.mean(model.agreements_[-3:]) >= 0.9 > np.mean(model.agreements_[-4:-1])
    assert f"mean kappa {np.mean(model.agreements_[-3:]):.3f}, at least 0.9" in model.stop_reason_
    assert not model.set_params(stop_threshold=1.0).should_stop_


def test_without_a_pool_it_never_says_stop(data):
    X, y = data
    model = ActiveLearning(GaussianNB(), stop_threshold=0.1, random_state=0).fit(X[:100], y[:100])
    for start in range(100, 200, 20):
        model.teach(X[start : start + 20], y[start : start + 20])
    assert not model.should_stop_
    assert model.stop_reason_ == "no pool was queried, so no rows are watched"


# --- an oracle ----------------------------------------------------------------------------------------------------


def knowing(X, y):
    """An oracle that knows the labels of a pool, and remembers what it was asked."""

    def oracle(rows, positions):
        np.testing.assert_array_equal(rows, X[positions])
        oracle.asked.append(positions)
        return y[positions]

    oracle.asked = []
    return oracle


def test_fit_asks_the_oracle_within_the_budget(data):
    X, y = data
    oracle = knowing(X[40:], y[40:])
    model = ActiveLearning(GaussianNB(), pool=X[40:], oracle=oracle, n_queries=25, random_state=0).fit(X[:40], y[:40])
    assert [len(positions) for positions in oracle.asked] == [10, 10, 5]
    np.testing.assert_array_equal(model.queried_, np.concatenate(oracle.asked))
    assert len(set(model.queried_)) == 25
    by_hand = ActiveLearning(GaussianNB(), random_state=0).fit(X[:40], y[:40])
    np.testing.assert_array_equal(by_hand.query(X[40:], 10), oracle.asked[0])
    rows = np.r_[:40, 40 + model.queried_]
    np.testing.assert_allclose(model.predict_proba(X), GaussianNB().fit(X[rows], y[rows]).predict_proba(X))


def test_fit_stops_asking_where_predictions_have_settled_or_the_pool_ends(data):
    X, y = data
    settings = {"pool": X[40:], "oracle": knowing(X[40:], y[40:]), "n_queries": 10**6, "random_state": 0}
    early = ActiveLearning(GaussianNB(), stop_threshold=0.5, **settings).fit(X[:40], y[:40])
    assert len(early.queried_) == 30
    assert early.should_stop_
    late = ActiveLearning(GaussianNB(), stop_window=100, **settings).fit(X[:40], y[:40])
    assert sorted(late.queried_) == list(range(360))


@pytest.mark.parametrize("given", ["pool", "oracle"])
def test_pool_and_oracle_come_together(given, data):
    X, y = data
    model = ActiveLearning(GaussianNB(), **{given: {"pool": X, "oracle": knowing(X, y)}[given]})
    with pytest.raises(ValueError, match=f"Expected pool and oracle together, got {given} without"):
        model.fit(X, y)


def test_a_grid_search_chooses_how_many_labels_to_buy(data):
    X, y = data
    oracle = knowing(X[100:], y[100:])
    model = ActiveLearning(DecisionTreeClassifier(random_state=0), pool=X[100:], oracle=oracle, random_state=0)
    search = GridSearchCV(model, {"n_queries": [1, 200]}, cv=3, error_score="raise").fit(X[:100], y[:100])
    assert search.best_params_ == {"n_queries": 200}


# --- in the loop --------------------------------------------------------------------------------------------------


def test_in_the_loop_it_advises_without_a_pool(data):
    X, y = data
    for strategies in ("auto", ["active_learning"]):
        loop = SelfCorrectingClassifier(GaussianNB(), strategies=strategies, cv=3, max_fits=1, random_state=0).fit(X, y)
        reasons = dict(zip(loop.trials_["candidate"], loop.trials_["reason"], strict=True))
        told = "it asks for labels: give a pool of unlabelled rows, or call its query yourself"
        assert reasons["active_learning"] == told


def test_in_the_loop_it_acts_with_an_oracle_and_sees_no_scored_row():
    X, y = shuffle(*load_digits(return_X_y=True), random_state=0)
    X = np.column_stack([np.arange(len(y)), X])
    fits: list[set[float]] = []
    leaks: list[set[float]] = []

    class Spy(DecisionTreeClassifier):
        def fit(self, X, y, sample_weight=None):
            self.seen_ = set(X[:, 0])
            fits.append(self.seen_)
            return super().fit(X * (np.arange(65) > 0), y, sample_weight)

        def predict_proba(self, X):
            rows = set(X[:, 0])
            if rows <= scored:
                leaks.append(rows & self.seen_)
            return super().predict_proba(X * (np.arange(65) > 0))

    scored = set(range(150))
    oracle = knowing(X[150:], y[150:])
    active = ActiveLearning(pool=X[150:], oracle=oracle, n_queries=400, batch_size=100, stop_threshold=1.0)
    loop = SelfCorrectingClassifier(Spy(), strategies=[active], cv=3, max_iterations=1, random_state=0)
    loop.fit(X[:150], y[:150])
    told = "active_learning(margin, n_queries=400, batch_size=100, stop_threshold=1.0)"
    assert loop.trials_["candidate"].tolist() == [told]
    assert loop.report_.verdict == "corrected"
    assert len(leaks) == 6  # two models in three folds
    assert not any(leaks)
    assert max(map(len, fits)) == 150 + 400
    assert isinstance(loop.estimator_, ActiveLearning)


def test_no_fold_asks_for_or_learns_a_row_that_it_is_scored_on(data):
    X, y = data
    table = cross_val_predictions(
        ActiveLearning(GaussianNB(), pool=X[100:], oracle=knowing(X[100:], y[100:])), X[:100], y[:100], random_state=0
    )
    assert len(table) == 100
    for k in range(5):
        train = table.splits[k][0]
        model = ActiveLearning(GaussianNB(), pool=X[100:], oracle=knowing(X[100:], y[100:]), random_state=k)
        model.fit(X[:100][train], y[:100][train])
        held_out = {tuple(row) for row in X[:100][table.splits[k][1]]}
        assert not held_out & {tuple(row) for row in model.X_}


def diagnosed(y, proba):
    return analyze_errors(PredictionTable.from_predictions(y, proba))


def test_it_suits_rows_that_the_model_is_not_sure_of():
    rng = np.random.default_rng(0)
    y = np.arange(600) % 2
    unsure = rng.random(600) < 0.5
    right = np.where(unsure, rng.random(600) < 0.6, True)
    confident = np.where(unsure, 0.55, 0.97)
    predicted = np.where(right, y, 1 - y)
    proba = np.stack([np.where(predicted == c, confident, 1 - confident) for c in (0, 1)], axis=1)
    found = diagnosed(y, proba)
    assert found.has("low_confidence")
    assert ActiveLearning().suits(found) == "found: low confidence"
    with pytest.raises(NotApplicable, match="low confidence, which was not looked for and boundary cases"):
        ActiveLearning().suits(replace(found, findings=()))


def test_it_is_not_applicable_without_a_pool_and_somebody_who_answers(data):
    X, y = data
    table = PredictionTable.from_predictions(y, y)
    with pytest.raises(NotApplicable, match="give a pool of unlabelled rows, or call its query yourself"):
        ActiveLearning().check_applicable(table)
    with pytest.raises(NotApplicable, match="give an oracle that answers"):
        ActiveLearning(pool=X).check_applicable(table)
    ActiveLearning(pool=X, oracle=knowing(X, y)).check_applicable(table)


def test_a_search_tries_it_only_where_it_can_ask(data):
    X, y = data
    assert ActiveLearning().search_settings(GaussianNB()) == []
    assert ActiveLearning(pool=X, oracle=knowing(X, y)).search_settings(GaussianNB()) == [{}]


def test_a_model_with_scores_only_is_queried_by_margin(data):
    X, y = data
    model = ActiveLearning(LinearSVC(), random_state=0).fit(X[:60], y[:60])
    rows = model.query(X[60:], 5)
    scores = np.sort(model.decision_function(X[60:]), axis=1)
    np.testing.assert_array_equal(rows, np.argsort(scores[:, -1] - scores[:, -2])[:5])
    assert not hasattr(model, "predict_proba")
