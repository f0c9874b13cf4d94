"""When an act can play, as values: stretches of a night, parts of the day that people name, an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from samspel.places.models import LAST_MINUTE

Windows = tuple[tuple[int, int], ...]
"""Stretches of one night, half open, in minutes from its midnight: in order, none touches the next."""

ALL_NIGHT: Windows = ((0, LAST_MINUTE),)


class Extent(TextChoices):
    """What an answer comes to. Without the last, an act that can never play would look like one that always can."""

    ALWAYS = "always", _("any time")
    SOME = "some", _("sometimes")
    NEVER = "never", _("not at all")


class DayPart(TextChoices):
    """A part of the day as people name it."""

    AFTERNOON = "afternoon", _("afternoon")
    EARLY = "early", _("early evening")
    LATE = "late", _("late evening")
    MIDNIGHT = "midnight", _("after midnight")


PART_MINUTES = {
    DayPart.AFTERNOON: (12 * 60, 17 * 60),
    DayPart.EARLY: (17 * 60, 20 * 60),
    DayPart.LATE: (20 * 60, 24 * 60),
    DayPart.MIDNIGHT: (24 * 60, 30 * 60),
}


def merged(windows: Iterable[tuple[int, int]]) -> Windows:
    """Put stretches in order and join those that touch: a set may begin in one and end in the next.

    What covers every part of the day is the whole night.
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    first, last = PART_MINUTES[DayPart.AFTERNOON][0], PART_MINUTES[DayPart.MIDNIGHT][1]
    return ALL_NIGHT if any(start <= first and end >= last for start, end in joined) else tuple(joined)


def windows_of(parts: Iterable[DayPart]) -> Windows:
    """Turn parts of the day into stretches."""
    return merged(PART_MINUTES[part] for part in parts)


def parts_of(windows: Windows) -> tuple[DayPart, ...] | None:
    """Turn stretches back into the parts they are made of; None if they are not, and only times can say them."""
    parts = tuple(
        part
        for part, (start, end) in PART_MINUTES.items()
        if any(begin <= start and end <= until for begin, until in windows)
    )
    return parts if windows_of(parts) == windows else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an act says: None for any time, else each night's stretches, those of a night without any empty."""

    nights: tuple[tuple[int, Windows], ...] | None = None

    @classmethod
    def of(cls, nights: Iterable[tuple[int, Windows]]) -> Answer:
        """Make an answer of nights and their stretches; any time on each of them is any time."""
        given = tuple(sorted(nights))
        return cls(None if given and all(windows == ALL_NIGHT for _night, windows in given) else given)

    @property
    def extent(self) -> Extent:
        if self.nights is None:
            return Extent.ALWAYS
        return Extent.SOME if any(windows for _night, windows in self.nights) else Extent.NEVER

    def on(self, night: int) -> Windows:
        """Return the stretches of one night, by its number in the database."""
        return ALL_NIGHT if self.nights is None else dict(self.nights).get(night, ())


ALWAYS = Answer()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the question has come with one act. `answer` is what holds, said or not: without a word, any time.

    `summary` says it in the reader's language.
    """

    answer: Answer
    summary: str
    answered_at: datetime | None = None
    answered_by: str = ""
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    has_open_link: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of sending mails: how many went, and for whom it failed and why."""

    sent: int
    failed: tuple[tuple[str, str], ...] = ()
