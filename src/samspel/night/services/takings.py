"""Keep what a host says it took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem
from samspel.foreign import one_line
from samspel.night.models import Device, Takings
from samspel.night.types import Amount, Sold
from samspel.people.models import User
from samspel.places.models import Venue
from samspel.records.services import note

MOST_SEK = Decimal(100_000_000)


@transaction.atomic
def save_takings(
    *, venue: Venue, night: date, amounts: Sequence[Amount], source: str, who: User | None, device: Device | None = None
) -> None:
    """Keep what a venue took in a night in the place of what it said before; no amounts: nothing is said any more.

    Raises
    ------
    BadInput
        Naming every amount that is none, and what was said both by the hour and in all, or in all and in parts. By a
        link (`device`) only what that link said can be said anew: whoever holds it may be a doorman.
    """
    Venue.objects.select_for_update().get(pk=venue.pk)
    problems = _problems(amounts)
    if device is not None and venue.takings.filter(date=night).exclude(device=device).exists():
        reason = _("Somebody else has said already what was taken that night.")
        advice = _("Change it on the venue's page in the office, or ask the festival office.")
        problems.append(Problem(None, night.isoformat(), reason, advice))
    if amounts and not one_line(source):
        advice = _("Write it, for example: the cash register's report of the day.")
        problems.append(Problem(None, "", _("It is not said where the numbers come from."), advice))
    if problems:
        raise BadInput(problems)
    venue.takings.filter(date=night).delete()
    Takings.objects.bulk_create(
        Takings(
            venue=venue,
            date=night,
            hour=one.hour,
            sold=one.sold,
            amount_sek=one.amount_sek,
            source=one_line(source)[:200],
            said_at=timezone.now(),
            said_by=who,
            device=device,
        )
        for one in amounts
    )
    note(who=who, verb="takings.say", subject=venue, details={"night": night.isoformat(), "amounts": len(amounts)})


def _problems(amounts: Sequence[Amount]) -> list[Problem]:
    found = [
        Problem(None, str(one.amount_sek), _("is no amount that a night can bring."), _("Write kronor, with VAT."))
        for one in amounts
        if not 0 <= one.amount_sek <= MOST_SEK
    ]
    by_hour = {one.sold for one in amounts if one.hour is not None}
    in_all = {one.sold for one in amounts if one.hour is None}
    found += [
        Problem(
            None,
            str(sold.label),
            _("is said both by the hour and for the whole night."),
            _("Say one of them: the hours are added up to the night."),
        )
        for sold in Sold
        if sold in by_hour & in_all
    ]
    if Sold.ALL in by_hour | in_all and len(by_hour | in_all) > 1:
        advice = _("Say either all, or its parts.")
        found.append(Problem(None, str(Sold.ALL.label), _("is said beside its parts, and would count twice."), advice))
    return found
