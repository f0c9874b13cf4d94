"""Values other rooms may hold about surveys: a question in two languages, what it is for, how an answer came in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from samspel.wording import is_swedish

MOST_QUESTIONS, MOST_CHOICES = 40, 40
LONGEST_TEXT = 300
MOST_NUMBER = 1_000_000


class Kind(TextChoices):
    """How a question is answered."""

    CHOICE = "choice", _("one of several choices")
    SEVERAL = "several", _("several choices")
    NUMBER = "number", _("a number")
    SCALE = "scale", _("a step of a scale")
    TEXT = "text", _("a short text")


class Use(TextChoices):
    """What the analysis takes from a question; those without a use are counted and nothing more."""

    NONE = "", _("nothing but the count")
    ORIGIN = "origin", _("lives outside the area")
    NIGHTS = "nights", _("nights at the festival")
    STAY = "stay", _("nights slept in the area")
    PARTY = "party", _("how many the spending is for")
    SPEND = "spend", _("spending")
    REASON = "reason", _("the festival is the main reason")
    ANYWAY = "anyway", _("would have come anyway")
    SWITCH = "switch", _("moved a visit that would have been made at another time")
    CASUAL = "casual", _("was here for something else")
    RECOMMEND = "recommend", _("would recommend the place")
    MOVE = "move", _("thinks of moving here")
    STUDY = "study", _("thinks of studying here")


ONCE = frozenset(use for use in Use if use not in (Use.NONE, Use.SPEND))
"""Uses that one question of a survey can have."""
SHARES = frozenset({Use.ORIGIN, Use.REASON, Use.ANYWAY, Use.SWITCH, Use.CASUAL, Use.MOVE, Use.STUDY, Use.RECOMMEND})
"""Uses that are read from what each choice counts for."""
MARKETING = (Use.RECOMMEND, Use.MOVE, Use.STUDY)
USABLE = {
    Kind.CHOICE: SHARES,
    Kind.SEVERAL: frozenset(),
    Kind.NUMBER: frozenset({Use.NIGHTS, Use.STAY, Use.PARTY, Use.SPEND}),
    Kind.SCALE: frozenset({Use.RECOMMEND}),
    Kind.TEXT: frozenset(),
}


class Assumed(TextChoices):
    """What no answer says and somebody may state, with a range and a source. Nothing is assumed by default."""

    VAT = "vat", _("Value added tax: rate on the price without it (0.12 for 12 per cent)")
    LEAKAGE = "leakage", _("Leakage: share of the price without tax that leaves the area at once (0 to 1)")
    LOCAL = "local", _("Share who live in the area, if nobody was asked (0 to 1)")
    OTHER_REASON = "other_reason", _("Share who came for something else, if nobody was asked (0 to 1)")
    TIME_SWITCHER = "time_switcher", _("Share who moved a visit, if nobody was asked (0 to 1)")
    CASUAL = "casual", _("Share who were here already, if nobody was asked (0 to 1)")
    ANYWAY = "anyway", _("Share who would have come anyway, if nobody was asked (0 to 1)")
    DISPLACED = "displaced", _("Displacement: share of what is left that others would have spent (0 to 1)")
    CAPACITY = "capacity", _("Rooms: room nights there are in the area over the festival’s nights")
    BASELINE = "baseline", _("Rooms: room nights that would be sold without the festival")
    ROOM_SPEND = "room_spend", _("Rooms: what a guest who finds no room would have left, per room night")
    INFLOW = "inflow", _("The organiser: bought in the area with money from outside")
    OUTFLOW = "outflow", _("The organiser: money that leaves the area")
    MULTIPLIER = "multiplier", _("Multiplier: total to direct, with its region and year")


REMOVED = {
    Assumed.LOCAL: Use.ORIGIN,
    Assumed.OTHER_REASON: Use.REASON,
    Assumed.TIME_SWITCHER: Use.SWITCH,
    Assumed.CASUAL: Use.CASUAL,
    Assumed.ANYWAY: Use.ANYWAY,
}
"""Who is taken out of the ledger, in the engine's order, and the use of the question that tells it of each answer."""
ROOMS = (Assumed.CAPACITY, Assumed.BASELINE, Assumed.ROOM_SPEND)
"""Finite rooms need all three."""
RATES = (Assumed.VAT, Assumed.LEAKAGE)
"""Each may be stated for one kind of spending."""
FLOWS = (Assumed.INFLOW, Assumed.OUTFLOW)
LEAST_ANSWERS = 30
"""Below so many answers a figure is said to be too thin to go by, and is not shown to everybody."""
LEAST_CELL = 5
"""A figure that rests on fewer persons than this could tell who one of them is: everybody is not shown it."""


