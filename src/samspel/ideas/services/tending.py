"""Look after an idea: read it, show it, name a caretaker, move it on, merge, split, say whose it is."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.ideas.models import Follower, Idea, InboxMember, Turn
from samspel.ideas.services.leaving import numbered
from samspel.ideas.types import InboxRole, Stage, TurnKind
from samspel.people.models import Organisation, User
from samspel.places.models import Festival
from samspel.records.services import note
from samspel.records.services.thread import show_in_thread


def fresh(idea: Idea) -> Idea:
    """Return an idea as it is now, held until this transaction ends. Raises `Refused` if it was merged meanwhile."""
    found = Idea.objects.select_for_update(of=("self",)).select_related("inbox__place", "merged_into").get(pk=idea.pk)
    if found.merged_into is not None:
        raise Refused(
            _("“%(idea)s” was merged into number %(number)d: go on there.")
            % {"idea": found, "number": found.merged_into.number}
        )
    return found


@transaction.atomic
def take_care(*, idea: Idea, caretaker: User | None, who: User | None) -> None:
    """Name who looks after an idea, or nobody. Raises `Refused` for somebody without the role."""
    idea = fresh(idea)
    if caretaker is not None and not _is_caretaker(idea, caretaker):
        raise Refused(_("%(who)s is no caretaker of %(place)s.") % {"who": caretaker, "place": idea.inbox})
    _read(idea)
    idea.caretaker = caretaker
    idea.save(update_fields=["caretaker", "looked_at"])
    _turn(idea, TurnKind.CARETAKER, who, after=caretaker.key if caretaker else "")
    note(who=who, verb="idea.caretaker", subject=idea, details={"person": caretaker.key if caretaker else ""})


def _is_caretaker(idea: Idea, user: User) -> bool:
    if user.is_host:
        return True
    return InboxMember.objects.filter(inbox=idea.inbox, user=user, role=InboxRole.CARETAKER).exists()


@transaction.atomic
def show_idea(*, idea: Idea, is_public: bool, who: User | None) -> None:
    """Let everybody see an idea, or nobody. Raises `Refused` while its author has not confirmed."""
    idea = fresh(idea)
    if not idea.is_confirmed:
        raise Refused(_("Whoever left “%(idea)s” has not confirmed it yet.") % {"idea": idea})
    if idea.is_public == is_public:
        return
    _read(idea)
    idea.is_public = is_public
    idea.save(update_fields=["is_public", "looked_at"])
    _turn(idea, TurnKind.SHOWN if is_public else TurnKind.HIDDEN, who)
    show_in_thread(row=idea, is_public=is_public)
    note(who=who, verb="idea.show" if is_public else "idea.hide", subject=idea)


@transaction.atomic
def move_on(*, idea: Idea, stage: Stage | str, reason: str, champion: str = "", who: User | None) -> None:
    """Move an idea to another stage. Every step carries a reason; a champion is named, a decision written down first.

    Raises `Refused` otherwise.
    """
    idea, reason, stage = fresh(idea), reason.strip(), Stage(stage)
    if stage == idea.stage:
        raise Refused(_("“%(idea)s” is there already: %(stage)s.") % {"idea": idea, "stage": stage.label})
    if not reason:
        raise Refused(_("Write why: whoever had the idea reads it."))
    if stage == Stage.CHAMPIONED and not (champion or idea.champion):
        raise Refused(_("Write who champions it."))
    if stage == Stage.DECIDED and not idea.decisions.exists():
        raise Refused(_("Write down first which body decided what."))
    before = idea.stage
    _read(idea)
    idea.stage, idea.stage_since, idea.champion = stage, timezone.now(), champion or idea.champion
    idea.save(update_fields=["stage", "stage_since", "champion", "looked_at"])
    _turn(idea, TurnKind.STAGE, who, before=before, after=stage, reason=reason)
    note(who=who, verb="idea.move", subject=idea, details={"from": before, "to": str(stage)})


@transaction.atomic
def merge(*, idea: Idea, into: Idea, reason: str, who: User | None) -> None:
    """Let an idea go on in another of the same inbox; its followers, steps and decisions come along.

    Raises `Refused` for itself, another inbox or without a reason.
    """
    first, second = sorted(
        (idea, into), key=lambda one: one.pk
    )  # always in one order, so that two never wait crosswise
    held = {one.pk: fresh(one) for one in (first, second)}
    idea, into = held[idea.pk], held[into.pk]
    if idea.pk == into.pk or idea.inbox_id != into.inbox_id:
        raise Refused(_("Choose another idea of %(place)s.") % {"place": idea.inbox})
    if not reason.strip():
        raise Refused(_("Write why: whoever had the idea reads it."))
    known = {address.lower() for address in into.followers.values_list("email", flat=True)}
    for follower in idea.followers.all():
        if follower.email.lower() not in known:
            Follower.objects.filter(pk=follower.pk).update(idea=into)
    into.decisions.add(*idea.decisions.all())
    into.dialogues.add(*idea.dialogues.all())
    idea.steps.filter(done_at=None).update(idea=into)
    _read(idea)
    idea.merged_into = into
    idea.save(update_fields=["merged_into", "looked_at"])
    _turn(idea, TurnKind.MERGED, who, after=str(into.number), reason=reason.strip())
    _turn(into, TurnKind.MERGED, who, before=str(idea.number), reason=reason.strip())
    note(who=who, verb="idea.merge", subject=idea, details={"into": into.pk})


@transaction.atomic
def split(*, idea: Idea, sentence: str, reason: str, who: User | None) -> Idea:
    """Take a part of an idea out as one of its own, which the same people follow."""
    idea = fresh(idea)
    if not reason.strip():
        raise Refused(_("Write why: whoever had the idea reads it."))
    part = numbered(
        idea.inbox, sentence=" ".join(sentence.split())[:200], split_from=idea, is_confirmed=idea.is_confirmed
    )
    part.looked_at, part.is_public, part.caretaker = timezone.now(), idea.is_public, idea.caretaker
    part.save()
    Follower.objects.bulk_create(
        Follower(
            idea=part,
            email=one.email,
            name=one.name,
            language=one.language,
            is_author=one.is_author,
            confirmed_at=one.confirmed_at,
        )
        for one in idea.followers.all()
    )
    _turn(idea, TurnKind.SPLIT, who, after=str(part.number), reason=reason.strip())
    _turn(part, TurnKind.SPLIT, who, before=str(idea.number), reason=reason.strip())
    note(who=who, verb="idea.split", subject=idea, details={"part": part.pk})
    return part


@transaction.atomic
def set_idea(
    *,
    idea: Idea,
    sentence: str,
    text: str,
    where: str,
    actor: Organisation | None,
    festival: Festival | None,
    who: User | None,
) -> None:
    """Set an idea's words, where it is, whose it is and which festival it belongs to."""
    idea = fresh(idea)
    values = {"sentence": sentence, "text": text, "where": where, "actor": actor, "festival": festival}
    changed = [name for name, value in values.items() if getattr(idea, name) != value]
    for name in changed:
        setattr(idea, name, values[name])
    _read(idea)
    idea.save()
    if changed:
        show_in_thread(row=idea, is_public=idea.is_public)
        note(who=who, verb="idea.set", subject=idea, details={"fields": changed})


def _read(idea: Idea) -> None:
    idea.looked_at = idea.looked_at or timezone.now()


def _turn(idea: Idea, kind: TurnKind, who: User | None, **said: str) -> None:
    Turn.objects.create(idea=idea, kind=kind, who=who, **{name: str(value) for name, value in said.items()})
