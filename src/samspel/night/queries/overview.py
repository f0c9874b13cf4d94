"""Reads of a night over all venues of a festival."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from samspel.night.models import Door, Takings, Tap
from samspel.night.queries.counts import counts
from samspel.night.types import Count, Hour
from samspel.places.models import Festival, Venue
from samspel.wording import by_name


@dataclass(frozen=True, slots=True)
class Row:
    """A venue's night at a glance. `count` is None where nobody tapped, or the office set the night aside."""

    venue: Venue
    doors: tuple[Door, ...]
    count: Count | None
    has_takings: bool
    is_set_aside: bool

    @property
    def uncounted(self) -> list[Door]:
        """The doors of which a part of the night is not known."""
        missing = self.count.uncounted if self.count else ()
        return [one for one in self.doors if one.pk in missing]

    @property
    def is_full(self) -> bool:
        limit, inside = self.venue.guests_persons, self.count.inside if self.count else None
        return limit is not None and inside is not None and inside >= limit


def overview(festival: Festival, night: date) -> list[Row]:
    """Return every venue by name, with what its doors counted on a night."""
    found = counts(festival, nights=[night])
    doors: dict[int, list[Door]] = defaultdict(list)
    for one in Door.objects.filter(venue__festival=festival).order_by("pk"):
        doors[one.venue_id].append(one)
    said = set(Takings.objects.filter(venue__festival=festival, date=night).values_list("venue", flat=True))
    taps = Tap.objects.filter(door__venue__festival=festival, date=night).exclude(set_aside_at=None)
    aside = set(taps.order_by().values_list("door__venue", flat=True).distinct())
    return [
        Row(
            venue=one,
            doors=tuple(doors[one.pk]),
            count=found.get((one.pk, night)),
            has_takings=one.pk in said,
            is_set_aside=one.pk in aside and (one.pk, night) not in found,
        )
        for one in sorted(festival.venues.all(), key=lambda venue: by_name(venue.name))
    ]


def hours_of(rows: list[Row]) -> list[Hour]:
    """Return what came and went by the hour at all venues that counted; whole where it is whole at each of them."""
    counted = [row.count for row in rows if row.count and row.count.hours]
    found = []
    for start in sorted({hour.starts_at for one in counted for hour in one.hours}):
        here = [_hour(one, start) for one in counted]
        came, went = sum(one.arrivals for one in here), sum(one.departures for one in here)
        found.append(Hour(start, came, went, all(one.is_whole for one in here)))
    return found


def _hour(count: Count, start: datetime) -> Hour:
    """Return an hour of a venue; before its first entry it is known if that hour is, after its last if the night is."""
    found = next((hour for hour in count.hours if hour.starts_at == start), None)
    is_whole = count.hours[0].is_whole if start < count.hours[0].starts_at else count.is_whole
    return found or Hour(start, 0, 0, is_whole)
