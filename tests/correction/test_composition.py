"""Where strategies are put around the current model."""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate.correction._composition import adapt, compose, is_complete, seeded, strategy_levels
from skmitigate.strategies import ClassBalancing, DataAugmentation, EnsembleLearning, ProbabilityCalibration

WEIGHTS = ClassBalancing(method="weights")
PRIOR = ClassBalancing(method="prior")


def structure(estimator):
    return [type(level).__name__ for level in strategy_levels(estimator)] + [
        type(strategy_levels(estimator)[-1].estimator).__name__
    ]


@pytest.mark.parametrize("template", [PRIOR, WEIGHTS, EnsembleLearning()])
def test_strategy_goes_around_a_plain_model(template):
    assert structure(compose(template, GaussianNB())) == [type(template).__name__, "GaussianNB"]


def test_decision_goes_around_all_that_is_there():
    current = ProbabilityCalibration(DataAugmentation(GaussianNB()))
    composed = compose(PRIOR, current)
    assert structure(composed) == ["ClassBalancing", "ProbabilityCalibration", "DataAugmentation", "GaussianNB"]


def test_change_of_rows_goes_to_the_core_inside_the_decisions():
    current = ProbabilityCalibration(EnsembleLearning(GaussianNB(), members=[LogisticRegression()]), method="isotonic")
    composed = compose(WEIGHTS, current)
    assert structure(composed) == ["ProbabilityCalibration", "EnsembleLearning", "ClassBalancing", "GaussianNB"]
    assert composed.method == "isotonic"
    assert [type(member) for member in composed.estimator.members] == [LogisticRegression]


def test_change_of_rows_goes_around_another_one_inside_the_decisions():
    composed = compose(DataAugmentation(), ProbabilityCalibration(ClassBalancing(GaussianNB())))
    assert structure(composed) == ["ProbabilityCalibration", "DataAugmentation", "ClassBalancing", "GaussianNB"]


def test_nest_of_decisions_gets_the_model_at_its_innermost_place():
    composed = compose(ClassBalancing(EnsembleLearning(), method="prior"), GaussianNB())
    assert structure(composed) == ["ClassBalancing", "EnsembleLearning", "GaussianNB"]


def test_nest_that_changes_rows_goes_to_the_core_as_a_whole():
    composed = compose(ProbabilityCalibration(DataAugmentation()), ClassBalancing(GaussianNB(), method="prior"))
    assert structure(composed) == ["ClassBalancing", "ProbabilityCalibration", "DataAugmentation", "GaussianNB"]


@pytest.mark.parametrize("template", [LogisticRegression(), ClassBalancing(LogisticRegression())])
def test_complete_classifier_is_returned_as_it_is(template):
    composed = compose(template, GaussianNB())
    assert is_complete(template)
    assert repr(composed) == repr(template)
    assert composed is not template


@pytest.mark.parametrize("template", [PRIOR, ClassBalancing(EnsembleLearning(), method="prior")])
def test_strategy_with_a_place_for_the_model_is_not_complete(template):
    assert not is_complete(template)


def test_nothing_that_is_given_is_changed():
    template, current = ClassBalancing(), ProbabilityCalibration(GaussianNB())
    compose(template, current)
    assert template.estimator is None
    assert isinstance(current.estimator, GaussianNB)


def test_metric_of_the_loop_is_given_to_a_strategy_that_has_none():
    adapted = adapt(ClassBalancing(method="thresholds"), "f1_macro")
    assert adapted.scoring == "f1_macro"
    assert adapt(ProbabilityCalibration(ClassBalancing()), "f1_macro").estimator.scoring == "f1_macro"


def test_metric_that_a_strategy_was_given_stays():
    assert adapt(ClassBalancing(method="thresholds", scoring="accuracy"), "f1_macro").scoring == "accuracy"


def test_classifier_that_asks_for_no_metric_is_left_alone():
    assert repr(adapt(LogisticRegression(C=3), "f1_macro")) == repr(LogisticRegression(C=3))


def test_open_seeds_are_set_and_given_ones_stay():
    template = ClassBalancing(DecisionTreeClassifier(random_state=3))
    one, two, other = seeded(template, 0), seeded(template, 0), seeded(template, 1)
    assert one.estimator.random_state == 3
    assert isinstance(one.random_state, int)
    assert one.random_state == two.random_state != other.random_state
    assert template.random_state is None
