"""The scales of explanations, on any classifier."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._model_output import additive_output, model_output

rng = np.random.RandomState(0)
X = rng.normal(size=(60, 2))
TWO = (X[:, 0] > 0).astype(int)
THREE = np.digitize(X[:, 0] + X[:, 1], [-0.5, 0.5])


class OnlyPredicts:
    """A classifier that gives nothing but labels."""

    classes_ = np.array([0, 1])

    def predict(self, X):
        return np.ones(len(X), dtype=int)


def test_probabilities_come_first():
    model = LogisticRegression().fit(X, THREE)
    output = model_output(model, model.classes_)
    assert output.scale == "probability"
    assert np.allclose(output(X[:5]), model.predict_proba(X[:5]))
    assert output.n_rows == 5


def test_decision_values_of_two_classes_are_of_both():
    model = SVC().fit(X, TWO)
    output = model_output(model, model.classes_)
    scores = model.decision_function(X[:5])
    assert output.scale == "decision"
    assert np.allclose(output(X[:5]), np.column_stack([-scores, scores]))


def test_decision_values_of_pairs_are_not_those_of_classes():
    model = SVC(decision_function_shape="ovo").fit(X, THREE)
    assert model.decision_function(X).shape == (60, 3)  # by chance as many
    output = model_output(model, model.classes_)
    assert output.scale == "indicator"
    assert np.array_equal(output(X).argmax(axis=1), model.predict(X))
    assert model_output(SVC(decision_function_shape="ovo").fit(X, TWO), np.array([0, 1])).scale == "decision"


def test_labels_alone_are_indicators():
    output = model_output(OnlyPredicts(), np.array([0, 1]))
    assert output.scale == "indicator"
    assert output(X[:1]).tolist() == [[0.0, 1.0]]
    with pytest.raises(NotApplicable, match="neither"):
        additive_output(OnlyPredicts(), np.array([0, 1]), X)


def test_decision_values_are_called_log_odds_only_where_they_are():
    logistic = LogisticRegression().fit(X, TWO)
    output = additive_output(logistic, logistic.classes_, X)
    proba = logistic.predict_proba(X)
    assert output.scale == "log-odds"
    assert np.allclose(output(X), np.log(proba / (1 - proba)))
    assert additive_output(Perceptron().fit(X, TWO), np.array([0, 1]), X).scale == "decision"


@pytest.mark.parametrize("y", [TWO, THREE])
def test_log_odds_are_means_over_the_other_classes(y):
    model = GaussianNB().fit(X, y)
    output = additive_output(model, model.classes_, X)
    p = model.predict_proba(X[:1])[0]
    expected = [np.mean([np.log(p[c] / p[k]) for k in range(len(p)) if k != c]) for c in range(len(p))]
    assert output.scale == "log-odds"
    assert np.allclose(output(X[:1])[0], expected)


def test_a_probability_of_0_has_no_log_odds():
    model = DecisionTreeClassifier().fit(X, TWO)
    with pytest.raises(NotApplicable, match="not finite"):
        additive_output(model, model.classes_, X)(X)


def test_one_class_alone_has_no_odds():
    model = GaussianNB().fit(X, np.ones(60))
    with pytest.raises(NotApplicable, match="one class only"):
        additive_output(model, model.classes_, X)(X)
