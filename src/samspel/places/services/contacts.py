"""Whom to write to at a venue, and when that is forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from samspel.people.models import User
from samspel.places.models import Festival, Venue
from samspel.records.services import forget_values, note


@transaction.atomic
def set_contact(*, venue: Venue, email: str, who: User | None) -> None:
    """Set whom to write to at a venue; the journal does not say the address."""
    venue.contact_email = email
    venue.save(update_fields=["contact_email"])
    note(who=who, verb="venue.contact", subject=venue)


@transaction.atomic
def erase_contact(*, venue: Venue, who: User | None) -> None:
    """Forget a venue's address, also in what imports remember."""
    _forget([venue.pk])
    venue.contact_email = ""
    note(who=who, verb="venue.contact.erase", subject=venue)


@transaction.atomic
def forget_contacts() -> int:
    """Forget the addresses of venues whose festival's last night is longer ago than the installation keeps them.

    A chore; returns how many addresses went.
    """
    limit = timezone.localdate() - timedelta(days=settings.CONTACT_DAYS)
    count = 0
    for festival in Festival.objects.annotate(last=Max("editions__nights__date")).filter(last__lt=limit):
        venues = list(festival.venues.exclude(contact_email="").values_list("pk", flat=True))
        if venues:
            _forget(venues)
            note(who=None, verb="venues.contacts.forget", subject=festival, details={"venues": len(venues)})
            count += len(venues)
    return count


def _forget(venues: list[int]) -> None:
    forget_values(model=Venue, pks=venues, field="contact_email")
