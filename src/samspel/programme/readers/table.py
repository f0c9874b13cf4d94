"""A sheet and the meanings of its columns → lines, refusals and remarks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from samspel.errors import BadInput
from samspel.foreign import one_line, refusal, shortened
from samspel.programme.readers.countries import country_code
from samspel.programme.readers.decoding import LONGEST_NAME, LONGEST_TEXT
from samspel.programme.readers.figures import read_access, read_degrees, read_duties, read_number, read_persons
from samspel.programme.readers.heading import by_letter
from samspel.programme.readers.needs import read_needs
from samspel.programme.readers.own import unguarded
from samspel.programme.readers.timing import Calendar, Cells, RowRefused, Timing, as_text, calendar_of, read_timing
from samspel.programme.readers.values import ColumnMap, Field, Line, Refusal, Remark, Row, Sheet
from samspel.programme.readers.whole import SetRefused, check_whole
from samspel.programme.readers.words import paragraphs

_NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>]+)>")
_COLUMNS_OF = {
    Field.ACT: {Field.ACT},
    Field.VENUE: {Field.VENUE},
    Field.DAY: {Field.NIGHT, Field.DATE, Field.DAY},
}
"""Columns any of which would say what a set lacks."""


def settle_mapping(sheet: Sheet, given: ColumnMap | None) -> ColumnMap:
    """The mapping to read by: the guess, overridden where a person has said otherwise. Raises BadInput."""
    mapping = sheet.mapping if given is None else _completed(sheet, given)
    if not {Field.ACT, Field.VENUE} & set(mapping.values()):
        if not sheet.headed:
            raise _no_headings(sheet)
        reason = _("No column is known to hold acts or venues. The columns are: %(columns)s.")
        raise refusal(
            reason % {"columns": shortened(", ".join(sheet.columns), 400)},
            _("Say what each column means; at least one must be the act or the venue."),
        )
    if not sheet.rows:
        raise refusal(_("There is nothing under the headings."), _("Choose the file that holds the programme."))
    return mapping


def _no_headings(sheet: Sheet) -> BadInput:
    reason = _("The file seems to have no headings: its first row says %(row)s. The columns are: %(columns)s.")
    first = ", ".join(text for text in sheet.rows[0].texts if text.strip())
    return refusal(
        reason % {"row": shortened(first), "columns": shortened(", ".join(sheet.columns), 400)},
        _("Say what each column means, or write headings above the first row."),
        row=sheet.rows[0].number,
    )


def _completed(sheet: Sheet, given: ColumnMap) -> ColumnMap:
    given = {
        column if column in sheet.columns else by_letter(sheet.columns, column) or column: field
        for column, field in given.items()
    }
    if unknown := [column for column in given if column not in sheet.columns]:
        reason = _("The file has no column called %(column)s. The columns are: %(columns)s.")
        names = {"column": unknown[0], "columns": shortened(", ".join(sheet.columns), 400)}
        raise refusal(reason % names, _("Say again what each column means."))
    used = [field for field in given.values() if field is not Field.IGNORE]
    if repeated := [field for field in used if used.count(field) > 1]:
        reason = _("Two columns are both said to be: %(meaning)s.") % {"meaning": repeated[0].label}
        raise refusal(reason, _("Choose one of them and set the other aside."))
    # a meaning that is given to one column is no longer guessed for another
    guessed = {column: Field.IGNORE if field in used else field for column, field in sheet.mapping.items()}
    return {**guessed, **given}


def read_rows(
    sheet: Sheet,
    mapping: ColumnMap,
    first_date: date | None,
    *,
    zone: ZoneInfo | None = None,
    nights: Sequence[date] = (),
) -> tuple[tuple[Line, ...], tuple[Refusal, ...], tuple[Remark, ...]]:
    """Every row of the sheet as a line, a refusal or both, in the file's order; equal rows are taken once.

    A row whose time cannot be read, or leads to no set, is both: the act comes in, the set is refused.
    """
    fields = [mapping[column] for column in sheet.columns]
    rows = [(row, _by_meaning(row, fields)) for row in sheet.rows]
    calendar = calendar_of((cells for _row, cells in rows), first_date, zone=zone, nights=nights)
    lines: list[Line] = []
    refusals: list[Refusal] = []
    remarks = [_unread_sheet(title, sheet.title) for title in sheet.others]
    remarks += [_above_heading(row) for row in sheet.above]
    unsaid: Counter[Field] = Counter()
    for row, cells in rows:
        try:
            _check_width(row, len(fields))
            if any(str(cell).strip() for cell in cells.by_field.values()):
                timing, refused = _timing(cells, calendar)
                lines.append(_line(row.number, cells, timing, remarks))
                if isinstance(refused, SetRefused) and not set(fields) & _COLUMNS_OF[refused.missing]:
                    unsaid[refused.missing] += 1
                elif refused is not None:
                    refusals.append(_refusal(row.number, refused, set_only=True))
            else:
                remarks.append(Remark(row.number, "", _("Nothing stands in the columns that are used.")))
        except RowRefused as refused:
            refusals.append(_refusal(row.number, refused))
    kept, repeats = collapse(lines)
    told = {refusal.number for refusal in refusals}
    return (
        kept,
        tuple(refusals),
        (*_columns_unsaid(unsaid), *remarks, *(repeat for repeat in repeats if repeat.number not in told)),
    )


def _refusal(number: int, refused: RowRefused, *, set_only: bool = False) -> Refusal:
    return Refusal(number, shortened(refused.value), refused.reason, refused.advice, set_only)


def _columns_unsaid(rows: Counter[Field]) -> Iterator[Remark]:
    """One remark where a whole column is missing, instead of a refusal of every row."""
    templates = {
        Field.ACT: _("No column is taken to be the act: the times of %(rows)d rows are not used."),
        Field.VENUE: _("No column is taken to be the venue: %(rows)d acts with a time come in without a set."),
        Field.DAY: _("No column is taken to be the day or the date: %(rows)d acts with a time come in without a set."),
    }
    return (Remark(None, "", templates[field] % {"rows": count}) for field, count in rows.items())


def collapse(lines: Iterable[Line]) -> tuple[tuple[Line, ...], tuple[Remark, ...]]:
    """Lines without later repeats, and a remark for each repeat."""
    first: dict[Line, Line] = {}
    remarks: list[Remark] = []
    for line in lines:
        original = first.setdefault(replace(line, number=0), line)
        if original is not line:
            reason = _("It says the same as row %(row)d and is taken once.") % {"row": original.number}
            remarks.append(Remark(line.number, shortened(line.act or line.venue), reason))
    return tuple(first.values()), tuple(remarks)


def _by_meaning(row: Row, fields: Sequence[Field]) -> Cells:
    pairs = zip(fields, row.cells, strict=False)
    return Cells({field: cell for field, cell in pairs if field is not Field.IGNORE})


def _check_width(row: Row, width: int) -> None:
    if len(row.cells) > width:
        reason = _("The row has %(cells)d cells under %(columns)d headings.")
        counts = {"cells": len(row.cells), "columns": width}
        advice = _("Give every column a heading, and put quotation marks around text with the separator in it.")
        raise RowRefused(", ".join(row.texts), reason % counts, advice)


def _unread_sheet(title: str, read: str) -> Remark:
    reason = _("This sheet of the workbook is not read; the sheet %(read)s is.") % {"read": read}
    return Remark(None, title, reason)


def _above_heading(row: Row) -> Remark:
    text = ", ".join(cell for cell in row.texts if cell.strip())
    return Remark(row.number, shortened(text), _("The row stands above the headings and is not read."))


def _timing(cells: Cells, calendar: Calendar) -> tuple[Timing, RowRefused | None]:
    """When the row's set is, and why it is not taken in. Raises RowRefused for a row without any name."""
    act, venue = _name(cells, Field.ACT), _name(cells, Field.VENUE)
    if not act and not venue:
        given = ", ".join(as_text(cell) for cell in cells.by_field.values() if str(cell).strip())
        raise RowRefused(given, _("The row names neither an act nor a venue."), _("Write one, or take the row away."))
    try:
        timing = read_timing(cells, calendar)
    except RowRefused as refused:
        return Timing(), refused
    try:
        check_whole(act=act, venue=venue, night=timing.night, start_minute=timing.start_minute)
    except SetRefused as refused:
        return timing, refused
    return timing, None


