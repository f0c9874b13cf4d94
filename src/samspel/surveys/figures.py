"""Answers as plain values → weights, shares, means and the net ledger, each with its interval. Nothing of Django.

Weights: an answer stands for the visits that were counted where it was given, divided by the answers there; a person's
weight is that over the nights they come, as whoever comes often is met often. Raking moves the persons' weights to
known counts (iterative proportional fitting). Shares and means have linearised standard errors, strata being the places
and nights; the ledger is drawn anew many times, answers within strata and assumptions within their ranges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspel.engines.survey.estimate import estimate
from samspel.engines.survey.problem import Design, Margin, UnusableProblem
from samspel.engines.survey.weights import rake

Vector = NDArray[np.float64]
Index = NDArray[np.int64]
DRAWS = 400
LEAST_ANSWERS = 30
"""Below so many answers a figure is said to be too thin to go by."""
REMOVED = ("origin", "reason", "switch", "casual", "anyway")
"""What takes spending out of the ledger, in the order in which it is taken."""


@dataclass(frozen=True)
class Sample:
    """Answers in columns. `stratum` is -1 where no place is named; NaN where something was not answered."""

    stratum: Index
    visits: Vector
    nights: Vector
    spend: Vector
    keep: dict[str, Vector]
    margins: tuple[tuple[str, Index, Vector], ...]

    def taken(self, rows: Index) -> Sample:
        """Return these rows of it, some of them several times."""
        margins = tuple((name, codes[rows], wanted) for name, codes, wanted in self.margins)
        keep = {name: values[rows] for name, values in self.keep.items()}
        return Sample(self.stratum[rows], self.visits, self.nights[rows], self.spend[rows], keep, margins)


def sample_of(problem: Mapping[str, Any]) -> Sample:
    """Return the answers of a run's problem in columns."""
    rows, questions = problem["answers"], problem["questions"]
    by_use: dict[str, list[Mapping[str, Any]]] = {}
    for one in questions:
        by_use.setdefault(one["use"], []).append(one)
    spending = [column(rows, one) for one in by_use.get("spend", ())]
    party = _first(rows, by_use, "party", 1.0)
    spend = np.full(len(rows), np.nan)
    if spending:
        given = ~np.all(np.isnan(spending), axis=0)
        spend[given] = np.nansum(np.array(spending)[:, given], axis=0) / np.maximum(party[given], 1.0)
    keep = {}
    for use in REMOVED:
        if use in by_use:
            counts = column(rows, by_use[use][0])
            keep[use] = counts if use in ("origin", "reason") else 1.0 - counts
    return Sample(
        stratum=np.array([-1 if row["spot"] is None else row["spot"] for row in rows], dtype=np.int64),
        visits=np.array(
            [np.nan if one["persons"] is None else one["persons"] for one in problem["spots"]], dtype=float
        ),
        nights=np.maximum(_first(rows, by_use, "nights", 1.0), 1.0),
        spend=spend,
        keep=keep,
        margins=tuple(_margins(problem)),
    )


def column(rows: Sequence[Mapping[str, Any]], question: Mapping[str, Any]) -> Vector:
    """Return a question's answers as numbers: a choice as what it counts for, NaN where there is none."""
    counts = {one["key"]: one["counts"] for one in question["choices"]}
    found = [row["answers"].get(question["key"]) for row in rows]
    values = [counts.get(one) if question["kind"] == "choice" else one for one in found]
    return np.array([np.nan if one is None else float(one) for one in values], dtype=float)


def _first(rows: Sequence[Any], by_use: Mapping[str, Any], use: str, otherwise: float) -> Vector:
    values = column(rows, by_use[use][0]) if use in by_use else np.full(len(rows), np.nan)
    return np.where(np.isnan(values), otherwise, values)


def _margins(problem: Mapping[str, Any]) -> list[tuple[str, Index, Vector]]:
    found = []
    for dimension, counts in problem["margins"].items():
        keys = list(counts)
        place = {key: row for row, key in enumerate(keys)}
        names = [_category(problem, row, dimension) for row in problem["answers"]]
        codes = np.array([place.get(name, -1) for name in names], dtype=np.int64)
        found.append((dimension, codes, np.array([counts[key] for key in keys], dtype=float)))
    return found


def _category(problem: Mapping[str, Any], row: Mapping[str, Any], dimension: str) -> str:
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
    # A place with one answer cannot show its own spread: all such are taken together, with those who name none.
    sizes = np.bincount(sample.stratum + 1)
    strata = np.where(sizes[sample.stratum + 1] > 1, sample.stratum, -1)
    if np.sum(strata == -1) == 1:
        strata = np.where(strata == -1, strata[np.argmax(strata != -1)], strata)
    design = Design(weights, strata.astype(str), np.arange(len(weights)).astype(str))
    margins = tuple(_margin(name, codes, wanted, weights) for name, codes, wanted in sample.margins)
    if not margins:
        return Weighted(design, weights, (), 0)
    raked = rake(design, margins)
    return Weighted(design, raked.values, margins, raked.rounds)


