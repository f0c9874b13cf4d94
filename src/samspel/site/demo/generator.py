"""A synthetic festival as plain values: nothing in it exists, and the same seed always makes the same one.

The size is that of Live at Heart in 2011–2014 (180 acts, 300 sets, 25 stages). Names are put together from lists,
positions lie in a made-up town centre 900 metres across, draws follow the skewed shape that audiences have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

from samspel.places.types import Access, VenueKind

ACTS, TWICE, NIGHTS, PEOPLE = 180, 120, 4, 1500
CENTRE_LATITUDE, CENTRE_LONGITUDE = 59.5, 15.5
"""Fields and woods: no town's centre is here."""

METRES_PER_DEGREE = 111_195.0
RADIUS_METRES = 450.0

GENRES = (
    "indie",
    "pop",
    "rock",
    "folk",
    "electronic",
    "hip hop",
    "singer-songwriter",
    "metal",
    "jazz",
    "soul",
    "punk",
    "country",
)
LOUDNESS = dict(zip(GENRES, (3, 3, 4, 2, 4, 4, 1, 5, 2, 3, 5, 3), strict=True))
HEAVY = ("electronic", "metal")
QUIET = {VenueKind.CHURCH: 3, VenueKind.CAFE: 3}
"""How loud a venue of a kind may be, where not every act may play."""

DELEGATES = 50
"""How many of the people are delegates."""

COUNTRIES = ("SE",) * 11 + ("NO", "FI", "DK", "IS", "DE", "NL", "GB", "EE", "US", "CA", "FR")
FIRST = (
    "Silver", "Norr", "Velvet", "Glass", "Ember", "Tall", "Salt", "Harbour", "Static", "Moss",
    "Paper", "Copper", "Midnight", "Sommar", "Granit", "Neon", "Amber", "Frost", "Signal", "Lantern",
)  # fmt: skip
SECOND = (
    "hamn", "Rivers", "Parade", "skog", "Echo", "Society", "Choir", "ljus", "Motel", "Sisters",
    "Atlas", "Radio", "Ghosts", "vind", "Orchard", "Club", "Machines", "Hearts", "stjärna", "Theory",
)  # fmt: skip
STREETS = ("Storgatan", "Kungsgatan", "Ågatan", "Torggatan", "Slottsgatan", "Kvarngatan", "Klostergatan", "Nygatan")

RESTAURANTS = ("Kajen", "Saluhallen", "Bakfickan", "Köket", "Glasverandan", "Krogen", "Trädgården", "Bistro Norr")
VENUES: tuple[tuple[VenueKind, tuple[str, ...], tuple[int, int], tuple[int, int]], ...] = (
    # kind, names, guests from–to, hours (minutes from midnight)
    (VenueKind.RESTAURANT, RESTAURANTS, (60, 140), (1080, 1500)),
    (VenueKind.BAR, ("Tunnan", "Hörnbaren", "Källaren", "Ölhallen", "Bar Ett", "Takbaren"), (50, 120), (1140, 1560)),
    (VenueKind.HOTEL, ("Stadshotellet", "Hotell Bron", "Resecentrum Hotell"), (100, 200), (1020, 1440)),
    (VenueKind.CAFE, ("Kafé Linden", "Rosteriet"), (40, 70), (960, 1320)),
    (VenueKind.CHURCH, ("Nikolaikyrkan", "Kapellet"), (150, 320), (1020, 1320)),
    (VenueKind.CLUB, ("Strömmen", "Satellit"), (220, 420), (1140, 1620)),
    (VenueKind.HALL, ("Teatern",), (380, 420), (1080, 1500)),
    (VenueKind.SQUARE, ("Stora torget",), (900, 900), (960, 1320)),
)  # fmt: skip


_SEATED = Access(step_free=True, seats=True, quiet_place=True, strobe=False, sound_ceiling_db=90, age_limit_years=0)
ACCESS = {
    VenueKind.CHURCH: replace(_SEATED, hearing_loop=True),
    VenueKind.HALL: Access(seats=True, hearing_loop=True, sound_ceiling_db=100, age_limit_years=13),
    VenueKind.CAFE: replace(_SEATED, step_free=None, quiet_place=None),
    VenueKind.HOTEL: replace(_SEATED, age_limit_years=None),
    VenueKind.RESTAURANT: Access(seats=True, hearing_loop=False, sound_ceiling_db=95),
    VenueKind.BAR: Access(seats=False, hearing_loop=False, sound_ceiling_db=100, age_limit_years=18),
    VenueKind.CLUB: Access(seats=False, quiet_place=False, sound_ceiling_db=100, age_limit_years=18),
    VenueKind.SQUARE: Access(step_free=True, seats=False, age_limit_years=0),
}
"""What is said of access to each kind of venue; the rest is unknown, as it is in a real festival's lists."""
DUTIES: dict[VenueKind, dict[str, bool | int]] = {
    VenueKind.CHURCH: {"is_public_place": False, "serves_alcohol": False},
    VenueKind.HALL: {"is_public_place": False, "serves_alcohol": True, "serves_until_minute": 1500},
    VenueKind.CAFE: {"is_public_place": False, "serves_alcohol": False},
    VenueKind.HOTEL: {"is_public_place": False, "serves_alcohol": True, "serves_until_minute": 1500},
    VenueKind.RESTAURANT: {"is_public_place": False, "serves_alcohol": True},
    VenueKind.BAR: {"is_public_place": False, "serves_alcohol": True, "serves_until_minute": 1560},
    VenueKind.CLUB: {"is_public_place": False, "serves_alcohol": True, "serves_until_minute": 1620},
    VenueKind.SQUARE: {"is_public_place": True, "serves_alcohol": False},
}
"""What decides which permits a kind of venue has to think of; of restaurants nobody has said how late they serve."""
STROBE = {"electronic": True, "metal": True, "hip hop": True, "folk": False, "singer-songwriter": False}
"""What is said of an act's lights by genre; of the others nobody has asked."""


