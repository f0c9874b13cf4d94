"""Open a place's inbox, say what it wishes for, give and take roles, set criteria."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.ideas.models import Criterion, Inbox, InboxMember
from samspel.ideas.types import InboxRole
from samspel.people.models import User
from samspel.people.services import invite
from samspel.places.models import Place
from samspel.records.services import note

RESERVED = frozenset({"new", "confirm", "follow"})
"""Words that the addresses of pages need for themselves."""


@transaction.atomic
def open_inbox(*, place: str, country: str = "SE", who: User | None, is_synthetic: bool = False) -> Inbox:
    """Open the inbox of a town; whoever opens it is its first caretaker. Raises `Refused` if it has one."""
    name = " ".join(place.split())
    town, _made = Place.objects.get_or_create(name=name, country=country)
    if Inbox.objects.filter(place=town).exists():
        raise Refused(_("%(place)s has an inbox already.") % {"place": town})
    slug = slugify(name)[:60] or f"place-{town.pk}"
    if slug in RESERVED or Inbox.objects.filter(slug=slug).exists():
        slug = f"{slug[:50]}-{town.pk}"
    inbox = Inbox.objects.create(place=town, slug=slug, is_synthetic=is_synthetic)
    if who is not None:
        InboxMember.objects.create(inbox=inbox, user=who, role=InboxRole.CARETAKER)
    note(who=who, verb="inbox.open", subject=inbox, details={"place": name})
    return inbox


@transaction.atomic
def set_inbox(*, inbox: Inbox, welcome: str, is_open: bool, who: User | None) -> None:
    """Set what stands above the form, and whether it takes new ideas."""
    inbox.welcome, inbox.is_open = welcome, is_open
    inbox.save(update_fields=["welcome", "is_open"])
    note(who=who, verb="inbox.set", subject=inbox, details={"is_open": is_open})


@transaction.atomic
def give_inbox_role(*, inbox: Inbox, email: str, role: InboxRole | str, who: User | None) -> InboxMember:
    """Give a person a role at an inbox, with an account if they have none. Giving it twice changes nothing."""
    user = invite(email=email, who=who)
    member, made = InboxMember.objects.get_or_create(inbox=inbox, user=user, role=role)
    if made:
        note(who=who, verb="inbox.role.give", subject=inbox, details={"role": str(role), "person": user.key})
    return member


@transaction.atomic
def take_inbox_role(*, member: InboxMember, who: User | None) -> None:
    """Take a role back. Raises `Refused` for the last caretaker: ideas would be left alone."""
    caretakers = InboxMember.objects.select_for_update().filter(inbox=member.inbox, role=InboxRole.CARETAKER)
    if member.role == InboxRole.CARETAKER and len(caretakers) == 1:
        names = {"who": member.user, "place": member.inbox}
        raise Refused(_("%(who)s is the last caretaker of %(place)s: give somebody else the role first.") % names)
    details = {"role": member.role, "person": member.user.key}
    note(who=who, verb="inbox.role.take", subject=member.inbox, details=details)
    member.delete()


@transaction.atomic
def leave_inboxes(*, row: User, who: User | None) -> None:
    """Take every role back from a person who is about to be erased. Raises `Refused` for a last caretaker."""
    for member in row.inbox_roles.select_related("inbox__place", "user"):
        take_inbox_role(member=member, who=who)


@transaction.atomic
def add_criterion(*, inbox: Inbox, name: str, help: str, weight: int, scale: int, who: User | None) -> Criterion:  # noqa: A002
    """Add a question that assessors answer with a number. Raises `Refused` if there is one of that name."""
    if inbox.criteria.filter(name=name, is_retired=False).exists():
        raise Refused(_("There is a criterion called “%(name)s” already.") % {"name": name})
    known = inbox.criteria.filter(name=name, scale=scale).first()
    if known is None and inbox.criteria.filter(name=name).exists():
        raise Refused(_("“%(name)s” was once rated on another scale: give this one another name.") % {"name": name})
    made = known or Criterion(inbox=inbox, name=name, scale=scale)
    made.help, made.weight, made.is_retired = help, weight, False
    made.save()
    note(who=who, verb="criterion.add", subject=inbox, details={"name": name, "weight": weight, "scale": scale})
    return made


@transaction.atomic
def retire_criterion(*, criterion: Criterion, who: User | None) -> None:
    """Ask a question no more; what was answered stays."""
    criterion.is_retired = True
    criterion.save(update_fields=["is_retired"])
    note(who=who, verb="criterion.retire", subject=criterion.inbox, details={"name": criterion.name})
