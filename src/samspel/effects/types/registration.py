"""A question, frozen before anyone has looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from samspel.effects.types.alongside import ALONGSIDE, Hidden, Rings, Rooms
from samspel.effects.types.figures import Source
from samspel.effects.types.kinds import Alone, Editions, Kind, Starts
from samspel.effects.types.words import Words
from samspel.engines.counterfactual import Method


class Transform(StrEnum):
    """What is compared: the figures themselves, their natural logarithm, or per cent of a base."""

    LEVEL = "level"
    LOG = "log"
    INDEX = "index"


class Direction(StrEnum):
    """Which way an effect has to go to be the one that was asked for."""

    EITHER = "either"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Interest:
    """What counts as an effect, said beforehand: at least so large (in the unit of gaps), that way, at that level."""

    smallest: float
    direction: Direction = Direction.EITHER
    level: float = 0.05


@dataclass(frozen=True, slots=True)
class Covariate:
    """What units are matched by: the mean of the outcome from `first` to `last`, or a loaded column of this name."""

    name: str
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class FurtherOutcome:
    """Another outcome of the same units, judged together with the first. `key` names it where figures are loaded.

    `at` is where it was measured, as latitude and longitude: a street's counter on a map.
    """

    key: str
    outcome: Words
    unit: Words
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """What was changed after another registration, and why. `parent` is its address, `parent_digest` what it said."""

    parent: str
    what: Words
    why: Words
    parent_digest: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """A question and how it will be answered, before anyone has looked.

    Attributes
    ----------
    treated, donors
        Names of units exactly as the source writes them.
    outcome, unit
        What is measured, and in what: “population on 31 December”, “persons”.
    first_period, last_period, first_treated, base_period, backdated
        Labels of periods as the source writes them. An index is per cent of `base_period`, or of the mean of the
        periods before `first_treated` where there is none. `backdated` is a made-up earlier start.
    design
        Why these donors, these periods and this transform.
    elsewhere
        What else happened that this design cannot separate from the event.
    interest
        What counts as an effect; None: nothing was said, and the level is the room's own.
    donors_why, secondary, seen
        Why these donors; what else will be asked; how much of the outcome was known when this was written.
    deviation
        What this changes of an earlier registration, whose outcome may have been seen.
    editions, starts, alone
        What only a study of that kind says; without either it is about one event.
    rings, rooms, hidden
        What is reported beside the effect of one event: what moved, what there was room for, what hidden cells leave.
    """

    title: Words
    question: Words
    treated: str
    donors: tuple[str, ...]
    outcome: Words
    unit: Words
    first_period: str
    last_period: str
    first_treated: str
    source: Source
    design: Words
    transform: Transform = Transform.LEVEL
    base_period: str = ""
    backdated: str = ""
    elsewhere: tuple[Words, ...] = ()
    method: Method = Method.SYNTHETIC_CONTROL
    interest: Interest | None = None
    covariates: tuple[Covariate, ...] = ()
    donors_why: Words | None = None
    secondary: tuple[Words, ...] = ()
    further: tuple[FurtherOutcome, ...] = ()
    seen: Words | None = None
    deviation: Deviation | None = None
    editions: Editions | None = None
    starts: Starts | None = None
    alone: Alone | None = None
    rings: Rings | None = None
    rooms: Rooms | None = None
    hidden: Hidden | None = None

    @property
    def kind(self) -> Kind:
        """What kind of event is asked about."""
        return next((kind for kind in PARTS if getattr(self, kind.value)), Kind.ONE)

    @property
    def compared(self) -> tuple[str, ...]:
        """Every unit that an effect is estimated from: those that had the event first, then donors."""
        treated = tuple(one.unit for one in self.starts.places) if self.starts else (self.treated,)
        return (*treated, *self.donors)

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit whose figures are needed, each once: those compared, those near, published sums."""
        near = tuple(one.unit for one in self.rings.near) if self.rings else ()
        sums = tuple(one.name for one in self.hidden.sums) if self.hidden else ()
        return (*self.compared, *near, *sums)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every period that is named, each once."""
        named = [self.first_period, self.last_period, self.first_treated, self.base_period, self.backdated]
        if self.editions:
            named += [label for one in self.editions.windows for label in (one.first, one.last)]
        if self.starts:
            named += [one.first for one in self.starts.places]
        if self.alone:
            named.append(self.alone.last)
        if self.rings:
            named.append(self.rings.last)
        if self.rooms and self.rooms.by_comparison:
            named += [one.period for one in self.rooms.nights]
        return tuple(dict.fromkeys(label for label in named if label))

    def as_plain(self) -> dict[str, Any]:
        """Return it as the JSON object whose digest is kept.

        What came later to registrations is left out where it says nothing: older ones keep their digest.
        """
        plain = _listed({**asdict(self), "transform": self.transform.value, "method": self.method.value})
        if self.rings and not self.rings.season:
            del plain["rings"]["season"]
        return {name: value for name, value in plain.items() if value or name not in LATER}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Registration:
        """Return what `as_plain` wrote."""
        read: dict[str, Any] = {
            name: Words(**plain[name]) for name in ("title", "question", "outcome", "unit", "design")
        }
        read |= {name: _several(plain, name) for name in ("elsewhere", "secondary")}
        read |= {name: Words(**plain[name]) for name in ("donors_why", "seen") if plain.get(name)}
        read |= {
            "donors": tuple(plain["donors"]),
            "source": Source(**plain["source"]),
            "transform": Transform(plain["transform"]),
            "method": Method(plain["method"]),
            "covariates": tuple(Covariate(**one) for one in plain.get("covariates", ())),
            "further": tuple(
                FurtherOutcome(one["key"], Words(**one["outcome"]), Words(**one["unit"]), point_of(one.get("at")))
                for one in plain.get("further", ())
            ),
        }
        if interest := plain.get("interest"):
            read["interest"] = Interest(interest["smallest"], Direction(interest["direction"]), interest["level"])
        if one := plain.get("deviation"):
            words = Words(**one["what"]), Words(**one["why"])
            read["deviation"] = Deviation(one["parent"], *words, parent_digest=one["parent_digest"])
        read |= {kind.value: part.from_plain(plain[kind]) for kind, part in PARTS.items() if plain.get(kind)}
        read |= {name: part.from_plain(plain[name]) for name, part in ALONGSIDE.items() if plain.get(name)}
        return cls(**{**plain, **read})


PARTS: dict[Kind, type[Editions] | type[Starts] | type[Alone]] = {
    Kind.EDITIONS: Editions,
    Kind.STARTS: Starts,
    Kind.ALONE: Alone,
}
"""What only one kind of study says; its field is called as the kind is."""

LATER = ("interest", "covariates", "donors_why", "secondary", "further", "seen", "deviation", *PARTS, *ALONGSIDE)
"""Fields of a registration that are no part of its digest where they are empty."""


def point_of(at: Any) -> tuple[float, float] | None:
    """Return latitude and longitude, where there are any."""
    return (float(at[0]), float(at[1])) if at else None


def _several(plain: Mapping[str, Any], name: str) -> tuple[Words, ...]:
    return tuple(Words(**words) for words in plain.get(name, ()))


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(one) for one in value]
    return value.value if isinstance(value, StrEnum) else value
