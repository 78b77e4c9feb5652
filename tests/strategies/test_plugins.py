"""Strategies that another package brings."""

import sys

import pytest
from sklearn.datasets import load_iris
from sklearn.naive_bayes import GaussianNB

from skmitigate import SelfCorrectingClassifier
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.strategies._catalogue import alias, known_strategies
from skmitigate.strategies._plugins import plugins

MODULE = '''
from skmitigate.strategies import RowStrategy

class EverySecondRow(RowStrategy):
    """Fits on every second row."""

    def __init__(self, estimator=None):
        self.estimator = estimator

    def _change_rows(self, X, y, sample_weight):
        return X[::2], y[::2], None if sample_weight is None else sample_weight[::2]
'''


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Pretend that a package with these entry points is installed."""

    def pretend(points):
        (tmp_path / "halving.py").write_text(MODULE, encoding="utf-8")
        info = tmp_path / "halving-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: halving\nVersion: 1.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text("[skmitigate.strategies]\n" + points, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

    yield pretend
    sys.modules.pop("halving", None)


def test_nothing_is_there_where_nobody_brings_any():
    assert plugins() == {}


def test_strategy_of_another_package_is_known_by_its_name_and_tried(install):
    install("every_second_row = halving:EverySecondRow\n")
    assert [strategy.__name__ for strategy in plugins().values()] == ["EverySecondRow"]
    assert alias(known_strategies()["every_second_row"]) == "every_second_row"  # what "auto" and "all" try
    loop = SelfCorrectingClassifier(
        GaussianNB(), strategies=["every_second_row"], min_errors_for_correction=1, racing=False, random_state=0
    )
    trials = loop.fit(*load_iris(return_X_y=True)).trials_
    assert trials["strategy"].tolist() == ["every_second_row"]
    assert trials["status"].tolist() == ["rejected"]


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ("lost = halving:Nothing\n", "'lost' of another package, halving:Nothing, cannot be loaded"),
        ("lost = no_such_module_here:Nothing\n", "cannot be loaded .ModuleNotFoundError"),
        ("wrong = collections:OrderedDict\n", "and no subclass of skmitigate.strategies.Strategy"),
    ],
)
def test_what_cannot_be_loaded_is_warned_about_and_left_out(install, points, told):
    install(points + "every_second_row = halving:EverySecondRow\n")
    with pytest.warns(SkmitigateWarning, match=told):
        assert list(plugins()) == ["every_second_row"]
