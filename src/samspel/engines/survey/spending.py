"""What a net ledger is made from. The constructor refuses whatever would be counted twice, naming both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samspel.engines.survey.assumptions import Assumption, Flow, Multiplier, Rooms
from samspel.engines.survey.problem import Design, Floats, Labels, Margin, UnusableProblem, column, frozen, labelled

REMOVALS = ("local", "other_reason", "time_switcher", "casual", "anyway")
"""Who is taken out, in the order in which it is done, whatever order they are given in."""
STANDARD = REMOVALS[:4]
"""Whoever is not taken out of these makes the net too high (Crompton & McKay 1994)."""


@dataclass(frozen=True, eq=False)
class Removal:
    """Who is taken out: of each answer how much (0–1; a “perhaps” may be a half), or one stated share of all."""

    name: str
    removed: Floats | Assumption
    source: str = "answers"

    def __post_init__(self) -> None:
        if self.name not in REMOVALS:
            raise UnusableProblem(
                "removal", f"“{self.name}” is nothing that is taken out; that is one of {', '.join(REMOVALS)}."
            )
        if isinstance(self.removed, Assumption):
            self.removed.within(0.0, 1.0)
            object.__setattr__(self, "source", self.removed.source)
        else:
            object.__setattr__(self, "removed", frozen(self.removed))

    @property
    def basis(self) -> str:
        return f"the assumption “{self.removed.name}”" if isinstance(self.removed, Assumption) else f"“{self.source}”"


@dataclass(frozen=True, eq=False)
class Category:
    """What was spent on one thing, per person and day, VAT included; and what of that never stays in the area.

    `part_of` names a category that this one is a part of: the two are never added."""

    name: str
    per_day: Floats
    vat: Assumption  # rate on the price without it: 0.12
    leakage: Assumption  # share of the price without VAT
    part_of: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "per_day", frozen(self.per_day))
        self.vat.within(0.0, 1.0)
        self.leakage.within(0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Spending:
    """Answers and assumptions of one event in one area. Weights are of visits unless `visits` is left out."""

    design: Design
    categories: Sequence[Category]
    removals: Sequence[Removal]
    days: Floats  # in the area, per person
    visits: Floats | None = None  # per person: 1 or more; without them a weight is of persons
    extra_days: Floats | None = None  # of `days`: stayed because of the event by who would have come anyway
    room_nights: Floats | None = None  # per person: nights over persons in the room
    persons: Labels | None = None  # who answered; nobody twice
    margins: Sequence[Margin] = ()  # what weights are raked to, in visits as weights are
    displaced: Assumption | Rooms | Sequence[Assumption | Rooms] = ()
    flows: Sequence[Flow] = ()
    multiplier: Multiplier | None = None
    unit: str = "SEK"

    def __post_init__(self) -> None:
        many = self.design.weights.size
        as_column = {"days": (0.0, np.inf), "visits": (1.0, np.inf), "room_nights": (0.0, np.inf)}
        for name, (least, most) in as_column.items():
            if (values := getattr(self, name)) is not None:
                object.__setattr__(self, name, column(name, values, many, least=least, most=most))
        for name in ("removals", "categories", "margins", "flows"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        single = isinstance(self.displaced, Assumption | Rooms)
        object.__setattr__(self, "displaced", (self.displaced,) if single else tuple(self.displaced))  # type: ignore[arg-type]
        self._columns_of_parts(many)
        _refuse_the_same_person_twice(self.persons, many)
        _refuse_twice_taken_out(self.removals)
        _refuse_twice_spent(self.categories)
        _refuse_twice_flowing(self.flows, self.categories)
        _refuse_twice_displaced(self.ways_displaced, self.room_nights is not None)
        if "local" not in {one.name for one in self.removals}:
            raise UnusableProblem(
                "no_locals", "Nothing says who lives in the area; what they spend is no effect, so say who they are."
            )

    @property
    def ways_displaced(self) -> tuple[Assumption | Rooms, ...]:
        return self.displaced  # type: ignore[return-value]

    def _columns_of_parts(self, many: int) -> None:
        for removal in self.removals:
            if not isinstance(removal.removed, Assumption):
                column(removal.name, removal.removed, many, least=0, most=1)
        for category in self.categories:
            column(category.name, category.per_day, many, least=0)
        if self.extra_days is None:
            return
        extra = column("extra_days", self.extra_days, many, least=0)
        object.__setattr__(self, "extra_days", extra)
        longer = np.flatnonzero(extra > self.days)
        if longer.size:
            row = int(longer[0])
            raise UnusableProblem(
                "extra_days",
                f"Answer {row + 1} stayed {self.days[row]:g} days, of which {extra[row]:g} because of the event; "
                "no more can be extra than there are.",
                row=row + 1,
            )


def _twice(first: str, second: str, what: str, of: str) -> UnusableProblem:
    return UnusableProblem("counted_twice", f"{what}; keep one.", first=first, second=second, of=of)


def _refuse_the_same_person_twice(persons: Labels | None, many: int) -> None:
    if persons is None:
        return
    names = labelled(persons)
    if names.size != many:
        raise UnusableProblem(
            "lengths", f"persons has {names.size} values for {many} answers; give one for each answer.", name="persons"
        )
    seen: dict[str, int] = {}
    for row, name in enumerate(names.tolist(), start=1):
        if name in seen:
            raise _twice(
                str(seen[name]), str(row), f"Answers {seen[name]} and {row} are of the same person, {name}", "person"
            )
        seen[name] = row


def _refuse_twice_taken_out(removals: Sequence[Removal]) -> None:
    seen: dict[str, Removal] = {}
    for one in removals:
        if (other := seen.get(one.name)) is not None:
            what = f"{one.name} is taken out by {other.basis} and again by {one.basis}"
            raise _twice(other.basis, one.basis, what, one.name)
        seen[one.name] = one


def _refuse_twice_spent(categories: Sequence[Category]) -> None:
    if not categories:
        raise UnusableProblem("no_spending", "No category of spending is given; a ledger needs at least one.")
    names = [one.name for one in categories]
    for one in categories:
        if names.count(one.name) > 1:
            raise _twice(one.name, one.name, f"“{one.name}” and “{one.name}” are the same spending", "spending")
        if one.part_of in names:
            raise _twice(
                one.part_of, one.name, f"“{one.name}” is part of “{one.part_of}”, which is counted too", "spending"
            )


def _refuse_twice_flowing(flows: Sequence[Flow], categories: Sequence[Category]) -> None:
    names, spent = [one.name for one in flows], {one.name for one in categories}
    for one in flows:
        if names.count(one.name) > 1:
            raise _twice(
                one.name, one.name, f"The organiser's “{one.name}” and “{one.name}” are the same money", "flow"
            )
        if one.comes_in and one.counted_in in spent:
            what = f"The organiser's “{one.name}” is paid by visitors' “{one.counted_in}”, which is counted too"
            raise _twice(one.counted_in, one.name, what, "flow")


def _refuse_twice_displaced(ways: Sequence[Assumption | Rooms], has_nights: bool) -> None:
    names = ["finite rooms" if isinstance(one, Rooms) else f"the assumption “{one.name}”" for one in ways]
    if len(ways) > 1:
        raise _twice(
            names[0], names[1], f"Displacement is taken out by {names[0]} and again by {names[1]}", "displacement"
        )
    for one in ways:
        if isinstance(one, Assumption):
            one.within(0.0, 1.0)
        elif not has_nights:
            raise UnusableProblem(
                "no_room_nights", "Rooms are said to be finite, but no answers say how many room nights they took."
            )
