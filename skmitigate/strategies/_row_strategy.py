"""Strategies that change the rows, or the weights of the rows, that a model is fitted on."""

from abc import abstractmethod
from typing import Any

from sklearn.base import clone
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline

from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._fitting import fit_weighted
from skmitigate.exceptions import NotApplicable
from skmitigate.strategies._model_strategy import ModelStrategy
from skmitigate.strategies._strategy import Strategy


def check_no_folds_inside(strategy: Strategy) -> None:
    """Raise NotApplicable where rows are copied for something that would have copies on both sides of its folds."""
    inner: Estimator = strategy.estimator
    while inner is not None:
        if _learns_in_folds(inner):
            outer, name = type(strategy).__name__, type(inner).__name__
            raise NotApplicable(
                f"{outer} adds copies or neighbours of rows, which would be on both sides of the folds in which {name} "
                f"learns. Change the order, as in {name}({outer}(model))."
            )
        inner = inner.steps[-1][1] if isinstance(inner, Pipeline) else getattr(inner, "estimator", None)


def _learns_in_folds(estimator: Estimator) -> bool:
    """Whether an estimator splits the rows of its ``fit``: strategies say so, others have a parameter ``cv``."""
    if isinstance(estimator, Strategy):
        return estimator._learns_in_folds
    settings = estimator.get_params(deep=False) if hasattr(estimator, "get_params") else {}
    return "cv" in settings and not isinstance(settings["cv"], str)  # "prefit"


def check_not_frozen(strategy: Strategy) -> None:
    """Raise ValueError where the model keeps what it has learned, whatever rows or columns it is given."""
    inner: Estimator = strategy.estimator
    while isinstance(inner, Pipeline | Strategy):
        inner = inner.steps[-1][1] if isinstance(inner, Pipeline) else inner.estimator
    if isinstance(inner, FrozenEstimator):
        raise ValueError(
            f"{type(strategy).__name__} changes what a model is fitted on, and a FrozenEstimator is not fitted again. "
            "Pass the model unfitted."
        )


class RowStrategy(ModelStrategy):
    """Base of the strategies that add, drop, weigh or relabel rows; they do so in ``fit`` only.

    Subclasses write ``_change_rows(X, y, sample_weight)``, which returns the three as the model shall see them.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline.

    Attributes
    ----------
    estimator_ : classifier
        The fitted clone of `estimator`.
    classes_ : ndarray of shape (n_classes,)
        The labels.

    See Also
    --------
    DecisionStrategy : Changes what is decided from a model's probabilities.

    Examples
    --------
    >>> from skmitigate.strategies import DataAugmentation, RowStrategy
    >>> issubclass(DataAugmentation, RowStrategy)
    True
    """

    @abstractmethod
    def _change_rows(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None
    ) -> tuple[Any, AnyArray, FloatArray | None]:
        """Return rows, labels and weights for the fit."""

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        del groups
        check_not_frozen(self)
        self.estimator_ = fit_weighted(clone(self.estimator), *self._change_rows(X, y, sample_weight))
