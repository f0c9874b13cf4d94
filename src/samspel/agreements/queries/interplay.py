"""Who collaborates with whom: organisations, and a tie wherever two of them are parties of one signed agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations, groupby
from typing import Any

from samspel.agreements.models import Agreement, Commitment, Party, Register
from samspel.agreements.queries.ledger import Side, sides
from samspel.agreements.queries.standing import with_standing
from samspel.agreements.rules import SIGNED
from samspel.places.models import Place


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation, in how many signed agreements it is a party, and with how many others it is so."""

    name: str
    sector: str
    agreements: int
    ties: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Two organisations, by name in order, and how many agreements they share."""

    one: str
    other: str
    agreements: int
    is_across: bool


@dataclass(frozen=True, slots=True)
class Interplay:
    """The network of a register. Actors are in the order of their sectors, ties the strongest first.

    `density` is the share of all pairs that have a tie, `across` the share of ties between two sectors, both 0-1; None
    where there is nothing to divide by.
    """

    actors: tuple[Actor, ...]
    ties: tuple[Tie, ...]
    sides: tuple[Side, ...]

    @property
    def density(self) -> float | None:
        """The share of all possible ties that are there."""
        pairs = len(self.actors) * (len(self.actors) - 1) / 2
        return len(self.ties) / pairs if pairs else None

    @property
    def across(self) -> float | None:
        """The share of ties that join two sectors."""
        return sum(one.is_across for one in self.ties) / len(self.ties) if self.ties else None


def public_figures(place: Place, *, today: date) -> dict[str, Any] | None:
    """Return what a report tells of the public agreements of a place, as plain values; None if there are none."""
    register = Register.objects.filter(place=place).first()
    found = interplay(register, today=today, public_only=True) if register is not None else None
    if register is None or found is None or not found.actors:
        return None
    return {
        "place": place.name,
        "is_synthetic": register.is_synthetic,
        "on": today.isoformat(),
        "actors": len(found.actors),
        "ties": len(found.ties),
        "density": found.density,
        "across": found.across,
        "sides": [asdict(one) for one in found.sides],
    }


def interplay(register: Register, *, today: date, public_only: bool) -> Interplay:
    """Return the network of a register's signed agreements and what each sector has promised and kept.

    `public_only` counts what everybody may see: public agreements, and promises that are shown.
    """
    agreements = register.agreements.filter(state__in=SIGNED)
    promises = Commitment.objects.filter(agreement__register=register, agreement__state__in=SIGNED)
    if public_only:
        agreements = agreements.filter(is_public=True)
        promises = promises.filter(agreement__is_public=True, agreement__are_promises_public=True)
    actors, ties = _network(agreements)
    return Interplay(actors, ties, sides(with_standing(promises, today=today)))


def _network(agreements: Iterable[Agreement]) -> tuple[tuple[Actor, ...], tuple[Tie, ...]]:
    rows = Party.objects.filter(agreement__in=agreements).order_by("agreement")
    named = rows.values_list("agreement", "organisation__name", "organisation__sector")
    sectors: dict[str, str] = {}
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for _agreement, group in groupby(named, key=lambda row: row[0]):
        names = {name: sector for _key, name, sector in group}
        sectors.update(names)
        counts.update(list(names))
        pairs.update(combinations(sorted(names), 2))
    degree = Counter(name for pair in pairs for name in pair)
    actors = sorted(sectors, key=lambda name: (sectors[name], name))
    ties = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    return (
        tuple(Actor(name, sectors[name], counts[name], degree[name]) for name in actors),
        tuple(Tie(one, other, pairs[one, other], sectors[one] != sectors[other]) for one, other in ties),
    )
