"""Answers as plain values → weights, shares and means, each with its interval. Nothing of Django.

Weights: an answer stands for the visits that were counted where it was given, divided by the answers there; a person's
weight is that over the nights they come, as whoever comes often is met often. Raking moves the persons' weights to
known counts (iterative proportional fitting). Shares and means have linearised standard errors, strata being the places
and nights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspel.engines.survey.estimate import estimate
from samspel.engines.survey.problem import Design, Labels, Margin, UnusableProblem
from samspel.engines.survey.result import Estimate
from samspel.engines.survey.weights import rake

Vector = NDArray[np.float64]
Index = NDArray[np.int64]
Plain = Mapping[str, Any]
LEVEL = 0.95


@dataclass(frozen=True)
class Sample:
    """Answers in columns: where each was given (-1: no place is named), nights it comes, its group in each margin."""

    stratum: Index
    visits: Vector  # by place
    nights: Vector
    margins: tuple[tuple[str, Index, Vector], ...]


def sample_of(problem: Plain) -> Sample:
    """Return the answers of a run's problem in columns."""
    rows = problem["answers"]
    return Sample(
        stratum=np.array([-1 if row["spot"] is None else row["spot"] for row in rows], dtype=np.int64),
        visits=np.array(
            [np.nan if one["persons"] is None else one["persons"] for one in problem["spots"]], dtype=float
        ),
        nights=np.maximum(used(problem, "nights", otherwise=1.0), 1.0),
        margins=tuple(_margins(problem)),
    )


def column(rows: Sequence[Plain], question: Plain) -> Vector:
    """Return a question's answers as numbers: a choice as what it counts for, NaN where there is none."""
    counts = {one["key"]: one["counts"] for one in question["choices"]}
    found = [row["answers"].get(question["key"]) for row in rows]
    values = [counts.get(one) if question["kind"] == "choice" else one for one in found]
    return np.array([np.nan if one is None else float(one) for one in values], dtype=float)


def used(problem: Plain, use: str, *, otherwise: float = float("nan")) -> Vector:
    """Return the answers to the question of a use as numbers, `otherwise` where there is none."""
    asked = next((one for one in problem["questions"] if one["use"] == use), None)
    if asked is None:
        return np.full(len(problem["answers"]), otherwise)
    values = column(problem["answers"], asked)
    return np.where(np.isnan(values), otherwise, values)


def _margins(problem: Plain) -> list[tuple[str, Index, Vector]]:
    found = []
    for dimension, counts in problem["margins"].items():
        keys = list(counts)
        place = {key: row for row, key in enumerate(keys)}
        names = [_category(problem, row, dimension) for row in problem["answers"]]
        codes = np.array([place.get(name, -1) for name in names], dtype=np.int64)
        found.append((dimension, codes, np.array([counts[key] for key in keys], dtype=float)))
    return found


def _category(problem: Plain, row: Plain, dimension: str) -> str:
    if dimension in ("night", "venue"):
        return "" if row["spot"] is None else str(problem["spots"][row["spot"]][dimension])
    return str(row["answers"].get(dimension, ""))


@dataclass(frozen=True)
class Weighted:
    """Persons each answer stands for, before and after raking, and in how many rounds."""

    design: Design
    weights: Vector
    margins: tuple[Margin, ...]
    rounds: int


def weighted(sample: Sample) -> Weighted:
    """Return how many persons each answer stands for. Raises `UnusableProblem` where known counts cannot be reached."""
    count = np.bincount(sample.stratum[sample.stratum >= 0], minlength=len(sample.visits)).astype(float)
    per_answer = np.full(len(sample.visits) + 1, np.nan)  # the last is of those who name no place: row -1
    per_answer[:-1][count > 0] = sample.visits[count > 0] / count[count > 0]
    weights = per_answer[sample.stratum]
    known = weights[~np.isnan(weights)]
    weights = np.where(np.isnan(weights), known.mean() if len(known) else 1.0, weights) / sample.nights
    strata = strata_of(sample.stratum, np.ones(len(weights), dtype=bool))
    design = Design(weights, strata, np.arange(len(weights)).astype(str))
    margins = margins_of(sample, np.arange(len(weights)), weights)
    if not margins:
        return Weighted(design, weights, (), 0)
    raked = rake(design, margins)
    return Weighted(design, raked.values, margins, raked.rounds)


def strata_of(stratum: Index, counts: NDArray[np.bool_]) -> Labels:
    """Return each answer's stratum, of which at least two answers count (if so many do).

    A place where one answer counts cannot show its own spread: all such are taken together, with those of no place.
    """
    held = np.bincount(stratum + 1, counts)
    strata = np.where(held[stratum + 1] > 1, stratum, -1)
    apart = strata == -1
    if np.sum(apart & counts) < 2 and not apart.all():
        strata = np.where(apart, strata[np.argmin(apart)], strata)
    return strata.astype(str)


def margins_of(sample: Sample, rows: Index, weights: Vector) -> tuple[Margin, ...]:
    """Return the known counts for these answers with these weights."""
    return tuple(_margin(name, codes[rows], wanted, weights) for name, codes, wanted in sample.margins)


def _margin(name: str, codes: Index, wanted: Vector, weights: Vector) -> Margin:
    """Return a margin for the engine. Who did not answer it is taken to be spread over the groups as the others are."""
    silent = float(weights[codes < 0].sum() / weights.sum())
    groups = np.array(["?" if code < 0 else str(code) for code in codes])
    totals = {str(row): float(persons) * (1 - silent) for row, persons in enumerate(wanted)}
    return Margin(name, groups, totals | ({"?": float(wanted.sum()) * silent} if silent else {}))


def mean_of(values: Vector, found: Weighted, *, is_share: bool) -> Estimate:
    """Return a weighted mean or share of those who answered. NaN where nothing can be told."""
    has = ~np.isnan(values)
    over, under = np.where(has, values, 0.0), has.astype(float)
    try:
        return estimate(found.design, found.weights, over, under, margins=found.margins, share=is_share)
    except UnusableProblem:
        # Everybody said the same, nobody said anything, or too few to show a spread: the value alone, if there is one.
        nothing, bottom = float("nan"), float(found.weights @ under)
        value = float(found.weights @ over) / bottom if bottom else nothing
        return Estimate(value, nothing, nothing, nothing, LEVEL, int(has.sum()), 0.0)
