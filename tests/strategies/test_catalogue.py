"""Names of strategies."""

import pytest
from sklearn.naive_bayes import GaussianNB

from skmitigate import ClassBalancing, DataAugmentation, EnsembleLearning
from skmitigate.strategies._catalogue import ALIASES, alias, describe_candidate, known_strategies, resolve


def test_aliases_are_the_classes_in_snake_case():
    assert alias(ClassBalancing) == alias(ClassBalancing()) == "class_balancing"
    assert all(name == alias(strategy) for name, strategy in ALIASES.items())
    assert {"class_balancing", "slice_repair"} < set(ALIASES) == set(known_strategies())


def test_alias_and_instance_are_resolved_to_something_of_its_own():
    assert isinstance(resolve("class_balancing"), ClassBalancing)
    given = ClassBalancing(method="prior")
    assert resolve(given) is not given
    assert resolve(given).method == "prior"


@pytest.mark.parametrize("wrong", ["clas_balancing", 3, ClassBalancing, None])
def test_what_is_no_strategy_is_refused_with_the_names_there_are(wrong):
    with pytest.raises(ValueError, match="class_balancing"):
        resolve(wrong)


@pytest.mark.parametrize(
    ("estimator", "text"),
    [
        (ClassBalancing(method="prior"), "class_balancing(prior)"),
        (ClassBalancing(GaussianNB(), scoring="f1", cv=3, random_state=1), "class_balancing(weights)"),
        (DataAugmentation(k_neighbors=3), "data_augmentation(smote, k_neighbors=3)"),
        (EnsembleLearning(), "ensemble_learning(same_family)"),
        (EnsembleLearning(method="stacking", members="library"), "ensemble_learning(stacking, library)"),
        (EnsembleLearning(method="bagging", n_estimators=5), "ensemble_learning(bagging, n_estimators=5)"),
        (
            ClassBalancing(EnsembleLearning(members=[GaussianNB()]), method="prior"),
            "class_balancing(prior) on ensemble_learning(members=[GaussianNB])",
        ),
        (GaussianNB(), "GaussianNB"),
    ],
)
def test_candidate_is_described_by_what_is_particular(estimator, text):
    assert describe_candidate(estimator) == text
