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

Vector = NDArray[np.float64]
Index = NDArray[np.int64]
Z95 = 1.959963984540054
DRAWS = 400
MOST_ROUNDS, CLOSE = 200, 1e-6
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
    """Persons each answer stands for, how far raking got, and what could not be reached."""

    weights: Vector
    rounds: int
    is_close: bool
    empty: tuple[str, ...]


def weighted(sample: Sample) -> Weighted:
    """Return how many persons each answer stands for."""
    count = np.bincount(sample.stratum[sample.stratum >= 0], minlength=len(sample.visits)).astype(float)
    per_answer = np.full(len(sample.visits) + 1, np.nan)  # the last is of those who name no place: row -1
    per_answer[:-1][count > 0] = sample.visits[count > 0] / count[count > 0]
    weights = per_answer[sample.stratum]
    known = weights[~np.isnan(weights)]
    weights = np.where(np.isnan(weights), known.mean() if len(known) else 1.0, weights) / sample.nights
    return _raked(weights, sample)


def _raked(weights: Vector, sample: Sample) -> Weighted:
    empty = tuple(
        f"{name} {row + 1}"
        for name, codes, wanted in sample.margins
        for row, persons in enumerate(wanted)
        if persons > 0 and not np.any(codes == row)
    )
    rounds, worst = 0, 0.0
    while sample.margins and rounds < MOST_ROUNDS:
        rounds += 1
        worst = 0.0
        for _name, codes, wanted in sample.margins:
            has = codes >= 0
            sums = np.bincount(codes[has], weights[has], minlength=len(wanted))
            factor = np.where(sums > 0, wanted / np.maximum(sums, 1e-300), 1.0)
            worst = max(worst, float(np.max(np.abs(factor - 1.0), initial=0.0)))
            weights = weights.copy()
            weights[has] *= factor[codes[has]]
        if worst < CLOSE:
            break
    return Weighted(weights, rounds, worst < CLOSE, empty)


def mean_of(values: Vector, weights: Vector, stratum: Index) -> tuple[float, float, int]:
    """Return a weighted mean, its linearised standard error (answers drawn within strata) and how many answers."""
    has = ~np.isnan(values)
    y, w, h = values[has], weights[has], stratum[has]
    if len(y) == 0 or w.sum() <= 0:
        return float("nan"), float("nan"), 0
    mean = float(np.dot(w, y) / w.sum())
    z = w * (y - mean) / w.sum()
    # A stratum with one answer cannot show its own spread: all such are taken together.
    sizes = np.bincount(h + 1)
    merged = np.where(sizes[h + 1] > 1, h + 1, 0)
    variance = 0.0
    for one in np.unique(merged):
        part = z[merged == one]
        spread = len(part) / (len(part) - 1) if len(part) > 1 else 1.0
        centre = part.mean() if len(part) > 1 else 0.0
        variance += spread * float(np.sum((part - centre) ** 2))
    return mean, float(np.sqrt(variance)), len(y)


def share_interval(share: float, error: float) -> tuple[float, float]:
    """Return a 95 % interval of a share that stays between 0 and 1: on the scale of log odds, Wilson's at its ends."""
    if np.isnan(share) or np.isnan(error):
        return float("nan"), float("nan")
    if error == 0 or share in (0.0, 1.0):
        return share, share
    effective = share * (1 - share) / error**2
    centre = (share + Z95**2 / (2 * effective)) / (1 + Z95**2 / effective)
    half = Z95 / (1 + Z95**2 / effective) * np.sqrt(share * (1 - share) / effective + Z95**2 / (4 * effective**2))
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))


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
        rows = _redrawn(sample.stratum, random)
        again = sample.taken(rows)
        chosen = {name: _between(one, random) for name, one in assumptions.items()}
        drawn.append(list(_steps(again, weighted(again).weights, chosen).values()))
    spread = np.array(drawn)
    low, high = np.nanpercentile(spread, 2.5, axis=0), np.nanpercentile(spread, 97.5, axis=0)
    names = list(point)
    steps = [
        {"name": name, "value": point[name], "low": float(low[row]), "high": float(high[row])}
        for row, name in enumerate(names)
    ]
    return {"steps": steps, "draws": DRAWS, "answers": int(np.sum(~np.isnan(sample.spend)))}


def _redrawn(stratum: Index, random: np.random.Generator) -> Index:
    rows = np.arange(len(stratum))
    parts = [rows[stratum == one] for one in np.unique(stratum)]
    return np.concatenate([random.choice(part, len(part)) for part in parts])


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
