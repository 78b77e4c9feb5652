"""The report does not depend on where and in which order fits are made, nor on how often the search was killed."""

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from distributed import Client, LocalCluster
from sklearn.datasets import make_classification
from sklearn.tree import DecisionTreeClassifier

from skmitigate import SelfCorrectingClassifier
from skmitigate.correction import FitDone, use_executor

X, Y = make_classification(300, 12, n_informative=5, n_classes=3, weights=[0.7, 0.2, 0.1], flip_y=0.08, random_state=0)
STRATEGIES = ["class_balancing", "probability_calibration", "data_augmentation", "outlier_removal"]
SETTINGS = {"strategies": STRATEGIES, "max_iterations": 2, "cv": 4}


def fitted(**settings):
    return SelfCorrectingClassifier(DecisionTreeClassifier(), **{"random_state": 0, **SETTINGS, **settings}).fit(X, Y)


def told(model):
    """Everything that a fit tells, but how long it took."""
    report = model.report_.to_dict()
    del report["seconds"]
    trials = {name: list(map(repr, values)) for name, values in model.trials_.items()}
    return report, trials, model.predictions_.to_dict(), model.predict_proba(X).tolist()


@pytest.fixture(scope="module")
def serial():
    return told(fitted())


def test_two_jobs(serial):
    assert told(fitted(n_jobs=2)) == serial


class Kill:
    """A callback that kills a process when so many fits are done; the model itself has four."""

    def __init__(self, pid, n_fits):
        self.pid = pid
        self.n_fits = n_fits
        self.killed = False

    def __call__(self, event):
        """See whether it is time."""
        if not self.killed and isinstance(event, FitDone) and event.done == self.n_fits:
            self.killed = True
            os.kill(self.pid, signal.SIGKILL)


def test_cluster_of_which_a_worker_is_killed(serial):
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0, silence_logs=logging.CRITICAL
        ) as cluster,
        Client(cluster) as client,
        use_executor(client),
    ):
        kill = Kill(client.run(os.getpid).popitem()[1], 7)
        assert told(fitted(callbacks=kill)) == serial
        assert kill.killed


SCRIPT = """
import os, sys
sys.path.append(sys.argv[1])
from test_same_report import Kill, fitted
fitted(random_state=eval(sys.argv[2]), checkpoint=sys.argv[3], callbacks=Kill(os.getpid(), int(sys.argv[4])))
"""


def killed_after(n_fits, folder, random_state):
    """Make the fit in another process, which is killed when so many results are there."""
    arguments = [Path(__file__).parent, repr(random_state), folder, str(n_fits)]
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", SCRIPT, *arguments], check=False)
    return run.returncode == -signal.SIGKILL and len(list(folder.glob("fit-*.npz"))) == n_fits


def test_fit_that_is_killed_and_resumed(serial, tmp_path):
    assert all(killed_after(n_fits, tmp_path, 0) for n_fits in (3, 9))
    assert told(fitted(checkpoint=tmp_path)) == serial


def test_fit_without_a_seed_that_is_killed_and_resumed(tmp_path):
    assert killed_after(5, tmp_path, None)
    resumed = fitted(checkpoint=tmp_path, random_state=None)
    assert told(resumed) == told(fitted(random_state=None, checkpoint=tmp_path))
    assert resumed.predictions_.to_dict() != fitted(random_state=None).predictions_.to_dict()
