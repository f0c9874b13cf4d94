"""The net ledger: what visitors spent → what of it is new money in the area, step by step, with joint intervals.

Each answer keeps Π(1 − removed) of itself, so whoever is both a local and a casual is taken out once. An answer's
additional days are its days times what is kept, and, of what is not kept of an outsider, the days stayed longer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from samspel.engines.survey.assumptions import Assumption, Rooms
from samspel.engines.survey.bootstrap import REPLICATES, replicates
from samspel.engines.survey.intervals import expanded
from samspel.engines.survey.problem import Floats, UnusableProblem, refuse_level
from samspel.engines.survey.result import Figure, Ledger, Step
from samspel.engines.survey.spending import REMOVALS, STANDARD, Removal, Spending
from samspel.engines.survey.weights import rake

Pick = Callable[[Assumption, int], Floats]
"""An assumption, and whether more of it makes the net larger (1) or smaller (−1) → its value in each redraw."""


def ledger(spending: Spending, *, level: float = 0.95, count: int = REPLICATES, seed: int = 0) -> Ledger:
    """Return the ledger. Intervals are percentiles of redraws of the answers and, at once, of the assumptions; further
    out than `level` says the fewer clusters there are."""
    refuse_level(level)
    design = spending.design
    own = rake(design, spending.margins).values if spending.margins else design.weights
    drawn, lost = replicates(design, spending.margins, count=count, seed=seed)
    point = _lines(spending, own[None, :], _at("central"))
    spread = _lines(spending, drawn, _redrawn(drawn.shape[0], seed))
    wide = expanded(level, design.degrees)
    ends = {}
    for name in ("low", "central", "high"):
        one, many = _lines(spending, own[None, :], _at(name)), _lines(spending, drawn, _at(name))
        ends[name] = _figure(one.net, many.net, wide)
    made = _told(spending, point, spread, ends, wide)
    return replace(made, level=level, redraws=drawn.shape[0], lost=lost, seed=seed)


@dataclass
class Lines:
    """Every figure of a ledger in each redraw."""

    persons: dict[str, Floats] = field(default_factory=dict)
    money: dict[str, Floats] = field(default_factory=dict)
    categories: dict[str, Floats] = field(default_factory=dict)
    additional: Floats = field(default_factory=lambda: np.zeros(1))
    nights: Floats = field(default_factory=lambda: np.zeros(1))  # the event's room nights
    displaced: Floats | None = None
    multiplied: Floats | None = None

    @property
    def net(self) -> Floats:
        return self.money["net"]

    @property
    def gross(self) -> Floats:
        return self.money["gross"]


def _at(end: str) -> Pick:
    """The net's low end takes the high of what lessens it, and the low of what adds to it."""

    def pick(one: Assumption, sign: int) -> Floats:
        ends = {"central": one.central, "low": one.low if sign > 0 else one.high}
        return np.array([ends.get(end, one.high if sign > 0 else one.low)])

    return pick


def _redrawn(count: int, seed: int) -> Pick:
    """Triangular between low and high. The same assumption has the same value wherever it is used in one redraw."""
    known: dict[Assumption, Floats] = {}

    def pick(one: Assumption, sign: int) -> Floats:
        if one not in known:
            if one.low == one.high:
                known[one] = np.array([one.central])
            else:
                # its own stream by name, so that another assumption more or less moves nothing here
                random = np.random.default_rng([seed, *one.name.encode(), *one.source.encode()])
                known[one] = random.triangular(one.low, one.central, one.high, size=count)
        return known[one]

    return pick


@dataclass
class _Part:
    """Which part of everybody is left: of each answer, and of all of them in each redraw."""

    weights: Floats
    each: Floats
    all: Floats

    def less(self, removal: Removal, pick: Pick) -> _Part:
        if isinstance(removal.removed, Assumption):
            return _Part(self.weights, self.each, self.all * (1 - pick(removal.removed, -1)))
        return _Part(self.weights, self.each * (1 - removal.removed), self.all)

    def total(self, values: Floats) -> Floats:
        return np.asarray(self.all * (self.weights @ (self.each * values)))


def _lines(spending: Spending, weights: Floats, pick: Pick) -> Lines:
    ones = np.ones(spending.design.weights.size)
    per_visit = ones if spending.visits is None else 1 / spending.visits
    part = _Part(weights, per_visit, np.ones(1))
    bill = np.sum([one.per_day for one in spending.categories], axis=0)
    found = Lines()
    if spending.visits is not None:
        found.persons["visits"] = weights @ ones
    found.persons["unique"] = part.total(ones)
    found.money["gross"] = part.total(spending.days * bill)
    given, outside = {one.name: one for one in spending.removals}, part
    for name in REMOVALS:
        if name in given:
            part = part.less(given[name], pick)
            outside = part if name == "local" else outside
            found.persons[name] = part.total(ones)
            found.money[name] = part.total(spending.days * bill)

    def more(per_day: Floats) -> Floats:
        """What outsiders who are not kept add by staying longer, at so much a day."""
        longer = spending.extra_days
        if longer is None:
            return np.zeros(1)
        return np.asarray(outside.total(longer * per_day) - part.total(longer * per_day))

    found.persons["days"] = part.total(spending.days)
    if spending.extra_days is not None:
        found.persons["extended"] = found.persons["days"] + more(ones)
        found.money["extended"] = part.total(spending.days * bill) + more(bill)
    for one in spending.categories:
        found.categories[one.name] = part.total(spending.days * one.per_day) + more(one.per_day)
    found.additional = np.sum(list(found.categories.values()), axis=0)
    if spending.room_nights is not None:
        per_day = spending.room_nights / np.where(spending.days > 0, spending.days, 1)
        found.nights = part.total(spending.room_nights) + more(per_day)
    _to_net(spending, found, pick)
    return found


