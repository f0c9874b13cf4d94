"""A file becomes rows: counted, previewed, applied once, undone to exactly the rows there were."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path
from threading import Barrier
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.signals import post_save
from django.test import Client
from django.utils import translation

from samspel.errors import BadInput, Refused
from samspel.lineup.models import Act
from samspel.lineup.services.asking import answer
from samspel.lineup.types import ALWAYS
from samspel.places.models import Edition, Night, Opening, Stage, Venue
from samspel.places.services import open_all, start_edition, start_festival
from samspel.places.types import DUTY_FACTS
from samspel.programme.models import Performance, Placement
from samspel.programme.queries.planning import problems, timetable_in_use
from samspel.programme.readers import Field
from samspel.programme.services.history import undo as undo_change
from samspel.programme.services.intake import Outcome, apply, map_columns, preview
from samspel.programme.services.intake import undo as undo_import
from samspel.programme.services.planning import add_sets, apply_plan, execute_plan, request_plan, unplace_set
from samspel.programme.types import PlanOptions
from samspel.records.models import Entry, Intake, Run
from samspel.records.services import undo_intake
from samspel.site.commandline import main
from tests.rooms import address, dump, names_of, place, take

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
    main(["import", str(path), "--place", "Groningen", "--time-zone", "Europe/Amsterdam"])
    assert Edition.objects.get().festival.place.time_zone == "Europe/Amsterdam"
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
    main(["import", str(path), "--preview"])
    assert "1 sets would be created" in capsys.readouterr().out
    assert [rows for rows in dump().values() if rows] == []
    assert (Entry.objects.count(), Intake.objects.count()) == (0, 0)


def test_an_edition_is_found_again_by_the_words_it_was_made_with(
    transactional_db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "vinter.csv"
    path.write_text(HEAD + "Alba,Kajen,2026-02-03,20:00,20:40,folk\n", encoding="utf-8")
    for _time in range(2):
        main(["import", str(path), "--festival", "Vinterfest", "--edition", "2026 Winter"])
    assert "Nothing new: all 1 sets are here already." in capsys.readouterr().out
    assert list(Edition.objects.values_list("slug", "name")) == [("2026-winter", "Vinterfest 2026 Winter")]


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


def test_a_fire_number_counts_the_staff_too(edition: Edition) -> None:
    Venue.objects.filter(name="Kajen").update(staff_persons=12)
    Stage.objects.update(capacity_persons=None)
    bring(edition, "lokal;brandnummer\nKajen;112\nNy lokal;150\n")
    rooms = {stage.venue.name: (stage.venue.fire_limit_persons, stage.room_persons) for stage in Stage.objects.all()}
    assert rooms == {"Kajen": (112, 100), "Ny lokal": (150, 150), "Torget": (None, None), "Kyrkan": (None, None)}
    bring(edition, "lokal;kapacitet\nKajen;90\n")
    assert Stage.objects.get(venue__name="Kajen").room_persons == 90


def test_what_decides_a_venues_permits_comes_in_from_its_row_and_goes_with_an_undo(edition: Edition) -> None:
    facts = DUTY_FACTS[:4]
    before = set(Venue.objects.values_list("name", *facts))
    intake, outcome = bring(
        edition,
        "lokal;offentlig plats;alkohol;servering till;brandnummer\n"
        "Kajen;nej;ja;01:00;112\nTorget;x;nej;?;\nKyrkan;;kanske;sent;\nNy lokal;nej;ja;26:00;80\n",
    )
    said = {row[0]: row[1:] for row in Venue.objects.values_list("name", *facts)}
    assert said == {
        "Kajen": (False, True, 1500, 112),
        "Torget": (True, False, None, None),
        "Kyrkan": (None, None, None, None),
        "Ny lokal": (False, True, 1560, 80),
    }
    assert sorted(remark.value for remark in outcome.remarks) == ["kanske", "sent"]
    undo_intake(intake=intake, who=None)
    assert set(Venue.objects.values_list("name", *facts)) == before


def test_a_pinned_set_stays_where_a_person_put_it(edition: Edition) -> None:
    place(edition, "Tallhamn", "Kajen", 18 * 60, is_pinned=True)
    place(edition, "Nordljus", "Kajen", 19 * 60)
    moved = "Tallhamn,Torget,2026-09-04,22:00,22:40,visa\nNordljus,Torget,2026-09-04,21:00,21:40,folk\n"
    intake = take(edition, HEAD + moved)
    promised = preview(intake=intake, edition=edition)
    outcome = apply(intake=intake, edition=edition, who=None)
    assert outcome == promised
    assert [(remark.number, remark.value, remark.reason) for remark in outcome.remarks] == [
        (
            2,
            "Tallhamn",
            "It is pinned (Thu 3 Sep 18:00, Kajen) and stays there: unpin it first to take the file's time.",
        )
    ]
    at = {
        str(one.performance): (str(one.stage), str(one.night), one.start_minute, one.is_pinned)
        for one in Placement.objects.all()
    }
    assert at == {
        "Tallhamn": ("Kajen", "2026-09-03", 1080, True),
        "Nordljus": ("Torget", "2026-09-04", 1260, False),
    }
    assert Act.objects.get(name="Tallhamn").genre == "visa"
    same = HEAD + "Tallhamn,Kajen,2026-09-03,18:00,18:40,visa\n"
    assert bring(edition, same)[1].remarks == ()


def test_a_file_that_was_taken_in_meanwhile_is_not_taken_in_again(edition: Edition) -> None:
    intake = take(edition, HEAD + "Alba,Kajen,2026-09-03,20:00,20:40,folk\n")
    seen_before = Intake.objects.get(pk=intake.pk)
    apply(intake=intake, edition=edition, who=None)
    with pytest.raises(Refused, match="has been imported"):
        apply(intake=seen_before, edition=edition, who=None)
    assert Intake.objects.get().applied_at is not None
    nothing_new = take(edition, HEAD + "Alba,Kajen,2026-09-03,20:00,20:40,folk\n")
    seen_before = Intake.objects.get(pk=nothing_new.pk)
    assert apply(intake=nothing_new, edition=edition, who=None).does_nothing
    with pytest.raises(Refused, match="held nothing new"):
        apply(intake=seen_before, edition=edition, who=None)


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_the_import_button_get_two_true_answers(
    edition: Edition, client_of: Callable[[str | None], Client]
) -> None:
    lines = "".join(f"Akt {n},Kajen,2026-09-03,{10 + n // 6}:{n % 6}0,,folk\n" for n in range(60))
    page = address("apply-intake", *names_of(edition), take(edition, HEAD + lines).pk)
    assert sorted(at_once(lambda client: client.post(page).status_code, client_of)) == [302, 409]
    assert Act.objects.filter(name__startswith="Akt").count() == 60


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_the_publish_button_get_two_true_answers(
    edition: Edition, client_of: Callable[[str | None], Client]
) -> None:
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    page = address("publish", *names_of(edition))
    assert sorted(at_once(lambda client: client.post(page).status_code, client_of)) == [302, 409]
    assert edition.publications.count() == 1


def at_once(act: Callable[[Client], int], client_of: Callable[[str | None], Client]) -> list[int]:
    """Do the same as two people of the office at one moment; SQLite in memory takes one thread after the other."""
    together = 2 if connection.vendor == "postgresql" else 1
    barrier = Barrier(together)

    def one(client: Client) -> int:
        client.raise_request_exception = False
        barrier.wait()
        try:
            return act(client)
        finally:
            if together > 1:
                connection.close()

    with ThreadPoolExecutor(together) as pool:
        return list(pool.map(one, [client_of("office"), client_of("office")]))


@pytest.mark.parametrize(
    ("written", "night", "start"),
    [
        ("2026-07-01T18:00:00Z", "2026-07-01", 20 * 60),
        ("2026-07-01T18:00:00+01:00", "2026-07-01", 19 * 60),
        ("2026-07-01T18:00:00", "2026-07-01", 18 * 60),
        ("2026-01-31T23:30:00Z", "2026-01-31", 24 * 60 + 30),
    ],
)
def test_a_time_with_an_offset_is_told_by_the_town_s_clocks(
    edition: Edition, written: str, night: str, start: int
) -> None:
    schedule = (
        f"<schedule><day><room name='Kajen'><event id='1'><title>Alba</title><date>{written}</date>"
        "<duration>00:40</duration></event></room></day></schedule>"
    )
    for content in (f"act,venue,start\nAlba,Kajen,{written}\n", schedule):
        intake, _outcome = bring(edition, content)
        placed = Placement.objects.get()
        assert (str(placed.night), placed.start_minute, placed.end_minute) == (night, start, start + 40)
        undo_intake(intake=intake, who=None)


def test_an_undo_does_not_trample_on_what_a_person_has_changed_since(edition: Edition) -> None:
    intake, _ = bring(edition, "act,genre\nTallhamn,visa\n")
    Act.objects.filter(name="Tallhamn").update(genre="dansband")
    stand = dump()
    with pytest.raises(Refused, match="“Tallhamn” has been changed by hand since"):
        undo_intake(intake=intake, who=None)
    assert dump() == stand


def test_an_undo_takes_no_hours_and_no_plan_with_it(empty: Edition) -> None:
    intake, _ = bring(empty, HEAD + "Alba,Kajen,2026-09-03,20:00,20:40,folk\nBrus,,,,,rock\n")
    open_all(edition=empty, opens_minute=1080, closes_minute=1500, who=None)
    with pytest.raises(Refused, match="1 thing was made from what it brought in: “Kajen 2026-09-03”"):
        undo_intake(intake=intake, who=None)
    add_sets(edition=empty, length_minutes=40, who=None)
    run = request_plan(edition=empty, options=PlanOptions(seconds=1), who=None)
    Run.objects.filter(pk=run.pk).update(answer=execute_plan(run.problem, 1, lambda *_: False).values)
    apply_plan(run=Run.objects.get(pk=run.pk), edition=empty, who=None)
    stand = dump()
    with pytest.raises(Refused, match="“Import” has been changed by hand"):  # it is no longer the one in use
        undo_intake(intake=intake, who=None)
    assert (dump(), Intake.objects.get(pk=intake.pk).undone_at) == (stand, None)


def test_an_undo_takes_no_set_moved_by_hand_and_no_act_written_on_with_it(edition: Edition) -> None:
    intake, _ = bring(edition, HEAD + "Alba,Kajen,2026-09-03,20:00,20:40,folk\n")
    before = Placement.objects.get()
    place(edition, "Alba", "Torget", 1260, is_pinned=True)
    with pytest.raises(Refused, match="“Alba Torget” has been changed by hand"):
        undo_intake(intake=intake, who=None)
    before.save()
    Act.objects.filter(name="Alba").update(description="Four voices and a hurdy-gurdy.")
    stand = dump()
    with pytest.raises(Refused, match="“Alba” has been changed by hand"):
        undo_intake(intake=intake, who=None)
    assert dump() == stand


def test_what_was_moved_and_moved_back_does_not_stop_an_undo(empty: Edition) -> None:
    before = dump()
    intake, _ = bring(empty, HEAD + "Alba,Kajen,2026-09-03,20:00,20:40,folk\n")
    timetable = timetable_in_use(empty)
    assert timetable is not None
    place(empty, "Alba", "Kajen", 1290)
    with pytest.raises(Refused, match="“Alba Kajen” has been changed by hand"):
        undo_intake(intake=intake, who=None)
    undo_change(timetable=timetable, who=None)
    assert (timetable_in_use(empty), timetable.changes.count()) == (timetable, 3)  # the import is the first
    undo_import(intake=intake, edition=empty, who=None)
    assert dump() == before


def test_an_act_that_was_asked_or_has_answered_does_not_go_with_an_undo(edition: Edition) -> None:
    intake, _ = bring(edition, HEAD + "Alba,Kajen,2026-09-03,20:00,20:40,folk\n")
    answer(act=Act.objects.get(name="Alba"), answer=ALWAYS, who=None)
    with pytest.raises(Refused, match="1 thing was made from what it brought in: “Alba always”"):
        undo_intake(intake=intake, who=None)


def test_what_a_person_has_taken_away_does_not_stop_an_undo(edition: Edition) -> None:
    before = dump("places", "lineup")
    intake, _ = bring(edition, HEAD + "Alba,Kajen,2026-09-03,20:00,20:40,folk\n")
    unplace_set(performance=Performance.objects.get(act__name="Alba"), edition=edition, who=None)
    undo_intake(intake=intake, who=None)
    assert dump("places", "lineup") == before


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
    for sizes in ([21], [11, 11], [1] * 21):  # one file, or several together
        files = {
            f"file{row or ''}": SimpleUploadedFile("huge.csv", b"x" * (mb * 2**20)) for row, mb in enumerate(sizes)
        }
        answer = office.post(page, files, headers={"x-csrftoken": token})
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
