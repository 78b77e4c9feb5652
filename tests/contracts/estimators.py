"""Every public estimator, in settings that make it quick."""

from typing import Any

from imblearn.over_sampling import RandomOverSampler
from imblearn.under_sampling import TomekLinks
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import (
    ActiveLearning,
    ClassBalancing,
    ConfidenceThresholding,
    CostSensitiveDecision,
    DataAugmentation,
    EnsembleLearning,
    FeatureSelection,
    LabelCleaning,
    OutlierRemoval,
    ProbabilityCalibration,
    SelfCorrectingClassifier,
    SliceRepair,
)
from skmitigate.diagnosis import Condition, Slice
from skmitigate.strategies import Strategy

#: A slice that there is in any table.
KNOWN = Slice((Condition(0, "is not missing"),))

#: Each strategy in each setting that runs through code of its own, without a model.
STRATEGIES: dict[str, Strategy] = {
    "active": ActiveLearning(random_state=0),
    "weights": ClassBalancing(method="weights", random_state=0),
    "resample": ClassBalancing(method="resample", random_state=0),
    "undersample": ClassBalancing(method="undersample", random_state=0),
    "weights, prior restored": ClassBalancing(method="weights", restore_prior=True, random_state=0),
    "undersample, prior restored": ClassBalancing(method="undersample", restore_prior=True, random_state=0),
    "prior": ClassBalancing(method="prior", cv=2, random_state=0),
    "prior, restored": ClassBalancing(method="prior", restore_prior=True, cv=2, random_state=0),
    "thresholds": ClassBalancing(method="thresholds", cv=2, random_state=0),
    "temperature": ProbabilityCalibration(method="temperature", cv=2, random_state=0),
    "sigmoid": ProbabilityCalibration(method="sigmoid", cv=2, random_state=0),
    "isotonic": ProbabilityCalibration(method="isotonic", cv=2, random_state=0),
    "venn-abers": ProbabilityCalibration(method="venn_abers", cv=2, random_state=0),
    "risk": ConfidenceThresholding(target_risk=0.6, cv=2, random_state=0),
    "threshold, held out": ConfidenceThresholding(threshold=0.6, calibration_size=0.1, random_state=0),
    "risk, not certified": ConfidenceThresholding(target_risk=0.3, confidence=None, cv=2, random_state=0),
    "coverage": ConfidenceThresholding(target_coverage=0.8, cv=2, random_state=0),
    "coverage, each class": ConfidenceThresholding(target_coverage=0.8, per_class=True, cv=2, random_state=0),
    "threshold": ConfidenceThresholding(threshold=0.6, cv=2, random_state=0),
    "costs": CostSensitiveDecision(cost_matrix="balanced", reject_cost=0.4, cv=2, random_state=0),
    "ensemble": EnsembleLearning(members="same_family", n_rounds=5, cv=2, random_state=0),
    "bagging": EnsembleLearning(method="bagging", n_estimators=4, random_state=0),
    "voting": EnsembleLearning(method="voting", cv=2, random_state=0),
    "stacking": EnsembleLearning(method="stacking", cv=2, random_state=0),
    "averaged": EnsembleLearning(method="selection_and_stacking", n_rounds=5, cv=2, random_state=0),
    "selection": FeatureSelection(method="univariate", cv=2, random_state=0),
    "selection, share": FeatureSelection(method="mutual_info", n_features=0.75, random_state=0),
    "outliers": OutlierRemoval(contamination=0.1, random_state=0),
    "outliers, tuned": OutlierRemoval(method="mahalanobis", contamination="tuned", cv=2, random_state=0),
    "outliers, sampler": OutlierRemoval(sampler=TomekLinks(sampling_strategy="all"), random_state=0),
    "slice weights": SliceRepair(slices=[KNOWN], random_state=0),
    "slice corrector": SliceRepair(slices=[KNOWN], method="corrector", cv=2, random_state=0),
    "labels reweighed": LabelCleaning(min_noise=0.0, cv=2, random_state=0),
    "labels pruned": LabelCleaning(method="prune", min_noise=0.0, n_rounds=1, cv=2, random_state=0),
    "labels replaced": LabelCleaning(method="relabel", min_noise=0.0, n_rounds=1, cv=2, random_state=0),
    "smote": DataAugmentation(random_state=0),
    "smote, prior not restored": DataAugmentation(restore_prior=False, random_state=0),
    "smote, decision balanced": DataAugmentation(decision="balanced", random_state=0),
    "borderline": DataAugmentation(method="borderline", random_state=0),
    "adasyn": DataAugmentation(method="adasyn", random_state=0),
    "random copies": DataAugmentation(method="random", random_state=0),
    "noise": DataAugmentation(method="noise", random_state=0),
    "sampler": DataAugmentation(sampler=RandomOverSampler(), random_state=0),
}


def around(strategy: str, model: Any, **settings: Any) -> Strategy:
    """One of the strategies, wrapping `model`."""
    return clone(STRATEGIES[strategy]).set_params(estimator=model, **settings)


#: What scikit-learn's checks are run on: models of several kinds, as the tags follow the wrapped one.
ESTIMATORS: list[Any] = [
    *(around(name, LogisticRegression()) for name in STRATEGIES),
    EnsembleLearning(LinearSVC(), members=[GaussianNB()], cv=2),
    EnsembleLearning(LogisticRegression(), members=[LogisticRegression(C=0.1)], cv=2),
    EnsembleLearning(LinearSVC(), method="voting", members=[GaussianNB()], cv=2),
    EnsembleLearning(LinearSVC(), method="bagging", n_estimators=3),
    ProbabilityCalibration(LinearSVC(), cv=2),
    ProbabilityCalibration(DecisionTreeClassifier(max_depth=3), method="isotonic", cv=2),
    CostSensitiveDecision(LogisticRegression()),
    CostSensitiveDecision(LinearSVC(), cost_matrix="balanced", calibration="sigmoid", cv=2),
    DataAugmentation(LinearSVC()),
    DataAugmentation(DecisionTreeClassifier(max_depth=3)),
    DataAugmentation(LinearSVC(), sampler=RandomOverSampler(), decision="balanced"),
    ClassBalancing(ProbabilityCalibration(GaussianNB(), cv=2), method="thresholds", cv=2),
    SelfCorrectingClassifier(LogisticRegression(), cv=2),
    SelfCorrectingClassifier(
        DecisionTreeClassifier(max_depth=3),
        strategies=[ClassBalancing(method="prior"), ProbabilityCalibration(method="sigmoid"), DataAugmentation()],
        cv=2,
        min_errors_for_correction=1,
    ),
]
