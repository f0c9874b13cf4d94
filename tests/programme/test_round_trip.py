"""What is exported comes in again: into an empty festival, and out once more with the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspel.foreign import one_line
from samspel.lineup.models import Act
from samspel.places.models import Edition, Night, Stage, Venue
from samspel.places.services import start_edition, start_festival
from samspel.places.types import FACTS, SET_FACTS
from samspel.programme import feeds
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.services.intake import apply
from samspel.programme.services.publication import snapshot_of
from samspel.programme.services.taking import fold
from samspel.programme.snapshot import Programme
from tests.rooms import take

LINKS = feeds.Links("https://example.org/en/fest/2026/")
AT = datetime(2026, 8, 1, 12, tzinfo=UTC)
FORMATS: dict[str, Callable[[Programme], bytes]] = {
    "programme.csv": feeds.table_csv,
    "programme.xlsx": feeds.table_xlsx,
    "schedule.json": lambda programme: feeds.schedule_json(programme, links=LINKS),
    "schedule.xml": lambda programme: feeds.schedule_xml(programme, links=LINKS),
}

LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "M", "Cc", "Cf"))
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
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(made=programmes())
def test_what_is_exported_comes_in_again_and_out_with_the_same_bytes(name: str, made: Generated) -> None:
    with transaction.atomic():
        first, second = empty("Ett"), empty("Två")
        build(first, made)
        exported = FORMATS[name](programme_of(first))
        outcome = apply(intake=take(second, exported, name), edition=second, who=None)
        assert (outcome.refused, outcome.remarks) == ((), ())
        assert FORMATS[name](programme_of(second)).splitlines() == exported.splitlines()
        transaction.set_rollback(True)
