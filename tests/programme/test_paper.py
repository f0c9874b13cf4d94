"""The programme on paper: exactly what was published, tagged, with its version; and what a print's QR code answers."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from samspel.colours import on_paper
from samspel.lineup.models import Act
from samspel.places.models import Venue
from samspel.programme import pdf
from samspel.programme.models import Performance, Publication
from samspel.programme.queries.publication import programme_of
from samspel.programme.services.planning import unplace_set
from samspel.programme.services.publication import publish, withdraw
from samspel.programme.snapshot import Programme
from samspel.wording import clock
from tests.rooms import address, names_of, place, publish_all

pytestmark = pytest.mark.once  # all is made from a frozen version, whatever keeps it

PRINTS = ("pocket.pdf", "list.pdf", "doors-a4.pdf", "doors-a3.pdf")
FRAME = pdf.Frame("#9c2f63", "https://samspel.example/sv/testfest/2026/changed/1/")


def text_of(content: bytes) -> str:
    """Return a PDF's text as words with one space between, hyphenated words put together again."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).replace("\xad\n", "").split())


def told(text: str, programme: Programme) -> Counter[tuple[str, str]]:
    """Return how often a print tells each set's start with its act, in that order."""
    found = ((clock(one.start_minute), one.act) for one in programme.sets)
    return Counter({(at, act): len(re.findall(rf"{at}(?:–\d\d:\d\d)? {re.escape(act)}", text)) for at, act in found})


@pytest.mark.django_db
def test_every_print_tells_exactly_the_sets_of_the_programme(edition: Any) -> None:
    programme = programme_of(publish_all(edition))
    times = {"list": 1, "pocket": 2, "doors": 1}  # the pocket timetable has each set in its list and in its grid
    with translation.override("sv"):
        made = {
            "list": pdf.large_print(programme, FRAME),
            "pocket": pdf.pocket(programme, FRAME),
            "doors": pdf.doors(programme, FRAME, paper="a4"),
        }
    for name, content in made.items():
        text = text_of(content)
        assert told(text, programme) == Counter(
            {(clock(one.start_minute), one.act): times[name] for one in programme.sets}
        )
        assert len(re.findall(r"\d\d:\d\d–\d\d:\d\d", text)) == len(programme.sets)
        assert all(word in text for word in ("Testfest 2026", "Version 1", "Har något ändrats?"))
        assert FRAME.changed_address in text.replace(" ", "")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "en"])
def test_prints_are_tagged_pdf_that_readers_and_archives_accept(edition: Any, language: str) -> None:
    publish_all(edition)
    for name in PRINTS:
        answer = Client().get(f"{address('paper', *names_of(edition), language=language)}{name}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        reader = PdfReader(io.BytesIO(answer.content))
        root = reader.trailer["/Root"]
        xmp = root["/Metadata"].get_data().decode()
        assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == (language, True)
        assert re.findall(r"<pdfaid:(part|conformance)>(\w)<", xmp) == [("part", "2"), ("conformance", "A")]
        assert re.findall(r"<pdfuaid:part>(\d)<", xmp) == ["1"]


@pytest.mark.django_db
def test_every_page_of_a_synthetic_print_says_so(edition: Any) -> None:
    edition.is_synthetic = True
    edition.save()
    programme = programme_of(publish_all(edition))
    for content in (
        pdf.pocket(programme, FRAME),
        pdf.large_print(programme, FRAME),
        pdf.doors(programme, FRAME, paper="a3"),
    ):
        pages = PdfReader(io.BytesIO(content)).pages
        assert [page.extract_text().count("Synthetic") for page in pages] == [1] * len(pages)


@pytest.mark.django_db
def test_a_poster_for_each_stage_and_night_and_one_venue_s_alone(edition: Any) -> None:
    programme = programme_of(publish_all(edition))
    doors = {(one.venue, one.stage, one.night) for one in programme.sets}
    assert len(PdfReader(io.BytesIO(pdf.doors(programme, FRAME, paper="a4"))).pages) == len(doors) == 3
    alone = PdfReader(io.BytesIO(pdf.doors(programme, FRAME, paper="a3", venue="torget")))
    assert [page.extract_text().splitlines()[1] for page in alone.pages] == ["Torget"]
    width, height = alone.pages[0].mediabox[2:]
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 420)
    page = address("paper", *names_of(edition))
    answers = {
        name: Client().get(page + name).status_code
        for name in ("doors-a4/torget.pdf", "doors-a4/moon.pdf", "doors-b5.pdf")
    }
    assert list(answers.values()) == [200, 404, 404]


@pytest.mark.django_db
def test_a_new_print_says_what_an_earlier_one_promised_and_is_cancelled(edition: Any) -> None:
    publish_all(edition)
    unplace_set(performance=Performance.objects.get(act__name="Nordljus"), edition=edition, who=None)
    programme = programme_of(publish(edition=edition, who=None))
    prints = [pdf.pocket(programme, FRAME), pdf.large_print(programme, FRAME), pdf.doors(programme, FRAME, paper="a4")]
    times = [2, 1, 1]  # the pocket timetable has it in its list and in its grid
    assert [text_of(content).count("Nordljus: cancelled") for content in prints] == times


