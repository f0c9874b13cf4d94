"""Ask for a run, cancel it; write the journal; remember and undo an intake; forget and erase."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from importlib.metadata import version
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.errors import Refused
from samspel.records.digests import GENESIS, digest_of, entry_digest, state_digest
from samspel.records.models import Artefact, Entry, Intake, Run, key_of
from samspel.records.runners import ERASERS, RUNNERS, function_at
from samspel.records.types import Person, Plain, State

JOURNAL_LOCK = 0x5A4D5350

WAIT = timedelta(hours=23)
"""How long an upload waits to be applied; chores are done every hour, so that a day is what it comes to at most."""

UNDO = timedelta(days=90)
"""How long an import can be undone."""

MOST_NAMED = 3
"""How many of the rows that stand in the way of undoing an import are named."""


@transaction.atomic
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
    packages = {name: version(name) for name in ("samspel", "numpy", "scipy")}
    return {"python": platform.python_version(), **packages}


def note(*, who: Person | None, verb: str, subject: models.Model, details: Mapping[str, Any] | None = None) -> Entry:
    """Write a line of the journal, in the caller's transaction, chained to the line before."""
    with transaction.atomic():
        wait_for_turn(JOURNAL_LOCK)
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


def wait_for_turn(number: int) -> None:
    """Let only one transaction at a time go on from here, among those that name the same number."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


@transaction.atomic
def prepare_erasure(*, row: models.Model, who: Person | None) -> None:
    """Take every copy of a row away before it is erased: what rooms keep, and what imports remember of it.

    A room may refuse; then nothing is changed.
    """
    label = row._meta.label_lower
    for path in ERASERS.get(label, ()):
        function_at(path)(row=row, who=who)
    for intake in Intake.objects.exclude(changed=[]):
        kept = [entry for entry in intake.changed if entry[:2] != [label, row.pk]]
        if kept != intake.changed:
            intake.changed = kept
            intake.save(update_fields=["changed"])


@transaction.atomic
def forget_values(*, model: type[models.Model], pks: Collection[int], field: str) -> None:
    """Empty a field of some rows, also in what imports remember of them: undoing then leaves it empty.

    It is no change by hand: a row that an import created and nobody touched can still be undone.
    """
    label, rows = model._meta.label_lower, [(model._meta.label_lower, pk) for pk in pks]
    before = {pk: state for _label, pk, state in states_of(rows)}
    model._default_manager.filter(pk__in=pks).update(**{field: ""})
    after = {pk: state for _label, pk, state in states_of(rows)}
    for intake in Intake.objects.exclude(created=[], changed=[]):
        created = [
            [name, pk, after[pk] if name == label and before.get(pk) == state else state]
            for name, pk, state in intake.created
        ]
        changed = [
            [name, pk, {key: both for key, both in fields.items() if (name, key) != (label, field) or pk not in pks}]
            for name, pk, fields in intake.changed
        ]
        if (created, changed) != (intake.created, intake.changed):
            intake.created, intake.changed = created, changed
            intake.save(update_fields=["created", "changed"])


@transaction.atomic
def forget_imports() -> None:
    """Forget uploads that nobody applied, and the values that older imports changed and refused."""
    now = timezone.now()
    Intake.objects.filter(applied_at=None, at__lt=now - WAIT).delete()
    for intake in Intake.objects.filter(applied_at__lt=now - UNDO, is_forgotten=False):
        # How many rows there were stays: the list of imports says so.
        intake.changed = [[label, pk, {}] for label, pk, _fields in intake.changed]
        intake.refused = [[number, "", reason, advice] for number, _value, reason, advice in intake.refused]
        intake.is_forgotten = True
        intake.save(update_fields=["changed", "refused", "is_forgotten"])


@transaction.atomic
def forget_runs() -> None:
    """Forget runs that nothing points at when their kind is not kept for longer; what is published stays."""
    for kind, runner in RUNNERS.items():
        if runner.keep_days is not None:
            limit = timezone.now() - timedelta(days=runner.keep_days)
            old = Run.objects.filter(kind=kind, finished_at__lt=limit)
            for link in Run._meta.get_fields(include_hidden=True):
                if isinstance(link, models.ManyToOneRel) and link.related_model is not Artefact:
                    users = link.related_model._default_manager.filter(**{f"{link.field.name}__isnull": False})
                    old = old.exclude(pk__in=users.values(link.field.name))
            old.delete()


def states_of(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """Return rows, given as label and key, each with a digest of its values: what an intake remembers of its own."""
    keys: dict[str, list[int]] = {}
    for label, pk in rows:
        keys.setdefault(label, []).append(pk)
    found = {label: apps.get_model(label)._default_manager.in_bulk(pks) for label, pks in keys.items()}
    return [(label, pk, state_digest(found[label][pk])) for label, pk in rows if pk in found[label]]


@transaction.atomic
def undo_intake(*, intake: Intake, who: Person | None) -> None:
    """Take back an import: rows it created go, values it changed return.

    Raises `Refused` if it is undone already, a newer import stands on it, a person has changed a row since, or
    something was made from what it created: nobody's later work goes with it unseen.
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    _refuse_out_of_turn(intake)
    for label, pk, fields in reversed(intake.changed):
        _restore(label, pk, fields, intake)
    rows = [(label, pk) for label, pk, _state in intake.created]
    remembered = {(label, pk): state for label, pk, state in intake.created}
    for label, pk, state in states_of(rows):
        if state != remembered[label, pk]:
            raise _changed_by_hand(apps.get_model(label)._default_manager.get(pk=pk), intake)
    _delete_all(rows, intake)
    intake.undone_at = timezone.now()
    intake.save(update_fields=["undone_at"])
    note(who=who, verb="intake.undo", subject=intake, details={"name": intake.name})


