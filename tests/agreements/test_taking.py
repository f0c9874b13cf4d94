"""A register out of a spreadsheet: looked at first, taken in whole or not at all, undone."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from samspel.agreements.models import Agreement
from samspel.agreements.readers import Line, read_register
from samspel.agreements.services import drafting, registers, signing, taking
from samspel.errors import BadInput, Refused
from samspel.people.models import Organisation
from samspel.records.models import Intake
from samspel.records.services import undo_intake
from samspel.records.services.documents import keep_document
from tests.agreements.agreements import PDF, a_register
from tests.rooms import address

SWEDISH = """Titel;Typ;Parter;Börjar;Slutar;Uppsägningstid;Diarienummer;Status
Torgavtal;upplåtelse;"Tallköpings kommun (offentlig); Föreningen (civilsamhälle)";2026-01-01;2026-12-31;3;KS 1;gäller
Utkast om kyrkan;;"Församlingen (civil); Föreningen (förening)";;;;;utkast
"""
FIRST = Line(
    *(2, "Torgavtal", "lease", (("Tallköpings kommun", "public"), ("Föreningen", "civil"))),
    *(date(2026, 1, 1), date(2026, 12, 31), 3, "KS 1", "force"),
)


def test_a_swedish_sheet_is_read() -> None:
    (first, second), problems = read_register("a.csv", SWEDISH.encode())
    assert (first, problems) == (FIRST, [])
    assert (second.kind, second.state, second.starts_on) == ("cooperation", "draft", None)


def test_a_workbook_is_read_as_the_sheet_it_shows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Title", "Kind", "Parties", "Starts", "Ends", "Notice", "Case number"])
    parties = "Tallköpings kommun (public); Föreningen (civil)"
    sheet.append(["Torgavtal", "lease", parties, datetime(2026, 1, 1), date(2026, 12, 31), 3.0, "KS 1"])  # noqa: DTZ001
    out = io.BytesIO()
    book.save(out)
    assert read_register("a.xlsx", out.getvalue()) == ([FIRST], [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",A (public); B (civil)", "is no title"),
        ("Ice,A (public)", "fewer than two parties"),
        ("Ice,A (public); a (civil); B (civil)", "names a party twice"),
        ("Ice,A; B (civil)", "is no party with its sector"),
        ("Ice,A (choir); B (civil)", "“choir” is not known. Write one of: culture, business"),
        ("Ice,A (public); B (civil),3 May", "“3 May” is no date"),
        ("Ice,A (public); B (civil),2026-05-03,2026-05-02", "is before the first day"),
        ("Ice,A (public); B (civil),,,soon", "“soon” is no number of months"),
        ("Ice,A (public); B (civil),,,,love", "“love” is not known"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(row: str, said: str) -> None:
    sheet = f"title,parties,starts,ends,notice,kind\n{row}\nSnow,A (public); B (civil)\n"
    lines, (problem,) = read_register("a.csv", sheet.encode())
    assert ([line.title for line in lines], problem.row) == (["Snow"], 2)
    assert said in str(problem)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "No column holds titles and parties"),
        (b"title,parties\n", "nothing under the headings"),
        (b"PK\x03\x04 broken", "is damaged"),
        (b"title,parties\n" + b"x,y\n" * 5_001, "more than 5000 rows"),
    ],
)
def test_a_file_that_is_no_register_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_register("a.csv", content)


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused_in_words(content: bytes) -> None:
    for given_bytes in (content, b"title;parties\n" + content):
        with suppress(BadInput):
            lines, problems = read_register("a.csv", given_bytes)
            assert lines or problems


@pytest.mark.django_db
def test_a_register_is_looked_at_taken_in_and_undone() -> None:
    register, office = a_register(), Client()
    keeper = registers.name_keeper(register=register, email="keeper@example.org", who=None).user
    office.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    page = address("take-register", register.slug)
    assert office.post(page, {}).status_code == 422
    looked = office.post(page, {"file": SimpleUploadedFile("a.csv", SWEDISH.encode())}, follow=True)
    assert "2 new agreements." in looked.content.decode()
    assert Agreement.objects.count() == 0
    intake = Intake.objects.get()
    own = address("register-taking", register.slug, intake.pk)
    assert "2 agreements were taken in." in office.post(own, follow=True).content.decode()
    assert [(one.title, one.state, one.number) for one in Agreement.objects.order_by("number")] == [
        ("Torgavtal", "force", 1),
        ("Utkast om kyrkan", "draft", 2),
    ]
    assert office.post(own).status_code == 409
    again = taking.hold(register=register, name="a.csv", content=SWEDISH.encode(), who=None)
    assert taking.preview(intake=again, register=register).known == 2
    office.post(address("undo-register-taking", register.slug, intake.pk))
    assert (Agreement.objects.count(), Organisation.objects.count()) == (0, 3)


@pytest.mark.django_db
def test_nothing_is_half_saved_and_later_work_is_not_undone() -> None:
    register = a_register()
    wrong: Any = SWEDISH + "Is;;bara en;;;;;\n"
    intake = taking.hold(register=register, name="a.csv", content=wrong.encode(), who=None)
    with pytest.raises(BadInput, match="is no party"):
        taking.apply(intake=intake, register=register, who=None)
    assert Agreement.objects.count() == 0
    right = taking.hold(register=register, name="a.csv", content=SWEDISH.encode(), who=None)
    taking.apply(intake=right, register=register, who=None)
    draft = Agreement.objects.get(state="draft")
    drafting.set_terms(agreement=draft, title="Kyrkan", who=None)
    with pytest.raises(Refused):
        undo_intake(intake=right, who=None)
    assert Agreement.objects.count() == 2
    document = keep_document(name="a.pdf", content=PDF, who=None)
    kept = signing.keep_signed_elsewhere(agreement=Agreement.objects.get(state="force"), document=document, who=None)
    assert kept.is_signed_elsewhere
