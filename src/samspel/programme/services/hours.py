"""Stages' hours out of a timetable that came without any."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Edition, Night, Stage
from samspel.places.services import open_stages
from samspel.programme.queries.planning import placements, timetable_in_use

STEP_MINUTES = 15
"""Hours are given in whole quarters, outwards."""


@transaction.atomic
def open_from_sets(*, edition: Edition, who: User | None) -> int:
    """Give every stage and night without hours those from its first set to its last; returns how many that were.

    Raises `Refused` if no set has a place.
    """
    spans: defaultdict[tuple[Stage, Night], list[int]] = defaultdict(list)
    for one in placements(timetable_in_use(edition)):
        spans[one.stage, one.night] += [one.start_minute, one.end_minute]
    if not spans:
        raise Refused(_("No set has a place yet: import a programme with times, or give all stages the same hours."))
    hours = {
        key: (min(minutes) // STEP_MINUTES * STEP_MINUTES, -(-max(minutes) // STEP_MINUTES) * STEP_MINUTES)
        for key, minutes in spans.items()
    }
    return open_stages(edition=edition, hours=hours, who=who)
