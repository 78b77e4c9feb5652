"""Have anybody's classifier log what it predicts."""

import functools
import inspect
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from skmitigate._typing import AnyArray
from skmitigate.exceptions import PredictionLogWarning
from skmitigate.monitoring._prediction_log import PredictionLog

_STATE = "_monitoring"
_LOGGED = ("predict", "predict_proba")
#: What predicts rows that are no traffic.
_SILENT = ("fit", "partial_fit", "score", "error_table", "analyze_errors", "explain_error", "tell_error")
#: What logging may raise; whatever it is, predicting goes on.
_TROUBLE = (ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)


class MonitoringMixin:
    """Methods that log each prediction of a fitted classifier; for any class of scikit-learn's make.

    Put it in front, ``class MyForest(MonitoringMixin, RandomForestClassifier)``, and hand the fitted classifier a log.
    Parameters, ``fit`` and predictions stay what they are. A clone, a copy and a pickled classifier log nothing until
    they are handed a log, so neither cross-validation nor a search fills it; nor do ``fit`` and ``score``.

    Warns
    -----
    PredictionLogWarning
        If predictions could not be logged. They are returned all the same.

    See Also
    --------
    skmitigate.PredictionLog : Where the predictions go.
    skmitigate.ErrorAnalysisMixin : Says of a classifier where it errs.

    Examples
    --------
    >>> import tempfile
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import MonitoringMixin, PredictionLog
    >>> class Bayes(MonitoringMixin, GaussianNB):
    ...     pass
    >>> X, y = load_iris(return_X_y=True, as_frame=True)
    >>> model = Bayes().fit(X[::2], y[::2])
    >>> with tempfile.TemporaryDirectory() as folder, PredictionLog(f"{folder}/predictions.db") as log:
    ...     proba = model.monitor_with(log, model="bayes").predict_proba(X[1::2])
    ...     added = log.add_labels(model.logged_ids(), y[1::2])
    ...     table = log.window()
    >>> table
    PredictionTable(75 rows, 3 classes, 3 errors)
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Have the new class's methods log, or be silent."""
        super().__init_subclass__(**kwargs)  # first: what other mixins put around a method is silent, too
        for name in (*_LOGGED, *_SILENT):
            method = inspect.getattr_static(cls, name, None)
            if hasattr(method, "__get__") and not isinstance(method, _Watched):
                setattr(cls, name, _Watched(name, method))

    def monitor_with(
        self, log: PredictionLog | None, *, model: str | None = None, proba: bool = False, likeliest: bool = False
    ) -> Self:
        """Log from now on what ``predict`` and ``predict_proba`` return.

        Parameters
        ----------
        log : PredictionLog or None
            Where to. None ends it.
        model : str, default=None
            By what name; None takes that of the class.
        proba : bool, default=False
            Whether to ask ``predict_proba``, too, when ``predict`` is called.
        likeliest : bool, default=False
            Whether to take the likeliest class for the prediction when ``predict_proba`` is called. It spares a call of
            ``predict``, and is wrong for classifiers that decide otherwise, such as those with thresholds, and SVC.

        Returns
        -------
        object
            The classifier itself.

        Raises
        ------
        TypeError
            If `log` is no log.
        """
        if log is None:
            vars(self).pop(_STATE, None)
            return self
        if not isinstance(log, PredictionLog):
            raise TypeError(f"Expected a PredictionLog, or None to end it, got {log!r}. Pass PredictionLog(path).")
        setattr(self, _STATE, _Monitoring(log, model or type(self).__name__, proba=proba, likeliest=likeliest))
        return self

    def logged_ids(self) -> AnyArray | None:
        """Return the ids of the rows that this thread had predicted last.

        Returns
        -------
        ndarray of str of shape (n_rows,) or None
            By which labels are added to the log; None where nothing was logged, or it could not be.
        """
        state = vars(self).get(_STATE)
        return None if state is None else state.last_ids

    def __getstate__(self) -> Any:
        """Return what is copied and pickled: all but the log."""
        state = super().__getstate__()
        return {name: value for name, value in state.items() if name != _STATE} if isinstance(state, dict) else state


class _Monitoring:
    """Where a classifier's predictions go."""

    def __init__(self, log: PredictionLog, model: str, *, proba: bool, likeliest: bool) -> None:
        self._log, self._model, self._proba, self._likeliest = log, model, proba, likeliest
        self._thread = threading.local()

    @property
    def last_ids(self) -> AnyArray | None:
        """The ids of what this thread logged last."""
        return getattr(self._thread, "ids", None)

    @property
    def silent(self) -> bool:
        """Whether this thread is inside a method of the classifier."""
        return getattr(self._thread, "silent", False)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Log nothing in the block, in which methods call each other."""
        self._thread.silent = True
        try:
            yield
        finally:
            self._thread.silent = False

    def keep(self, classifier: Any, name: str, X: Any, result: Any) -> None:
        """Log what a method returned; warn where that fails."""
        self._thread.ids = None
        try:
            with self.silence():
                if name == "predict":
                    labels, proba = result, classifier.predict_proba(X) if self._proba else None
                else:
                    labels, proba = None if self._likeliest else classifier.predict(X), result
            classes = None if proba is None else classifier.classes_
            self._thread.ids = self._log.log(X, labels, proba, model=self._model, classes=classes)
        except _TROUBLE as error:
            message = f"Predictions of {self._model} were not logged: {error}"
            warnings.warn(message, PredictionLogWarning, stacklevel=3)


class _Watched:
    """A method that logs what it returns, or is silent, where the classifier has a log; else the method itself."""

    def __init__(self, name: str, method: Any) -> None:
        self._name, self._method = name, method

    def __get__(self, classifier: Any, owner: type | None = None) -> Any:
        method = self._method.__get__(classifier, owner)
        state = None if classifier is None else vars(classifier).get(_STATE)
        return method if state is None or state.silent else self._watched(classifier, state, method)

    def _watched(self, classifier: Any, state: _Monitoring, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def watched(*args: Any, **kwargs: Any) -> Any:
            with state.silence():
                result = method(*args, **kwargs)
            if self._name in _LOGGED:
                state.keep(classifier, self._name, args[0] if args else kwargs.get("X"), result)
            return result

        return watched
