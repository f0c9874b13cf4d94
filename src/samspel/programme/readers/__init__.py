"""Foreign files → plain values. In: a file's name and bytes. Out: a Reading, or BadInput in words. No rows
are touched.

Sheets (CSV, Excel) and schedules (pentabarf, frab and c3voc XML, c3voc JSON) are told apart by their content.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from zoneinfo import ZoneInfo

from samspel.foreign import one_line
from samspel.programme.readers.decoding import check_kind, check_size
from samspel.programme.readers.schedule import read_json, read_xml
from samspel.programme.readers.sheet import read_sheet
from samspel.programme.readers.table import read_rows, settle_mapping
from samspel.programme.readers.values import (
    ColumnMap,
    Field,
    Line,
    Reading,
    Refusal,
    Remark,
    Row,
    Sheet,
)

__all__ = ["ColumnMap", "Field", "Line", "Reading", "Refusal", "Remark", "Row", "Sheet", "peek", "read"]

_PEEKED_ROWS = 5
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(
    name: str,
    content: bytes,
    *,
    mapping: ColumnMap | None = None,
    first_date: date | None = None,
    zone: ZoneInfo | None = None,
    headed: bool | None = None,
    nights: Sequence[date] = (),
) -> Reading:
    """Read a file of any known kind.

    `name` is the file's name, used only to guess the festival's. `mapping` says what columns of a sheet mean;
    the others are guessed, and so is whether there are headings, unless `headed` says. `first_date` gives names
    of days their dates; without it they come from dates in the file, then from `nights`, those of the edition.
    `zone` is the town's: times with an offset from UTC are told as its clocks show them, and without it as the file
    does. Rows that cannot be used are refusals in the reading; a file that cannot be used at all raises BadInput.
    """
    kind = _kind(content)
    digest = hashlib.sha256(content).hexdigest()
    if kind != "sheet":
        found = read_xml(content, zone) if kind == "xml" else read_json(content, zone)
        return Reading(
            kind="schedule",
            name=found.name or _name(name),
            lines=found.lines,
            refusals=found.refusals,
            remarks=found.remarks,
            columns=(),
            mapping=None,
            encoding=found.encoding,
            digest=digest,
        )
    sheet = read_sheet(content, mapping, headed=headed)
    settled = settle_mapping(sheet, mapping)
    lines, refusals, remarks = read_rows(sheet, settled, first_date, zone=zone, nights=nights)
    return Reading(
        kind="sheet",
        name=_name(name),
        lines=lines,
        refusals=refusals,
        remarks=remarks,
        columns=sheet.columns,
        mapping=settled,
        encoding=sheet.encoding,
        digest=digest,
    )


def peek(name: str, content: bytes, *, headed: bool | None = None) -> Sheet | None:
    """Columns, first five rows and guessed mapping of a sheet; None for a schedule. Raises BadInput."""
    if _kind(content) != "sheet":
        return None
    sheet = read_sheet(content, headed=headed)
    return replace(sheet, rows=sheet.rows[:_PEEKED_ROWS])


def _kind(content: bytes) -> str:
    """One of sheet, xml and json, from the first characters. Raises BadInput for sizes and kinds refused."""
    check_size(content)
    check_kind(content)
    for mark in _MARKS:
        content = content.removeprefix(mark)
    beginning = content[:1024].replace(b"\0", b"").lstrip()
    if beginning.startswith(b"<"):
        return "xml"
    return "json" if beginning.startswith((b"{", b"[")) else "sheet"


def _name(file_name: str) -> str:
    """The file's name without folder and ending, with spaces."""
    stem = PurePath(file_name.replace("\\", "/")).stem
    return one_line(re.sub(r"[_\-+]+", " ", stem))[:200]
