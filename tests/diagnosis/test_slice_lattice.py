"""All slices on some columns, against slices counted one by one."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from skmitigate.diagnosis._coded_columns import code_columns
from skmitigate.diagnosis._slice import Slice
from skmitigate.diagnosis._slice_lattice import WEIGHTS, SliceLattice, make_grid

N, MIN_ROWS = 300, 20


def case(seed):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({"a": rng.normal(size=N), "b": rng.integers(0, 4, N), "c": rng.choice(["u", "v", None], N)})
    X.loc[rng.random(N) < 0.1, "a"] = np.nan
    rates = np.where(rng.random(N) < 0.5, 0.1, 0.2)
    errors = np.flatnonzero(rng.random(N) < rates + 0.3 * ((X["b"] == 1) & (X["c"] == "u")))
    return X, code_columns(X, MIN_ROWS), rates, errors


def one_by_one(X, columns, max_conditions):
    """Yield the slices with their rows, by the columns' own conditions."""
    for n_conditions in range(1, max_conditions + 1):
        grids = [make_grid(column, n_conditions, min_rows=MIN_ROWS) for column in columns]
        for chosen in combinations(range(len(columns)), n_conditions):
            for runs in product(*(range(len(grids[j].runs)) for j in chosen)):
                conditions = []
                bounded = False
                for j, place in zip(chosen, runs, strict=True):
                    conditions += columns[j].conditions(*grids[j].runs[place])
                    bounded |= bool(grids[j].bounded[place])
                inside = Slice(tuple(conditions)).mask(X)
                if MIN_ROWS <= inside.sum() <= N - MIN_ROWS:
                    yield n_conditions, bounded, tuple(conditions), inside


def score(inside, wrong, rates):
    size, expected, count = inside.sum(), rates[inside].sum(), (inside & wrong).sum()
    if count <= expected:
        return 0.0
    variance = (rates * (1 - rates))[inside].sum() * (1 - size / N)
    ratio = count * np.log(count / expected)
    if count < size:
        ratio += (size - count) * np.log((size - count) / (size - expected))
    return expected * (1 - expected / size) / variance * ratio


@pytest.mark.parametrize(("seed", "max_conditions"), [(0, 1), (1, 2), (2, 3)])
def test_best_slice_is_that_of_counting_one_by_one(seed, max_conditions):
    X, columns, rates, errors = case(seed)
    lattice = SliceLattice(columns, rates, max_conditions=max_conditions, min_rows=MIN_ROWS)
    wrong = np.isin(np.arange(N), errors)
    slices = list(one_by_one(X, columns, max_conditions))
    assert lattice.n_slices == len(slices)
    kinds = [3 if bounded else n_conditions - 1 for n_conditions, bounded, _, _ in slices]
    tolls = np.log(np.maximum(np.bincount(kinds, minlength=4), 1) / WEIGHTS)
    scores = [score(inside, wrong, rates) - tolls[kind] for kind, (*_, inside) in zip(kinds, slices, strict=True)]
    best = lattice.best(errors)
    assert best.score == pytest.approx(max(scores))
    where = Slice(lattice.conditions(best))
    same = [i for i, (_, _, conditions, _) in enumerate(slices) if conditions == where.conditions]
    assert scores[same[0]] == pytest.approx(max(scores))
    np.testing.assert_array_equal(best.inside(), where.mask(X))
    assert best.is_more(wrong)


def test_highest_scores_of_draws_are_those_of_each_alone():
    _, columns, rates, errors = case(3)
    lattice = SliceLattice(columns, rates, max_conditions=3, min_rows=MIN_ROWS)
    rng = np.random.default_rng(0)
    draws = np.array([rng.permutation(N)[: len(errors)] for _ in range(30)])
    alone = np.array([lattice.best(draw).score for draw in draws])
    floor = float(np.median(alone))
    np.testing.assert_allclose(lattice.highest(draws, floor), np.maximum(alone, floor))


def test_fewest_errors_of_a_score_are_the_fewest():
    _, columns, rates, errors = case(4)
    best = SliceLattice(columns, rates, max_conditions=2, min_rows=MIN_ROWS).best(errors)
    fewest = best.fewest(best.score - 1)
    cube, place = best.cube, np.array([best.place])
    assert cube.scores(np.array([fewest]), place)[0] - best.toll >= best.score - 1
    assert cube.scores(np.array([fewest - 1]), place)[0] - best.toll < best.score - 1
    assert best.fewest(1e9) == cube.sizes[best.place] + 1


def test_columns_chosen_from_more_pay_for_all():
    _, columns, rates, errors = case(5)
    few = SliceLattice(columns, rates, max_conditions=1, min_rows=MIN_ROWS).best(errors)
    many = SliceLattice(columns, rates, max_conditions=1, min_rows=MIN_ROWS, out_of=30).best(errors)
    assert few.score - many.score == pytest.approx(np.log(10))


def test_columns_of_the_planted_slice_have_the_highest_scores():
    X, columns, rates, _ = case(6)
    errors = np.flatnonzero((X["b"] == 1) & (X["c"] == "u"))
    scores = SliceLattice(columns, rates, max_conditions=2, min_rows=MIN_ROWS).best_of_columns(errors)
    assert scores[1] == scores[2] > scores[0]


def test_many_columns_are_cut_more_coarsely_in_triples():
    rng = np.random.default_rng(0)
    columns = code_columns(rng.normal(size=(200, 16)), 20)
    lattice = SliceLattice(columns, np.full(200, 0.1), max_conditions=3, min_rows=20)
    assert lattice.n_slices < 1_000_000
    assert len(lattice.cubes[2]) == 560


def test_without_slices_there_is_no_best():
    lattice = SliceLattice([], np.full(20, 0.1), max_conditions=2, min_rows=5)
    with pytest.raises(ValueError, match="smaller support"):
        lattice.best(np.array([1]))
