"""Finders of label issues: ours, cleanlab's, and the user's."""

import numpy as np
import pytest

from skmitigate.strategies import _label_finders
from skmitigate.strategies._label_finders import find_by, spare_each_class


@pytest.fixture
def noisy():
    """Codes of two classes, some of them wrong, and probabilities that know the true ones."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 200)
    proba = np.eye(2)[truth] * 0.8 + rng.dirichlet(np.ones(2), 200) * 0.2
    return np.where(rng.random(200) < 0.2, 1 - truth, truth), proba


@pytest.mark.parametrize("filter_by", ["prune_by_noise_rate", "prune_by_class", "both"])
def test_cleanlab_finds_what_we_find(noisy, filter_by):
    found = find_by("cleanlab", *noisy, filter_by=filter_by)
    assert found.sum() > 20
    np.testing.assert_array_equal(found, find_by("own", *noisy, filter_by=filter_by))


def test_cleanlab_says_nothing_of_classes_of_one_row():
    codes, proba = np.array([0, 0, 0, 1]), np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]])
    assert not find_by("cleanlab", codes, proba, filter_by="both").any()


def test_missing_cleanlab_is_told_with_the_command_that_installs_it(noisy, monkeypatch):
    def gone(module, *, extra, needed_for):
        raise ImportError(f"{module} {extra} {needed_for}")

    monkeypatch.setattr(_label_finders, "load_optional", gone)
    with pytest.raises(ImportError, match=r"cleanlab\.filter labels LabelCleaning"):
        find_by("cleanlab", *noisy, filter_by="both")


def test_callable_is_given_codes_and_probabilities_and_returns_a_mask(noisy):
    found = find_by(lambda codes, proba: proba[np.arange(len(codes)), codes] < 0.1, *noisy, filter_by="both")
    assert found.any()


@pytest.mark.parametrize(
    "returned", [np.array([1, 2]), np.zeros(200), np.zeros((200, 2), dtype=bool)], ids=["positions", "floats", "matrix"]
)
def test_callable_that_returns_no_mask_is_refused(noisy, returned):
    with pytest.raises(ValueError, match=r"Expected finder to return a mask of shape \(200,\).*Positions become"):
        find_by(lambda *_: returned, *noisy, filter_by="both")


def test_best_row_of_a_class_of_which_nothing_would_be_left_is_spared():
    codes = np.array([0, 0, 1, 1, 2])
    issues = np.array([True, True, True, False, False])
    spared = spare_each_class(issues, codes, np.array([0.1, 0.3, 0.0, 0.9, 0.9]))
    assert spared.tolist() == [True, False, True, False, False]
    assert issues.sum() == 3
