"""Tell the agreements which of the promised nights were counted."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q

from samspel.agreements.services.seeing import see_counted
from samspel.agreements.types import Seen
from samspel.night.queries.counts import arrivals_of
from samspel.places.models import Edition


def see_counts() -> None:
    """Hold promises to what the doors counted, once an hour: phones send when they have a network."""
    by_edition = Q(agreements__commitments__seen=Seen.COUNTED_NIGHTS)
    by_festival = Q(festival__agreements__commitments__seen=Seen.COUNTED_NIGHTS)
    for edition in Edition.objects.filter(by_edition | by_festival).select_related("festival__place").distinct():
        nights: dict[int, set[date]] = defaultdict(set)
        for venue, night in arrivals_of(edition):
            nights[venue].add(night)
        see_counted(edition=edition, venue_nights=nights)
