"""Reads of what hosts took."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samspel.night.models import Takings
from samspel.night.types import Amount, Sold
from samspel.places.models import Festival, Venue


@dataclass(frozen=True, slots=True)
class Took:
    """What a venue took in an hour of a night, or in all of it where `hour` is None; SEK with VAT."""

    venue: str
    name: str
    date: date
    sold: Sold
    hour: int | None
    amount_sek: Decimal


def takings_of(venue: Venue, night: date) -> list[Amount]:
    """Return what a venue said it took in a night."""
    found = venue.takings.filter(date=night).order_by("sold", "hour")
    return [Amount(Sold(one.sold), one.hour, one.amount_sek) for one in found]


def source_of(venue: Venue, night: date) -> str:
    """Return where a venue said that its numbers of a night come from."""
    return venue.takings.filter(date=night).values_list("source", flat=True).first() or ""


def takings(festival: Festival, *, nights: Collection[date] | None = None) -> list[Took]:
    """Return what a festival's hosts said they took, in order."""
    found = Takings.objects.filter(venue__festival=festival)
    if nights is not None:
        found = found.filter(date__in=nights)
    columns = ("venue__slug", "venue__name", "date", "sold", "hour", "amount_sek")
    rows = found.order_by("date", "venue__slug", "sold", "hour").values_list(*columns)
    return [Took(slug, name, night, Sold(sold), hour, amount) for slug, name, night, sold, hour, amount in rows]
