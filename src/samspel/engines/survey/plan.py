"""How many to ask, where, and every how many-th: size and allocation of a sample (Cochran 1977, ch. 4–5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samspel.engines.survey.intervals import quantile
from samspel.engines.survey.problem import Floats, UnusableProblem, refuse_level

HALF = 0.5
LEAST = 2  # of a cell: one answer shows no spread


@dataclass(frozen=True)
class Cell:
    """A night at a venue: how many come, and how far apart the answers are expected to be (standard deviation).

    Of a share p that is √(p(1 − p)), never more than a half; of spending, in its own unit."""

    name: str
    persons: int
    spread: float = HALF

    def __post_init__(self) -> None:
        if not self.persons >= 0:
            raise UnusableProblem(
                "persons", f"{self.name}: {self.persons} are expected; give 0 or more persons.", name=self.name
            )
        if not (np.isfinite(self.spread) and self.spread >= 0):
            raise UnusableProblem(
                "spread", f"{self.name}: a spread of {self.spread:g} is none; give 0 or more.", name=self.name
            )


@dataclass(frozen=True)
class Allotted:
    """A cell's part of the plan."""

    name: str
    persons: int
    answers: int  # wanted
    asked: int  # so that so many answer
    every: int  # every how many-th who comes by; 0 where nobody is asked
    margin: float | None  # of this cell alone; None where nobody is asked


@dataclass(frozen=True)
class Plan:
    """Cells in the order they were given, and the margin of the whole (half an interval, in the answers' unit)."""

    cells: tuple[Allotted, ...]
    answers: int
    asked: int
    margin: float
    level: float


def plan(
    cells: Sequence[Cell],
    *,
    margin: float,
    level: float = 0.95,
    design_effect: float = 1.0,
    response: float = 1.0,
    neyman: bool = False,
    least: int = LEAST,
) -> Plan:
    """Return the smallest sample whose margin is no wider than asked, shared out by size, or by size × spread.

    Answers are shared out in proportion to persons, or with `neyman` to persons × spread, which is the smallest
    sample there is for a margin; no cell is asked for more than answer there, nor for fewer than `least`."""
    _refuse(cells, margin, level, design_effect, response)
    ordered = sorted(cells, key=lambda cell: cell.name)  # so that a tie is broken alike whatever order they came in
    persons = np.array([cell.persons for cell in ordered], dtype=float)
    spread = np.array([cell.spread for cell in ordered])
    most = np.maximum(np.floor(persons * response + 1e-9), persons > 0)
    share = persons * spread if neyman else persons
    reach = quantile(level)

    def wide(answers: Floats) -> float:
        return reach * float(np.sqrt(_variance(persons, spread, answers, design_effect)))

    few, many = 0, int(most.sum())
    best = _shared_out(many, share, most, least)
    if wide(best) > margin:
        raise UnusableProblem(
            "too_wide",
            f"Even if everybody is asked and {response:.0%} answer, the margin is {wide(best):.3g}, not {margin:g}; "
            "allow a wider one.",
            margin=margin,
            reachable=wide(best),
        )
    while many - few > 1:
        middle = (few + many) // 2
        tried = _shared_out(middle, share, most, least)
        few, many = (few, middle) if wide(tried) <= margin else (middle, many)
    answers = _shared_out(many, share, most, least)
    told = {
        cell.name: _asked(cell, int(wanted), response, reach, design_effect)
        for cell, wanted in zip(ordered, answers, strict=True)
    }
    asked = sum(one.asked for one in told.values())
    return Plan(tuple(told[cell.name] for cell in cells), int(answers.sum()), asked, wide(answers), level)


def _variance(persons: Floats, spread: Floats, answers: Floats, effect: float) -> float:
    """Of the stratified mean; endless where somebody comes and nobody answers."""
    comes = persons > 0
    n, whole = answers[comes], persons[comes]
    if (n < 1).any():
        return float("inf")
    unbiased = spread[comes] ** 2 * whole / np.maximum(whole - 1, 1)
    part = (whole / whole.sum()) ** 2
    return effect * float(np.sum(part * unbiased / n * (1 - n / whole)))


def _shared_out(answers: int, share: Floats, most: Floats, least: int) -> Floats:
    """So many answers in proportion to `share`, within each cell's limits; the largest remainders are rounded up."""
    lowest = np.minimum(most, least)
    given = lowest.copy()
    open_cells = (most > lowest) & (share > 0)
    wanted = np.zeros(share.size)
    rest = answers
    fixed = ~open_cells
    wanted[fixed] = lowest[fixed]
    while not fixed.all():
        left = rest - wanted[fixed].sum()
        wanted[~fixed] = np.maximum(left, 0) * share[~fixed] / share[~fixed].sum()
        over, under = ~fixed & (wanted > most), ~fixed & (wanted < lowest)
        hit = over if (wanted - most)[over].sum() >= (lowest - wanted)[under].sum() and over.any() else under
        if not hit.any():
            break
        wanted[hit] = np.where(wanted[hit] > most[hit], most[hit], lowest[hit])
        fixed = fixed | hit
    given = np.maximum(np.floor(wanted + 1e-9), lowest)
    missing = int(min(answers, most.sum()) - given.sum())
    if missing > 0:
        by_rest = np.argsort(-(wanted - given), kind="stable")
        for row in [row for row in by_rest if given[row] < most[row]][:missing]:
            given[row] += 1
    return np.asarray(given)


def _asked(cell: Cell, answers: int, response: float, reach: float, effect: float) -> Allotted:
    if not answers:
        return Allotted(cell.name, cell.persons, 0, 0, 0, None)
    asked = min(cell.persons, int(np.ceil(answers / response - 1e-9)))
    one = _variance(np.array([float(cell.persons)]), np.array([cell.spread]), np.array([float(answers)]), effect)
    return Allotted(cell.name, cell.persons, answers, asked, cell.persons // asked, reach * float(np.sqrt(one)))


def _refuse(cells: Sequence[Cell], margin: float, level: float, effect: float, response: float) -> None:
    refuse_level(level)
    names = [cell.name for cell in cells]
    for name in names:
        if names.count(name) > 1:
            raise UnusableProblem("same_cell", f"“{name}” is given twice; give each night and venue once.", name=name)
    if not sum(cell.persons for cell in cells) > 0:
        raise UnusableProblem("nobody_expected", "Nobody is expected anywhere; say how many come.")
    if not margin > 0:
        raise UnusableProblem("margin", f"A margin of {margin:g} is none; give more than 0.", value=margin)
    if not effect >= 1:
        raise UnusableProblem(
            "design_effect",
            f"A design effect of {effect:g} is below 1; people met together answer alike.",
            value=effect,
        )
    if not 0 < response <= 1:
        raise UnusableProblem(
            "response", f"A response of {response:g} is none; give the part that answers, 0 to 1.", value=response
        )
