"""Take a file in: hold it, preview it, apply it in one transaction.

A preview is the import itself, rolled back: it cannot promise anything that applying does not keep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.programme.readers import Field, Reading, Refusal, Remark, read
from samspel.programme.services.taking import Change, Taking
from samspel.records.models import Intake, key_of
from samspel.records.services import note

WAIT = timedelta(days=1)
"""How long a file that nobody applied is kept."""

KIND_NAMES = {
    "places.night": gettext_lazy("nights"),
    "places.venue": gettext_lazy("venues"),
    "places.stage": gettext_lazy("stages"),
    "lineup.act": gettext_lazy("acts"),
    "programme.performance": gettext_lazy("sets"),
    "programme.placement": gettext_lazy("places in the timetable"),
    "lineup.actmember": gettext_lazy("members, by an opaque key"),
}
"""What is counted for a person, in this order."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import does or would do."""

    created: Mapping[str, int]
    changes: tuple[Change, ...]
    unchanged: int
    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]

    @property
    def does_nothing(self) -> bool:
        return not self.created and not self.changes


def hold(*, edition: Edition, name: str, content: bytes, first_date: date | None, who: User | None) -> Intake:
    """Keep a file until it is applied, for a day at most. Raises `BadInput` if it cannot be read at all."""
    Intake.objects.filter(applied_at=None, at__lt=timezone.now() - WAIT).delete()
    return Intake.objects.create(
        subject=key_of(edition),
        name=name[:200],
        content=content,
        reading={"first_date": first_date.isoformat() if first_date else None},
        at=timezone.now(),
        who=who,
    )


def map_columns(*, intake: Intake, mapping: Mapping[str, Field]) -> None:
    """Say what the columns of a waiting sheet mean."""
    intake.reading = {**intake.reading, "mapping": {column: str(field) for column, field in mapping.items()}}
    intake.save(update_fields=["reading"])


def reading_of(*, intake: Intake, edition: Edition) -> Reading:
    """Read a waiting file as a person said it is to be read. Raises `BadInput`, or `Refused` if it is gone."""
    if intake.content is None:
        raise Refused(_("“%(name)s” has been imported; its bytes are not kept.") % {"name": intake.name})
    given, first = intake.reading.get("mapping"), intake.reading.get("first_date")
    return read(
        intake.name,
        bytes(intake.content),
        mapping={column: Field(field) for column, field in given.items()} if given else None,
        first_date=date.fromisoformat(first) if first else None,
        zone=ZoneInfo(edition.festival.place.time_zone),
    )


def preview(*, intake: Intake, edition: Edition) -> Outcome:
    """Return what applying would do, and change nothing."""
    reading = reading_of(intake=intake, edition=edition)
    with transaction.atomic():
        outcome = _outcome(_take(edition, reading), reading)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def apply(*, intake: Intake, edition: Edition, who: User | None) -> Outcome:
    """Take a waiting file in, wholly or not at all. A file that changes nothing leaves no trace.

    Raises `BadInput` if it cannot be read, and `Refused` if it is taken in already: a second press of the button waits
    for the first and is told so.
    """
    _wait_for_others(intake, edition)
    reading = reading_of(intake=intake, edition=edition)
    taking = _take(edition, reading)
    outcome = _outcome(taking, reading)
    if outcome.does_nothing:
        intake.delete()
        return outcome
    intake.created = [list(pair) for pair in taking.created]
    intake.changed = [[label, pk, fields] for (label, pk), fields in taking.changed_rows()]
    intake.refused = [[refusal.number, refusal.value, refusal.reason, refusal.advice] for refusal in reading.refusals]
    intake.digest, intake.content, intake.applied_at = reading.digest, None, timezone.now()
    intake.save()
    note(
        who=who,
        verb="intake.apply",
        subject=edition,
        details={
            "name": intake.name,
            "digest": reading.digest,
            "created": len(intake.created),
            "changed": len(intake.changed),
        },
    )
    return outcome


def _wait_for_others(intake: Intake, edition: Edition) -> None:
    """Let one import into an edition end before the next begins, then look at the file again."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    name = intake.name
    try:
        intake.refresh_from_db()
    except Intake.DoesNotExist:
        raise Refused(_("“%(name)s” does not wait any more: it held nothing new.") % {"name": name}) from None


def _take(edition: Edition, reading: Reading) -> Taking:
    taking = Taking(edition)
    for line in reading.lines:
        taking.places_and_act(line)
    taking.sets(reading.lines)
    return taking


def _outcome(taking: Taking, reading: Reading) -> Outcome:
    counts = Counter(label for label, _pk in taking.created)
    return Outcome(
        created={kind: counts[kind] for kind in KIND_NAMES if counts[kind]},
        changes=tuple(taking.changes()),
        unchanged=taking.unchanged,
        refused=reading.refusals,
        remarks=(*reading.remarks, *taking.remarks),
    )
