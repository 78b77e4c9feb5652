"""What is tried, why, and in which order."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from skmitigate import SelfCorrectingClassifier
from skmitigate.correction._proposals import propose
from skmitigate.diagnosis import analyze_errors
from skmitigate.predictions import cross_val_predictions
from skmitigate.strategies import ClassBalancing, DataAugmentation, EnsembleLearning


def proposals(data, current, strategies):
    table = cross_val_predictions(current, *data, random_state=0)
    skipped = {}
    found = propose(
        strategies,
        current=current,
        table=table,
        diagnosis=analyze_errors(table, data[0]),
        scoring="accuracy",
        seed=0,
        skip=lambda _, reason, name: skipped.setdefault(name, reason),
    )
    return found, skipped


def test_each_strategy_is_proposed_with_what_calls_for_it_or_skipped_with_a_reason(imbalanced):
    found, skipped = proposals(imbalanced, LogisticRegression(), "auto")
    balancing = [each for each in found if isinstance(each.candidate, ClassBalancing)]
    assert balancing
    assert all("class imbalance; at most 0." in each.why for each in balancing)
    table = cross_val_predictions(LogisticRegression(), *imbalanced, random_state=0)
    bound = analyze_errors(table).find("class_imbalance").bound
    assert {each.bound for each in found if type(each.candidate) is DataAugmentation} == {bound}
    proposed = {type(each.candidate).__name__ for each in found}
    assert not proposed & {"LabelCleaning", "OutlierRemoval"}
    assert {"label_cleaning", "outlier_removal"} <= set(skipped)


@pytest.mark.parametrize(
    ("strategies", "why"), [("all", "all are tried"), (["class_balancing", GaussianNB()], "it was named")]
)
def test_what_was_asked_for_has_no_bound(strategies, why, imbalanced):
    found, _ = proposals(imbalanced, LogisticRegression(), strategies)
    assert {(each.why, each.bound) for each in found} == {(why, 0.0)}


def test_only_what_was_named_is_fitted_again_in_every_member(imbalanced):
    current = EnsembleLearning(LogisticRegression(), members=[GaussianNB()])
    found, skipped = proposals(imbalanced, current, "auto")
    assert all(each.candidate._decides and not isinstance(each.candidate.estimator, DataAugmentation) for each in found)
    assert "every member of the ensemble" in skipped["data_augmentation"]
    for named in ("all", ["data_augmentation"], [DataAugmentation()]):
        found, _ = proposals(imbalanced, current, named)
        inside = [each.candidate for each in found if isinstance(each.candidate.estimator, DataAugmentation)]
        assert len(inside) == 1  # one variant: each costs a fit of every member


def test_the_budget_goes_to_what_promises_most_for_a_fit(imbalanced):
    model = SelfCorrectingClassifier(LogisticRegression(), random_state=0, cv=3, racing=False, max_iterations=1)
    trials = [trial for trial in model.fit(*imbalanced).report_.trials if trial.status in ("accepted", "rejected")]
    promise = [float(trial.why.split("at most ")[1].split()[0]) / trial.n_fits for trial in trials if trial.n_fits]
    assert len(promise) > 2
    free = [trial.n_fits == 0 for trial in trials]
    assert free[0]
    assert np.all(np.diff(promise[: promise.index(min(promise)) + 1]) <= 1e-9)
    assert all(trial.why.startswith("found: ") for trial in trials)
    assert list(model.trials_["why"]) == [trial.why or "" for trial in model.report_.trials]


def test_of_two_ensembles_auto_tries_the_library(imbalanced):
    members = {
        strategies: [
            each.candidate.members
            for each in proposals(imbalanced, LogisticRegression(), strategies)[0]
            if type(each.candidate) is EnsembleLearning
        ]
        for strategies in ("auto", "all")
    }
    assert members == {"auto": ["library"], "all": ["same_family", "library"]}
