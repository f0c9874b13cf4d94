"""Values other rooms may hold about studies: a registration, a table of figures, a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

SYNTHETIC_CONTROL = "synthetic-control"


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
    method: str = SYNTHETIC_CONTROL

    def as_plain(self) -> dict[str, Any]:
        """Return it as the JSON object whose digest is kept."""
        return {**asdict(self), "transform": self.transform.value, "donors": list(self.donors)} | {
            "elsewhere": [asdict(words) for words in self.elsewhere]
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Registration:
        """Return what `as_plain` wrote."""
        words = {name: Words(**plain[name]) for name in ("title", "question", "outcome", "unit", "design")}
        return cls(
            **{
                **plain,
                **words,
                "donors": tuple(plain["donors"]),
                "source": Source(**plain["source"]),
                "transform": Transform(plain["transform"]),
                "elsewhere": tuple(Words(**words) for words in plain["elsewhere"]),
            }
        )


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
