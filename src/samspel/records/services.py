"""Ask for a run, cancel it; write the journal; remember and undo an intake."""

from __future__ import annotations

import platform
from collections.abc import Collection, Mapping
from importlib.metadata import version
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.records.digests import GENESIS, digest_of, entry_digest
from samspel.records.models import Entry, Intake, Run, key_of
from samspel.records.runners import RUNNERS
from samspel.records.types import Person, Plain, State

JOURNAL_LOCK = 0x5A4D5350


def request_run(
    *,
    kind: str,
    subject: models.Model,
    scope: models.Model,
    title: str,
    problem: Plain,
    parameters: Plain | None = None,
    seed: int = 0,
    time_limit_seconds: int | None = None,
    who: Person | None = None,
    pk: UUID | None = None,
) -> Run:
    """Store a run and put it in the queue; whoever works next carries it out.

    A computation that must know its own letters gives its `pk`.
    """
    run = Run.objects.create(
        id=pk or uuid4(),
        kind=kind,
        subject=key_of(subject),
        scope=key_of(scope),
        title=title[:200],
        problem=problem,
        parameters=parameters or {},
        seed=seed,
        digest=digest_of(problem),
        versions=versions(),
        time_limit_seconds=time_limit_seconds or RUNNERS[kind].time_limit_seconds,
        requested_by_id=who.pk if who else None,
        requested_at=timezone.now(),
    )
    note(who=who, verb=f"{kind}.request", subject=subject, details={"run": str(run.id), "digest": run.digest})
    return run


@transaction.atomic
def cancel_run(*, run: Run, who: Person | None) -> None:
    """Ask an open run to stop; what it has found so far stays. Raises `Refused` if it is over."""
    waiting = Run.objects.filter(pk=run.pk, state=State.QUEUED).update(
        state=State.CANCELLED, cancel_requested=True, finished_at=timezone.now()
    )
    running = Run.objects.filter(pk=run.pk, state=State.RUNNING).update(cancel_requested=True)
    if not waiting + running:
        raise Refused(_("The run %(run)s is already over.") % {"run": run.short})
    note(who=who, verb=f"{run.kind}.cancel", subject=run)


def versions() -> dict[str, str]:
    """Return what could change an answer: our version, Python's and the solvers'."""
    packages = {name: version(name) for name in ("samspel", "numpy", "scipy", "ortools")}
    return {"python": platform.python_version(), **packages}


def note(*, who: Person | None, verb: str, subject: models.Model, details: Mapping[str, Any] | None = None) -> Entry:
    """Write a line of the journal, in the caller's transaction, chained to the line before."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])
        last = Entry.objects.order_by("-number").first()
        entry = Entry(
            number=last.number + 1 if last else 1,
            at=timezone.now(),
            who_id=who.pk if who else None,
            who_key=who.key if who else "",
            verb=verb,
            subject=key_of(subject),
            details=dict(details or {}),
        )
        entry.digest = entry_digest(entry, last.digest if last else GENESIS)
        entry.save(force_insert=True)
        return entry


@transaction.atomic
def undo_intake(*, intake: Intake, who: Person | None) -> None:
    """Take back an import: rows it created go, values it changed return.

    Raises `Refused` if it is undone already, a newer import stands on it, or a person has changed a value since.
    """
    if intake.applied_at is None:
        raise Refused(_("“%(name)s” has not been imported yet.") % {"name": intake.name})
    if intake.undone_at is not None:
        raise Refused(_("“%(name)s” has already been undone.") % {"name": intake.name})
    newer = Intake.objects.filter(subject=intake.subject, applied_at__gt=intake.applied_at, undone_at=None).first()
    if newer is not None:
        raise Refused(
            _("“%(newer)s” was imported after “%(name)s” and may build on it: undo that first.")
            % {"newer": newer.name, "name": intake.name}
        )
    for label, pk, fields in reversed(intake.changed):
        _restore(label, pk, fields, intake)
    try:
        for label, pk in reversed(intake.created):
            apps.get_model(label).objects.filter(pk=pk).delete()
    except models.RestrictedError as error:
        raise Refused(
            _("Something that “%(name)s” brought in is used by another timetable now: remove that first.")
            % {"name": intake.name}
        ) from error
    intake.undone_at = timezone.now()
    intake.save(update_fields=["undone_at"])
    note(who=who, verb="intake.undo", subject=intake, details={"name": intake.name})


def _restore(label: str, pk: int, fields: Mapping[str, list[Any]], intake: Intake) -> None:
    row = apps.get_model(label).objects.filter(pk=pk).first()
    if row is None:
        return
    for name, (before, after) in fields.items():
        if row.serializable_value(name) != after:
            raise Refused(
                _("“%(row)s” has been changed by hand since “%(name)s” was imported: set it back first, or keep it.")
                % {"row": row, "name": intake.name}
            )
        setattr(row, row._meta.get_field(name).attname, before)
    row.save(update_fields=list(fields))


def forget_changes(*, label: str, pks: Collection[int], field: str) -> None:
    """Take a field of some rows out of what imports remember for undoing; undoing then leaves it as it is."""
    for intake in Intake.objects.exclude(changed=[]):
        kept = [
            [name, pk, {key: both for key, both in fields.items() if (name, key) != (label, field) or pk not in pks}]
            for name, pk, fields in intake.changed
        ]
        if kept != intake.changed:
            intake.changed = [row for row in kept if row[2]]
            intake.save(update_fields=["changed"])
