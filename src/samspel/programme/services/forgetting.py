"""Forget whom to write to, and what was written: when somebody asks for it, and when it is long enough ago."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from samspel.lineup.models import Act
from samspel.lineup.services import acts as lineup
from samspel.people.models import User
from samspel.places.models import Edition, Venue
from samspel.places.services.contacts import erase_contact
from samspel.programme.models import Notice
from samspel.programme.types import OPEN_STATES
from samspel.records.services import note


@transaction.atomic
def erase_act_contact(*, act: Act, who: User | None) -> None:
    """Forget an act's address and the texts sent to it; drafts stay, without an address to go to."""
    lineup.erase_contact(act=act, who=who)
    _forget(act.notices.exclude(state__in=OPEN_STATES))


@transaction.atomic
def erase_venue_contact(*, venue: Venue, who: User | None) -> None:
    """Forget a venue's address and the texts sent to it, in every edition."""
    erase_contact(venue=venue, who=who)
    _forget(venue.notices.exclude(state__in=OPEN_STATES))


@transaction.atomic
def forget_notices() -> int:
    """Forget the texts of notices, and where they went, when the last night is longer ago than they are kept.

    A chore; returns how many were forgotten. That somebody was told, and of which sets, stays.
    """
    limit = timezone.localdate() - timedelta(days=settings.CONTACT_DAYS)
    count = 0
    for edition in Edition.objects.annotate(last=Max("nights__date")).filter(last__lt=limit):
        gone = _forget(edition.notices.exclude(text="", email=""))
        if gone:
            note(who=None, verb="notices.forget", subject=edition, details={"notices": gone})
            count += gone
    return count


def _forget(notices: QuerySet[Notice]) -> int:
    return notices.update(subject="", text="", email="", error="")
