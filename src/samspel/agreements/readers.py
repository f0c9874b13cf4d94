"""A register that was kept in a spreadsheet, CSV or Excel → plain values, with every row that cannot be used."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from samspel.agreements.types import Kind, State
from samspel.errors import BadInput, Problem
from samspel.foreign import check_size, decode, one_line, opened_workbook, refusal, shortened
from samspel.people.types import Sector

MOST_ROWS, MOST_COLUMNS = 5_000, 40

HEADINGS = {
    "title": ("title", "agreement", "titel", "avtal", "rubrik", "namn"),
    "kind": ("kind", "type", "typ", "avtalstyp", "slag"),
    "parties": ("parties", "part", "parter", "between"),
    "starts_on": ("starts", "start", "from", "från", "börjar", "gäller från"),
    "ends_on": ("ends", "end", "until", "till", "slutar", "upphör", "gäller till"),
    "notice_months": ("notice", "notice, months", "uppsägningstid", "uppsägningstid, månader"),
    "case_number": ("case number", "reference", "diarienummer", "dnr", "ärende"),
    "state": ("state", "status", "läge"),
}
"""What a column may be called, in either language."""

KINDS = {
    Kind.PARTNERSHIP: ("iop", "partnership", "partnerskap"),
    Kind.COOPERATION: ("cooperation", "samarbete", "samarbetsavtal", "samverkan"),
    Kind.HOST_VENUE: ("host", "host venue", "värd", "värdavtal"),
    Kind.SPONSORSHIP: ("sponsor", "sponsorship", "sponsring", "sponsoravtal"),
    Kind.LEASE: ("lease", "upplåtelse", "hyra", "arrende"),
}
STATES = {
    State.IN_FORCE: ("in force", "force", "gäller", "aktivt", "active"),
    State.ENDED: ("ended", "avslutat", "upphört"),
    State.DRAFT: ("draft", "utkast"),
}
SECTORS = {
    Sector.CULTURE: ("culture", "kultur"),
    Sector.BUSINESS: ("business", "näringsliv", "företag"),
    Sector.PUBLIC: ("public", "public sector", "offentlig", "offentlig sektor", "offentligt"),
    Sector.CIVIL: ("civil", "civil society", "civilsamhälle", "civilsamhället", "förening"),
    Sector.ACADEMIA: ("academia", "akademi", "universitet"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement of a file, under the number its row has there."""

    row: int
    title: str
    kind: str
    parties: tuple[tuple[str, str], ...]
    starts_on: date | None
    ends_on: date | None
    notice_months: int | None
    case_number: str
    state: str


def read_register(name: str, content: bytes) -> tuple[list[Line], list[Problem]]:
    """Return the agreements of a file, and what is wrong with each row that holds none. Raises `BadInput`."""
    check_size(content, smaller=_("Copy the register alone into a new file."), other=_("Choose the register."))
    rows = _workbook(content) if content.startswith(b"PK") else _delimited(content)
    number, heading = next(rows, (0, []))
    columns = _columns(number, heading)
    lines: list[Line] = []
    problems: list[Problem] = []
    for row, cells in rows:
        if row - number > MOST_ROWS:
            raise refusal(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS}, _("Take it in in parts."))
        try:
            if any(map(_text, cells)):
                lines.append(_line(row, {name: cells[at] for name, at in columns.items() if at < len(cells)}))
        except BadInput as error:
            problems += error.problems
    if not lines and not problems:
        raise refusal(_("There is nothing under the headings."), _("Choose the register."))
    return lines, problems


def _delimited(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    text, _encoding = decode(content, save_as=_("Save it as an Excel workbook (.xlsx) or as CSV UTF-8."))
    first = text.split("\n", 1)[0]
    sign = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        for cells in reader:
            yield reader.line_num, list(cells)
    except csv.Error:
        reason = _("The line cannot be split into columns.")
        raise refusal(reason, _("Save it again from the spreadsheet."), row=reader.line_num) from None


def _workbook(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    smaller = _("Copy the register alone into a new file.")
    other = _("Save it as an Excel workbook (.xlsx) or as CSV UTF-8.")
    with opened_workbook(content, other=other, smaller=smaller) as book:
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        values = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_ROWS + 50)
        rows = [(number, list(cells)) for number, cells in enumerate(values, start=1) if any(map(_text, cells))]
    yield from rows


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else one_line(str(cell))


def _columns(number: int, heading: Sequence[Any]) -> dict[str, int]:
    names = [_text(cell).casefold() for cell in heading]
    found = {
        key: at for key, known in HEADINGS.items() for at, name in reversed(list(enumerate(names))) if name in known
    }
    missing = [key for key in ("title", "parties") if key not in found]
    if missing:
        advice = _(
            "The first row names the columns: title and parties at least; also kind, starts, ends, notice, case "
            "number, state."
        )
        said = shortened(", ".join(map(_text, heading)))
        raise refusal(_("No column holds titles and parties."), advice, value=said, row=number)
    return found


def _line(row: int, cells: Mapping[str, Any]) -> Line:
    text = {name: _text(cell) for name, cell in cells.items()}
    if not text.get("title") or len(text["title"]) > 200:
        raise _bad(row, text.get("title", ""), _("is no title."), _("Write one, of 200 letters at most."))
    starts, ends = (_day(row, text.get(name, "")) for name in ("starts_on", "ends_on"))
    if starts and ends and ends < starts:
        raise _bad(row, text["ends_on"], _("is before the first day."), _("Write the later day last."))
    months = text.get("notice_months", "")
    if months and not (months.isascii() and months.isdecimal() and int(months[:5]) <= 600):
        raise _bad(row, months, _("is no number of months."), _("Write 3, or leave it empty."))
    return Line(
        row=row,
        title=text["title"],
        kind=_word(row, text.get("kind", ""), KINDS, Kind.COOPERATION),
        parties=_parties(row, text.get("parties", "")),
        starts_on=starts,
        ends_on=ends,
        notice_months=int(months) if months else None,
        case_number=text.get("case_number", "")[:40],
        state=_word(row, text.get("state", ""), STATES, State.IN_FORCE),
    )


def _word(row: int, word: str, known: Mapping[Any, Sequence[str]], default: Any) -> str:
    if not word:
        return str(default)
    for value, names in known.items():
        if word.casefold() in (*names, str(value.label).casefold()):
            return str(value)
    said = ", ".join(str(value.label) for value in known)
    raise _bad(row, word, _("is not known."), _("Write one of: %(words)s.") % {"words": said})


def _day(row: int, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _bad(row, text, _("is no date."), _("Write it as 2026-09-03.")) from None


def _parties(row: int, text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, _sign, sector = part.rstrip(")").rpartition("(")
        if not name.strip() or len(name) > 200:
            advice = _("Write each as name (sector), with a semicolon between them. Sectors: %(sectors)s.")
            sectors = ", ".join(str(sector.label) for sector in SECTORS)
            raise _bad(row, part, _("is no party with its sector."), advice % {"sectors": sectors})
        found.append((name.strip(), _word(row, sector.strip(), SECTORS, "")))
    if len({name.casefold() for name, _sector in found}) < 2:
        raise _bad(row, text, _("names fewer than two parties."), _("Write at least two, with a semicolon between."))
    if len({name.casefold() for name, _sector in found}) < len(found):
        raise _bad(row, text, _("names a party twice."), _("Write each once."))
    return tuple(found)


def _bad(row: int, value: str, reason: str, advice: str) -> BadInput:
    return BadInput([Problem(row, shortened(value), reason, advice)])
