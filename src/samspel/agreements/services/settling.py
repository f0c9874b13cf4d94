"""Settle a duty of a venue, take that back, write a place's own rules."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.agreements.duties import Rule, rules_for
from samspel.agreements.models import OwnDuties, Register, SettledDuty
from samspel.agreements.types import Settled
from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Edition, Venue
from samspel.records.services import note


@transaction.atomic
def settle(*, edition: Edition, venue: Venue, rule: Rule, how: Settled | str, reason: str, who: User | None) -> None:
    """Say that a duty is done or not relevant; `reason` says how, or why. Raises `Refused` without a why."""
    how, reason = Settled(how), reason.strip()[:300]
    if how == Settled.IRRELEVANT and not reason:
        raise Refused(_("Write why it is not relevant: the next person wants to know."))
    values = {"how": how, "reason": reason, "who": who, "at": timezone.now()}
    SettledDuty.objects.update_or_create(edition=edition, venue=venue, key=rule.key, defaults=values)
    details = {"venue": venue.pk, "duty": rule.key, "how": str(how), "reason": reason}
    note(who=who, verb="duty.settle", subject=edition, details=details)


@transaction.atomic
def open_again(*, edition: Edition, venue: Venue, rule: Rule, who: User | None) -> None:
    """Say that a duty is not settled after all. Raises `Refused` if nobody said that it was."""
    gone, _each = SettledDuty.objects.filter(edition=edition, venue=venue, key=rule.key).delete()
    if not gone:
        raise Refused(_("Nobody has said that it is settled."))
    note(who=who, verb="duty.open", subject=edition, details={"venue": venue.pk, "duty": rule.key})


@transaction.atomic
def write_rules(*, register: Register, text: str, who: User | None) -> None:
    """Set a place's own rules. Raises `BadInput` for what cannot be read; empty: the shipped ones hold."""
    rules_for(text)
    OwnDuties.objects.update_or_create(register=register, defaults={"text": text})
    note(who=who, verb="duties.rules", subject=register)
