"""Values other rooms may hold about ideas."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """How far an idea has come, in plain words. It may go back as well as on; every step has a reason."""

    NEW = "new", _("new")
    LOOKED_AT = "looked", _("being looked at")
    CHAMPIONED = "champion", _("championed")
    DECIDED = "decided", _("decided")
    UNDER_WAY = "underway", _("under way")
    DONE = "done", _("done")
    NOT_NOW = "notnow", _("not now")


CLOSED = (Stage.DONE, Stage.NOT_NOW)
"""Stages in which nobody owes an idea anything for now."""


class InboxRole(TextChoices):
    """What a person is at a place's inbox."""

    CARETAKER = "caretaker", _("caretaker")
    ASSESSOR = "assessor", _("assessor")
    READER = "reader", _("reader")


class TurnKind(TextChoices):
    """What happened to an idea."""

    LEFT = "left", _("left")
    SHOWN = "shown", _("shown to everybody")
    HIDDEN = "hidden", _("hidden")
    CARETAKER = "caretaker", _("given a caretaker")
    STAGE = "stage", _("moved on")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")
    DECISION = "decision", _("decided about")
    STEP = "step", _("step taken")
    DIALOGUE = "dialogue", _("taken up in a dialogue")


TOLD = (TurnKind.SHOWN, TurnKind.STAGE, TurnKind.MERGED, TurnKind.SPLIT, TurnKind.DECISION, TurnKind.DIALOGUE)
"""What everybody may read of a public idea, and what those who follow it are told."""


class Verdict(TextChoices):
    """What one assessor thinks; each carries a reason."""

    YES = "yes", _("yes")
    UNSURE = "unsure", _("not sure")
    NO = "no", _("no")


class Outcome(TextChoices):
    """What a body said."""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    REFERRED = "referred", _("referred on")
    NO = "no", _("no")


class Need(TextChoices):
    """What an idea cannot do without."""

    MONEY = "money", _("money")
    PLACE = "place", _("place")
    PERMISSION = "permission", _("permission")
    PEOPLE = "people", _("people")
    OTHER = "other", _("something else")


SETTLED = (Outcome.YES, Outcome.PARTLY)
"""What a body says that gives an idea what it needs, or some of it."""

NEEDS = (Need.MONEY, Need.PLACE, Need.PERMISSION)
"""What every idea is asked about."""


class DialogueKind(TextChoices):
    """Where people from many sides met."""

    SEMINAR = "seminar", _("seminar")
    COUNCIL_DAY = "council", _("council day")
    WORKSHOP = "workshop", _("workshop")
    MEETING = "meeting", _("meeting")


@dataclass(frozen=True, slots=True)
class Spread:
    """How assessors rated one criterion: every rating, so that disagreement shows, not only a mean.

    `share` is the mean as a share 0–1 of the scale.
    """

    name: str
    weight: int
    scale: int
    values: tuple[int, ...]

    @property
    def mean(self) -> float | None:
        return sum(self.values) / len(self.values) if self.values else None

    @property
    def low(self) -> int | None:
        return min(self.values, default=None)

    @property
    def high(self) -> int | None:
        return max(self.values, default=None)

    @property
    def steps(self) -> tuple[int, ...]:
        """How many gave each number of the scale, up to three: as strong as the mark gets."""
        return tuple(min(3, self.values.count(step)) for step in range(1, self.scale + 1))

    @property
    def share(self) -> float | None:
        """The mean on 0–1: the scale begins at 1."""
        return None if self.mean is None else (self.mean - 1) / (self.scale - 1)


@dataclass(frozen=True, slots=True)
class Anchoring:
    """Where an idea stands with those who decide: what is settled and what it still needs, by `Need`."""

    champion: str
    bodies: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    amount_sek: int
