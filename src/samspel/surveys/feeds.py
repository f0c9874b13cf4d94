"""Answers → CSV and an Excel workbook with a codebook. Texts only where they are asked for; no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samspel.surveys.models import Response, Survey
from samspel.surveys.types import Kind, Question

Cell = str | float | int | None


def headings(questions: Sequence[Question], *, is_synthetic: bool) -> list[str]:
    """Return the headings: keys, which an import of the same file knows again."""
    extra = ["synthetic"] if is_synthetic else []
    return ["number", "night", "venue", "door", "language", "version", *(one.key for one in questions), *extra]


def rows(survey: Survey, questions: Sequence[Question], responses: Sequence[Response]) -> Iterator[list[Cell]]:
    """Yield the cells of each answer."""
    extra: list[Cell] = ["yes"] if survey.edition.is_synthetic else []
    for number, one in enumerate(responses, 1):
        spot = one.spot
        night = spot.night.date.isoformat() if spot and spot.night else ""
        venue = spot.venue.name if spot and spot.venue else ""
        cells = [_cell(one.answers.get(question.key)) for question in questions]
        yield [number, night, venue, one.door, one.language, one.questionnaire.number, *cells, *extra]


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value if isinstance(value, str | int | float) else None


def codebook(questions: Sequence[Question], *, is_synthetic: bool) -> Iterator[list[Cell]]:
    """Yield what each column means: key, words, kind, use, and a row for each choice."""
    yield ["column", "code", "svenska", "English", "kind", "use", "counts", "unit"]
    if is_synthetic:
        yield [
            "synthetic",
            "yes",
            "Syntetiska svar: ingen har svarat.",
            "Synthetic: nobody gave these answers.",
            *[""] * 4,
        ]
    for one in questions:
        yield [one.key, "", one.sv, one.en, one.kind, one.use, None, one.unit_en]
        for choice in one.choices:
            yield [one.key, choice.key, choice.sv, choice.en, "", "", choice.counts, ""]


def asked_questions(questions: Sequence[Question], *, texts: bool) -> list[Question]:
    """Return the questions that an export has columns for."""
    return [one for one in questions if texts or one.kind != Kind.TEXT]


def answers_csv(survey: Survey, questions: Sequence[Question], responses: Sequence[Response]) -> bytes:
    """Return the answers as CSV (RFC 4180, UTF-8)."""
    return _csv([headings(questions, is_synthetic=survey.edition.is_synthetic), *rows(survey, questions, responses)])


def codebook_csv(survey: Survey, questions: Sequence[Question]) -> bytes:
    """Return the codebook as CSV."""
    return _csv(codebook(questions, is_synthetic=survey.edition.is_synthetic))


def _csv(lines: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines])
    return text.getvalue().encode()


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def answers_xlsx(survey: Survey, questions: Sequence[Question], responses: Sequence[Response]) -> bytes:
    """Return a workbook with the answers and the codebook."""
    from openpyxl import Workbook

    is_synthetic = survey.edition.is_synthetic
    book = Workbook(write_only=True)
    mark = f" ({_('synthetic')})" if is_synthetic else ""
    sheet = book.create_sheet(_("Answers") + mark)
    sheet.freeze_panes = "B2"
    sheet.append([_typed(sheet, one, is_bold=True) for one in headings(questions, is_synthetic=is_synthetic)])
    for line in rows(survey, questions, responses):
        sheet.append([_typed(sheet, cell) for cell in line])
    sheet = book.create_sheet(_("Codebook"))
    for line in codebook(questions, is_synthetic=is_synthetic):
        sheet.append([_typed(sheet, cell) for cell in line])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _typed(sheet: Any, value: Cell, *, is_bold: bool = False) -> Any:
    """Return a cell; text is said to be text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell: Any = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if is_bold:
        cell.font = Font(bold=True)
    return cell
