"""California's Proposition 99 (Abadie, Diamond, Hainmueller 2010, doi:10.1198/jasa.2009.ap08746), outcomes only.

The exact optimum is −19.514; the often printed −19.620 is a Frank–Wolfe search stopped early. Data: the panel of the R
package synthdid (BSD licence), read from beside the project.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from samspel.engines.counterfactual import Problem, check, estimate


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
