"""Assess an idea, write decisions down, take steps towards them, hold dialogues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.ideas.models import (
    Assessment,
    Criterion,
    Decision,
    Dialogue,
    Idea,
    Inbox,
    Participants,
    Rating,
    Step,
    Turn,
)
from samspel.ideas.services.tending import fresh
from samspel.ideas.types import TurnKind, Verdict
from samspel.people.models import Organisation, User
from samspel.records.models import Document
from samspel.records.services import note
from samspel.records.services.thread import End, show_in_thread, tie


@transaction.atomic
def assess(
    *, idea: Idea, verdict: Verdict | str, reason: str, ratings: Mapping[Criterion, int], who: User
) -> Assessment:
    """Keep what one person thinks of an idea, in the place of what they thought before.

    Raises `Refused` without a reason, or for a number outside a criterion's scale.
    """
    idea = fresh(idea)
    if not reason.strip():
        raise Refused(_("Write why: a yes or a no without a reason helps nobody."))
    for criterion, value in ratings.items():
        if criterion.inbox_id != idea.inbox_id or criterion.is_retired or not 1 <= value <= criterion.scale:
            raise Refused(
                _("“%(criterion)s” is rated from 1 to %(scale)d, not %(value)d.")
                % {"criterion": criterion, "scale": criterion.scale, "value": value}
            )
    values = {"verdict": verdict, "reason": reason.strip(), "at": timezone.now()}
    found, _made = Assessment.objects.update_or_create(idea=idea, assessor=who, defaults=values)
    found.ratings.filter(criterion__is_retired=False).delete()
    Rating.objects.bulk_create(
        Rating(assessment=found, criterion=criterion, value=value) for criterion, value in ratings.items()
    )
    note(who=who, verb="idea.assess", subject=idea, details={"verdict": str(verdict)})
    return found


@transaction.atomic
def write_decision(
    *, inbox: Inbox, ideas: Iterable[Idea], who: User | None, document: Document | None = None, **values: Any
) -> Decision:
    """Write down what a body decided about one or more ideas. Raises `Refused` without any idea of this inbox."""
    touched = [fresh(idea) for idea in sorted(ideas, key=lambda one: one.pk) if idea.inbox_id == inbox.pk]
    if not touched:
        raise Refused(_("Choose at least one idea that was decided about."))
    decision = Decision.objects.create(inbox=inbox, document=document, **values)
    decision.ideas.set(touched)
    for idea in touched:
        Turn.objects.create(
            idea=idea,
            kind=TurnKind.DECISION,
            who=who,
            before=decision.body,
            after=decision.outcome,
            reason=decision.text,
            decision=decision,
        )
        tie(source=end_of(idea), target=End(decision, "decision", [inbox.slug, decision.pk], decision.is_public))
    note(who=who, verb="decision.write", subject=decision, details={"ideas": [idea.pk for idea in touched]})
    return decision


@transaction.atomic
def show_decision(*, decision: Decision, is_public: bool, who: User | None) -> None:
    """Let everybody see a decision, or only the people of the inbox."""
    decision.is_public = is_public
    decision.save(update_fields=["is_public"])
    show_in_thread(row=decision, is_public=is_public)
    note(who=who, verb="decision.show" if is_public else "decision.hide", subject=decision)


def end_of(idea: Idea) -> End:
    """Return an idea as an end of a link of the thread."""
    return End(idea, "idea", [idea.inbox.slug, idea.number], idea.is_public)


@transaction.atomic
def plan_step(*, idea: Idea, who: User | None, **values: Any) -> Step:
    """Write down what has to be done."""
    idea = fresh(idea)
    step = Step.objects.create(idea=idea, **values)
    note(who=who, verb="step.plan", subject=idea, details={"need": step.need})
    return step


@transaction.atomic
def take_step(*, step: Step, who: User | None) -> None:
    """Say that a step is taken. Saying it twice changes nothing."""
    if Step.objects.filter(pk=step.pk, done_at=None).update(done_at=timezone.now()):
        Turn.objects.create(idea=step.idea, kind=TurnKind.STEP, who=who, after=step.what)
        note(who=who, verb="step.take", subject=step.idea, details={"need": step.need})


@transaction.atomic
def hold_dialogue(
    *,
    inbox: Inbox,
    ideas: Iterable[Idea],
    participants: Mapping[Organisation, int],
    who: User | None,
    dialogue: Dialogue | None = None,
    **values: Any,
) -> Dialogue:
    """Write a dialogue down, or anew: what was on, how many came from where, which ideas it touched."""
    made = dialogue or Dialogue(inbox=inbox)
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    before = set(made.ideas.values_list("pk", flat=True))
    touched = [idea for idea in ideas if idea.inbox_id == inbox.pk]
    made.ideas.set(touched)
    made.participants.all().delete()
    Participants.objects.bulk_create(
        Participants(dialogue=made, organisation=organisation, persons=persons)
        for organisation, persons in participants.items()
    )
    for idea in touched:
        if idea.pk not in before:
            Turn.objects.create(idea=idea, kind=TurnKind.DIALOGUE, who=who, after=made.name, dialogue=made)
            tie(source=End(made, "dialogue", [inbox.slug, made.pk], made.is_public), target=end_of(idea))
    show_in_thread(row=made, is_public=made.is_public)
    note(who=who, verb="dialogue.hold", subject=made, details={"ideas": [idea.pk for idea in touched]})
    return made
