"""What is known of access, on the office's pages: a yes, a no, or that nobody has said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspel.lineup.models import Act
from samspel.places.models import Stage, Venue
from samspel.places.types import FACTS, UNKNOWN, Access
from samspel.programme.models import Performance
from samspel.records.models import Entry
from tests.rooms import address, names_of

TRUTHS = st.none() | st.booleans()
ACCESS = st.builds(
    Access,
    **dict.fromkeys(("step_free", "seats", "hearing_loop", "quiet_place", "strobe"), TRUTHS),
    sound_ceiling_db=st.none() | st.integers(0, 140),
    age_limit_years=st.none() | st.integers(0, 99),
)


@given(ACCESS, ACCESS)
def test_the_nearer_word_wins_and_silence_is_no_word(near: Access, far: Access) -> None:
    joined = near.or_else(far)
    for name in FACTS:
        said = getattr(near, name)
        assert getattr(joined, name) == (getattr(far, name) if said is None else said)
    assert Access.from_plain(joined.plain()) == joined
    assert near.or_else(UNKNOWN) == UNKNOWN.or_else(near) == near
    assert len(joined.said) == len(joined.plain())


@given(ACCESS, ACCESS)
def test_a_house_says_only_what_all_its_stages_say(one: Access, other: Access) -> None:
    shared = one.shared_with(other)
    assert shared == other.shared_with(one)
    agreed = {name: getattr(one, name) for name in FACTS if getattr(one, name) == getattr(other, name)}
    assert {name: getattr(shared, name) for name in agreed} == agreed
    assert set(shared.plain()) <= set(agreed)


def fields(**given: str) -> dict[str, str]:
    truths = dict.fromkeys(("step_free", "seats", "hearing_loop", "quiet_place", "strobe"), "unknown")
    return {**truths, "sound_ceiling_db": "", "age_limit_years": "", **given}


@pytest.mark.django_db
def test_the_office_says_what_is_known_of_a_venue_and_where_a_stage_differs(edition: Any, client_of: Any) -> None:
    office, venue = client_of("office"), Venue.objects.get(name="Kajen")
    stage = venue.stages.get()
    given = fields(contact_email="", step_free="true", seats="false", sound_ceiling_db="100", age_limit_years="18")
    assert office.post(address("office-venue", *names_of(edition), venue.pk), given).status_code == 302
    hours = {"changeover_minutes": "15", "capacity_persons": "100"}
    given = fields(step_free="false", age_limit_years="0", **hours)
    assert office.post(address("stage", *names_of(edition), stage.pk), given).status_code == 302
    venue, stage = Venue.objects.get(pk=venue.pk), Stage.objects.select_related("venue").get(pk=stage.pk)
    assert Access.of(venue) == Access(step_free=True, seats=False, sound_ceiling_db=100, age_limit_years=18)
    assert stage.access == Access(step_free=False, seats=False, sound_ceiling_db=100, age_limit_years=0)
    page = office.get(address("stage", *names_of(edition), stage.pk)).content.decode()
    assert "Step-free, No seats, At most 100 dB(A), From 18 years." in page
    told = [entry.details["fields"] for entry in Entry.objects.filter(verb="room.access").order_by("number")]
    assert told == [["step_free", "seats", "sound_ceiling_db", "age_limit_years"], ["step_free", "age_limit_years"]]
    office.post(address("stage", *names_of(edition), stage.pk), given)
    assert Entry.objects.filter(verb="room.access").count() == 2
    wrong = office.post(address("office-venue", *names_of(edition), venue.pk), fields(sound_ceiling_db="300"))
    assert (wrong.status_code, Venue.objects.get(pk=venue.pk).sound_ceiling_db) == (200, 100)


@pytest.mark.django_db
def test_an_act_brings_its_lights_and_one_set_may_differ(edition: Any, client_of: Any) -> None:
    office, act = client_of("office"), Act.objects.get(name="Tallhamn")
    given = {"name": "Tallhamn", "strobe": "true", "age_limit_years": ""}
    assert office.post(address("office-act", *names_of(edition), act.pk), given).status_code == 302
    performance = Performance.objects.get(act=act)
    path = address("set-access", *names_of(edition), performance.pk)
    assert "Access to Tallhamn" in office.get(path).content.decode()
    assert office.post(path, {"strobe": "false", "age_limit_years": "13"}).status_code == 302
    performance = Performance.objects.select_related("act").get(pk=performance.pk)
    assert Access.of(performance, performance.act) == Access(strobe=False, age_limit_years=13)
    assert Access.of(performance.act) == Access(strobe=True)
    office.post(path, {"strobe": "false", "age_limit_years": "13"})
    assert Entry.objects.filter(verb="set.access").count() == 1
    assert office.post(path, {"strobe": "unknown", "age_limit_years": "130"}).status_code == 200


@pytest.mark.django_db
def test_only_the_festival_chooses_its_licence(edition: Any, client_of: Any) -> None:
    path = address("open-data", edition.festival.slug)
    assert client_of("viewer").post(path, {"licence": "CC0-1.0"}).status_code == 403
    office = client_of("office")
    assert office.post(path, {"licence": "MIT"}).status_code == 200
    chosen = {"licence": "CC-BY-4.0", "public_email": "data@example.org"}
    assert "Say what kind of organisation it is" in office.post(path, chosen).content.decode()
    answer = office.post(path, {**chosen, "publisher_kind": "Company"}, follow=True)
    assert "Saved." in answer.content.decode()
    edition.festival.refresh_from_db()
    festival = edition.festival
    said = (festival.licence, festival.publisher_kind, festival.public_email)
    assert said == ("CC-BY-4.0", "Company", "data@example.org")
