"""Reads of runs, the journal and intakes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.records.digests import GENESIS, entry_digest
from samspel.records.models import Artefact, Entry, Intake, Link, Run, key_of
from samspel.records.types import State


def run_by_name(run: str) -> Run:
    """Return a run by its id or by the first eight letters of it. Raises `NotFound`."""
    letters, found = run.replace("-", "").lower(), None
    if re.fullmatch(r"[0-9a-f]{8,32}", letters):
        found = Run.objects.filter(pk__gte=letters.ljust(32, "0"), pk__lte=letters.ljust(32, "f")).first()
    if found is None:
        raise NotFound(_("There is no run called %(name)s.") % {"name": run})
    return found


def runs_of(subject: models.Model, *, kind: str) -> QuerySet[Run]:
    """Return the runs about a row, newest first."""
    return Run.objects.filter(kind=kind, subject=key_of(subject)).order_by("-requested_at")


def latest_done(subject: models.Model, *, kind: str) -> Run | None:
    """Return the newest finished run about a row."""
    return runs_of(subject, kind=kind).filter(state=State.DONE).first()


def artefact(run: Run, name: str) -> Artefact:
    """Return a file of a run. Raises `NotFound`."""
    found = run.artefacts.filter(name=name).first()
    if found is None:
        raise NotFound(_("The run %(run)s has no file called %(name)s.") % {"run": run.short, "name": name})
    return found


def intakes_of(subject: models.Model) -> QuerySet[Intake]:
    """Return the imports that were made into a row, newest first."""
    return Intake.objects.filter(subject=key_of(subject), applied_at__isnull=False).order_by("-applied_at")


def intake(subject: models.Model, pk: int) -> Intake:
    """Return an import into a row, made or waiting. Raises `NotFound`."""
    found = Intake.objects.filter(subject=key_of(subject), pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such import; a file that waits is kept for a day."))
    return found


def chained(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    """Return lines of the journal, each after the digest that it is chained to, for anybody to work out anew."""
    entries = list(entries)
    before = Entry.objects.filter(number__in=[one.number - 1 for one in entries])
    digests = dict(before.values_list("number", "digest"))
    return [(digests.get(one.number - 1, GENESIS), one) for one in entries]


def broken_link() -> int | None:
    """Return the number of the first line of the journal that was altered or whose predecessor is missing.

    That the newest lines are gone cannot be seen from the lines that are left: see `is_noted`.
    """
    previous, expected = GENESIS, 1
    for entry in Entry.objects.select_related("who").order_by("number").iterator():
        is_whose_it_says = entry.who is None or entry.who.key == entry.who_key
        if entry.number != expected or entry.digest != entry_digest(entry, previous) or not is_whose_it_says:
            return expected
        previous, expected = entry.digest, expected + 1
    return None


def journal_head() -> str:
    """Return the newest line's number and digest, to be noted where nobody who can change the journal can."""
    last = Entry.objects.order_by("-number").first()
    return f"{last.number}:{last.digest}" if last else f"0:{GENESIS}"


def is_noted(head: str) -> bool:
    """Tell whether the line that was once the newest is still there as it was noted."""
    number, _sign, digest = head.partition(":")
    return head == f"0:{GENESIS}" or (
        number.isdecimal() and Entry.objects.filter(number=int(number), digest=digest).exists()
    )


MOST_LINKS = 60
"""How much of a thread a page shows."""


def came_of(row: models.Model, *, public_only: bool) -> QuerySet[Link]:
    """Return what came of a row, in the order it came."""
    found = Link.objects.filter(source=key_of(row))
    return found.filter(is_target_public=True) if public_only else found


def all_that_came(row: models.Model, *, public_only: bool) -> list[Link]:
    """Return what came of a row and of that, and so on to the end, the nearest first; each thing once.

    What not everybody may see hides what came of it too. One query for each step of the thread.
    """
    seen, edge, found = {key_of(row)}, [key_of(row)], list[Link]()
    while edge and len(found) < MOST_LINKS:
        links = Link.objects.filter(source__in=edge, **({"is_target_public": True} if public_only else {}))
        new = {one.target: one for one in reversed(links) if one.target not in seen}
        found += sorted(new.values(), key=lambda one: (one.at, one.pk))
        seen.update(new)
        edge = list(new)
    return found[:MOST_LINKS]


def came_from_any(rows: Iterable[models.Model], *, public_only: bool) -> QuerySet[Link]:
    """Return what any of several rows came from."""
    found = Link.objects.filter(target__in=[key_of(row) for row in rows])
    return found.filter(is_source_public=True) if public_only else found


def came_from(row: models.Model, *, public_only: bool) -> QuerySet[Link]:
    """Return what a row came from."""
    found = Link.objects.filter(target=key_of(row))
    return found.filter(is_source_public=True) if public_only else found
