"""`solve` reaches the optimum that OR-Tools CP-SAT proves of the whole objective, by a model of its own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from benchmarks.exact import Exact
from benchmarks.tiny import tiny
from samspel.engines.timetable import MaxIterations, Problem, solve
from tests.engines.timetable.festivals import problems


@settings(deadline=None, max_examples=30)
@given(problems(most=5, tiny=True, usual=True))
def test_the_proved_optimum_of_random_problems(problem: Problem) -> None:
    assert solve(problem, stop=MaxIterations(5)).score.total == Exact(problem).optimum(seconds=30)


@pytest.mark.parametrize("seed", range(4))
def test_the_proved_optimum_of_crowded_evenings(seed: int) -> None:
    problem = tiny(seed, tight=True)
    assert solve(problem, stop=MaxIterations(5), seed=seed).score.total == Exact(problem).optimum(seconds=30)