@pytest.mark.django_db
def test_in_the_grid_a_cancelled_set_is_not_under_the_one_that_took_its_place(edition: Any) -> None:
    publish_all(edition)
    unplace_set(performance=Performance.objects.get(act__name="Nordljus"), edition=edition, who=None)
    place(edition, "Tallhamn", "Torget", 20 * 60 + 30)
    programme = programme_of(publish(edition=edition, who=None))
    grid = PdfReader(io.BytesIO(pdf.pocket(programme, FRAME))).pages[1]
    at: dict[str, float] = {}

    def note(text: str, moved: Any, matrix: Any, *_more: Any) -> None:
        height = moved[3] * matrix[5] + moved[5]
        at.update({act: height for act in ("Tallhamn", "Nordljus") if act in text})

    text = grid.extract_text(visitor_text=note)
    assert re.findall(r"20:30\s+(Tallhamn|Nordljus: cancelled)", text) == ["Tallhamn", "Nordljus: cancelled"]
    assert abs(at["Tallhamn"] - at["Nordljus"]) > 10  # points: a row of its own


LONG = "Kulturföreningen Norrlandsorkesterns Stråkkvartettsensemble"
WORD = "Östergötlandsstatsteaterprogramverksamhet"


@pytest.mark.django_db
def test_long_names_stay_on_the_page_and_a_full_stage_gets_a_second_poster(edition: Any) -> None:
    Act.objects.filter(name="Tallhamn").update(name=LONG)
    Act.objects.filter(name="Nordljus").update(name=WORD)
    Venue.objects.filter(name="Kajen").update(name=f"{LONG} {WORD}")
    for name, venue, start in ((LONG, f"{LONG} {WORD}", 1080), (WORD, "Torget", 1230), ("Åskväder", "Torget", 1275)):
        place(edition, name, venue, start)
    publication = publish(edition=edition, who=None)
    programme = programme_of(publication)
    with translation.override("sv"):
        made = [
            pdf.large_print(programme, FRAME),
            pdf.pocket(programme, FRAME),
            pdf.doors(programme, FRAME, paper="a4"),
        ]
    for content in made:
        assert all(name in text_of(content) for name in (LONG, WORD))
        for page in PdfReader(io.BytesIO(content)).pages:
            width = float(page.mediabox.width)
            inside: list[bool] = []
            page.extract_text(visitor_text=lambda text, _cm, matrix, *_more: inside.append(0 <= matrix[4] <= width))  # noqa: B023
            assert all(inside)
    many = json.loads(json.dumps(publication.snapshot))
    first = many["sets"][0]
    many["sets"] = [{**first, "key": f"set-{n}", "start": 1000 + 20 * n, "end": 1015 + 20 * n} for n in range(16)]
    full = pdf.doors(Programme(many, 2, publication.published_at), FRAME, paper="a4")
    assert len(PdfReader(io.BytesIO(full)).pages) == 2


def test_the_festival_s_colour_is_printed_in_a_shade_that_can_be_read() -> None:
    assert [on_paper(colour)[1] for colour in ("#9c2f63", "#ffe000", "#ffffff", "#000000")] == ["#ffffff"] * 4
    assert on_paper("#000000")[0] == "#000000"
    assert on_paper("#ffe000")[0] != "#ffe000"


def changed(edition: Any, version: int, language: str = "en") -> str:
    answer = Client().get(address("changed", *names_of(edition), version, language=language))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
def test_a_print_s_code_answers_what_has_changed_since(edition: Any) -> None:
    publish_all(edition)
    assert "Nothing has changed" in changed(edition, 1)
    assert "Inget har ändrats" in changed(edition, 1, language="sv")
    Act.objects.filter(name="Tallhamn").update(description="Ny text")
    publish(edition=edition, who=None)
    assert "No set has moved" in changed(edition, 1)
    unplace_set(performance=Performance.objects.get(act__name="Nordljus"), edition=edition, who=None)
    place(edition, "Tallhamn", "Torget", 19 * 60)
    publish(edition=edition, who=None)
    for version in (1, 2):
        page = changed(edition, version)
        assert "What holds is version 3" in page
        assert "Cancelled: Nordljus, Thu 3 Sep 20:30, Torget." in page
        assert "Moved: Tallhamn, from Thu 3 Sep 18:00, Kajen to Thu 3 Sep 19:00, Torget." in page
    assert "Nothing has changed" in changed(edition, 3)
    assert Client().get(address("changed", *names_of(edition), 9)).status_code == 404


@pytest.mark.django_db
def test_the_code_answers_after_a_withdrawal_and_tells_nothing_of_what_was_taken_back(edition: Any) -> None:
    publish_all(edition)
    withdraw(edition=edition, who=None)
    page = changed(edition, 1)
    assert ("The programme has been withdrawn" in page, "Nordljus" in page) == (True, False)
    unplace_set(performance=Performance.objects.get(act__name="Nordljus"), edition=edition, who=None)
    place(edition, "Tallhamn", "Torget", 19 * 60)
    publish(edition=edition, who=None)
    page = changed(edition, 1)
    assert "Tallhamn: Thu 3 Sep 19:00, Torget." in page
    assert "1 set on paper is not in the programme any more." in page
    assert ("Nordljus" in page, "18:00" in page) == (False, False)


@pytest.mark.django_db
def test_the_paper_page_leads_to_every_print(edition: Any) -> None:
    publish_all(edition)
    page = Client().get(address("paper", *names_of(edition))).content.decode()
    prints = re.findall(r'href="([^"]+\.pdf)"', page)
    assert len(prints) == 4 + 2 * 3
    assert {Client().get(one).status_code for one in prints} == {200}
    assert Publication.objects.count() == 1
    assert (
        address("paper", *names_of(edition)) in Client().get(address("programme", *names_of(edition))).content.decode()
    )
