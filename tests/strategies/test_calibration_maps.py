"""Maps from a probability to a calibrated one."""

import numpy as np
import pytest
from scipy.optimize import brute
from scipy.special import expit, logit, softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import log_loss

from skmitigate.strategies._calibration_maps import IsotonicMap, SigmoidMap, logits, temperature


def test_temperature_is_found_again():
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(20_000, 3))
    codes = np.array([rng.choice(3, p=p) for p in softmax(scores, axis=1)])
    assert temperature(3 * scores, codes, np.ones(len(codes))) == pytest.approx(3.0, rel=0.05)


def test_temperature_is_the_one_that_brute_force_finds():
    rng = np.random.default_rng(1)
    proba, weights = rng.dirichlet([0.3, 0.3, 0.3], size=400), rng.random(400)
    codes = np.array([rng.choice(3, p=p) for p in 0.5 * proba + 0.5 / 3])

    def loss(parameters):
        return log_loss(codes, softmax(logits(proba) / parameters[0], axis=1), sample_weight=weights)

    best = brute(loss, [(0.05, 20.0)], Ns=200)
    assert temperature(logits(proba), codes, weights) == pytest.approx(best[0], rel=1e-3)


def test_temperature_weighs_the_rows():
    scores = logits(np.array([[0.9, 0.1], [0.9, 0.1]]))
    sure = temperature(scores, np.array([0, 1]), np.array([99.0, 1.0]))
    unsure = temperature(scores, np.array([0, 1]), np.array([55.0, 45.0]))
    assert sure < 1 < unsure


def test_logits_of_zero_are_finite():
    assert np.isfinite(logits(np.array([[0.0, 1.0]]))).all()


def test_sigmoid_finds_a_logistic_curve_again():
    rng = np.random.default_rng(0)
    z = rng.normal(size=20_000)
    positive = rng.random(len(z)) < expit(0.5 * z - 1)
    curve = SigmoidMap().fit(expit(z), positive, np.ones(len(z)))
    np.testing.assert_allclose(curve(expit(z[:50])), expit(0.5 * z[:50] - 1), atol=0.03)


@pytest.mark.parametrize("fit", [SigmoidMap, IsotonicMap])
@pytest.mark.parametrize("value", [True, False])
def test_class_that_is_always_or_never_there_is_not_certain(fit, value):
    p = np.linspace(0.1, 0.9, 20)
    mapped = fit().fit(p, np.full(20, value), np.ones(20))(p)
    assert ((mapped > 0) & (mapped < 1)).all()
    assert (mapped > 0.5).all() == value


def test_isotonic_is_the_isotonic_regression_kept_off_the_ends():
    rng = np.random.default_rng(0)
    p = rng.random(300)
    positive = rng.random(300) < p**2
    reference = IsotonicRegression(out_of_bounds="clip").fit(p, positive).predict(p)
    mapped = IsotonicMap().fit(p, positive, np.ones(300))(p)
    np.testing.assert_allclose(mapped, np.clip(reference, 1 / 302, 301 / 302))
    assert logit(mapped).max() < 10
