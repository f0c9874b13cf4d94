"""Give and take roles; accounts that have none are forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.people.services import erase, invite, without_role
from samspel.places.models import Festival, Membership, Venue
from samspel.places.types import Role
from samspel.records.services import note

INVITED, IDLE = timedelta(days=180), timedelta(days=365)
"""How long an account is kept that was never used, and one that has no role."""


@transaction.atomic
def give_role(
    *, festival: Festival, email: str, role: Role, venue: Venue | None = None, who: User | None
) -> Membership:
    """Give a person a role, with an account if they have none. Giving it twice changes nothing."""
    if (role == Role.VENUE) != (venue is not None):
        raise Refused(_("A host venue's person needs a venue, and only they do."))
    user = invite(email=email, who=who)
    membership, made = Membership.objects.get_or_create(festival=festival, user=user, role=role, venue=venue)
    if made:
        note(who=who, verb="role.give", subject=festival, details={"role": role, "person": user.key})
    return membership


@transaction.atomic
def take_role(*, membership: Membership, who: User | None) -> None:
    """Take a role back. Raises `Refused` for the last of the office: somebody must be able to let others in."""
    _refuse_last(membership)
    note(
        who=who,
        verb="role.take",
        subject=membership.festival,
        details={"role": membership.role, "person": membership.user.key},
    )
    membership.delete()


def _refuse_last(membership: Membership) -> None:
    office = Membership.objects.select_for_update().filter(festival=membership.festival, role=Role.OFFICE)
    if membership.role == Role.OFFICE and len(office) == 1:
        names = {"who": membership.user, "festival": membership.festival}
        raise Refused(
            _("%(who)s is the last one in the office of %(festival)s: give somebody else the role first.") % names
        )


@transaction.atomic
def leave_festivals(*, row: User, who: User | None) -> None:
    """Take every role back from a person who is about to be erased. Raises `Refused` for the last of an office."""
    for membership in row.memberships.select_related("festival", "user"):
        take_role(membership=membership, who=who)


def forget_accounts() -> None:
    """Erase accounts that nobody uses: invited and never signed in, or without a role and not seen for long.

    The host's stays, and so does whoever is the last of an office.
    """
    now = timezone.now()
    unused = Q(last_login=None, created_at__lt=now - INVITED)
    idle = Q(created_at__lt=now - IDLE, **without_role()) & (Q(last_login=None) | Q(last_login__lt=now - IDLE))
    for user in User.objects.filter(unused | idle, is_host=False).distinct():
        try:
            erase(user=user, who=None)
        except Refused:
            continue
