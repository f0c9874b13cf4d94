"""A run's problem → the engine's net ledger, and the ledger as plain values and back.

What is asked of each answer comes from the questions' uses, what nobody was asked from the assumptions. An answer
that does not say what it spent, or too little to tell whether it is taken out, is stood for by others of its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from samspel.engines import survey as engine
from samspel.engines.survey import (
    Assumption,
    Category,
    Design,
    Figure,
    Flow,
    Ledger,
    Multiplier,
    Removal,
    Rooms,
    Spending,
    Step,
    UnusableProblem,
)
from samspel.engines.survey import of_those_who_answered as standing_for
from samspel.surveys import figures
from samspel.surveys.figures import Index, Plain, Sample, Vector, Weighted
from samspel.surveys.types import FLOWS, REMOVED, ROOMS, Assumed, Use

UNSTATED = "-"
"""The source of a rate that nobody has stated: nothing is taken out for it, and the ledger says so."""


@dataclass(frozen=True)
class Columns:
    """What each answer says, NaN where it says nothing: money by question and person, and how much of it is out."""

    spent: dict[str, Vector]
    removed: dict[Assumed, Vector]
    days: Vector
    room_nights: Vector | None

    def complete(self, *, with_rooms: bool) -> Any:
        """Tell which answers say all that a ledger needs."""
        needed = [*self.spent.values(), *self.removed.values()]
        if with_rooms and self.room_nights is not None:
            needed.append(self.room_nights)
        return ~np.isnan(np.array(needed)).any(axis=0)

    def taken(self, rows: Index) -> Columns:
        """Return these rows of it."""
        nights = None if self.room_nights is None else self.room_nights[rows]
        spent = {key: values[rows] for key, values in self.spent.items()}
        return Columns(spent, {kind: values[rows] for kind, values in self.removed.items()}, self.days[rows], nights)


def columns_of(problem: Plain) -> Columns:
    """Return what the answers of a run's problem say of spending."""
    asked = {one["use"] for one in problem["questions"]}
    party = np.maximum(figures.used(problem, Use.PARTY, otherwise=1.0), 1.0)
    stay = figures.used(problem, Use.STAY)
    nights = figures.used(problem, Use.NIGHTS, otherwise=1.0)
    removed = _removed(problem, asked)
    is_out = np.prod([np.ones(len(party)), *(1.0 - one for one in removed.values())], axis=0) == 0
    return Columns(
        spent=_spent(problem, party),
        removed=removed,
        days=np.maximum(np.fmax(nights, stay), 1.0),
        room_nights=np.where(is_out & np.isnan(stay), 0.0, stay / party) if Use.STAY in asked else None,
    )


def _spent(problem: Plain, party: Vector) -> dict[str, Vector]:
    """Return money per person by question. Whoever fills in one amount and leaves another empty spent nothing there."""
    found = {
        one["key"]: figures.column(problem["answers"], one) / party
        for one in problem["questions"]
        if one["use"] == Use.SPEND
    }
    if not found:
        return found
    told = ~np.isnan(np.array(list(found.values()))).all(axis=0)
    return {key: np.where(told & np.isnan(values), 0.0, values) for key, values in found.items()}


def _removed(problem: Plain, asked: set[str]) -> dict[Assumed, Vector]:
    """Return how much of each answer is taken out; of whoever is out already nothing more needs to be known."""
    found: dict[Assumed, Vector] = {}
    left = np.ones(len(problem["answers"]))
    for kind, use in REMOVED.items():
        if use in asked:
            counts = figures.used(problem, use)
            removed = 1.0 - counts if use in (Use.ORIGIN, Use.REASON) else counts
            found[kind] = np.where(np.isnan(removed) & (left == 0), 0.0, removed)
            left = left * (1.0 - found[kind])
    return found


def plain_ledger(problem: Plain, sample: Sample, found: Weighted, *, seed: int) -> dict[str, Any]:
    """Return the ledger as plain values. Raises `UnusableProblem` where the answers or assumptions allow none."""
    columns = columns_of(problem)
    complete = columns.complete(with_rooms=bool(_stated(problem, *ROOMS)))
    if not complete.any():
        raise UnusableProblem("no_answers", "There are no answers to weight.")
    strata = figures.strata_of(sample.stratum, complete)
    design, rows = standing_for(Design(found.design.weights, strata, found.design.clusters), complete)
    margins, nights, kept = figures.margins_of(sample, rows, design.weights), sample.nights[rows], columns.taken(rows)
    if not margins:  # what is known otherwise is of persons; doors count visits
        design = replace(design, weights=design.weights * nights)
    spending = Spending(
        design=design,
        visits=None if margins else nights,
        margins=margins,
        persons=np.array([problem["answers"][row]["id"] for row in rows]),
        **_terms(problem, kept),
    )
    ledger = engine.ledger(spending, seed=seed)
    if violations := engine.check_ledger(ledger):
        raise ValueError(" ".join(f"{one.code} {one.name} {one.by:g}" for one in violations))
    return {
        **asdict(ledger),
        "answers": len(rows),
        "left_out": int(len(complete) - len(rows)),
        "touched": touched(kept),
        "unstated": sorted(
            {one.name for one in ledger.assumptions if one.source == UNSTATED} | _no_displaced(spending)
        ),
    }


