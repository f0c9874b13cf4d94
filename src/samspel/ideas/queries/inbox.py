"""A place's inbox: board, list, what nobody looks after; the people and the criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.ideas.models import Criterion, Idea, Inbox, InboxMember
from samspel.ideas.types import CLOSED, Stage
from samspel.people.models import User

PATIENCE = timedelta(days=7)
"""How long an idea may lie without a caretaker before the inbox says so."""

COLUMN = 30
"""Ideas shown in a column of the board; the list has them all."""


def inbox(inbox: str) -> Inbox:
    """Return the inbox of a place by its address."""
    found = Inbox.objects.select_related("place").filter(slug=inbox).first()
    if found is None:
        raise NotFound(_("No place called “%(slug)s” takes ideas here.") % {"slug": inbox})
    return found


def inboxes_of(user: User) -> QuerySet[Inbox]:
    """Return the inboxes where a person has a role."""
    found = Inbox.objects.select_related("place")
    return found if user.is_host else found.filter(members__user=user).distinct()


def open_inboxes() -> QuerySet[Inbox]:
    """Return every inbox that takes ideas or has shown some."""
    return Inbox.objects.select_related("place").filter(Q(is_open=True) | Q(ideas__is_public=True)).distinct()


def members(inbox: Inbox) -> QuerySet[InboxMember]:
    """Return the people of an inbox."""
    return inbox.members.select_related("user", "inbox__place").order_by("role", "user__name")


def member(inbox: Inbox, pk: int) -> InboxMember:
    """Return one role at an inbox. Raises `NotFound`."""
    found = members(inbox).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("That role has been taken back already."))
    return found


def criteria(inbox: Inbox) -> QuerySet[Criterion]:
    """Return the criteria that are asked about."""
    return inbox.criteria.filter(is_retired=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show of an inbox. Empty: everything; `caretaker` 0: ideas that nobody looks after."""

    stage: str = ""
    words: str = ""
    caretaker: int | None = None


def ideas(inbox: Inbox, show: Filter, *, public_only: bool) -> QuerySet[Idea]:
    """Return ideas, the newest first; merged ones live on in others, unconfirmed ones are nobody's business yet."""
    found = inbox.ideas.filter(merged_into=None, is_confirmed=True).select_related("caretaker", "actor", "festival")
    if public_only:
        found = found.filter(is_public=True)
    if show.stage in Stage.values:
        found = found.filter(stage=show.stage)
    if show.caretaker is not None:
        found = found.filter(caretaker=show.caretaker or None)
    for word in show.words.split()[:5]:
        found = found.filter(Q(sentence__icontains=word) | Q(text__icontains=word) | Q(where__icontains=word))
    return found.order_by("-number")


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board: how many ideas are in it, and those that have been in it longest."""

    stage: Stage
    ideas: Sequence[Idea]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.ideas)


def board(found: QuerySet[Idea]) -> list[Column]:
    """Return ideas by stage, in each the longest waiting first: at most eight queries, however many ideas there are."""
    counts = dict(found.order_by().values_list("stage").annotate(n=Count("pk")))
    shown: dict[str, list[Idea]] = {}
    parts = [found.filter(stage=stage).order_by("stage_since", "pk")[:COLUMN] for stage in Stage if counts.get(stage)]
    for part in parts:
        for idea in part:
            shown.setdefault(idea.stage, []).append(idea)
    return [Column(stage, shown.get(stage, []), counts.get(stage, 0)) for stage in Stage]


def alone(inbox: Inbox, *, now: datetime | None = None) -> QuerySet[Idea]:
    """Return confirmed ideas that nobody has looked after for a week, the oldest first."""
    limit = (now or timezone.now()) - PATIENCE
    waiting = inbox.ideas.filter(caretaker=None, merged_into=None, is_confirmed=True, left_at__lt=limit)
    return waiting.exclude(stage__in=CLOSED).order_by("left_at")


def stuck(inbox: Inbox) -> QuerySet[Idea]:
    """Return ideas that have been in one open stage for more than half a year, the longest first."""
    limit = timezone.now() - timedelta(days=182)
    found = inbox.ideas.filter(merged_into=None, is_confirmed=True, stage_since__lt=limit)
    return found.exclude(stage__in=CLOSED).order_by("stage_since")


def criterion(inbox: Inbox, pk: int) -> Criterion:
    """Return one criterion that is asked about. Raises `NotFound`."""
    found = criteria(inbox).select_related("inbox__place").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("That criterion is no longer asked about."))
    return found
