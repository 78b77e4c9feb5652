"""Fits are made wherever there is room, and each result is known by the place of its task."""

import numpy as np
import pytest
from sklearn import config_context
from sklearn.compose import make_column_transformer
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skmitigate.predictions._fold_fits import Rows, fit_fold
from skmitigate.predictions._schedule import run_tasks

RNG = np.random.default_rng(0)
Y = RNG.integers(0, 2, 60)
ROWS = Rows(RNG.normal(size=(60, 2)) + Y[:, None], Y)


def task(size, estimator=None):
    split = (np.arange(30, 60), np.arange(size))
    return {"estimator": estimator or GaussianNB(), "split": split, "classes": np.arange(2), "seed": 0}


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_every_task_is_run_once_and_known_by_its_position(n_jobs):
    done = list(run_tasks(fit_fold, ROWS, [task(size) for size in range(1, 8)], n_jobs=n_jobs))
    assert sorted((i, len(result.codes)) for i, result in done) == [(i, i + 1) for i in range(7)]


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_run_that_is_given_up_ends_without_a_word(n_jobs):
    run = run_tasks(fit_fold, ROWS, [task(3)] * 9, n_jobs=n_jobs)
    next(run)
    run.close()
    assert list(run) == []


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_tasks_see_the_settings_of_the_caller(n_jobs):
    """The second step asks for a column by its name, which the first one gives to frames only."""
    model = make_pipeline(StandardScaler(), make_column_transformer(("passthrough", ["x1"])), GaussianNB())
    with config_context(transform_output="pandas"):
        [(_, result)] = run_tasks(fit_fold, ROWS, [task(3, model)], n_jobs=n_jobs)
    assert len(result.codes) == 3


def test_no_tasks():
    assert list(run_tasks(fit_fold, ROWS, [], n_jobs=2)) == []


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_what_a_task_raises_is_raised(n_jobs):
    with pytest.raises(ValueError, match="Number of priors"):
        list(run_tasks(fit_fold, ROWS, [task(3, GaussianNB(priors=[1.0]))], n_jobs=n_jobs))
