"""Fits on an executor: the tables are those of a serial run, and nothing of the process is changed."""

import logging
import threading
import time
import warnings
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from sklearn import config_context
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import ExtraTreeClassifier

from skmitigate._sklearn import _routing_enabled
from skmitigate.predictions._cross_val import CrossFitter, cross_val_predictions
from skmitigate.predictions._executor import Place, current_place, run_on, use_executor
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._probability_calibration import ProbabilityCalibration

RNG = np.random.default_rng(0)
N = 90
Y = RNG.integers(0, 3, N)
X = RNG.normal(size=(N, 3)) + Y[:, None]
MODELS = [ExtraTreeClassifier(), RandomForestClassifier(3), ProbabilityCalibration(GaussianNB(), method="temperature")]


class Backwards(Executor):
    """It does nothing until it is asked to, and then runs the last task first."""

    def __init__(self):
        self.waiting = []

    def submit(self, function, /, *args, **kwargs):
        self.waiting.append((Future(), function, args, kwargs))
        if len(self.waiting) == 3:
            self.run()
        return self.waiting[-1][0] if self.waiting else self.last

    def run(self):
        self.last = self.waiting[-1][0]
        while self.waiting:
            future, function, args, kwargs = self.waiting.pop()
            future.set_result(function(*args, **kwargs))


def assert_as_serial():
    serial = CrossFitter(X, Y, cv=3, random_state=0).tables(MODELS)
    with_executor = CrossFitter(X, Y, cv=3, random_state=0)
    tables = with_executor.tables(MODELS)
    assert with_executor.n_fits == 9
    for one, other in zip(serial, tables, strict=True):
        assert one.to_dict() == other.to_dict()


@pytest.mark.parametrize("make", [lambda: ThreadPoolExecutor(2), Backwards], ids=["threads", "backwards"])
def test_tables_do_not_depend_on_the_order_of_arrival(make):
    with make() as executor, use_executor(executor):
        assert_as_serial()


def test_processes_give_the_same_tables_and_models():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor, use_executor(executor):
        table = cross_val_predictions(ExtraTreeClassifier(), X, Y, cv=3, random_state=0)
        model = CrossFitter(X, Y, cv=3, random_state=0).fit({"model": ExtraTreeClassifier()})["model"]
    assert table.to_dict() == cross_val_predictions(ExtraTreeClassifier(), X, Y, cv=3, random_state=0).to_dict()
    alone = CrossFitter(X, Y, cv=3, random_state=0).fit({"model": ExtraTreeClassifier()})["model"]
    np.testing.assert_array_equal(model.predict_proba(X), alone.predict_proba(X))


def test_errors_are_raised_or_handed_back_where_asked():
    wrong = GaussianNB(priors=[1.0])
    with ThreadPoolExecutor(2) as executor, use_executor(executor):
        error, table = CrossFitter(X, Y, cv=3, random_state=0).tables([wrong, GaussianNB()], catch=ValueError)
        assert isinstance(error, ValueError)
        assert isinstance(table, PredictionTable)
        with pytest.raises(ValueError, match="Number of priors"):
            cross_val_predictions(wrong, X, Y, random_state=0)


def test_tasks_that_have_not_begun_are_given_up_after_an_error():
    class Lazy(Executor):
        def __init__(self):
            self.futures = []

        def submit(self, *args, **kwargs):
            del args, kwargs
            self.futures.append(Future())
            if len(self.futures) == 1:
                self.futures[0].set_exception(OSError("no machine"))
            return self.futures[-1]

    lazy = Lazy()
    with pytest.raises(OSError, match="no machine"):
        list(run_on(Place(lazy), fit_nothing, None, [{}, {}, {}]))
    assert [future.cancelled() for future in lazy.futures[1:]] == [True, True]


def fit_nothing(shared):
    return shared


def what_a_task_sees(shared):
    return shared, current_place(), _routing_enabled()


def test_tasks_see_the_settings_of_the_caller_and_no_executor():
    """A task that waited for tasks of its own on the same workers could wait for ever."""
    with ThreadPoolExecutor(1) as executor, use_executor(executor), config_context(enable_metadata_routing=True):
        assert list(run_on(Place(executor), what_a_task_sees, "rows", [{}])) == [(0, ("rows", None, True))]
        assert current_place().executor is executor
    assert current_place() is None


def test_threads_leave_the_filters_of_the_process_as_they_were():
    before = (list(warnings.filters), warnings.showwarning)
    with ThreadPoolExecutor(4) as executor, use_executor(executor):
        CrossFitter(X, Y, random_state=0).tables([LogisticRegression(max_iter=1)])
    assert (list(warnings.filters), warnings.showwarning) == before


@pytest.mark.parametrize("everything", [True, False], ids=["all rows", "folds"])
def test_error_of_a_listener_ends_the_run_and_leaves_the_filters_as_they_were(everything):
    def listener(name, cross_fitted):
        raise LookupError(f"{name}: {cross_fitted}")

    before = (list(warnings.filters), warnings.showwarning)
    fitter = CrossFitter(X, Y, cv=3, random_state=0)
    fitter.listener = listener
    with ThreadPoolExecutor(1) as executor, use_executor(executor), pytest.raises(LookupError, match="NB: False"):
        fitter.fit({"model": GaussianNB()}) if everything else fitter.table(GaussianNB())
    assert (list(warnings.filters), warnings.showwarning) == before


def test_tasks_that_run_already_are_waited_for_after_an_error():
    begun, ended = threading.Event(), []

    def slow(shared, *, i):
        if i == 0:
            begun.wait()
            raise LookupError(shared)
        begun.set()
        time.sleep(0.2)
        ended.append(i)

    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(LookupError):
            list(run_on(Place(executor), slow, "first", [{"i": 0}, {"i": 1}]))
        assert 1 in ended


def warn(shared):
    warnings.warn(shared, UserWarning, stacklevel=1)


class Client:
    """What a client of Dask does: tasks take the place of their results in other tasks."""

    def __init__(self):
        self.sent = []

    def get_executor(self):
        raise NotImplementedError

    def submit(self, function, *args, pure, retries):
        assert not pure
        assert retries
        self.sent.append(function.__name__)
        future = Future()
        future.set_result(function(*(arg.result() if isinstance(arg, Future) else arg for arg in args)))
        return future


def test_rows_travel_to_a_cluster_once():
    client = Client()
    with use_executor(client):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        fitter.fit_folds([GaussianNB()], folds=[0])
        table = fitter.table(GaussianNB())
        fitter.fit({"model": GaussianNB()})
    assert table.to_dict() == cross_val_predictions(GaussianNB(), X, Y, cv=3, random_state=0).to_dict()
    assert client.sent == ["_same"] + ["_run_alone"] * 4


def test_what_the_process_warns_of_meanwhile_is_logged(caplog):
    caplog.set_level(logging.DEBUG, logger="skmitigate.predictions")
    with ThreadPoolExecutor(1) as executor:
        assert list(run_on(Place(executor), warn, "careful", [{}])) == [(0, None)]
    assert "while the executor worked: careful" in caplog.text


@pytest.mark.parametrize("executor", [None, 2, GaussianNB(), "dask"], ids=str)
def test_what_is_no_executor_is_refused(executor):
    with pytest.raises(TypeError, match="Expected an executor with a method submit, got"), use_executor(executor):
        pass


def test_executor_that_cannot_be_waited_for_is_refused():
    class Client(Backwards):
        asynchronous = True

    with pytest.raises(TypeError, match="can be waited for"), use_executor(Client()):
        pass