def _margin(name: str, codes: Index, wanted: Vector, weights: Vector) -> Margin:
    """Return a margin for the engine. Who did not answer it is taken to be spread over the groups as the others are."""
    silent = float(weights[codes < 0].sum() / weights.sum())
    groups = np.array(["?" if code < 0 else str(code) for code in codes])
    totals = {str(row): float(persons) * (1 - silent) for row, persons in enumerate(wanted)}
    return Margin(name, groups, totals | ({"?": float(wanted.sum()) * silent} if silent else {}))


Figure = tuple[float, float, float, int]
"""A value, the ends of its 95 % interval, and how many answers it comes from."""


def mean_of(values: Vector, found: Weighted, *, is_share: bool) -> Figure:
    """Return a weighted mean or share of those who answered. NaN where nothing can be told."""
    has = ~np.isnan(values)
    over, under = np.where(has, values, 0.0), has.astype(float)
    try:
        one = estimate(found.design, found.weights, over, under, margins=found.margins, share=is_share)
    except UnusableProblem:
        # Everybody said the same, nobody said anything, or too few to show a spread: the value alone, if there is one.
        nothing = float("nan")
        bottom = float(found.weights @ under)
        return (float(found.weights @ over) / bottom if bottom else nothing, nothing, nothing, int(has.sum()))
    return one.value, one.low, one.high, one.answers


def ledger(problem: Mapping[str, Any], sample: Sample, *, seed: int) -> dict[str, Any]:
    """Return gross spending, what is taken out of it step by step, and what is net, each with a 95 % interval.

    Each answer's spending is multiplied by what is left of it after the steps before, so that nothing is taken twice.
    """
    assumptions = {one["name"]: one for one in problem["assumptions"]}
    fixed = {name: one["value"] for name, one in assumptions.items()}
    point = _steps(sample, weighted(sample).weights, fixed)
    random = np.random.default_rng(seed)
    drawn = []
    for _draw in range(DRAWS):
        again = sample.taken(_redrawn(sample, random))
        chosen = {name: _between(one, random) for name, one in assumptions.items()}
        try:
            drawn.append(list(_steps(again, weighted(again).weights, chosen).values()))
        except UnusableProblem:  # a group nobody was drawn from: this draw tells nothing
            continue
    if len(drawn) < DRAWS / 2:
        drawn = [[float("nan")] * len(point)] * 2
    spread = np.array(drawn)
    low, high = np.percentile(spread, 2.5, axis=0), np.percentile(spread, 97.5, axis=0)
    names = list(point)
    steps = [
        {"name": name, "value": point[name], "low": float(low[row]), "high": float(high[row])}
        for row, name in enumerate(names)
    ]
    return {"steps": steps, "draws": len(drawn), "answers": int(np.sum(~np.isnan(sample.spend)))}


def _redrawn(sample: Sample, random: np.random.Generator) -> Index:
    """Return rows drawn anew within each stratum: one less than there are, as weights are made of visits over answers
    and so grow by what makes the spread right (Rao & Wu 1988); all of them where nobody was counted.
    """
    rows, drawn = np.arange(len(sample.stratum)), []
    for one in np.unique(sample.stratum):
        part = rows[sample.stratum == one]
        is_counted = one >= 0 and not np.isnan(sample.visits[one])
        drawn.append(random.choice(part, max(1, len(part) - is_counted)))
    return np.concatenate(drawn)


def _between(one: Mapping[str, Any], random: np.random.Generator) -> float:
    if one["low"] == one["high"]:
        return float(one["value"])
    return float(random.triangular(one["low"], one["value"], one["high"]))


def _steps(sample: Sample, weights: Vector, assumed: Mapping[str, float]) -> dict[str, float]:
    has = ~np.isnan(sample.spend)
    # Who did not say what they spent is taken to spend as the others do.
    w = weights[has] * (weights.sum() / weights[has].sum() if has.any() else 0.0)
    left = sample.spend[has].copy()
    gross = float(np.dot(w, left))
    steps = {"persons": float(weights.sum()), "gross": gross}
    before = gross
    for use in REMOVED:
        if use in sample.keep:
            share = sample.keep[use][has]
            mean = np.average(share[~np.isnan(share)], weights=w[~np.isnan(share)]) if np.any(~np.isnan(share)) else 1.0
            left = left * np.where(np.isnan(share), mean, share)
            now = float(np.dot(w, left))
            steps[use] = now - before
            before = now
    for name in ("displaced", "leakage"):
        if name in assumed:
            steps[name] = -before * assumed[name]
            before += steps[name]
    if "vat" in assumed:
        steps["vat"] = before / (1 + assumed["vat"]) - before
        before += steps["vat"]
    if "organiser" in assumed:
        steps["organiser"] = assumed["organiser"]
        before += assumed["organiser"]
    steps["net"] = before
    steps["ratio"] = before / gross if gross else float("nan")
    if "multiplier" in assumed:
        steps["multiplied"] = before * assumed["multiplier"]
    return steps