class State(TextChoices):
    """A survey is drafted, takes answers, takes no more."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Door(TextChoices):
    """How an answer came in."""

    PHONE = "phone", _("phone")
    TABLET = "tablet", _("tablet")
    FILE = "file", _("paper")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. `counts` says how much of a yes it is for the question's use: 1, 0, a part; None: left out."""

    key: str
    sv: str
    en: str
    counts: float | None = 0.0

    def __str__(self) -> str:
        return self.sv if is_swedish() else self.en


@dataclass(frozen=True, slots=True)
class Question:
    """One question in both languages. `least` and `most` bound a number or a scale; `label` is short, for tables."""

    key: str
    kind: str
    sv: str
    en: str
    use: str = ""
    help_sv: str = ""
    help_en: str = ""
    unit_sv: str = ""
    unit_en: str = ""
    least: float = 0.0
    most: float = MOST_NUMBER
    is_required: bool = False
    choices: tuple[Choice, ...] = ()

    def __str__(self) -> str:
        return self.sv if is_swedish() else self.en

    @property
    def help(self) -> str:
        return self.help_sv if is_swedish() else self.help_en

    @property
    def unit(self) -> str:
        return self.unit_sv if is_swedish() else self.unit_en

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def use_name(self) -> str:
        return str(Use(self.use).label) if self.use else ""

    def choice(self, key: str) -> Choice | None:
        return next((one for one in self.choices if one.key == key), None)

    def as_plain(self) -> dict[str, Any]:
        """Return it as the JSON object that is kept."""
        return {**asdict(self), "choices": [asdict(one) for one in self.choices]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Question:
        """Return what `as_plain` wrote, or a template's table."""
        choices = tuple(Choice(**one) for one in plain.get("choices", ()))
        return cls(**{**plain, "choices": choices})


Answers = Mapping[str, Any]
"""A question's key → a choice's key, several of them, a number or a text; what was not answered is not there."""


@dataclass(frozen=True, slots=True)
class Template:
    """A questionnaire that comes with the product."""

    slug: str
    title_sv: str
    title_en: str
    about_sv: str
    about_en: str
    purpose_sv: str
    purpose_en: str
    questions: tuple[Question, ...]

    def __str__(self) -> str:
        return self.title_sv if is_swedish() else self.title_en

    @property
    def about(self) -> str:
        return self.about_sv if is_swedish() else self.about_en


@dataclass(frozen=True, slots=True)
class Result:
    """A survey's published results for a report, in the language that was active when they were read.

    `figures` are labels and values with their intervals, `charts` a name, SVG and what it shows in words, `lines` the
    ledger's: name, change, what is left, its interval, what it rests on, `besides` what the net was put beside:
    sentence, SVG, what it shows, short and whole name of its run, `years` the earlier editions that are shown beside it
    with the whole names of their runs. `run` is the first eight letters of the run behind every one of them and
    `run_id` the whole of its name.
    """

    title: str
    sentence: str
    cautions: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    charts: tuple[tuple[str, str, str], ...]
    lines: tuple[tuple[str, str, str, str, str], ...]
    assumptions: tuple[str, ...]
    besides: tuple[tuple[str, str, str, str, str], ...]
    years: tuple[tuple[str, str], ...]
    run: str
    run_id: str

    def as_plain(self) -> dict[str, Any]:
        """Return it as a JSON object, for a report that is frozen with it."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain


@dataclass(frozen=True, slots=True)
class FromDoors:
    """At how many places the doors' counts were taken in; where what was typed stays (name, typed, counted at the
    doors); where the night is not known in whole."""

    taken: int
    kept: tuple[tuple[str, int, int], ...]
    unknown: tuple[str, ...]