@dataclass(frozen=True, slots=True)
class VenueValues:
    """A made-up venue with one stage."""

    name: str
    kind: VenueKind
    address: str
    latitude: float
    longitude: float
    guests_persons: int
    staff_persons: int
    step_free: bool
    changeover_minutes: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class ActValues:
    """A made-up act; `free_nights` are those it can play on, all if empty."""

    name: str
    country: str
    genre: str
    draw_persons: int
    members: tuple[str, ...]
    sets: int
    length_minutes: int
    free_nights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FestivalValues:
    """Everything that is made up: venues, acts, nights, and who likes what (`stars` as person and row of the act)."""

    nights: tuple[date, ...]
    venues: tuple[VenueValues, ...]
    acts: tuple[ActValues, ...]
    stars: tuple[tuple[str, int], ...]


def generate(*, seed: int, first_night: date) -> FestivalValues:
    """Make a festival; the same seed and date give the same one."""
    random = np.random.default_rng(seed)
    acts = _acts(random)
    return FestivalValues(
        nights=tuple(first_night + timedelta(days=day) for day in range(NIGHTS)),
        venues=tuple(_venues(random)),
        acts=acts,
        stars=tuple(_stars(random, acts)),
    )


def _venues(random: Generator) -> list[VenueValues]:
    venues = []
    for kind, names, (least, most), (opens, closes) in VENUES:
        for name in names:
            north, east = RADIUS_METRES * np.sqrt(random.random()) * np.array(_direction(random))
            venues.append(
                VenueValues(
                    name=name,
                    kind=kind,
                    address=f"{random.choice(STREETS)} {random.integers(1, 60)}",
                    latitude=round(CENTRE_LATITUDE + float(north) / METRES_PER_DEGREE, 5),
                    longitude=round(
                        CENTRE_LONGITUDE + float(east) / METRES_PER_DEGREE / np.cos(np.radians(CENTRE_LATITUDE)), 5
                    ),
                    guests_persons=int(random.integers(least, most + 1)) // 5 * 5,
                    staff_persons=int(random.integers(4, 14)),
                    step_free=bool(random.random() < 0.7),
                    changeover_minutes=int(random.choice((10, 15, 20))),
                    opens_minute=opens,
                    closes_minute=closes,
                )
            )
    return venues


def _direction(random: Generator) -> tuple[float, float]:
    angle = random.random() * 2 * np.pi
    return float(np.sin(angle)), float(np.cos(angle))


def _acts(random: Generator) -> tuple[ActValues, ...]:
    names = [f"{one}{other}" if other.islower() else f"{one} {other}" for one in FIRST for other in SECOND]
    random.shuffle(names)
    twice = set(random.choice(ACTS, TWICE, replace=False).tolist())
    people = [f"person-{number}" for number in range(ACTS * 3)]
    return tuple(
        ActValues(
            name=names[row],
            country=str(random.choice(COUNTRIES)),
            genre=str(random.choice(GENRES)),
            draw_persons=int(np.clip(random.lognormal(4.3, 0.7), 15, 900)),
            # A few people play in two acts: they are drawn from a common pool, the others are the act's own.
            members=(*people[3 * row : 3 * row + 3], *_guests(random, people)),
            sets=2 if row in twice else 1,
            length_minutes=int(random.choice((30, 40, 45), p=(0.3, 0.5, 0.2))),
            free_nights=_free_nights(random),
        )
        for row in range(ACTS)
    )


def _guests(random: Generator, people: list[str]) -> tuple[str, ...]:
    return (str(random.choice(people)),) if random.random() < 0.12 else ()


def _free_nights(random: Generator) -> tuple[int, ...]:
    """Three in four acts can play every night, the others on two or three of them."""
    if random.random() < 0.75:
        return ()
    return tuple(sorted(random.choice(NIGHTS, int(random.integers(2, 4)), replace=False).tolist()))


def _stars(random: Generator, acts: tuple[ActValues, ...]) -> list[tuple[str, int]]:
    """People like a few genres, and well-known acts more than others."""
    draws = np.array([act.draw_persons for act in acts], dtype=float)
    genres = np.array([act.genre for act in acts])
    stars = []
    for person in range(PEOPLE):
        liked = random.choice(GENRES, 3, replace=False)
        weights = draws * np.where(np.isin(genres, liked), 6.0, 1.0)
        count = int(random.integers(4, 13))
        chosen = random.choice(len(acts), count, replace=False, p=weights / weights.sum())
        stars += [(str(person), int(act)) for act in chosen]
    return stars
