"""A festival's counts by hour and night → CSV and a workbook. No cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from samspel.night.queries.counts import counts, zone_of
from samspel.night.types import Count, Hour
from samspel.places.models import Edition

Cell = str | int | None
HEADINGS = ["night", "venue", "hour", "arrivals", "departures", "known in whole", "most inside"]


def headings(edition: Edition) -> list[Cell]:
    """Return the headings: a night as a whole has no hour."""
    return [*HEADINGS, *(["synthetic"] if edition.is_synthetic else [])]


def rows(edition: Edition, nights: Collection[date] | None = None) -> Iterator[list[Cell]]:
    """Yield each venue's night, and then its hours with the day and time they begin at."""
    if nights is None:
        nights = list(edition.nights.values_list("date", flat=True))
    names = dict(edition.festival.venues.values_list("pk", "name"))
    zone, extra = zone_of(edition.festival), ["yes"] if edition.is_synthetic else []
    found = counts(edition.festival, nights=nights)
    for (venue, night), count in sorted(found.items(), key=lambda pair: (pair[0][1], names[pair[0][0]])):
        start: list[Cell] = [night.isoformat(), names[venue]]
        yield [*start, "", *_cells(count), count.fullest, *extra]
        for hour in count.hours:
            yield [*start, f"{hour.starts_at.astimezone(zone):%Y-%m-%d %H:%M}", *_cells(hour), None, *extra]


def _cells(one: Count | Hour) -> list[Cell]:
    return [one.arrivals, one.departures, "yes" if one.is_whole else "no"]


def counts_csv(edition: Edition, nights: Collection[date] | None = None) -> bytes:
    """Return the counts as CSV (RFC 4180, UTF-8)."""
    text = io.StringIO(newline="")
    lines: Iterable[list[Cell]] = [headings(edition), *rows(edition, nights)]
    csv.writer(text).writerows([[_guarded(cell) for cell in line] for line in lines])
    return text.getvalue().encode()


def _guarded(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def counts_xlsx(edition: Edition, nights: Collection[date] | None = None) -> bytes:
    """Return the counts as a workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("counts (synthetic)" if edition.is_synthetic else "counts")
    sheet.freeze_panes = "A2"
    for line in [headings(edition), *rows(edition, nights)]:
        sheet.append([_typed(sheet, cell) for cell in line])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _typed(sheet: Any, value: Cell) -> Any:
    """Return a cell; text is said to be text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
