"""What others made → plain values: shipped questionnaires, answers as typed, files of answers and of margins."""

from __future__ import annotations

import csv
import io
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem
from samspel.foreign import check_size, decode, one_line, opened_workbook, refusal, shortened
from samspel.surveys.types import LONGEST_TEXT, Answers, Choice, Kind, Question, Template

SHIPPED = Path(__file__).parent / "shipped"
MOST_ROWS, MOST_COLUMNS = 20_000, 80
NO_ANSWER = frozenset({"", "-", "–", "na", "n/a", "null", "none"})


@cache
def templates() -> tuple[Template, ...]:
    """Return the questionnaires that come with the product, the fullest first."""
    found = [_template(tomllib.loads(path.read_text(encoding="utf-8"))) for path in SHIPPED.glob("*.toml")]
    return tuple(sorted(found, key=lambda one: -len(one.questions)))


def _template(plain: dict[str, Any]) -> Template:
    for question in plain["questions"]:
        for choice in question.get("choices", ()):
            if choice.get("counts") == "none":  # TOML has no word for nothing
                choice["counts"] = None
    return Template(**{**plain, "questions": tuple(Question.from_plain(one) for one in plain["questions"])})


def checked(questions: Sequence[Question], given: Mapping[str, Any], *, row: int | None = None) -> dict[str, Any]:
    """Return the answers in what somebody sent, whoever it was. Raises `BadInput` naming every one that is none."""
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    for question in questions:
        try:
            value = _value(question, given.get(question.key))
        except ValueError as error:
            shown = shortened(str(given.get(question.key)))
            problems.append(
                Problem(row, shown, str(error), _("The question is: %(question)s") % {"question": question})
            )
            continue
        if value is not None:
            answers[question.key] = value
        elif question.is_required:
            reason = _("There is no answer to “%(question)s”.") % {"question": question}
            problems.append(Problem(row, "", reason, _("It must be answered.")))
    if problems:
        raise BadInput(problems)
    return answers


def _value(question: Question, given: Any) -> Any:
    if given is None or given == [] or (isinstance(given, str) and given.strip().casefold() in NO_ANSWER):
        return None
    return _READ[Kind(question.kind)](question, given)


def _choice(question: Question, given: Any) -> str:
    word = one_line(str(given))[:200].casefold()
    for one in question.choices:
        if word in (one.key.casefold(), one.sv.casefold(), one.en.casefold()):
            return one.key
    raise ValueError(_("is none of the choices."))


def _several(question: Question, given: Any) -> list[str] | None:
    words = given.split(";") if isinstance(given, str) else given
    if not isinstance(words, list | tuple) or len(words) > len(question.choices):
        raise ValueError(_("is none of the choices."))
    chosen = {_choice(question, one) for one in words if str(one).strip()}
    return [one.key for one in question.choices if one.key in chosen] or None


def _number(question: Question, given: Any) -> float:
    value = number(given)
    if not question.least <= value <= question.most:
        limits = {"least": f"{question.least:g}", "most": f"{question.most:g}"}
        raise ValueError(_("is not between %(least)s and %(most)s.") % limits)
    return value


def number(given: Any) -> float:
    """Return a number as people write it: 1 200,50. Raises `ValueError` with a sentence."""
    if isinstance(given, bool):
        raise ValueError(_("is no number."))
    text = str(given) if not isinstance(given, str) else given[:60].replace("\u2212", "-")
    try:
        value = float("".join(text.split()).replace(",", "."))
    except ValueError:
        raise ValueError(_("is no number.")) from None
    if not math.isfinite(value):
        raise ValueError(_("is no number."))
    return value


def _scale(question: Question, given: Any) -> int:
    value = _number(question, given)
    if value != int(value):
        raise ValueError(_("is no whole step."))
    return int(value)


def _text(question: Question, given: Any) -> str | None:
    return one_line(str(given)[: LONGEST_TEXT * 4])[:LONGEST_TEXT] or None


