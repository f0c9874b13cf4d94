"""A file becomes rows: counted, previewed, applied once, undone to exactly the rows there were."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save
from django.test import Client
from django.utils import translation

from samspel.errors import BadInput, Refused
from samspel.lineup.models import Act
from samspel.places.models import Edition, Night, Opening, Stage, Venue
from samspel.places.services import start_edition, start_festival
from samspel.programme.models import Performance, Placement
from samspel.programme.queries.planning import problems, timetable_in_use
from samspel.programme.readers import Field
from samspel.programme.services.intake import Outcome, apply, map_columns, preview
from samspel.programme.services.planning import request_plan
from samspel.programme.types import PlanOptions
from samspel.records.models import Entry, Intake
from samspel.records.services import undo_intake
from samspel.site.commandline import main
from tests.rooms import address, dump, names_of, take

pytestmark = pytest.mark.django_db

HEAD = "act,venue,date,start,end,genre\n"
SETS_REFUSED = {65, 224, 252}
"""Three slips of the pen in times of the real file, found by eye; see tests/programme/readers."""


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def empty() -> Edition:
    festival = start_festival(name="Eurosonic Noorderslag", place="Groningen", country="NL", who=None)
    return start_edition(festival=festival, name="ESNS 2025", slug="2025", who=None)


def bring(edition: Edition, content: bytes | str, name: str = "file.csv") -> tuple[Intake, Outcome]:
    intake = take(edition, content, name)
    return intake, apply(intake=intake, edition=edition, who=None)


def esns_sets(content: str) -> list[tuple[str, str, str, int, int]]:
    """Read act, venue, day and minutes of the real file by its Dutch words alone, without our reader."""
    found = []
    for number, row in enumerate(csv.DictReader(io.StringIO(content)), 2):
        time = re.fullmatch(r"(\d\d?)[.,](\d\d)\s*-\s*(\d\d?)[.,](\d\d)-?", row["time_raw"].strip())
        if number in SETS_REFUSED or time is None:
            continue
        hours = [int(hour) * 60 + int(minute) for hour, minute in (time.group(1, 2), time.group(3, 4))]
        start, end = (minute + 1440 if minute < 360 else minute for minute in hours)
        found.append((row["act"], row["venue"], row["day_nl"], start, end))
    return found


def esns_counts(content: str) -> dict[str, int]:
    rows = list(csv.DictReader(io.StringIO(content)))
    sets = esns_sets(content)
    venues = len({row["venue"] for row in rows} - {""})
    return {
        "places.night": len({day for _, _, day, _, _ in sets}),
        "places.venue": venues,
        "places.stage": venues,
        "lineup.act": len({" ".join(row["act"].casefold().split()) for row in rows}),
        "programme.performance": len(sets),
        "programme.placement": len(sets),
    }


def test_a_real_festival_is_created_as_counted_then_nothing_then_undone(
    empty: Edition, shared: Callable[[str], Path]
) -> None:
    content = shared("festivals/esns_2025.csv").read_bytes()
    before = dump()
    intake, outcome = bring(empty, content, "esns_2025.csv")
    assert outcome.created == esns_counts(content.decode())
    assert outcome.created["programme.performance"] == 269
    assert [refusal.number for refusal in outcome.refused] == sorted(SETS_REFUSED)
    assert all(refusal.value and refusal.reason and refusal.advice for refusal in outcome.refused)
    # Everything changed was created a moment before: a person is shown, and undoing needs, no change.
    assert (outcome.changes, intake.changed) == ((), [])

    after, entries = dump(), Entry.objects.count()
    again, second = bring(empty, content, "esns_2025.csv")
    assert (second.does_nothing, second.unchanged, again.pk) == (True, 269, None)
    assert (dump(), Intake.objects.count(), Entry.objects.count()) == (after, 1, entries)

    undo_intake(intake=intake, who=None)
    assert dump() == before
    with pytest.raises(Refused, match="already been undone"):
        undo_intake(intake=intake, who=None)


def test_overlaps_are_kept_and_the_checker_tells_of_each(empty: Edition, shared: Callable[[str], Path]) -> None:
    content = shared("festivals/esns_2025.csv").read_text(encoding="utf-8")
    bring(empty, content)
    by_stage: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for _act, venue, day, start, end in esns_sets(content):
        by_stage.setdefault((venue, day), []).append((start, end))
    overlaps = sum(
        max(one[0], other[0]) < min(one[1], other[1])
        for group in by_stage.values()
        for one, other in combinations(group, 2)
    )
    rules = Counter(found.rule for found in problems(empty, timetable_in_use(empty)))
    assert rules["overlap"] == overlaps
    assert (rules["unplaced"], rules["outside_opening"]) == (0, 0)


def test_the_command_says_the_same_as_the_service(
    transactional_db: None, shared: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = shared("festivals/esns_2025.csv")
    main(["import", str(path), "--place", "Groningen"])
    said = capsys.readouterr().out
    told = {kind: int(count) for count, kind in re.findall(r"^ *(\d+) (\w[\w ]*?) +created$", said, re.MULTILINE)}
    counts = esns_counts(path.read_text(encoding="utf-8"))
    assert told == {
        "nights": counts["places.night"],
        "venues": counts["places.venue"],
        "stages": counts["places.stage"],
        "acts": counts["lineup.act"],
        "sets": counts["programme.performance"],
        "places in the timetable": counts["programme.placement"],
    }
    assert [int(row) for row in re.findall(r"left out, row (\d+):", said)] == sorted(SETS_REFUSED)
    main(["import", str(path)])
    assert "Nothing new: all 269 sets are here already." in capsys.readouterr().out
    main(["import-undo", "esns", "2025"])
    assert (Act.objects.count(), Placement.objects.count(), Venue.objects.count()) == (0, 0, 0)


def test_a_preview_of_the_command_leaves_nothing(
    transactional_db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Nattfest 2027.csv"
    path.write_text(HEAD + "Alba,Kajen,2027-09-03,20:00,20:40,folk\n", encoding="utf-8")
    before = dump("lineup", "programme"), Edition.objects.count()
    main(["import", str(path), "--preview"])
    assert "1 sets would be created" in capsys.readouterr().out
    assert (dump("lineup", "programme"), Edition.objects.count(), Intake.objects.count()) == (*before, 0)


def test_undo_gives_an_edition_with_earlier_data_its_rows_back(edition: Edition) -> None:
    before = dump()
    content = (
        "act,venue,capacity,date,start,end,genre,country\n"
        "Tallhamn,Kajen,250,2026-09-03,20:00,20:40,visa,SE\n"
        "Nykomling,Nya lokalen,80,2026-09-06,00:30,01:10,jazz,NO\n"
    )
    intake, outcome = bring(edition, content)
    assert dump() != before
    assert {(change.what, change.field, change.before, change.after) for change in outcome.changes} == {
        ("Tallhamn", "genre", "folk", "visa"),
        ("Tallhamn", "country", "–", "SE"),
        ("Kajen", "room for guests", "100", "250"),
    }
    undo_intake(intake=intake, who=None)
    assert dump() == before


def test_a_changed_file_previews_exactly_what_it_applies(edition: Edition) -> None:
    first = HEAD + "Alba,Kajen,2026-09-03,20:00,20:40,folk\nBrus,Torget,2026-09-03,21:00,21:40,rock\n"
    moved = HEAD + "Alba,Torget,2026-09-04,22:00,22:40,folk\nBrus,Torget,2026-09-03,21:00,21:40,punk\n"
    first_intake, _ = bring(edition, first)
    stand = dump()
    intake = take(edition, moved)
    promised = preview(intake=intake, edition=edition)
    assert dump() == stand
    assert apply(intake=intake, edition=edition, who=None) == promised
    assert [(change.field, change.before, change.after) for change in promised.changes] == [
        ("genre", "rock", "punk"),
        ("night", "2026-09-03", "2026-09-04"),
        ("stage", "Kajen", "Torget"),
        ("start", "20:00", "22:00"),
        ("end", "20:40", "22:40"),
    ]
    assert (promised.created, promised.unchanged) == ({}, 1)
    with pytest.raises(Refused, match="undo that first"):
        undo_intake(intake=first_intake, who=None)
    undo_intake(intake=intake, who=None)
    assert dump() == stand


def test_an_undo_does_not_trample_on_what_a_person_has_changed_since(edition: Edition) -> None:
    intake, _ = bring(edition, "act,genre\nTallhamn,visa\n")
    Act.objects.filter(name="Tallhamn").update(genre="dansband")
    stand = dump()
    with pytest.raises(Refused, match="“Tallhamn” has been changed by hand since"):
        undo_intake(intake=intake, who=None)
    assert dump() == stand


def test_an_act_without_a_time_is_an_act_without_a_set(edition: Edition) -> None:
    _, outcome = bring(edition, HEAD + "Alba,,,,,folk\n")
    assert (outcome.created, outcome.refused) == ({"lineup.act": 1}, ())
    assert list(Performance.objects.filter(act__name="Alba")) == []


def test_a_row_whose_time_cannot_be_read_still_brings_its_act_and_venue(edition: Edition) -> None:
    _, outcome = bring(edition, HEAD + "Alba,Ladan,2026-09-03,efter maten,,folk\n")
    assert outcome.created == {"places.venue": 1, "places.stage": 1, "lineup.act": 1}
    assert [(refusal.number, refusal.value, refusal.set_only) for refusal in outcome.refused] == [
        (2, "efter maten", True)
    ]


def test_stages_of_an_imported_programme_are_opened_from_its_times_so_that_it_can_be_planned(
    empty: Edition, client_of: Callable[[str | None], Client]
) -> None:
    bring(empty, HEAD + "Alba,Kajen,2027-09-03,20:10,20:50,folk\nBrus,Kajen,2027-09-03,23:30,00:20,rock\n")
    host, names = client_of("host"), names_of(empty)
    page = host.get(address("stages", *names)).content.decode()
    assert ("not given" in page, "closed" in page) == (True, False)
    assert host.post(address("open-from-sets", *names)).status_code == 302
    opening = Opening.objects.get(night__edition=empty)
    assert (opening.opens_minute, opening.closes_minute) == (20 * 60, 24 * 60 + 30)
    assert problems(empty, timetable_in_use(empty)) == []
    request_plan(edition=empty, options=PlanOptions(), who=None)


def test_names_that_differ_in_case_alone_are_one_act(edition: Edition) -> None:
    lines = "ALBA,Kajen,2026-09-03,20:00,20:40,folk\nalba,Torget,2026-09-04,20:00,20:40,folk\n"
    _, outcome = bring(edition, HEAD + lines)
    assert outcome.created == {"lineup.act": 1, "programme.performance": 2, "programme.placement": 2}
    assert list(Performance.objects.filter(act__name="ALBA").values_list("number", flat=True)) == [1, 2]


def test_nothing_is_half_saved_when_a_line_fails_in_the_middle(edition: Edition) -> None:
    def explode(instance: Act, **_: Any) -> None:
        if instance.name == "Dynamit":
            raise RuntimeError("the disk is full")

    lines = "Alba,Ny lokal,2026-09-09,20:00,20:40,folk\nDynamit,Ny lokal,2026-09-09,21:00,21:40,folk\n"
    intake, before = take(edition, HEAD + lines), dump()
    post_save.connect(explode, sender=Act)
    try:
        with pytest.raises(RuntimeError):
            apply(intake=intake, edition=edition, who=None)
    finally:
        post_save.disconnect(explode, sender=Act)
    assert dump() == before
    waiting = Intake.objects.get()
    assert (waiting.applied_at, waiting.created, waiting.content is None) == (None, [], False)
    assert apply(intake=waiting, edition=edition, who=None).created["lineup.act"] == 2


def test_a_conference_schedule_comes_in_whole(empty: Edition, shared: Callable[[str], Path]) -> None:
    content = shared("schedules/fosdem_2016_pentabarf.xml").read_bytes()
    root = ElementTree.fromstring(content)  # noqa: S314 - our own copy of a known file
    _, outcome = bring(empty, content, "fosdem.xml")
    titles = {" ".join((event.findtext("title") or "").casefold().split()) for event in root.iter("event")}
    rooms = {(room.get("name") or "").casefold() for room in root.iter("room") if room.find("event") is not None}
    assert outcome.refused == ()
    assert outcome.created["programme.placement"] == len(list(root.iter("event")))
    assert outcome.created["lineup.act"] == len(titles)
    assert Stage.objects.count() == len(rooms)
    assert Night.objects.count() == len(list(root.iter("day")))


def test_latin_1_is_refused_before_anything_is_held(
    edition: Edition, client_of: Callable[[str | None], Client]
) -> None:
    with pytest.raises(BadInput):
        preview(intake=take(edition, "akt;lokal\nÅsa;Kajen\n".encode("latin-1")), edition=edition)
    Intake.objects.all().delete()
    upload = SimpleUploadedFile("program.csv", "akt;lokal\nÅsa;Kajen\n".encode("latin-1"))
    page = client_of("office").post(address("import", *names_of(edition)), {"file": upload})
    assert (page.status_code, Intake.objects.count()) == (422, 0)
    assert "UTF-8" in page.content.decode()


def test_a_file_is_looked_at_mapped_applied_and_undone_on_pages(
    edition: Edition, client_of: Callable[[str | None], Client]
) -> None:
    office, names = client_of("office"), names_of(edition)
    before = dump("places", "lineup", "programme")
    content = "Namn,Var,Dag,Från,Till,Övrigt\nAlba,Kajen,2026-09-03,20:00,20:40,folk\n".encode()
    page = office.post(address("import", *names), {"file": SimpleUploadedFile("program.csv", content)})
    intake = Intake.objects.get()
    assert (page.status_code, page["Location"]) == (302, address("intake", *names, intake.pk))
    wish = [Field.ACT, Field.VENUE, Field.DATE, Field.START, Field.END, Field.GENRE]
    mapping = {f"column_{number}": field.value for number, field in enumerate(wish)}
    assert office.post(page["Location"], mapping).status_code == 302
    shown = office.get(page["Location"])
    assert shown.context["outcome"].created == {
        "lineup.act": 1,
        "programme.performance": 1,
        "programme.placement": 1,
    }
    assert dump("places", "lineup", "programme") == before
    assert office.post(address("apply-intake", *names, intake.pk)).status_code == 302
    assert Act.objects.get(name="Alba").genre == "folk"
    assert office.post(address("apply-intake", *names, intake.pk)).status_code == 409
    assert office.post(address("undo-intake", *names, intake.pk)).status_code == 302
    assert dump("places", "lineup", "programme") == before


def test_the_command_lists_what_every_column_means_and_which_are_not_used(
    transactional_db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Nattfest 2027.csv"
    path.write_text("Artist,Lokal,Datum,Klockslag,Färg\nAlba,Kajen,2027-09-03,20.00,röd\n", encoding="utf-8")
    main(["import", str(path), "--map", "Färg=genre", "--preview"])
    assert "Columns: Artist = act; Lokal = venue; Datum = date; Klockslag = start; Färg = genre" in (
        capsys.readouterr().out
    )
    main(["import", str(path)])
    assert "Columns that are not used: Färg." in capsys.readouterr().out
    assert Placement.objects.count() == 1


def test_a_file_without_headings_is_mapped_by_letter_on_the_command_line(
    transactional_db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Nattfest 2027.csv"
    path.write_text("Alba,Kajen,2027-09-03,20.00\nBrus,Torget,2027-09-03,21.00\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["import", str(path)])
    assert "The file seems to have no headings" in capsys.readouterr().err
    main(["import", str(path), "--map", "A=act", "--map", "B=venue", "--map", "D=start"])
    assert (Act.objects.count(), Placement.objects.count()) == (2, 2)


def test_a_sheet_with_the_same_headings_is_read_as_it_was_the_last_time(edition: Edition) -> None:
    content = "A,B\nfolk,Alba\n"
    intake = take(edition, content)
    map_columns(intake=intake, mapping={"A": Field.GENRE, "B": Field.ACT})
    apply(intake=intake, edition=edition, who=None)
    _, outcome = bring(edition, content)
    assert (outcome.does_nothing, outcome.refused) == (True, ())


def test_headings_and_the_first_night_are_corrected_on_the_page(
    edition: Edition, client_of: Callable[[str | None], Client]
) -> None:
    office, names = client_of("office"), names_of(edition)
    intake = take(edition, "Alba;Kajen;lör;20.00\nBrus;Torget;lör;21.00\n")
    page = address("intake", *names, intake.pk)
    shown = office.get(page).content.decode()
    assert "The file seems to have no headings" in shown
    wish = [Field.ACT, Field.VENUE, Field.DAY, Field.START]
    mapping = {f"column_{number}": field.value for number, field in enumerate(wish)}
    office.post(page, {**mapping, "headless": "on", "first_date": "2026-09-10"})
    assert office.get(page).context["outcome"].created["places.night"] == 1
    assert office.post(page, {**mapping, "first_date": "2026-09-10"}).status_code == 302
    intake.refresh_from_db()
    assert (intake.reading["headed"], intake.reading["mapping"]) == (True, None)


def test_a_mapping_by_the_service_is_what_the_file_is_read_by(edition: Edition) -> None:
    intake = take(edition, "A,B\nfolk,Alba\n")
    map_columns(intake=intake, mapping={"A": Field.GENRE, "B": Field.ACT})
    apply(intake=intake, edition=edition, who=None)
    assert Act.objects.get(name="Alba").genre == "folk"


def test_a_file_beyond_twenty_megabytes_is_refused_as_it_arrives(
    edition: Edition, client_of: Callable[[str | None], Client]
) -> None:
    office, page = client_of("office"), address("import", *names_of(edition))
    office.handler.enforce_csrf_checks = True  # as for a browser, the form is read before the view is reached
    office.get(page)
    token = office.cookies["csrftoken"].value
    huge = SimpleUploadedFile("huge.csv", b"x" * (21 * 2**20))
    answer = office.post(page, {"file": huge}, headers={"x-csrftoken": token})
    assert (answer.status_code, Intake.objects.count()) == (422, 0)
    assert "“huge.csv” is larger than 20 MB." in answer.content.decode()


def test_only_the_office_takes_files_in(edition: Edition, client_of: Callable[[str | None], Client]) -> None:
    page = address("import", *names_of(edition))
    statuses = {}
    for who in (None, "stranger", "viewer", "office"):
        upload = SimpleUploadedFile("a.csv", b"act\nAlba\n")
        statuses[who] = client_of(who).post(page, {"file": upload}).status_code
    assert statuses == {None: 302, "stranger": 403, "viewer": 403, "office": 302}
    assert Intake.objects.count() == 1
