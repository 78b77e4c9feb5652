"""A grid over strategies and their settings, for scikit-learn's searches."""

from typing import Any

from sklearn.base import clone
from sklearn.pipeline import Pipeline, make_pipeline

from skmitigate._typing import Estimator
from skmitigate._utils._wrapping import check_classifier
from skmitigate.strategies._catalogue import known_strategies, resolve


def strategy_grid(
    estimator: Estimator, *, strategies: Any = "all", random_state: Any = None
) -> list[dict[str, list[Any]]]:
    """Return a parameter grid over strategies around the last step of a Pipeline, each with its settings.

    The first entry is the model as it is. A search over the grid takes the best mean, which is too high for having been
    chosen and accepts changes that do nothing; :class:`~skmitigate.SelfCorrectingClassifier` tries the same strategies
    under a test that is corrected for their number.

    Parameters
    ----------
    estimator : classifier
        A Pipeline, to be searched itself; or a classifier, to be searched as ``make_pipeline(estimator)``.
    strategies : "all" or list of str or Strategy, default="all"
        ``"all"``: those that change predictions and need nothing that only the user knows, such as slices or costs. A
        list holds aliases or strategies; what they wrap is replaced.
    random_state : int, RandomState instance or None, default=None
        Handed to every strategy that takes one and has none.

    Returns
    -------
    list of dict
        For ``param_grid`` of ``GridSearchCV``.

    Raises
    ------
    ValueError
        If `estimator` is no classifier, or a strategy is not known.

    See Also
    --------
    skmitigate.SelfCorrectingClassifier : Chooses under a corrected test, and says what choosing is worth.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.model_selection import GridSearchCV
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skmitigate.strategies import strategy_grid
    >>> model = make_pipeline(StandardScaler(), GaussianNB())
    >>> grid = strategy_grid(model, strategies=["class_balancing", "probability_calibration"], random_state=0)
    >>> search = GridSearchCV(model, grid, cv=3, scoring="neg_log_loss").fit(*load_wine(return_X_y=True))
    >>> len(search.cv_results_["params"])
    9
    """
    check_classifier(estimator, owner="strategy_grid")
    pipeline = estimator if isinstance(estimator, Pipeline) else make_pipeline(estimator)
    name, model = pipeline.steps[-1]
    named_all = isinstance(strategies, str) and strategies == "all"
    chosen = [resolve(strategy) for strategy in (known_strategies() if named_all else strategies)]
    grid: list[dict[str, list[Any]]] = [{name: [clone(model)]}]
    for strategy in chosen:
        around = strategy.set_params(estimator=clone(model))
        if "random_state" in around.get_params(deep=False) and around.random_state is None:
            around.set_params(random_state=random_state)
        grid += [
            {name: [around], **{f"{name}__{key}": list(values) for key, values in entry.items()}}
            for entry in strategy.search_settings(model) or ([] if named_all else [{}])
        ]
    return grid
