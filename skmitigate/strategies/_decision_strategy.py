"""Strategies that learn a decision from a table of cross-fitted predictions."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Protocol

import numpy as np
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import aligned_proba, has_proba, predicted_codes
from skmitigate._utils._wrapping import remember_input
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._fold_tables import kept_tables
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._strategy import Strategy


class Answers(Protocol):
    """What a model says about some rows; a :class:`PredictionTable` is one."""

    @property
    def y_pred(self) -> IntArray:
        """Positions of the predicted classes, shape (n_rows,)."""

    @property
    def proba(self) -> FloatArray | None:
        """Probabilities, shape (n_rows, n_classes), or None."""


class ModelAnswers:
    """The answers of a fitted model, each computed when it is asked for."""

    def __init__(self, model: Estimator, X: Any, classes: AnyArray) -> None:
        self._model, self._X, self._classes = model, X, classes

    @cached_property
    def y_pred(self) -> IntArray:
        """Positions of the predicted classes."""
        return predicted_codes(self._model, self._X, self._classes)

    @cached_property
    def proba(self) -> FloatArray | None:
        """Probabilities, or None where the model has none."""
        return aligned_proba(self._model, self._X, self._classes) if has_proba(self._model) else None


def offers_proba(strategy: "DecisionStrategy") -> bool:
    """Whether ``predict_proba`` can be had; the AttributeError of ``available_if`` names the method."""
    return strategy._gives_proba()


class DecisionStrategy(Strategy):
    """Base of the strategies that only change the decision made from a model's probabilities.

    Alone, such a strategy cross-fits the model inside ``fit``, learns its decision from the predictions for rows that
    the model had not seen, and refits the model on all rows. In the correction loop and in
    :func:`~skmitigate.cross_val_predictions` it is judged from the table of the model that it wraps: the decision for
    each fold is learned from the other folds, at no further fit.

    Subclasses write ``_learn(tables)``, which returns a decision (any small object that can be pickled), and
    ``_apply(decision, answers)``, which returns class codes and probabilities. One that needs more models than the
    wrapped one also writes ``_parts(fitter)``.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline.
    cv : int, splitter or iterable, default=5
        Folds for learning the decision.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.

    Attributes
    ----------
    members_ : dict of str to classifier
        The models fitted on all rows; ``"model"`` is the wrapped one.
    estimator_ : classifier
        The wrapped model, fitted on all rows; absent where the decision does not use it.
    decision_ : object
        What was learned.
    classes_ : ndarray of shape (n_classes,)
        The labels.

    See Also
    --------
    RowStrategy : Changes the rows that a model is fitted on.

    Examples
    --------
    >>> from skmitigate.strategies import DecisionStrategy, ProbabilityCalibration
    >>> issubclass(ProbabilityCalibration, DecisionStrategy)
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **Strategy._parameter_constraints,
        "cv": ["cv_object"],
        "n_jobs": [None, int],
        "random_state": ["random_state"],
    }
    #: Whether a part other than the wrapped model may fail and be left out.
    _optional_parts: ClassVar[bool] = False
    _fit_params: ClassVar[tuple[str, ...]] = ("sample_weight", "groups")
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None, "groups": None}

    cv: Any
    n_jobs: int | None
    random_state: Any

    @property
    def _decides(self) -> bool:
        return True

    def _parts(self, fitter: CrossFitter) -> dict[str, Estimator]:
        """Return the unfitted models whose tables the decision reads."""
        del fitter
        return {"model": self.estimator}

    @abstractmethod
    def _learn(self, tables: Mapping[str, PredictionTable]) -> Any:
        """Return the decision learned from rows that the models had not seen."""

    @abstractmethod
    def _apply(self, decision: Any, answers: Mapping[str, Answers]) -> tuple[IntArray, FloatArray | None]:
        """Return class codes of shape (n,) and probabilities of shape (n, n_classes) or None."""

    def _uses(self, decision: Any, name: str) -> bool:
        """Whether the decision reads the model `name`; those that it does not read are not refitted."""
        del decision, name
        return True

    def _gives_proba(self) -> bool:
        """Whether there will be probabilities, before the fit, and whether there are, after it."""
        models = getattr(self, "members_", None) or {"model": self.estimator}
        return all(has_proba(model) for model in models.values())

    def _compose(self, tables: Mapping[str, PredictionTable]) -> PredictionTable:
        """Return the table of this strategy: for every fold, the decision learned from the rows of the others."""
        model = tables["model"]
        codes = model.y_pred.copy()
        proba = np.zeros((len(model), model.n_classes))
        complete = True
        for k, (train, _) in enumerate(model.splits):
            learn, test = np.isin(model.row, train), model.fold == k
            if not test.any():
                continue  # a table of some folds only
            if len(np.unique(model.y_true[learn])) > 1:
                decision = self._learn({name: table.take(learn) for name, table in tables.items()})
                answers: Mapping[str, Answers] = {name: table.take(test) for name, table in tables.items()}
                codes[test], fresh = self._apply(decision, answers)
            else:  # nothing to learn from, as in the first fold of a time series: the model's own answer stands
                fresh = None if model.proba is None else model.proba[test]
            complete = complete and fresh is not None
            if fresh is not None:
                proba[test] = fresh
        return replace(model, y_pred=codes, proba=proba if complete else None)

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        fitter = CrossFitter(
            X,
            y,
            cv=self.cv,
            groups=groups,
            sample_weight=sample_weight,
            n_jobs=self.n_jobs,
            random_state=self.random_state,
        )
        self._fit_on(fitter)

    def _fit_on(self, fitter: CrossFitter) -> None:
        """Learn the decision from the fitter's tables, and fit on all rows the models that it uses."""
        remember_input(self, fitter.X, fitter.y, fitter.sample_weight)
        parts = self._parts(fitter)
        catch = Exception if self._optional_parts else ()
        # What a member of a library complains about is nothing that the user could change.
        made = fitter.tables(parts.values(), catch=catch, warn=not self._optional_parts)
        found = dict(zip(parts, made, strict=True))
        tables = kept_tables(found, optional=self._optional_parts)
        self.decision_ = self._learn(tables)
        self.members_ = fitter.fit({name: part for name, part in parts.items() if self._uses(self.decision_, name)})
        if "model" in self.members_:
            self.estimator_ = self.members_["model"]

    def _answer(self, X: Any) -> tuple[IntArray, FloatArray | None]:
        check_is_fitted(self)
        return self._apply(
            self.decision_, {name: ModelAnswers(model, X, self.classes_) for name, model in self.members_.items()}
        )

    def predict(self, X: Any) -> AnyArray:
        """Predict the class of each row.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,)
            Labels.
        """
        codes, _ = self._answer(X)
        return np.asarray(self.classes_[codes])

    @available_if(offers_proba)
    def predict_proba(self, X: Any) -> FloatArray:
        """Predict the probability of each class.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        proba = self._answer(X)[1]
        assert proba is not None  # available_if
        return proba
