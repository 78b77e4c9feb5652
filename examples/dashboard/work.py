"""The long work, as functions that another process can import and call."""

from multiprocessing.synchronize import Event
from typing import Any

from sklearn.model_selection import train_test_split

from examples.dashboard.choices import make_model
from skmitigate import SelfCorrectingClassifier, analyze_errors, compare, compare_strategies
from skmitigate.correction import SearchEvent, StrategyComparison
from skmitigate.datasets import Dataset
from skmitigate.evidence import Comparison
from skmitigate.exceptions import StopSearch


def correct(
    *, tell: Any, stop: Event, data: Dataset, model: str, hold_back: bool, seed: int, **settings: Any
) -> dict[str, Any]:
    """Correct a model on the rows, of which a quarter may be held back as rows that come later."""
    kept, fresh = split(data, seed) if hold_back else (data, None)

    def follow(event: SearchEvent) -> None:
        tell(event.to_dict())
        if stop.is_set():
            raise StopSearch("stopped by hand")

    classifier = SelfCorrectingClassifier(
        make_model(model, kept.X), callbacks=follow, random_state=seed, error_score=float("nan"), **settings
    )
    classifier.fit(kept.X, kept.y)
    classifier.set_params(callbacks=None)  # it cannot be sent to the other process
    after = analyze_errors(classifier.predictions_, kept.X, alpha=classifier.alpha)
    return {"model": model, "data": kept, "fresh": fresh, "classifier": classifier, "diagnosis_after": after}


def split(data: Dataset, seed: int) -> tuple[Dataset, Dataset]:
    """Return three quarters of the rows and the last one, with the classes in proportion."""
    X, later, y, labels = train_test_split(data.X, data.y, test_size=0.25, stratify=data.y, random_state=seed)
    parts = [(X, y), (later, labels)]
    kept, fresh = (
        Dataset(
            data.name, rows.reset_index(drop=True) if hasattr(rows, "reset_index") else rows, truth, data.description
        )
        for rows, truth in parts
    )
    return kept, fresh


def compare_models(
    *, tell: Any, stop: Event, data: Dataset, a: str, b: str, seed: int, scoring: str, rope: float | None
) -> Comparison:
    """Compare two models on the same folds of the rows."""
    del tell, stop  # it takes a few fits, and none is told of
    first, second = (make_model(name, data.X) for name in (a, b))
    return compare(first, second, X=data.X, y=data.y, scoring=scoring, rope=rope, random_state=seed)


def compare_all(
    *, tell: Any, stop: Event, data: Dataset, model: str, strategies: Any, seed: int, scoring: str
) -> StrategyComparison:
    """Compare strategies on one model, side by side."""
    del tell, stop
    return compare_strategies(make_model(model, data.X), data.X, data.y, strategies, scoring=scoring, random_state=seed)
