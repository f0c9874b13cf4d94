"""What is exported comes in again: into an empty festival, and out once more with the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from samspel.foreign import one_line
from samspel.lineup.models import Act
from samspel.places.models import Edition, Night, Stage, Venue
from samspel.places.services import start_edition, start_festival
from samspel.places.types import FACTS, SET_FACTS
from samspel.programme import feeds
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.readers.own import guarded, joined_room, split_room, unguarded
from samspel.programme.services.intake import apply
from samspel.programme.services.publication import publish, snapshot_of
from samspel.programme.services.taking import fold
from samspel.programme.snapshot import Programme
from tests.rooms import place, publish_all, take

LINKS = feeds.Links("https://example.org/en/fest/2026/")
AT = datetime(2026, 8, 1, 12, tzinfo=UTC)
FORMATS: dict[str, Callable[[Programme], bytes]] = {
    "programme.csv": feeds.table_csv,
    "programme.xlsx": feeds.table_xlsx,
    "schedule.json": lambda programme: feeds.schedule_json(programme, links=LINKS),
    "schedule.xml": lambda programme: feeds.schedule_xml(programme, links=LINKS),
}

LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "M", "Cc", "Cf"), exclude_characters="\0")
WILD = ["=1+1", "@cmd", "-M-", "+46", "'=x", "''-x", "#N/A", "'#REF!", "R&B", "<b>Ö</b>", "a;b", 'say "hi"', "1975"]
NAMES = (
    st.sampled_from([*WILD, "Ikväll – igen", "12.50", "20:45", "Start", "TRUE"]) | st.text(LETTERS, max_size=24)
).filter(lambda name: one_line(name) != "")
TEXTS = st.text(LETTERS | st.just("\n"), max_size=60) | st.sampled_from(["<p>a &lt; b</p>", "=SUM(A1)", "A\n\n\n\nB"])
TRUTHS = st.none() | st.booleans()
FACTS_OF = {
    "sound_ceiling_db": st.none() | st.integers(0, 140),
    "age_limit_years": st.none() | st.integers(0, 99),
}


def facts(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: FACTS_OF.get(name, TRUTHS) for name in names})


@dataclass(frozen=True)
class Generated:
    """A programme as an office could have it: names of acts and venues, then who plays where and when."""

    acts: tuple[tuple[str, str, str, str, dict[str, Any]], ...]
    venues: tuple[tuple[str, str, float | None, float | None, dict[str, Any]], ...]
    stages: tuple[tuple[int, str, dict[str, Any]], ...]
    sets: tuple[tuple[int, int, int, int, int, dict[str, Any]], ...]


@st.composite
def programmes(draw: st.DrawFn) -> Generated:
    def named(*more: Any, most: int) -> Any:
        return st.lists(
            st.tuples(NAMES, *more), min_size=1, max_size=most, unique_by=lambda row: fold(one_line(row[0]))
        )

    degrees = st.none() | st.floats(-90, 90)
    acts = draw(
        named(st.sampled_from(["", "SE", "FI", "Narnia"]), st.just("") | NAMES, TEXTS, facts(SET_FACTS), most=5)
    )
    venues = draw(named(st.just("") | NAMES, degrees, degrees, facts(FACTS), most=3))
    stages = draw(
        st.lists(
            st.tuples(st.integers(0, len(venues) - 1), st.just("") | NAMES, facts(FACTS)),
            min_size=1,
            max_size=4,
            unique_by=lambda row: (row[0], fold(one_line(row[1])).replace(fold(one_line(venues[row[0]][0])), "")),
        )
    )
    sets = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(acts) - 1),
                st.integers(0, len(stages) - 1),
                st.integers(0, 3),
                st.integers(0, 2150),
                st.integers(1, 720),
                facts(SET_FACTS),
            ),
            min_size=1,
            max_size=8,
        )
    )
    return Generated(tuple(acts), tuple(venues), tuple(stages), tuple(sets))


def build(edition: Edition, made: Generated) -> None:
    venues = [
        Venue.objects.create(
            festival=edition.festival, name=name, slug=f"v{n}", address=address, latitude=lat, longitude=lon, **known
        )
        for n, (name, address, lat, lon, known) in enumerate(made.venues)
    ]
    stages = [Stage.objects.create(venue=venues[at], name=name, **known) for at, name, known in made.stages]
    acts = [
        Act.objects.create(
            edition=edition, name=name, slug=f"a{n}", country=country, genre=genre, description=text, **known
        )
        for n, (name, country, genre, text, known) in enumerate(made.acts)
    ]
    timetable = Timetable.objects.create(edition=edition, name="By hand", in_use=True)
    for number, (act, stage, night, start, minutes, known) in enumerate(made.sets, 1):
        Placement.objects.create(
            timetable=timetable,
            performance=Performance.objects.create(act=acts[act], number=number, **known),
            stage=stages[stage],
            night=Night.objects.get_or_create(edition=edition, date=NIGHTS[night])[0],
            start_minute=start,
            end_minute=start + minutes,
        )


# The last two are the nights on which the clocks of Europe change.
NIGHTS = (date(2026, 9, 3), date(2026, 9, 4), date(2027, 3, 27), date(2027, 10, 30))


def programme_of(edition: Edition) -> Programme:
    return Programme(snapshot_of(edition), 1, AT)


def empty(name: str) -> Edition:
    festival = start_festival(name=name, place="Örebro", who=None)
    made: Edition = start_edition(festival=festival, name="Fest 2026", slug="2026", who=None)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(made=programmes(), language=st.sampled_from(["en", "sv"]))
def test_what_is_exported_comes_in_again_and_out_with_the_same_bytes(name: str, made: Generated, language: str) -> None:
    with transaction.atomic(), translation.override(language):
        first, second = empty("Ett"), empty("Två")
        build(first, made)
        exported = FORMATS[name](programme_of(first))
        outcome = apply(intake=take(second, exported, name), edition=second, who=None)
        assert (outcome.refused, outcome.remarks) == ((), ())
        assert FORMATS[name](programme_of(second)).splitlines() == exported.splitlines()
        transaction.set_rollback(True)


@given(NAMES, st.just("") | NAMES)
def test_a_venue_and_its_stage_as_one_name_are_that_name_again(venue: str, stage: str) -> None:
    joined = joined_room(venue, stage)
    assert joined_room(*split_room(joined)) == joined


@given(st.text() | st.sampled_from(WILD), st.booleans())
def test_no_text_of_a_table_begins_a_formula_and_each_is_itself_again(text: str, formulas: bool) -> None:
    written = guarded(text, formulas=formulas)
    assert unguarded(written) == text
    assert not formulas or not written.startswith(("=", "+", "-", "@"))


@pytest.mark.django_db
def test_a_workbook_holds_no_formula_and_says_that_text_is_text(edition: Any) -> None:
    Act.objects.filter(name="Tallhamn").update(name="=HYPERLINK(1)", description="@SUM(A1)")
    place(edition, "=HYPERLINK(1)", "Kajen", 18 * 60)
    seen = publish(edition=edition, who=None)
    programme = Programme(seen.snapshot, 1, AT)
    book = load_workbook(BytesIO(feeds.table_xlsx(programme)))
    cells = next(iter(book.active.iter_rows(min_row=2)))
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert (cells[0].value, cells[3].value) == ("=HYPERLINK(1)", "@SUM(A1)")
    assert feeds.table_csv(programme).decode().splitlines()[1].startswith("'=HYPERLINK(1),")
    assert feeds.table_xlsx(programme) == feeds.table_xlsx(programme)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMATS)
def test_our_own_file_changes_nothing_where_it_came_from(edition: Any, name: str) -> None:
    Venue.objects.filter(name="Kajen").update(step_free=True, age_limit_years=18)
    Act.objects.filter(name="Tallhamn").update(strobe=True)
    publish_all(edition)
    outcome = apply(intake=take(edition, FORMATS[name](programme_of(edition)), name), edition=edition, who=None)
    assert (outcome.changes, outcome.does_nothing, outcome.unchanged) == ((), True, 4)


@pytest.mark.django_db
def test_a_set_that_moved_elsewhere_is_found_by_its_guid(edition: Any) -> None:
    publish_all(edition)
    tallhamn = Performance.objects.get(act__name="Tallhamn")
    second = Performance.objects.create(act=tallhamn.act, number=2)
    timetable = edition.timetables.get()
    there = tallhamn.placements.get()
    Placement.objects.create(
        timetable=timetable,
        performance=second,
        stage=there.stage,
        night=there.night,
        start_minute=1320,
        end_minute=1360,
    )
    exported = feeds.table_csv(programme_of(edition)).decode()
    swapped = exported.replace(tallhamn.key, "x").replace(second.key, tallhamn.key).replace("x", second.key)
    apply(intake=take(edition, swapped, "programme.csv"), edition=edition, who=None)
    starts = {
        one.performance.key: one.start_minute for one in timetable.placements.filter(performance__act=tallhamn.act)
    }
    assert starts == {tallhamn.key: 1320, second.key: 1080}


@pytest.mark.django_db
def test_access_is_read_in_words_and_figures_and_unknown_stays_unknown(edition: Any) -> None:
    sheet = (
        "Akt;Spelställe;Stegfritt;Sittplatser;Hörslinga;Lugn plats;Stroboskop;Ljudtak;Åldersgräns;Kväll;Start;Slut\n"
        "Alba;Kajen;Ja;120;nej;?;x;95 dB(A);18 år;2026-09-03;18:00;18:40\n"
        "Brus;Torget;no;0;;okänt;nej;;alla åldrar;2026-09-03;19:00;19:40\n"
        "Cirrus;;;;;;ja;;20+;;;\n"
        "Dal;Kyrkan;kanske;;;;;högt;;2026-09-03;20:00;20:40\n"
    )
    outcome = apply(intake=take(edition, sheet), edition=edition, who=None)
    rows = {stage.venue.name: stage for stage in Stage.objects.select_related("venue")}
    names = ("step_free", "seats", "hearing_loop", "quiet_place", "sound_ceiling_db")
    assert {name: tuple(getattr(row, fact) for fact in names) for name, row in rows.items()} == {
        "Kajen": (True, True, False, None, 95),
        "Torget": (False, False, None, None, None),
        "Kyrkan": (None, None, None, None, None),
    }
    sets = {
        one.act.name: (one.strobe, one.age_limit_years)
        for one in Performance.objects.filter(act__name__in=("Alba", "Brus"))
    }
    assert sets == {"Alba": (True, 18), "Brus": (False, 0)}
    cirrus = Act.objects.get(name="Cirrus")
    assert (cirrus.strobe, cirrus.age_limit_years) == (True, 20)
    assert [(one.number, one.value) for one in outcome.remarks] == [(5, "kanske"), (5, "högt")]
