"""Take an act out of what was frozen: published versions and the problems of runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from samspel.lineup.models import Act
from samspel.people.models import User
from samspel.programme.models import Publication
from samspel.programme.snapshot import without_act
from samspel.records.digests import digest_of
from samspel.records.models import Run, key_of

ERASED = "–"
"""What a plan calls a set whose act was erased; its numbers stay, so that the plan can still be repeated."""


@transaction.atomic
def erase_act_copies(*, row: Act, who: User | None) -> None:
    """Take an act out of every version and every run of its edition; digests are made anew.

    A version in which no set is left is withdrawn.
    """
    names = {row.name}
    for publication in Publication.objects.filter(edition=row.edition).order_by("version"):
        names |= {act["name"] for act in publication.snapshot["acts"] if act["slug"] == row.slug}
        publication.snapshot = without_act(publication.snapshot, row.slug)
        publication.changes = [change for change in publication.changes if change["act"] not in names]
        publication.digest = digest_of(publication.snapshot)
        if not publication.snapshot["sets"] and publication.withdrawn_at is None:
            publication.withdrawn_at = timezone.now()
        publication.save()
    for run in Run.objects.filter(subject=key_of(row.edition)):
        problem = _problem_without(run.problem, row)
        if problem != run.problem:
            run.problem, run.digest = problem, digest_of(problem)
            run.save(update_fields=["problem", "digest"])


def _problem_without(problem: Mapping[str, Any], act: Act) -> dict[str, Any]:
    changed = dict(problem)
    if "snapshot" in problem:
        changed["snapshot"] = without_act(problem["snapshot"], act.slug)
    if "timetable" in problem:
        sets = [
            {**one, "name": ERASED} if one["act"] == act.pk else one for one in problem["timetable"]["performances"]
        ]
        changed["timetable"] = {**problem["timetable"], "performances": sets}
    return changed
