"""A timetable under people's hands: where sets are, what was done to them, and who was in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from samspel.errors import Refused


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a set is in a scenario, as a value: rows by their keys, minutes from the night's midnight."""

    night: int
    stage: int
    start_minute: int
    minutes: int
    is_pinned: bool = False
    is_pencilled: bool = False

    @property
    def end_minute(self) -> int:
        return self.start_minute + self.minutes

    @property
    def place(self) -> tuple[int, int, int]:
        return self.night, self.stage, self.start_minute

    def moved(self, to: Spot) -> Spot:
        """Return this set at the place of another, as long and as fixed as it is."""
        return replace(self, night=to.night, stage=to.stage, start_minute=to.start_minute)

    def meets(self, other: Spot) -> bool:
        """Tell whether the two would be on one stage at once."""
        same = (self.night, self.stage) == (other.night, other.stage)
        return same and self.start_minute < other.end_minute and other.start_minute < self.end_minute


Spots = Mapping[int, Spot | None]
"""Performances by key, and where each is; None: without a place."""


class Verb(TextChoices):
    """What was done to a timetable."""

    PLACE = "place", _("placed")
    MOVE = "move", _("moved")
    LENGTH = "length", _("length changed")
    PIN = "pin", _("pinned")
    UNPIN = "unpin", _("unpinned")
    PENCIL = "pencil", _("pencilled in")
    CONFIRM = "confirm", _("confirmed")
    UNPLACE = "unplace", _("taken out")
    SWAP = "swap", _("swapped")
    SHIFT = "shift", _("shifted")
    IMPORT = "import", _("imported")
    PLAN = "plan", _("plan applied")
    REPAIR = "repair", _("mended")
    USE = "use", _("taken into use")
    COPY = "copy", _("copied")
    UNDO = "undo", _("undone")
    REDO = "redo", _("done again")
    REVERT = "revert", _("reverted")


class Happening(StrEnum):
    """What can happen to a festival whose timetable is made."""

    CANCEL = "cancel"
    TIMES = "times"
    CLOSE = "close"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened: rows by their keys, minutes from the night's midnight; no nights: on every night."""

    what: Happening
    act: int | None = None
    stages: tuple[int, ...] = ()
    nights: tuple[int, ...] = ()
    from_minute: int | None = None
    until_minute: int | None = None
    where: str = ""
    """What people call the stages together: a venue, or one stage of it."""


class Standing(TextChoices):
    """Whether a change can be taken back or done again by whoever made it."""

    STANDS = "stands", _("stands")
    UNDONE = "undone", _("undone")
    GONE = "gone", _("replaced")


class Hand(TypedDict):
    """Who changes a timetable and what they had before their eyes.

    `based_on` is the version they looked at; None: whatever it is now. `anyway`: they know what others did since.
    """

    who: Any
    based_on: NotRequired[int | None]
    anyway: NotRequired[bool]


class Conflict(Refused):
    """Somebody else changed the same sets, or took the place, since the person looked. They choose, nobody loses."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(self.sentences))


class Stale(Refused):
    """A plan was made for what has changed since; a person is told and may apply it all the same."""

    def __init__(self, sentence: str, *, changed: Sequence[str], problems: Sequence[str]) -> None:
        self.changed, self.problems = tuple(changed), tuple(problems)
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Said:
    """A change as people read it: who, when, what, and whether it still stands."""

    number: int
    who: str
    who_id: int | None
    at: datetime
    verb: str
    sentence: str
    standing: str

    @property
    def can_be_reverted(self) -> bool:
        return self.standing == Standing.STANDS and self.verb not in (Verb.COPY, Verb.UNDO, Verb.REDO)
