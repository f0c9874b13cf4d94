"""Two nights counted at eight venues' doors, and what their hosts took. All made up, the same each time.

One venue has two doors, one phone fell silent before the door closed, and one host has not said what it took.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from samspel.night.models import Device, Door, Tap
from samspel.night.queries.counts import zone_of
from samspel.night.queries.doors import device
from samspel.night.services.doors import add_door, make_device
from samspel.night.services.takings import save_takings
from samspel.night.types import Amount, Mark, Sold
from samspel.people.models import User
from samspel.places.models import Edition, Opening, Venue

SEED, VENUES, NIGHTS = 2015, 8, 2
TWO_DOORS, SILENT, UNSAID = 1, 4, 6
"""Which of the venues are out of the ordinary, by their place in the list."""
SEK_EACH = 165

Said = tuple[datetime, Mark, int, int]
"""When, what, how many, and at which of a venue's doors."""


def build_night(*, edition: Edition, tonight: date, office: User) -> None:
    """Count two nights that are not tonight, as nobody knows yet how tonight goes."""
    random = Random(SEED)  # noqa: S311 - a made-up festival, the same each time
    zone = zone_of(edition.festival)
    nights = [one for one in edition.nights.order_by("date") if one.date != tonight][:NIGHTS]
    venues = edition.festival.venues.filter(stages__openings__isnull=False).distinct().order_by("name")[:VENUES]
    taps: list[Tap] = []
    for row, venue in enumerate(venues):
        link = device(make_device(edition=edition, venue=venue, name="Dörren", who=office))
        if row == TWO_DOORS:
            add_door(venue=venue, name="Gården", who=office)
        venue.doors.update(made_at=datetime.combine(nights[0].date, datetime.min.time(), zone))
        doors = list(venue.doors.order_by("pk"))
        for night in nights:
            opening = Opening.objects.filter(stage__venue=venue, night=night).earliest("opens_minute")
            said = list(_night(random, venue, opening, zone, len(doors)))
            taps += _rows(random, said[:-1] if row == SILENT else said, doors, link, night.date)
            if row != UNSAID:
                _took(random, venue, night.date, said, zone, office)
    Tap.objects.bulk_create(taps)


def _night(random: Random, venue: Venue, opening: Opening, zone: ZoneInfo, doors: int) -> Iterator[Said]:
    """Yield a night in order: it opens, parties come and go, heads are counted once, it closes."""
    midnight = datetime.combine(opening.night.date, datetime.min.time(), zone)
    opens, closes = (midnight + timedelta(minutes=one) for one in (opening.opens_minute, opening.closes_minute))
    for door in range(doors):
        yield opens, Mark.OPENS, 1, door
    limit, inside, middle = venue.guests_persons or 100, 0, opens + (closes - opens) / 2
    for at, persons, door in sorted(_comings(random, limit, opens, closes, doors)):
        if opens < middle < at:
            inside, middle = max(0, min(limit, inside + random.choice((-1, 0, 0, 1, 2)))), opens
            yield at - timedelta(seconds=1), Mark.HEADS, inside, 0
        moved = max(-inside, min(persons, limit - inside))  # nobody leaves who is not there; who finds it full goes on
        if moved:
            inside += moved
            yield at, Mark.IN if moved > 0 else Mark.OUT, abs(moved), door
    if inside:
        yield closes, Mark.OUT, min(50, inside), 0
    for door in reversed(range(doors)):
        yield closes + timedelta(minutes=2), Mark.CLOSES, 1, door


def _comings(
    random: Random, limit: int, opens: datetime, closes: datetime, doors: int
) -> Iterator[tuple[datetime, int, int]]:
    length = closes - opens
    for _party in range(round(limit * random.uniform(0.7, 0.95))):
        persons = random.choices((1, 2, 3, 4, 5), (0.24, 0.42, 0.16, 0.13, 0.05))[0]
        comes = opens + length * random.betavariate(2.1, 3.2)
        leaves = min(comes + timedelta(minutes=random.gauss(75, 30) % 170 + 10), closes)
        yield comes, persons, random.randrange(doors)
        yield leaves, -persons, random.randrange(doors)


def _rows(random: Random, said: list[Said], doors: list[Door], link: Device, night: date) -> Iterator[Tap]:
    for at, mark, persons, door in said:
        yield Tap(
            door=doors[door],
            device=link,
            date=night,
            mark=mark,
            persons=persons,
            at=at,
            key=UUID(int=random.getrandbits(128), version=4),
            taken_at=at + timedelta(seconds=2),
        )


def _took(random: Random, venue: Venue, night: date, said: list[Said], zone: ZoneInfo, office: User) -> None:
    """Say what a host took: every other one by the hour, the rest in all."""
    by_hour: dict[int, Decimal] = {}
    for at, mark, persons, _door in said:
        if mark == Mark.IN:
            hour = at.astimezone(zone).hour
            by_hour[hour] = by_hour.get(hour, Decimal(0)) + round(persons * SEK_EACH * random.uniform(0.6, 1.4))
    amounts = [Amount(Sold.BAR, hour, amount) for hour, amount in by_hour.items()]
    if random.random() < 0.5:
        amounts = [Amount(Sold.ALL, None, sum(by_hour.values(), Decimal(0)))]
    save_takings(venue=venue, night=night, amounts=amounts, source="kassarapport (påhittad)", who=office)
