"""The corrected t test over folds, as a test and as a posterior."""

import json

import numpy as np
import pytest
from baycomp import two_on_single
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from skmitigate.evidence import CorrelatedT, correlated_t

SCORES = st.integers(0, 2**32 - 1)


@given(SCORES, st.integers(2, 10), st.integers(1, 5), st.sampled_from([0.0, 0.005, 0.02]))
def test_probabilities_are_those_of_baycomp(seed, n_folds, runs, rope):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0.7, 0.9, (2, n_folds * runs))
    expected = two_on_single(x, y, rope=rope, runs=runs)
    worse, equal, better = correlated_t(y - x, runs=runs).probabilities(rope)
    np.testing.assert_allclose((worse, better) if rope == 0 else (worse, equal, better), expected, atol=1e-9)


@pytest.mark.parametrize(("difference", "rope"), [(0.0, 0.0), (0.03, 0.0), (-0.03, 0.01), (0.005, 0.01)])
def test_folds_that_all_say_the_same_leave_no_doubt_as_with_baycomp(difference, rope):
    x = np.full(5, 0.8)
    expected = two_on_single(x, x + difference, rope=rope)
    # adding rounds in the last digit, so that the variance is tiny and not 0: baycomp is asked for exact differences
    worse, equal, better = correlated_t(np.full(5, difference)).probabilities(rope)
    np.testing.assert_allclose((worse, better) if rope == 0 else (worse, equal, better), expected, atol=1e-6)


def test_nadeau_and_bengio_worked_by_hand():
    """Ten folds: mean .021, variance of the scores 1.4333e-4; the factor is 1/10 + 1/9."""
    differences = np.array([0.02, 0.01, 0.02, 0.0, 0.03, 0.03, 0.01, 0.04, 0.02, 0.03])
    variance = ((differences - 0.021) ** 2).sum() / 9
    found = correlated_t(differences)
    assert variance == pytest.approx(1.43333e-4, rel=1e-4)
    assert found.standard_error == pytest.approx(np.sqrt(variance * (1 / 10 + 1 / 9)))
    assert found.df == 9
    assert found.mean / found.standard_error == pytest.approx(3.8176, rel=1e-4)
    assert found.p_value == pytest.approx(0.0041, abs=1e-4)


@given(SCORES, st.integers(2, 30))
def test_without_correlation_it_is_the_plain_t_test(seed, n):
    values = np.random.default_rng(seed).normal(0.1, 1, n)
    found, plain = correlated_t(values, test_to_train=0.0), ttest_1samp(values, 0)
    assert found.p_value == pytest.approx(plain.pvalue, rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(found.interval(0.9), plain.confidence_interval(0.9), rtol=1e-9)


@pytest.mark.parametrize(("values", "runs"), [([0.1], 1), ([0.1, 0.2, 0.3], 2), ([0.1, 0.2], 2), ([[0.1, 0.2]], 1)])
def test_too_few_or_uneven_scores_are_refused(values, runs):
    with pytest.raises(ValueError, match="Expected at least two"):
        correlated_t(values, runs=runs)


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_scores_that_are_no_numbers_are_refused(odd):
    with pytest.raises(ValueError, match="Expected finite differences, got 1 of 3"):
        correlated_t([0.1, odd, 0.2])


def test_dictionary_is_json_safe():
    assert json.loads(json.dumps(CorrelatedT(0.1, 0.2, 4).to_dict())) == {"mean": 0.1, "standard_error": 0.2, "df": 4}
