"""Values other rooms may hold about studies: a registration, a table of figures, a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from samspel.engines.counterfactual import Method


class Transform(StrEnum):
    """What is compared: the figures themselves, their natural logarithm, or per cent of a base."""

    LEVEL = "level"
    LOG = "log"
    INDEX = "index"


class PeriodKind(StrEnum):
    """What one column of a panel is; `CLOCK` is an hour of one night, without its date."""

    YEAR = "year"
    TERM = "term"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    NIGHT = "night"
    HOUR = "hour"
    CLOCK = "clock"
    OTHER = "other"


class PlaceKind(TextChoices):
    """What the units of a series are, which tells what their names are compared with."""

    MUNICIPALITY = "municipality", _("municipalities")
    VENUE = "venue", _("the festival's venues")
    OTHER = "other", _("something else")


class Choice(TextChoices):
    """What a person answers about something odd."""

    KEEP = "keep", _("Keep the figures: they are right")
    LEAVE_OUT = "leave-out", _("Leave the figures out")
    EXPLAIN = "explain", _("Keep them, with this explanation in the study")


@dataclass(frozen=True, slots=True)
class Words:
    """The same text in Swedish and English."""

    sv: str
    en: str

    def __str__(self) -> str:
        return self.sv if (translation.get_language() or "sv").startswith("sv") else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from; `address` is a page about them or where they can be had."""

    title: str
    publisher: str
    licence: str
    address: str = ""


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

    def as_plain(self) -> dict[str, Any]:
        """Return it as the JSON object whose digest is kept.

        What came later to registrations is left out where it says nothing: older ones keep their digest.
        """
        plain = _listed({**asdict(self), "transform": self.transform.value, "method": self.method.value})
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
        return cls(**{**plain, **read})


LATER = ("interest", "covariates", "donors_why", "secondary", "further", "seen", "deviation")
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


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one outcome: a row per unit, a column per period in order of time; None where there is no figure."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person said a file is to be read; empty names are guessed from the heading.

    `only` fixes columns of a long table, or dimensions of a JSON-stat file, to one value each; `sheet` names one of a
    workbook, the first that is filled if empty.
    """

    unit: str = ""
    period: str = ""
    value: str = ""
    only: tuple[tuple[str, str], ...] = ()
    sheet: str = ""


class Likeness(StrEnum):
    """How a guess came about, the surest first; what is merely close is never taken without a person's word."""

    SAME = "same"
    CODE = "code"
    SPELLING = "spelling"
    CLOSE = "close"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a label of a file may mean: a key (a municipality's code, a period's label) and what that is called."""

    label: str
    key: str
    name: str
    how: Likeness


@dataclass(frozen=True, slots=True)
class Finding:
    """A published study for a report, in the language that was active when it was read.

    `figures` are pairs of label and value as text, `charts` pairs of SVG and what it shows in words, `run` the first
    eight letters of the run behind every one of them and `run_id` the whole of its name.
    """

    study: str
    title: str
    question: str
    design: str
    verdict: str
    sentence: str
    caveats: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    charts: tuple[tuple[str, str], ...]
    elsewhere: tuple[str, ...]
    source: str
    registered_at: str
    digest: str
    run: str
    run_id: str

    def as_plain(self) -> dict[str, Any]:
        """Return it as a JSON object, for a report that is frozen with it."""
        return asdict(self) | {
            "caveats": list(self.caveats),
            "elsewhere": list(self.elsewhere),
            "figures": [{"label": label, "value": value} for label, value in self.figures],
            "charts": [{"svg": svg, "caption": caption} for svg, caption in self.charts],
        }
