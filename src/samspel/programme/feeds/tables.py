"""A programme as a table, one row for each set: CSV (RFC 4180, UTF-8) and an Excel workbook.

No cell can become a formula: text that would begin one is guarded, and the reader takes the guard away again.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from samspel.places.types import FACTS
from samspel.programme.feeds.links import marked
from samspel.programme.readers.own import guarded
from samspel.programme.snapshot import Programme
from samspel.programme.types import ShownSet

Cell = str | int | float | date | datetime | None

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date an archive can hold."""
_MADE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def columns(programme: Programme) -> list[str]:
    """Return the headings, in the reader's language; the importer knows them in both."""
    headings = [
        *(_("Act"), _("Genre"), _("Country"), _("Description"), _("Night"), _("Start"), _("End"), _("Venue")),
        *(_("Stage"), _("Address"), _("Latitude"), _("Longitude")),
        *(_("Step-free"), _("Seating"), _("Hearing loop"), _("Quiet place"), _("Strobe lights")),
        *(_("Sound ceiling, dB"), _("Age limit"), "GUID"),
    ]
    return [*headings, _("Synthetic")] if programme.snapshot["edition"]["synthetic"] else headings


def rows(programme: Programme) -> Iterator[list[Cell]]:
    """Yield the cells of each set that is played."""
    for one in programme.sets:
        act, venue = programme.acts[one.act_slug], programme.venues[one.venue_slug]
        facts = [_fact(getattr(one.access, name)) for name in FACTS]
        cells: list[Cell] = [
            *(one.act, one.genre, one.country, act["description"]),
            *(one.night, _face(one, one.start_minute), _face(one, one.end_minute), one.venue, one.stage),
            *(venue["address"], venue["latitude"], venue["longitude"], *facts, one.guid),
        ]
        yield [*cells, _("yes")] if programme.snapshot["edition"]["synthetic"] else cells


def _face(one: ShownSet, minute: int) -> datetime:
    """Return what the town's clocks would show if none of them were changed that night."""
    return datetime.combine(one.night, time()) + timedelta(minutes=minute)


def _fact(value: bool | int | None) -> Cell:
    return (_("yes") if value else _("no")) if isinstance(value, bool) else value


def table_csv(programme: Programme) -> bytes:
    """Return the table as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns(programme))
    writer.writerows([_text(cell) for cell in row] for row in rows(programme))
    return text.getvalue().encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}"
    return guarded(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def table_xlsx(programme: Programme) -> bytes:
    """Return the table as an Excel workbook; the same version gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(marked(programme, _("Programme")))
    sheet.freeze_panes = "B2"
    sheet.append([_typed(sheet, heading, is_bold=True) for heading in columns(programme)])
    for row in rows(programme):
        sheet.append([_typed(sheet, cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return _repeatable(content.getvalue(), programme.published_at)


def _typed(sheet: Any, value: Cell, *, is_bold: bool = False) -> Any:
    """Return a cell; text is said to be text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    content: Any = guarded(value, formulas=False) if isinstance(value, str) else value
    cell: Any = WriteOnlyCell(sheet, content)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def _repeatable(content: bytes, at: datetime) -> bytes:
    """Return a workbook without the moment of its making: that of the version stands there instead."""
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename == "docProps/core.xml":
                body = _MADE.sub(rb"\g<1>" + stamp, body)
            new.writestr(zipfile.ZipInfo(part.filename, _EARLIEST), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()