_READ: dict[Kind, Any] = {
    Kind.CHOICE: _choice,
    Kind.SEVERAL: _several,
    Kind.NUMBER: _number,
    Kind.SCALE: _scale,
    Kind.TEXT: _text,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of a file, under the number its row has there; night and venue as they are written.

    `key` is the answer's own, where a tablet saved it: the same answer may also be sent by the tablet.
    """

    row: int
    night: str
    venue: str
    answers: Answers
    key: UUID | None = None


def read_answers(content: bytes, questions: Sequence[Question]) -> tuple[list[Line], list[Problem]]:
    """Return the answers of a file and what is wrong with each row that holds none. Raises `BadInput`."""
    check_size(content, smaller=_("Copy the answers alone into a new file."), other=_("Choose the answers."))
    rows = table_rows(content)
    number_of_heading, heading = next(rows, (0, []))
    columns = _columns(number_of_heading, heading, questions)
    lines: list[Line] = []
    problems: list[Problem] = []
    for row, cells in rows:
        values = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        try:
            answers, key = checked(questions, values, row=row), _key(row, _plain(values.get("id")))
            lines.append(Line(row, _plain(values.get("night")), _plain(values.get("venue")), answers, key))
        except BadInput as error:
            problems += error.problems
    if not lines and not problems:
        raise refusal(_("There is nothing under the headings."), _("Choose the answers."))
    return lines, problems


def _key(row: int, cell: str) -> UUID | None:
    try:
        return UUID(cell) if cell else None
    except ValueError:
        advice = _("Leave the column “tablet id” as the tablet wrote it, or take it away for answers on paper.")
        raise BadInput([Problem(row, shortened(cell), _("is no answer's id."), advice)]) from None


def _plain(cell: Any) -> str:
    if hasattr(cell, "date") and callable(cell.date):
        cell = cell.date()
    return "" if cell is None else one_line(str(cell))[:120]


def _columns(row: int, heading: Sequence[Any], questions: Sequence[Question]) -> dict[str, int]:
    """Return which column holds what: a heading is a question's key or its words in either language."""
    names = {word.casefold(): one.key for one in questions for word in (one.key, one.sv, one.en)}
    names |= {"night": "night", "kväll": "night", "date": "night", "datum": "night"}
    names |= {"venue": "venue", "scen": "venue", "plats": "venue", "tablet id": "id"}
    found: dict[str, int] = {}
    for at, cell in enumerate(heading):
        name = names.get(one_line(str(cell or "")).casefold().lstrip("'"))
        if name in found:
            reason = _("Two columns have this heading.")
            raise refusal(reason, _("Take one of them away."), value=str(cell), row=row)
        if name:
            found[name] = at
    missing = [str(one) for one in questions if one.is_required and one.key not in found]
    if missing:
        reason = _("No column holds the answers to this question, which must be answered.")
        raise refusal(reason, _("Head each column with the question or its key, as in the export."), value=missing[0])
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """One known margin of a file."""

    dimension: str
    category: str
    persons: float
    source: str


def read_margins(content: bytes) -> list[Count]:
    """Return known margins: dimension, category, persons, source. Raises `BadInput` naming every row that is none."""
    check_size(content, smaller=_("Copy the counts alone into a new file."), other=_("Choose the counts."))
    found: list[Count] = []
    problems: list[Problem] = []
    for row, cells in table_rows(content):
        words = [_plain(cell) for cell in cells] + [""] * 4
        try:
            persons = number(words[2])
            if persons < 0 or not words[0] or not words[1]:
                raise ValueError(_("is no margin."))
            found.append(Count(words[0][:40], words[1][:80], persons, words[3][:200]))
        except ValueError as error:
            if row > 1:  # the first row may be headings
                advice = _("Write dimension, category, persons and source in four columns.")
                problems.append(Problem(row, shortened("; ".join(words[:3])), str(error), advice))
    if problems:
        raise BadInput(problems)
    if not found:
        raise refusal(
            _("There is no count in it."), _("Write dimension, category, persons and source in four columns.")
        )
    return found


def table_rows(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of a CSV file or workbook that hold anything, by the number a spreadsheet shows."""
    for count, (row, cells) in enumerate(_workbook(content) if content.startswith(b"PK") else _delimited(content)):
        if count > MOST_ROWS:
            raise refusal(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS}, _("Take it in in parts."))
        yield row, cells


def _delimited(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    text, _encoding = decode(content, save_as=_("Save it as an Excel workbook (.xlsx) or as CSV UTF-8."))
    sign = max(";\t,", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [_unguarded(cell) for cell in cells[:MOST_COLUMNS]]
    except csv.Error:
        reason = _("The line cannot be split into columns.")
        raise refusal(reason, _("Save it again from the spreadsheet."), row=reader.line_num) from None


def _unguarded(cell: str) -> str:
    """Take away the apostrophe by which our own export keeps a cell from becoming a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _workbook(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    smaller = _("Copy the answers alone into a new file.")
    other = _("Save it as an Excel workbook (.xlsx) or as CSV UTF-8.")
    with opened_workbook(content, other=other, smaller=smaller) as book:
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        values = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_ROWS + 50)
        rows = [(at, list(cells)) for at, cells in enumerate(values, start=1) if any(map(_plain, cells))]
    yield from rows


def choices_of(lines: str) -> tuple[Choice, ...]:
    """Return choices from lines “Swedish | English | counts”. Raises `BadInput` for a line without both languages."""
    found: list[Choice] = []
    problems = []
    for row, line in enumerate((one for one in lines.splitlines() if one.strip()), 1):
        parts = [part.strip() for part in line.split("|")]
        try:
            swedish, english, counts, key = _parts(parts, [one.key for one in found])
        except ValueError:
            advice = _("Write Swedish | English | how much it counts (0 to 1, or – for no answer).")
            problems.append(Problem(row, line[:80], _("is no choice."), advice))
            continue
        found.append(Choice(key, swedish, english, counts))
    if problems:
        raise BadInput(problems)
    return tuple(found)


def _parts(parts: Sequence[str], taken: Sequence[str]) -> tuple[str, str, float | None, str]:
    if not 2 <= len(parts) <= 4 or not parts[0] or not parts[1]:
        raise ValueError
    written = parts[2] if len(parts) > 2 else "0"
    counts = None if written in ("-", "–") else float((written or "0").replace(",", "."))
    key = parts[3] if len(parts) > 3 and parts[3] else slugify(parts[1])[:30] or f"c{len(taken) + 1}"
    return parts[0][:200], parts[1][:200], counts, key if key not in taken else f"{key}-{len(taken) + 1}"
