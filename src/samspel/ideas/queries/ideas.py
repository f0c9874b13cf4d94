"""One idea with all that is known of it: anchoring, assessments, history, the thread; decisions and dialogues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.ideas.models import Assessment, Decision, Dialogue, Idea, Rating, Step, Turn
from samspel.ideas.queries.inbox import criteria
from samspel.ideas.queries.inbox import inbox as find_inbox
from samspel.ideas.types import NEEDS, SETTLED, TOLD, Anchoring, Need, Spread, Verdict
from samspel.records.models import Link
from samspel.records.queries import all_that_came, came_from


def find_idea(inbox: str, idea: int) -> Idea:
    """Return an idea by its place's inbox and its number. Raises `NotFound`."""
    found = (
        Idea.objects.select_related(
            "inbox__place", "caretaker", "actor", "festival__place", "merged_into", "split_from"
        )
        .filter(inbox=find_inbox(inbox), number=idea)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no idea number %(number)d here.") % {"number": idea})
    return found


def step(inbox: str, idea: int, step: int) -> Step:
    """Return a step of an idea. Raises `NotFound`."""
    found = find_idea(inbox, idea).steps.select_related("idea__inbox__place").filter(pk=step).first()
    if found is None:
        raise NotFound(_("This idea has no such step."))
    return found


def decision(inbox: str, decision: int) -> Decision:
    """Return a decision. Raises `NotFound`."""
    found = find_inbox(inbox).decisions.select_related("inbox__place", "document").filter(pk=decision).first()
    if found is None:
        raise NotFound(_("There is no such decision here."))
    return found


def dialogue(inbox: str, dialogue: int) -> Dialogue:
    """Return a dialogue. Raises `NotFound`."""
    found = find_inbox(inbox).dialogues.select_related("inbox__place").filter(pk=dialogue).first()
    if found is None:
        raise NotFound(_("There is no such dialogue here."))
    return found


def spreads(idea: Idea) -> list[Spread]:
    """Return every rating of an idea by criterion, for all to see how far assessors differ."""
    ratings = Rating.objects.filter(assessment__idea=idea).order_by("value")
    asked = criteria(idea.inbox).prefetch_related(Prefetch("ratings", ratings, to_attr="here"))
    return [Spread(one.name, one.weight, one.scale, tuple(rating.value for rating in one.here)) for one in asked]


def weighed(spreads: Sequence[Spread]) -> float | None:
    """Return the weighted mean over the criteria that somebody has rated, as a share 0–1."""
    rated = [(one.weight, one.share) for one in spreads if one.share is not None]
    total = sum(weight for weight, _share in rated)
    return sum(weight * share for weight, share in rated) / total if total else None


def assessments(idea: Idea) -> QuerySet[Assessment]:
    """Return what everybody thinks of an idea."""
    return idea.assessments.select_related("assessor").prefetch_related("ratings__criterion")


def verdicts(found: Sequence[Assessment]) -> dict[str, int]:
    """Return how many say yes, are not sure, say no."""
    return {verdict.value: sum(one.verdict == verdict for one in found) for verdict in Verdict}


def anchoring(idea: Idea, *, public_only: bool) -> Anchoring:
    """Return which bodies have said what, and which of money, place and permission nobody has settled yet."""
    made = decisions(idea, public_only=public_only)
    settled = {one.settles for one in made if one.outcome in SETTLED}
    settled |= {Need.MONEY.value for one in made if one.outcome in SETTLED and one.amount_sek}
    return Anchoring(
        champion=idea.champion,
        bodies=tuple((one.body, one.get_outcome_display()) for one in made),
        missing=tuple(need.value for need in NEEDS if need.value not in settled),
        amount_sek=sum(one.amount_sek or 0 for one in made if one.outcome in SETTLED),
    )


def decisions(idea: Idea, *, public_only: bool) -> list[Decision]:
    """Return what was decided about an idea, the newest first."""
    found = idea.decisions.select_related("inbox", "document")
    return list(found.filter(is_public=True) if public_only else found)


def dialogues(idea: Idea, *, public_only: bool) -> list[Dialogue]:
    """Return the dialogues that touched an idea, the newest first."""
    found = idea.dialogues.select_related("inbox")
    return list(found.filter(is_public=True) if public_only else found)


TOLD_TO_ALL = Q(kind__in=TOLD) & ~Q(decision__is_public=False) & ~Q(dialogue__is_public=False)
"""Turns that everybody may read and followers are told of."""


def turns(idea: Idea, *, public_only: bool) -> list[Turn]:
    """Return what happened to an idea, the newest first."""
    found = idea.turns.select_related("who")
    return list(found.filter(TOLD_TO_ALL) if public_only else found)


@dataclass(frozen=True, slots=True)
class Thread:
    """What a thing came from and what came of it."""

    before: Sequence[Link]
    after: Sequence[Link]


def thread(row: Idea | Decision | Dialogue, *, public_only: bool) -> Thread:
    """Return the thread through an idea, a decision or a dialogue."""
    return Thread(list(came_from(row, public_only=public_only)), all_that_came(row, public_only=public_only))
