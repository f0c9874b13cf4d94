"""Something has happened: three repairs, one of them used, in one go or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from samspel.engines.timetable import Aim
from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.lineup.queries import windows
from samspel.places.models import Opening
from samspel.places.services import open_all
from samspel.programme.models import Favourites, Notice, Timetable
from samspel.programme.queries.history import history, said, spots_of
from samspel.programme.queries.planning import problems, timetable_in_use, without_place
from samspel.programme.queries.repairs import Mending, mending
from samspel.programme.services.history import undo
from samspel.programme.services.repairs import Outdated, use_repair
from samspel.programme.types import Event, Happening
from samspel.records.models import Entry
from tests.programme.test_editing import ACTS, act, night, stage
from tests.rooms import address, dump, names_of, place, publish_all

pytestmark = pytest.mark.django_db

PEOPLE = ("office", "viewer", "stranger")


@pytest.fixture
def timetable(edition: Any) -> Timetable:
    """Return a published timetable of four sets; every stage is open from six to two on both nights."""
    open_all(edition=edition, opens_minute=18 * 60, closes_minute=26 * 60, who=None)
    publish_all(edition)
    found = timetable_in_use(edition)
    assert found is not None
    return found


def where(timetable: Timetable) -> dict[str, str]:
    rows = timetable.placements.select_related("performance__act", "stage__venue", "night")
    return {row.performance.act.name: f"{row.stage} {row.night} {row.start_minute}" for row in rows}


def closing(edition: Any, name: str, **more: Any) -> Event:
    return Event(Happening.CLOSE, stages=(stage(edition, name).pk,), where=name, **more)


def cancelling(name: str) -> Event:
    return Event(Happening.CANCEL, act=Act.objects.get(name=name).pk)


def use(edition: Any, event: Event, aim: Aim = Aim.MOVES, **more: Any) -> Any:
    found = mending(edition, event)
    return use_repair(edition=edition, event=event, aim=aim, digest=found.digest, who=None, **more)


def first(found: Mending) -> Any:
    return found.repairs[0]


def test_an_act_cancels_and_stays_in_the_line_up_but_is_planned_no_more(edition: Any, timetable: Timetable) -> None:
    before = where(timetable)
    Notice.objects.update(state="sent")
    used = use(edition, cancelling("Tallhamn"))
    assert where(timetable) == {name: at for name, at in before.items() if name != "Tallhamn"}
    assert Act.objects.get(name="Tallhamn").cancelled_at is not None
    assert list(without_place(edition, timetable)) == []
    assert problems(edition, timetable) == []
    assert [one.sentence for one in said(history(timetable)[:1])] == [
        "Somebody mended the timetable (Tallhamn has cancelled): 1 set was moved or taken out."
    ]
    assert [entry.verb for entry in Entry.objects.order_by("-pk")[:2]] == ["timetable.repair", "act.cancel"]
    assert used.change is not None
    assert "Tallhamn" not in str(used.change.details) + str(Entry.objects.latest("pk").details)  # names can be erased
    assert used.drafts == 3
    drafts = Notice.objects.filter(state="draft").order_by("kind").values_list("kind", "name")
    assert list(drafts) == [("act", "Tallhamn"), ("venue", "Kajen"), ("visitors", "")]


def test_undo_takes_back_the_moves_and_the_cancelled_act_is_a_problem_until_it_plays_again(
    edition: Any, timetable: Timetable, client_of: Any
) -> None:
    before = where(timetable)
    use(edition, cancelling("Tallhamn"))
    undo(timetable=timetable, who=None)
    assert where(timetable) == before
    assert [one.sentence for one in problems(edition, timetable)] == [
        "Tallhamn has cancelled but has a place: take its sets out, or say that it plays after all."
    ]
    path = address("reinstate-act", *names_of(edition), act("Tallhamn").act_id)
    assert [client_of(who).post(path).status_code for who in reversed(PEOPLE)] == [403, 403, 302]
    assert problems(edition, timetable) == []
    assert client_of("office").post(path).status_code == 409


def test_a_stage_closes_on_one_night_and_its_sets_go_elsewhere(edition: Any, timetable: Timetable) -> None:
    event = closing(edition, "Kajen", nights=(night(edition).pk,))
    found = mending(edition, event)
    assert {one.name for one in first(found).moved} == {"Tallhamn", "Åskväder"}
    assert "Kajen" in first(found).venues
    use(edition, event)
    assert not [at for at in where(timetable).values() if at.startswith(f"Kajen {night(edition)}")]
    assert Opening.objects.filter(stage=stage(edition, "Kajen")).count() == 1
    assert problems(edition, timetable) == []


def test_sets_that_find_no_place_are_named_and_stay_to_be_placed(edition: Any, timetable: Timetable) -> None:
    event = Event(Happening.SHORT, from_minute=18 * 60 + 10)
    assert set(first(mending(edition, event)).left_out) == set(ACTS)
    use(edition, event)
    assert where(timetable) == {}
    assert {str(one) for one in without_place(edition, timetable)} == set(ACTS)


def test_an_act_that_comes_late_plays_later(edition: Any, timetable: Timetable) -> None:
    late = Event(Happening.TIMES, act=act("Tallhamn").act_id, nights=(night(edition).pk,), from_minute=22 * 60)
    use(edition, late)
    placed = timetable.placements.get(performance=act("Tallhamn"))
    assert placed.night != night(edition) or placed.start_minute >= 22 * 60
    assert windows(edition)[act("Tallhamn").act_id][night(edition).pk] == ((22 * 60, 36 * 60),)
    early = Event(Happening.TIMES, act=act("Tallhamn").act_id, nights=(night(edition).pk,), until_minute=23 * 60)
    use(edition, early)
    assert windows(edition)[act("Tallhamn").act_id][night(edition).pk] == ((22 * 60, 23 * 60),)


def test_where_no_hours_are_known_those_of_the_sets_are(edition: Any) -> None:
    Opening.objects.all().delete()
    place(edition, "Tallhamn", "Kajen", 20 * 60)
    place(edition, "Nordljus", "Torget", 20 * 60)
    place(edition, "Åskväder", "Torget", 22 * 60)
    assert use(edition, closing(edition, "Kajen")).drafts is None
    found = timetable_in_use(edition)
    assert found is not None
    assert where(found)["Tallhamn"].startswith("Torget")
    assert 20 * 60 + 40 < found.placements.get(performance=act("Tallhamn")).start_minute < 22 * 60
    assert [(one.stage.venue.name, one.opens_minute, one.closes_minute) for one in Opening.objects.all()] == [
        ("Torget", 20 * 60, 22 * 60 + 45)
    ]


def test_a_repair_of_what_has_changed_since_is_not_used(edition: Any, timetable: Timetable) -> None:
    event = cancelling("Tallhamn")
    seen = mending(edition, event)
    place(edition, "Nordljus", "Kyrkan", 21 * 60)
    before, entries = dump(), Entry.objects.count()
    with pytest.raises(Outdated) as told:
        use_repair(edition=edition, event=event, aim="moves", digest=seen.digest, who=None)
    assert told.value.mending.digest != seen.digest
    with pytest.raises(Refused, match="There is no such repair"):
        use_repair(edition=edition, event=event, aim="all", digest=told.value.mending.digest, who=None)
    assert (dump(), Entry.objects.count()) == (before, entries)


def test_what_people_get_is_counted_by_heads(edition: Any, timetable: Timetable) -> None:
    keys = sorted(Act.objects.filter(name__in=("Tallhamn", "Nordljus")).values_list("pk", flat=True))
    Favourites.objects.create(edition=edition, acts=keys, people=30)
    Favourites.objects.create(edition=edition, acts=[Act.objects.get(name="Åskväder").pk], people=7)
    found = mending(edition, cancelling("Tallhamn"))
    assert [one.aim for one in found.repairs] == [Aim.MOVES, Aim.VISITORS, Aim.VENUE]
    assert [(one.gains.favourites, one.gains.worse, one.gains.better) for one in found.repairs[:2]] == [
        (-30, 30, 0)
    ] * 2
    assert first(found).gains.seen == pytest.approx((1.0, 37 / 67))


def test_pages(edition: Any, timetable: Timetable, client_of: Any) -> None:
    path = address("repair", *names_of(edition))
    assert [client_of(who).get(path).status_code for who in PEOPLE] == [200, 403, 403]
    office = client_of("office")
    tallhamn, first_night = act("Tallhamn").act_id, night(edition).pk
    shown = office.get(path, {"what": "cancel", "act": tallhamn})
    assert "Tallhamn has cancelled" in shown.content.decode()
    assert shown.content.decode().count("Use this repair") == 3
    filled = office.get(path, {"what": "times", "act": tallhamn, "night": first_night})
    assert "Say from when the act can play" not in filled.content.decode()
    asked = {"what": "times", "act": tallhamn, "night": first_night, "asked": "1"}
    assert "Say from when the act can play, or until when." in office.get(path, asked).content.decode()
    times = office.get(path, {**asked, "begin": "20:00", "end": "01:30"})
    assert "only between 20:00 and 01:30" in times.content.decode()
    kajen = f"stage-{stage(edition, 'Kajen').pk}"
    for values, sentence in (
        ({}, "Kajen is closed on every night"),
        ({"begin": "22:00"}, "Kajen closes at 22:00 on every night"),
        ({"begin": "22:00", "night": first_night}, "Kajen closes at 22:00 on"),
        ({"night": first_night}, "Kajen is closed on"),
    ):
        assert sentence in office.get(path, {"what": "close", "where": kajen, **values}).content.decode()
    assert (
        "ends at 23:00" in office.get(path, {"what": "short", "night": first_night, "begin": "23:00"}).content.decode()
    )


def test_using_by_form_and_when_the_timetable_has_changed(edition: Any, timetable: Timetable, client_of: Any) -> None:
    path, office = address("use-repair", *names_of(edition)), client_of("office")
    assert [client_of(who).post(path, {}).status_code for who in reversed(PEOPLE)] == [403, 403, 409]
    given = {"what": "cancel", "act": act("Tallhamn").act_id, "aim": "moves", "digest": "old"}
    outdated = office.post(path, given)
    assert outdated.status_code == 409
    assert "has changed since these repairs were worked out" in outdated.content.decode()
    fresh = {**given, "digest": outdated.context["mending"].digest}
    used = office.post(path, fresh, follow=True)
    assert "The repair is in use." in used.content.decode()
    assert "Tallhamn" not in where(timetable)
    assert office.post(path, fresh).status_code == 409  # it has cancelled already
    assert "It plays after all" in office.get(address("office-act", *names_of(edition), given["act"])).content.decode()


def test_a_timetable_is_needed_and_a_multi_stage_venue_closes_as_one(edition: Any, client_of: Any) -> None:
    with pytest.raises(Refused, match="There is no timetable yet"):
        mending(edition, cancelling("Tallhamn"))
    venue = stage(edition, "Kajen").venue
    venue.stages.create(name="Däck")
    place(edition, "Nordljus", "Torget", 20 * 60)
    shown = client_of("office").get(
        address("repair", *names_of(edition)), {"what": "close", "where": f"venue-{venue.pk}"}
    )
    assert "Kajen, all stages" in shown.content.decode()
    assert "No set has to move." in shown.content.decode()
    assert len(spots_of(timetable_in_use(edition))) == 1