def _no_displaced(spending: Spending) -> set[str]:
    return set() if spending.ways_displaced else {Assumed.DISPLACED.value}


def touched(columns: Columns) -> dict[str, int]:
    """Return of how many answers each removal takes something, and of how many something is left (`kept`)."""
    left, found = np.ones(columns.days.size), {}
    for kind, removed in columns.removed.items():
        found[kind.value] = int(np.count_nonzero((left > 0) & (removed > 0)))
        left = left * (1.0 - removed)
    return {**found, "kept": int(np.count_nonzero(left > 0))}


def refuse_twice(problem: Plain) -> None:
    """Raise `UnusableProblem` where what is stated would count something twice, or cannot be; no answers needed."""
    blank = np.zeros(2)
    asked = {one["use"] for one in problem["questions"]}
    columns = Columns(
        spent={one["key"]: blank for one in problem["questions"] if one["use"] == Use.SPEND},
        removed={kind: blank for kind, use in REMOVED.items() if use in asked},
        days=np.ones(2),
        room_nights=blank if Use.STAY in asked else None,
    )
    try:
        Spending(design=Design(np.ones(2), np.array(["", ""]), np.array(["0", "1"])), **_terms(problem, columns))
    except UnusableProblem as error:
        if error.code not in ("no_spending", "no_locals"):
            raise


def lacking_rooms(problem: Plain) -> list[Assumed]:
    """Return what is missing of finite rooms, where something of them is stated."""
    stated = {one["kind"] for one in _stated(problem, *ROOMS)}
    return [kind for kind in ROOMS if kind not in stated] if stated else []


def _terms(problem: Plain, columns: Columns) -> dict[str, Any]:
    """Return the parts of the engine's problem that questions and assumptions make."""
    stated = [Removal(one["kind"], _assumption(one)) for one in _stated(problem, *REMOVED)]
    unit = next((one["unit_en"] for one in problem["questions"] if one["use"] == Use.SPEND), "")
    return {
        "categories": [
            Category(key, values / columns.days, _rate(problem, Assumed.VAT, key), _rate(problem, Assumed.LEAKAGE, key))
            for key, values in columns.spent.items()
        ],
        "removals": [*(Removal(kind.value, values) for kind, values in columns.removed.items()), *stated],
        "days": columns.days,
        "room_nights": columns.room_nights if _stated(problem, *ROOMS) else None,
        "displaced": [*(_assumption(one) for one in _stated(problem, Assumed.DISPLACED)), *_rooms(problem)],
        "flows": [
            Flow(one["about"], _assumption(one), one["kind"] == Assumed.INFLOW, one["counted_in"])
            for one in _stated(problem, *FLOWS)
        ],
        "multiplier": next(
            (
                Multiplier(_assumption(one), one["region"], one["year"] or 0)
                for one in _stated(problem, Assumed.MULTIPLIER)
            ),
            None,
        ),
        "unit": unit or "SEK",
    }


def _stated(problem: Plain, *kinds: str) -> list[Plain]:
    return [one for one in problem["assumptions"] if one["kind"] in kinds]


def _assumption(one: Plain) -> Assumption:
    name = f"{one['kind']}:{one['about']}" if one["about"] else one["kind"]
    return Assumption(name, one["low"], one["value"], one["high"], one["source"])


def _rate(problem: Plain, kind: Assumed, key: str) -> Assumption:
    """Return a category's own rate, else the one for all, else none: nothing is taken out, and it is said."""
    stated = {one["about"]: one for one in _stated(problem, kind)}
    one = stated.get(key) or stated.get("")
    return _assumption(one) if one else Assumption.known(kind.value, 0.0, UNSTATED)


def _rooms(problem: Plain) -> list[Rooms]:
    stated = {one["kind"]: _assumption(one) for one in _stated(problem, *ROOMS)}
    return [Rooms(*(stated[kind] for kind in ROOMS))] if len(stated) == len(ROOMS) else []


def ledger_of(plain: Plain) -> Ledger | None:
    """Return the ledger of a run's answer; None where there is none, or one of a version that reckoned otherwise."""
    told = plain.get("ledger")
    if not told or "money" not in told:
        return None
    read = {name: told[name] for name in ("level", "degrees", "redraws", "lost", "unit", "seed")}
    read |= {name: Figure(**told[name]) for name in ("net", "additionality", "deadweight", "net_to_gross")}
    for name in ("categories", "scenarios"):
        read[name] = {key: Figure(**one) for key, one in told[name].items()}
    for name in ("displaced_room_nights", "crowding_out", "multiplied"):
        read[name] = Figure(**told[name]) if told[name] else None
    return Ledger(
        persons=_steps(told["persons"]),
        money=_steps(told["money"]),
        not_taken_out=tuple(told["not_taken_out"]),
        assumptions=_assumptions(told["assumptions"]),
        **read,
    )


def _steps(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(**{**one, "assumptions": _assumptions(one["assumptions"])}) for one in rows)


def _assumptions(rows: Sequence[Mapping[str, Any]]) -> tuple[Assumption, ...]:
    return tuple(Assumption(**one) for one in rows)