def _refuse_out_of_turn(intake: Intake) -> None:
    if intake.applied_at is None:
        raise Refused(_("“%(name)s” has not been imported yet.") % {"name": intake.name})
    if intake.undone_at is not None:
        raise Refused(_("“%(name)s” has already been undone.") % {"name": intake.name})
    if intake.is_forgotten:
        raise Refused(
            _("“%(name)s” was imported more than %(days)d days ago: what undoing it needs is no longer kept.")
            % {"name": intake.name, "days": UNDO.days}
        )
    newer = Intake.objects.filter(subject=intake.subject, applied_at__gt=intake.applied_at, undone_at=None).first()
    if newer is not None:
        raise Refused(
            _("“%(newer)s” was imported after “%(name)s” and may build on it: undo that first.")
            % {"newer": newer.name, "name": intake.name}
        )


def _delete_all(rows: Sequence[tuple[str, int]], intake: Intake) -> None:
    """Delete these rows, and refuse if others would go with them or hold on to them.

    Rows of a model that says `GOES_ALONG` only tell what happened to these; they go unasked.
    """
    collector = Collector(using=DEFAULT_DB_ALIAS)
    for label in {label: None for label, _pk in reversed(rows)}:
        own = apps.get_model(label)._default_manager.filter(pk__in=[pk for other, pk in rows if other == label])
        collector.collect(own, fail_on_restricted=False)
    ours = set(rows)
    others = {(row._meta.label_lower, row.pk): row for row in _reached(collector)}
    others = {key: row for key, row in others.items() if key not in ours and not getattr(row, "GOES_ALONG", False)}
    if others:
        examples = [str(others[key]) for key in sorted(others)[:MOST_NAMED]]
        raise Refused(
            ngettext(
                "“%(name)s” cannot be undone: %(n)d thing was made from what it brought in: %(examples)s. Take it "
                "away first, or keep the import and correct what is wrong.",
                "“%(name)s” cannot be undone: %(n)d things were made from what it brought in, among them %(examples)s. "
                "Take them away first, or keep the import and correct what is wrong.",
                len(others),
            )
            % {"name": intake.name, "n": len(others), "examples": ", ".join(f"“{one}”" for one in examples)}
        )
    collector.delete()


def _reached(collector: Collector) -> Iterator[models.Model]:
    """Yield every row a deletion would take with it, and every row that forbids it."""
    for found in collector.data.values():
        yield from found
    for rows in collector.fast_deletes:
        yield from rows
    for fields in collector.restricted_objects.values():
        for held in fields.values():
            yield from held


def _changed_by_hand(row: models.Model, intake: Intake) -> Refused:
    return Refused(
        _("“%(row)s” has been changed by hand since “%(name)s” was imported: set it back first, or keep it.")
        % {"row": row, "name": intake.name}
    )


def _restore(label: str, pk: int, fields: Mapping[str, list[Any]], intake: Intake) -> None:
    row = apps.get_model(label).objects.filter(pk=pk).first()
    if row is None:
        return
    for name, (before, after) in fields.items():
        if row.serializable_value(name) != after:
            raise _changed_by_hand(row, intake)
        setattr(row, row._meta.get_field(name).attname, before)
    row.save(update_fields=list(fields))
