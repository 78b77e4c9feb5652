"""Risk at a coverage on tables."""

from dataclasses import replace

import numpy as np
import pytest
from generators import random_table, tables
from hypothesis import given, settings

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics import resolve_metric, risk_at_coverage_scorer, risk_coverage_curve
from skmitigate.metrics._abstention import RiskAtCoverage


@given(tables())
@settings(max_examples=30, deadline=None)
def test_mean_of_the_rows_is_the_score(table):
    if table.proba is not None:
        formula = RiskAtCoverage(0.7)
        assert formula.rows(table).mean() == pytest.approx(formula.score(table), abs=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_risk_is_that_of_the_curve_at_its_points(weighted):
    table = random_table(0, ["a", "b", "c"], 80, weighted=weighted)
    curve = risk_coverage_curve(table.proba.max(axis=1), table.errors, sample_weight=table.sample_weight)
    for i in (3, 12, len(curve.coverage) - 1):
        assert RiskAtCoverage(curve.coverage[i]).score(table) == pytest.approx(curve.risk[i])


def test_equally_sure_rows_count_in_part():
    table = random_table(0, ["a", "b"], 4)
    table = replace(table, y_true=np.array([0, 0, 1, 1]), y_pred=np.array([0, 1, 1, 1]), proba=np.full((4, 2), 0.5))
    assert RiskAtCoverage(0.5).score(table) == 0.25
    assert RiskAtCoverage(1.0).score(table) == 0.25


def test_variance_of_a_difference_is_that_of_the_bootstrap():
    before, after = (random_table(3, [0, 1, 2], 800, skill=skill) for skill in (1.0, 1.3))
    metric = resolve_metric(risk_at_coverage_scorer(0.6))
    rows = metric.rows(after) - metric.rows(before)
    rng = np.random.default_rng(0)
    picks = [rng.integers(0, 800, 800) for _ in range(400)]
    draws = [metric.score(after.take(pick)) - metric.score(before.take(pick)) for pick in picks]
    assert rows.std() / np.sqrt(800) == pytest.approx(np.std(draws), rel=0.15)


def test_table_without_probabilities_is_not_applicable():
    with pytest.raises(NotApplicable, match="needs probabilities"):
        RiskAtCoverage(0.8).score(replace(random_table(0, [0, 1], 10), proba=None))