def _to_net(spending: Spending, found: Lines, pick: Pick) -> None:
    without = {one.name: found.categories[one.name] / (1 + pick(one.vat, -1)) for one in spending.categories}
    kept = {one.name: without[one.name] * (1 - pick(one.leakage, -1)) for one in spending.categories}
    found.money["vat"] = np.sum(list(without.values()), axis=0)
    left = found.money["leakage"] = np.sum(list(kept.values()), axis=0)
    for way in spending.ways_displaced:
        if isinstance(way, Rooms):
            free = pick(way.capacity, 1) - pick(way.baseline, -1)
            found.displaced = np.maximum(0, found.nights - free)
            left = left - found.displaced * pick(way.spend, -1)
        else:
            left = left * (1 - pick(way, -1))
        found.money["displacement"] = left
    for flow in spending.flows:
        left = left + (1 if flow.comes_in else -1) * pick(flow.amount, 1 if flow.comes_in else -1)
        found.money["organiser"] = left
    found.money["net"] = left
    if spending.multiplier:
        found.multiplied = left * pick(spending.multiplier.amount, 1)


def _figure(point: Floats, spread: Floats, level: float) -> Figure:
    low, high = np.quantile(spread, [(1 - level) / 2, (1 + level) / 2])
    return Figure(float(point[0]), float(low), float(high))


def _told(spending: Spending, point: Lines, spread: Lines, ends: dict[str, Figure], level: float) -> Ledger:
    def figure(of: Callable[[Lines], Floats | None]) -> Figure | None:
        one, many = of(point), of(spread)
        return None if one is None or many is None else _figure(one, many, level)

    def ratio(of: Callable[[Lines], Floats]) -> Figure:
        return _figure(of(point), of(spread), level)

    if not float(point.gross[0]) > 0:
        raise UnusableProblem("nothing_spent", "Nobody who answered spent anything: there is nothing to account for.")
    if not (spread.gross > 0).all():
        raise UnusableProblem(
            "few_spent", "So few who answered spent anything that some redraws have none of them; ask more people."
        )
    basis = _basis(spending)
    return Ledger(
        persons=_steps(point.persons, spread.persons, basis, level, _person_units(point)),
        money=_steps(point.money, spread.money, basis, level, dict.fromkeys(point.money, spending.unit)),
        categories={name: _figure(point.categories[name], spread.categories[name], level) for name in point.categories},
        net=ratio(lambda one: one.net),
        scenarios=ends,
        additionality=ratio(lambda one: one.additional / one.gross),
        deadweight=ratio(lambda one: 1 - one.additional / one.gross),
        net_to_gross=ratio(lambda one: one.net / one.gross),
        displaced_room_nights=figure(lambda one: one.displaced),
        crowding_out=figure(_crowding_out),
        multiplied=figure(lambda one: one.multiplied),
        not_taken_out=tuple(name for name in STANDARD if name not in {one.name for one in spending.removals}),
        assumptions=stated(spending),
        level=level,
        degrees=spending.design.degrees,
        redraws=0,
        lost=0,
        unit=spending.unit,
        seed=0,
    )


def _crowding_out(one: Lines) -> Floats | None:
    if one.displaced is None:
        return None
    return np.asarray(one.displaced / np.where(one.nights > 0, one.nights, 1))


def _person_units(point: Lines) -> dict[str, str]:
    units = {"visits": "visits", "days": "person-days", "extended": "person-days"}
    return {name: units.get(name, "persons") for name in point.persons}


def _steps(
    point: dict[str, Floats],
    spread: dict[str, Floats],
    basis: dict[str, tuple[str, tuple[Assumption, ...]]],
    level: float,
    units: dict[str, str],
) -> tuple[Step, ...]:
    made: list[Step] = []
    for name, values in point.items():
        one = _figure(values, spread[name], level)
        follows = made and made[-1].unit == units[name]
        change = one.value - made[-1].value if follows else 0.0
        source, assumed = basis.get(name, ("answers", ()))
        made.append(Step(name, units[name], one.value, one.low, one.high, change, source, assumed))
    return tuple(made)


def _basis(spending: Spending) -> dict[str, tuple[str, tuple[Assumption, ...]]]:
    """Where each line comes from: answers, or assumptions and their sources."""
    assumed: dict[str, tuple[Assumption, ...]] = {
        "vat": tuple(dict.fromkeys(one.vat for one in spending.categories)),
        "leakage": tuple(dict.fromkeys(one.leakage for one in spending.categories)),
        "organiser": tuple(one.amount for one in spending.flows),
    }
    for way in spending.ways_displaced:
        assumed["displacement"] = (way.capacity, way.baseline, way.spend) if isinstance(way, Rooms) else (way,)
    told = {name: ("; ".join(dict.fromkeys(one.source for one in some)), some) for name, some in assumed.items()}
    for one in spending.removals:
        told[one.name] = (one.source, (one.removed,) if isinstance(one.removed, Assumption) else ())
    told["net"] = ("the lines above", ())
    return told


def stated(spending: Spending) -> tuple[Assumption, ...]:
    """Return every assumption a ledger rests on, once, in the order of its lines."""
    found = [some for _, some in _basis(spending).values()]
    last = (spending.multiplier.amount,) if spending.multiplier else ()
    return tuple(dict.fromkeys([one for some in found for one in some] + list(last)))
