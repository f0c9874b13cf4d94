"""Read off the rooms further down the thread what was kept of the promises that the product can check by itself.

Neither the timetable nor the night is read from here: whoever publishes, or counts, says what there is to see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from samspel.agreements.models import Commitment, Fulfilment
from samspel.agreements.rules import SIGNED
from samspel.agreements.services.ledger import count_kept
from samspel.agreements.types import Seen
from samspel.places.models import Edition, Opening
from samspel.records.services import note

HOUR_MINUTES = 60


@transaction.atomic
def see(*, edition: Edition, venue_nights: Mapping[int, Collection[date]]) -> None:
    """Hold the promises of venues to a published timetable: on which nights each venue (by its key) has music.

    Doing it twice changes nothing. What was seen before and is there no more is taken back, and stays to be seen.
    """
    for promise in _promises(edition, Seen.VENUE_NIGHTS):
        nights = _in_term(promise, venue_nights.get(promise.venue_id or 0, ()))
        _reconcile(promise, f"programme:edition:{edition.pk}", dict.fromkeys(nights, Decimal(1)))


def unsee(*, edition: Edition) -> None:
    """Take back what a programme showed that is withdrawn."""
    see(edition=edition, venue_nights={})


@transaction.atomic
def see_counted(*, edition: Edition, venue_nights: Mapping[int, Collection[date]]) -> None:
    """Hold the promises of venues to the nights that were counted, from opening to closing, at every door of each."""
    for promise in _promises(edition, Seen.COUNTED_NIGHTS):
        nights = _in_term(promise, venue_nights.get(promise.venue_id or 0, ()))
        _reconcile(promise, f"night:edition:{edition.pk}", dict.fromkeys(nights, Decimal(1)))


@transaction.atomic
def see_hours(*, edition: Edition) -> None:
    """Hold the promises of stages to the hours that they are open on the nights of an edition."""
    for promise in _promises(edition, Seen.STAGE_HOURS):
        minutes: dict[date, int] = {}
        for opening in Opening.objects.filter(stage=promise.stage_id, night__edition=edition).select_related("night"):
            day = opening.night.date
            minutes[day] = minutes.get(day, 0) + opening.closes_minute - opening.opens_minute
        hours = {day: Decimal(minutes[day]) / HOUR_MINUTES for day in _in_term(promise, minutes)}
        rounded = {day: value.quantize(Decimal("0.01")) for day, value in hours.items()}
        _reconcile(promise, f"places:edition:{edition.pk}", rounded)


def see_all_hours() -> None:
    """Hold every promise of a stage to its hours, once an hour: opening hours are changed where nobody looks here."""
    promised = Commitment.objects.filter(seen=Seen.STAGE_HOURS, agreement__state__in=SIGNED, stage__isnull=False)
    for edition in Edition.objects.filter(festival__venues__stages__promises__in=promised).distinct():
        see_hours(edition=edition)


def _promises(edition: Edition, seen: Seen) -> QuerySet[Commitment]:
    """Return signed promises about an edition: of agreements that name it, or its festival and no edition."""
    about = Q(agreement__edition=edition) | Q(agreement__edition=None, agreement__festival=edition.festival)
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("agreement")
    return rows.filter(about, seen=seen, waived_at=None, agreement__state__in=SIGNED).order_by("pk")


def _in_term(promise: Commitment, days: Iterable[date]) -> list[date]:
    starts, ends = promise.agreement.starts_on, promise.agreement.ends_on
    if promise.agreement.edition_id is not None:
        return sorted(days)  # the edition was agreed on, whenever its nights are
    return sorted(day for day in days if (starts is None or starts <= day) and (ends is None or day <= ends))


def _reconcile(promise: Commitment, source: str, wanted: Mapping[date, Decimal]) -> None:
    """Let what was seen from a source be exactly what is there now."""
    seen = promise.fulfilments.filter(is_seen=True, source=source, taken_back_at=None)
    known = {(one.on_date, one.amount): one for one in seen}
    now = {(day, amount) for day, amount in wanted.items() if amount > 0}
    gone = [one.pk for key, one in known.items() if key not in now]
    new = sorted(now - set(known))
    if not gone and not new:
        return
    Fulfilment.objects.filter(pk__in=gone).update(taken_back_at=timezone.now())
    Fulfilment.objects.bulk_create(
        Fulfilment(commitment=promise, amount=amount, on_date=day, is_seen=True, source=source) for day, amount in new
    )
    count_kept([promise.pk])
    details = {"promise": promise.pk, "what": promise.what, "seen": len(new), "gone": len(gone)}
    note(who=None, verb="promise.see", subject=promise.agreement, details=details)
