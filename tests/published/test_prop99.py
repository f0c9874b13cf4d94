"""California's Proposition 99 (Abadie, Diamond, Hainmueller 2010, doi:10.1198/jasa.2009.ap08746), outcomes only.

The exact optimum is −19.514; the often printed −19.620 is a Frank–Wolfe search stopped early. Data: the panel of the R
package synthdid (BSD licence), read from beside the project.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from samspel.engines.counterfactual import Problem, check, detectable, estimate, told_apart

Floats = NDArray[np.float64]


@pytest.fixture
def problem(shared: Callable[[str], Path]) -> Problem:
    with shared("causal/california_prop99.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    states, years = sorted({row["State"] for row in rows}), sorted({row["Year"] for row in rows})
    packs = {(row["State"], row["Year"]): float(row["PacksPerCapita"]) for row in rows}
    outcomes = np.array([[packs[state, year] for year in years] for state in states])
    return Problem(outcomes, tuple(states), tuple(years), states.index("California"), years.index("1989"))


def test_the_effect_is_the_exact_one(problem: Problem) -> None:
    assert round(estimate(problem).treated.effect, 3) == -19.514


def test_the_plain_difference_in_differences_is_the_published_one(problem: Problem) -> None:
    assert round(estimate(problem).difference_in_differences, 3) == -27.349


def test_the_checker_finds_nothing_wrong(problem: Problem) -> None:
    assert check(problem, estimate(problem)) == ()


def test_the_effect_that_could_be_seen_is_the_one_that_the_test_sees(problem: Problem) -> None:
    found = estimate(problem)
    seen = told_apart(problem, found)
    assert round(seen, 1) == 43.0
    likely = {share: _p_of(problem, found.treated.path - share * seen) for share in (0.5, 1.0, 1.5, 2.0)}
    assert likely == {0.5: 3 / 39, 1.0: 1 / 39, 1.5: 1 / 39, 2.0: 1 / 39}


def _p_of(problem: Problem, path: Floats) -> float:
    """Return p if California had gone a path from the start on."""
    outcomes = problem.outcomes.copy()
    outcomes[problem.treated, problem.first_treated :] = path[problem.first_treated :]
    return estimate(replace(problem, outcomes=outcomes)).p_value


def test_more_donors_than_periods_do_not_make_effects_invisible(problem: Problem) -> None:
    found = detectable(problem, lengths=(1, 3, 9), donors=(19, 25, 30, 38)).smallest
    assert (found > 10).all()
    assert (found < 60).all()  # it had been 993 packs over one period with 38 donors, and 72 million over nine
