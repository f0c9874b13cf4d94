"""The festival that both get: made up by rule, the same every time."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FIRST = (
    "Amber",
    "Copper",
    "Ember",
    "Frost",
    "Granit",
    "Harbour",
    "Lantern",
    "Midnight",
    "Moss",
    "Neon",
    "Norr",
    "Ödla",
)
SECOND = ("Atlas", "Choir", "Club", "Echo", "Ghosts", "Hearts", "Machines", "Motel", "Orchard", "Parade", "Radio", "Ö")
GENRES = ("folk", "indie", "jazz", "metal", "pop", "punk", "rock", "soul")
COUNTRIES = ("SE", "NO", "DK", "FI", "DE", "GB")
STREETS = ("Storgatan", "Kungsgatan", "Drottninggatan", "Köpmangatan", "Nygatan")
BIO = (
    "Has played small rooms and large squares since 2019. Comes with new songs, two guitars and a trumpet; the second "
    "set of the festival is another than the first."
)
DATES = ("2026-09-02", "2026-09-03", "2026-09-04", "2026-09-05")
FIRST_MINUTE, STEP_MINUTES, SET_MINUTES = 17 * 60, 60, 40


@dataclass(frozen=True, slots=True)
class Size:
    """How large a festival is."""

    acts: int
    venues: int
    sets: int


USUAL, GROWN = Size(180, 25, 300), Size(1200, 80, 2000)


def rows(size: Size) -> list[dict[str, object]]:
    """Return a row per set. Venues and nights are filled evenly, hour by hour; the first acts play twice."""
    found = []
    for number in range(size.sets):
        act, venue = number % size.acts, number % size.venues
        turn, night = divmod(number // size.venues, len(DATES))
        start = FIRST_MINUTE + turn * STEP_MINUTES + 5 * (venue % 12)
        found.append(
            {
                "act": f"{FIRST[act % 12]} {SECOND[act // 12 % 12]} {act // 144 + 1 if act > 143 else ''}".strip(),
                "genre": GENRES[act % len(GENRES)],
                "country": COUNTRIES[act % len(COUNTRIES)],
                "description": BIO,
                "venue": f"Spelställe {venue + 1}",
                "address": f"{STREETS[venue % len(STREETS)]} {venue + 1}",
                "latitude": 59.27 + (venue % 9) / 1000,
                "longitude": 15.2 + (venue // 9) / 500,
                "night": DATES[night],
                "start": clock(start),
                "end": clock(start + SET_MINUTES),
            }
        )
    return found


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def write(size: Size, path: Path) -> None:
    """Write a festival as the spreadsheet an office would have."""
    found = rows(size)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
