"""Reads of festivals and their frame. Each raises `NotFound` in words."""

from __future__ import annotations

from functools import cache
from math import asin, ceil, cos, radians, sin, sqrt
from zoneinfo import available_timezones

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.people.models import User
from samspel.places.models import Edition, Festival, Membership, Opening, Stage, Venue
from samspel.wording import by_name

Position = tuple[float | None, float | None]
"""Latitude and longitude in degrees, as far as they are known."""

EARTH_METRES = 6_371_008.8
STREETS_TO_LINE = 1.3
"""How much longer the streets are than the straight line, in a grid of blocks."""
WALK_METRES_PER_MINUTE = 75.0
"""4.5 km/h: with a drink less and a crowd."""
UNKNOWN_WALK_MINUTES = 10
"""Between venues without a position: a town centre's usual walk."""
CONTINENTS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
        *("Europe", "Indian", "Pacific", "UTC"),
    }
)
"""What time zones that towns have begin with; the rest are older names and offsets."""


@cache
def time_zones() -> tuple[str, ...]:
    """Return the names of the time zones a town can have, by continent."""
    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in CONTINENTS))


def festival(festival: str) -> Festival:
    """Return a festival by its slug."""
    found = Festival.objects.select_related("place").filter(slug=festival).first()
    if found is None:
        raise NotFound(_("There is no festival called “%(slug)s” here.") % {"slug": festival})
    return found


def edition(festival: str, edition: str) -> Edition:
    """Return an edition by its festival's slug and its own."""
    found = Edition.objects.select_related("festival__place").filter(festival__slug=festival, slug=edition).first()
    if found is None:
        raise NotFound(
            _("There is no edition “%(edition)s” of “%(festival)s” here.") % {"edition": edition, "festival": festival}
        )
    return found


def festivals_of(user: User) -> QuerySet[Festival]:
    """Return the festivals a person has a role at."""
    if user.is_host:
        return Festival.objects.all()
    return Festival.objects.filter(memberships__user=user).distinct()


def roles_of(user: User) -> Prefetch[str, QuerySet[Membership], str]:
    """Return what to fetch with festivals so that each has a person's roles there as `mine`."""
    return Prefetch("memberships", Membership.objects.filter(user=user).select_related("venue"), to_attr="mine")


def team(festival: Festival) -> QuerySet[Membership]:
    """Return the people of a festival."""
    return Membership.objects.filter(festival=festival).select_related("user", "venue").order_by("role", "user__name")


def walk_minutes(one: Venue, other: Venue) -> int:
    """Return the walk between two venues in whole minutes, 0 within a venue."""
    if one.pk == other.pk:
        return 0
    return minutes_between((one.latitude, one.longitude), (other.latitude, other.longitude))


def minutes_between(one: Position, other: Position) -> int:
    """Return the walk between two positions in whole minutes; a usual walk where one of them is not known."""
    if None in (*one, *other):
        return UNKNOWN_WALK_MINUTES
    return ceil(_metres_between(one, other) * STREETS_TO_LINE / WALK_METRES_PER_MINUTE)


def _metres_between(one: Position, other: Position) -> float:
    """Return the great-circle distance (haversine)."""
    lat_1, lon_1, lat_2, lon_2 = (radians(value or 0.0) for value in (*one, *other))
    chord = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(chord)))


def venue(edition: Edition, pk: int) -> Venue:
    """Return a venue of an edition's festival. Raises `NotFound`."""
    found = edition.festival.venues.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("%(festival)s has no such venue.") % {"festival": edition.festival.name})
    return found


def stage(edition: Edition, pk: int) -> Stage:
    """Return a stage of an edition's festival."""
    found = Stage.objects.select_related("venue").filter(venue__festival=edition.festival, pk=pk).first()
    if found is None:
        raise NotFound(_("%(festival)s has no such stage.") % {"festival": edition.festival.name})
    return found


def stage_hours(edition: Edition) -> list[tuple[Stage, list[list[Opening]]]]:
    """Return every stage by name with its openings on each night of the edition, nights in order."""
    nights = list(edition.nights.all())
    hours = Opening.objects.filter(night__in=nights)
    found = Stage.objects.filter(venue__festival=edition.festival).select_related("venue")
    stages = found.prefetch_related(Prefetch("openings", hours, to_attr="hours_here"))
    return [
        (
            stage,
            [[opening for opening in stage.hours_here if opening.night_id == night.pk] for night in nights],
        )
        for stage in sorted(stages, key=by_name)
    ]