def _line(number: int, cells: Cells, timing: Timing, remarks: list[Remark]) -> Line:
    return Line(
        number=number,
        act=_name(cells, Field.ACT),
        venue=_name(cells, Field.VENUE),
        stage=_name(cells, Field.STAGE),
        night=timing.night,
        start_minute=timing.start_minute,
        end_minute=timing.end_minute,
        country=country_code(_name(cells, Field.COUNTRY)),
        genre=_name(cells, Field.GENRE),
        description=paragraphs(_limited(cells, Field.DESCRIPTION)),
        draw_persons=read_number(number, cells, Field.DRAW, read_persons, remarks),
        **read_needs(number, cells, remarks),
        **read_duties(number, cells, remarks),
        members=_members(_limited(cells, Field.MEMBERS)),
        address=_name(cells, Field.ADDRESS),
        contact_email=_email(cells, Field.CONTACT),
        venue_email=_email(cells, Field.VENUE_CONTACT),
        capacity_persons=read_number(number, cells, Field.CAPACITY, read_persons, remarks),
        fire_limit_persons=read_number(number, cells, Field.FIRE_LIMIT, read_persons, remarks),
        latitude=read_number(number, cells, Field.LATITUDE, read_degrees(90), remarks),
        longitude=read_number(number, cells, Field.LONGITUDE, read_degrees(180), remarks),
        access=read_access(number, cells, remarks),
        key=_name(cells, Field.KEY),
    )


def _limited(cells: Cells, field: Field) -> str:
    text = unguarded(cells.text(field))
    check_text(text, LONGEST_TEXT)
    return text


def _name(cells: Cells, field: Field) -> str:
    name = one_line(_limited(cells, field))
    check_text(name, LONGEST_NAME)
    return name


def _email(cells: Cells, field: Field) -> str:
    """An e-mail address, out of “Name <a@b>” or “mailto:a@b” too. Raises RowRefused for what is none, or several."""
    text = one_line(_limited(cells, field))
    named = _NAMED_ADDRESS.fullmatch(text)
    email = (named[1] if named else text).strip().removeprefix("mailto:")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            reason = _("%(meaning)s: that is not an e-mail address.") % {"meaning": field.label}
            raise RowRefused(
                text, reason, _("Write one address, such as name@example.org, or leave it empty.")
            ) from None
    return email


def check_text(text: str, longest: int) -> None:
    """Refuse a text of more than `longest` characters. Raises RowRefused."""
    if len(text) > longest:
        reason = _("The text is %(length)d characters; at most %(most)d fit.") % {
            "length": len(text),
            "most": longest,
        }
        raise RowRefused(text, reason, _("Shorten it."))


def _members(text: str) -> tuple[str, ...]:
    """Names divided by line ends or semicolons, else by commas; each once."""
    separator = r"[;\n\r]+" if re.search(r"[;\n\r]", text) else ","
    names = (one_line(name) for name in re.split(separator, text))
    return tuple(dict.fromkeys(name for name in names if name))
