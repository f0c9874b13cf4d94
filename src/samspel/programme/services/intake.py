"""Take a file in: hold it, preview it, apply it in one transaction.

A preview is the import itself, rolled back: it cannot promise anything that applying does not keep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspel.errors import BadInput, Refused
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.programme.queries.history import spots_of
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.readers import Field, Reading, Refusal, Remark, Sheet, peek, read
from samspel.programme.services.changes import hold as hold_timetable
from samspel.programme.services.changes import record_difference
from samspel.programme.services.taking import Change, Taking
from samspel.programme.types import Spot, Verb
from samspel.records.models import Intake, key_of
from samspel.records.services import note, states_of, undo_intake

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
    learnt = _learnt(edition, name, content)
    return Intake.objects.create(
        subject=key_of(edition),
        name=name[:200],
        content=content,
        reading={**learnt, "first_date": first_date.isoformat() if first_date else None},
        at=timezone.now(),
        who=who,
    )


def _learnt(edition: Edition, name: str, content: bytes) -> dict[str, object]:
    """The columns of a sheet, and what the newest import of the festival with the same columns took them to mean."""
    try:
        sheet = peek(name, content)
    except BadInput:
        return {}
    if sheet is None or not sheet.headed:
        return {}
    columns = list(sheet.columns)
    subjects = [key_of(one) for one in edition.festival.editions.all()]
    earlier = Intake.objects.filter(subject__in=subjects, reading__columns=columns).exclude(applied_at=None)
    said = next((one.reading["mapping"] for one in earlier.order_by("-at") if one.reading.get("mapping")), None)
    return {"columns": columns, "mapping": said}


def map_columns(*, intake: Intake, mapping: Mapping[str, Field]) -> None:
    """Say what columns of a waiting sheet mean; a later sheet with the same headings is read in the same way."""
    given = {**(intake.reading.get("mapping") or {}), **{column: str(field) for column, field in mapping.items()}}
    _say(intake, mapping=given)


def say_headed(*, intake: Intake, headed: bool) -> None:
    """Say whether a waiting sheet has a row of headings. Its columns get other names, so their meanings go."""
    _say(intake, headed=headed, mapping=None)


def say_first_date(*, intake: Intake, first_date: date | None) -> None:
    """Say on which date the festival begins, for a waiting sheet that names only days."""
    _say(intake, first_date=first_date.isoformat() if first_date else None)


def _say(intake: Intake, **said: object) -> None:
    intake.reading = {**intake.reading, **said}
    intake.save(update_fields=["reading"])


def sheet_of(intake: Intake) -> Sheet | None:
    """Columns, first rows and guessed meanings of a waiting sheet; None for a schedule. Raises `BadInput`."""
    return peek(intake.name, bytes(intake.content or b""), headed=intake.reading.get("headed"))


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
        headed=intake.reading.get("headed"),
        nights=list(edition.nights.values_list("date", flat=True)),
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
    _wait_for_others(edition)
    _look_again(intake)
    reading = reading_of(intake=intake, edition=edition)
    former = _former(edition)
    taking = _take(edition, reading)
    outcome = _outcome(taking, reading)
    _remember(edition, former, intake.name, who)
    if outcome.does_nothing:
        intake.delete()
        return outcome
    intake.created = [list(row) for row in states_of(taking.created)]
    intake.changed = [[label, pk, fields] for (label, pk), fields in taking.changed_rows()]
    intake.refused = [
        [refusal.number, "" if "@" in refusal.value else refusal.value, refusal.reason, refusal.advice]
        for refusal in reading.refusals
    ]
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


@transaction.atomic
def undo(*, intake: Intake, edition: Edition, who: User | None) -> None:
    """Take an import back; what it moves in the timetable is a line of its history. Raises as `undo_intake`."""
    _wait_for_others(edition)
    former = _former(edition)
    undo_intake(intake=intake, who=who)
    _remember(edition, former, intake.name, who)


def _wait_for_others(edition: Edition) -> None:
    """Let one import into an edition end before the next begins."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def _look_again(intake: Intake) -> None:
    name = intake.name
    try:
        intake.refresh_from_db(from_queryset=Intake.objects.select_for_update())
    except Intake.DoesNotExist:
        raise Refused(_("“%(name)s” does not wait any more: it held nothing new.") % {"name": name}) from None


def _former(edition: Edition) -> Mapping[int, Spot]:
    """Return where every set is; nobody else moves one until the import has ended."""
    timetable = timetable_in_use(edition)
    return spots_of(hold_timetable(timetable) if timetable is not None else None)


def _remember(edition: Edition, former: Mapping[int, Spot], name: str, who: User | None) -> None:
    timetable = timetable_in_use(edition)
    if timetable is not None:
        record_difference(timetable=timetable, before=former, verb=Verb.IMPORT, who=who, details={"name": name})


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
