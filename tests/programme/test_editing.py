"""A hand on the timetable: every verb, its history, undo without end, and two people at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspel.errors import NotFound, Refused
from samspel.programme.models import Change, Performance, Timetable
from samspel.programme.queries.history import history, said, spots_of
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.sentences.history import ago, ago_sentence
from samspel.programme.services.editing import (
    move_set,
    pencil_set,
    pin_set,
    set_length,
    shift_after,
    swap_sets,
    take_out,
)
from samspel.programme.services.history import redo, revert, undo
from samspel.programme.services.publication import snapshot_of
from samspel.programme.types import Conflict, Spot
from samspel.records.models import Entry
from samspel.records.queries import broken_link
from tests.rooms import place

ACTS = ("Tallhamn", "Nordljus", "Åskväder", "Östanvind")


def act(name: str) -> Performance:
    return Performance.objects.get(act__name=name, number=1)


def stage(edition: Any, name: str) -> Any:
    return edition.festival.venues.get(name=name).stages.get()


def night(edition: Any, number: int = 0) -> Any:
    return edition.nights.order_by("date")[number]


def sentences(timetable: Timetable) -> list[str]:
    return [one.sentence for one in said(history(timetable))]


def where(timetable: Timetable) -> dict[str, tuple[int, int, bool, bool]]:
    rows = timetable.placements.select_related("performance__act", "stage__venue")
    return {
        f"{row.performance} {row.stage}": (row.start_minute, row.end_minute, row.is_pinned, row.is_pencilled)
        for row in rows
    }


@pytest.fixture
def timetable(edition: Any) -> Timetable:
    """Return a timetable with three of the four sets placed, two of them on one stage."""
    place(edition, "Tallhamn", "Kajen", 1200)
    place(edition, "Nordljus", "Kajen", 1260)
    place(edition, "Åskväder", "Torget", 1200, minutes=30)
    found = timetable_in_use(edition)
    assert found is not None
    return found


@pytest.mark.django_db
def test_each_verb_changes_what_it_says_and_has_its_sentence(edition: Any, timetable: Timetable, people: Any) -> None:
    hand: Any = {"timetable": timetable, "who": people["office"]}
    move_set(
        performance=act("Östanvind"), night=night(edition), stage=stage(edition, "Kyrkan"), start_minute=1500, **hand
    )
    move_set(
        performance=act("Tallhamn"), night=night(edition), stage=stage(edition, "Kyrkan"), start_minute=1215, **hand
    )
    swap_sets(performance=act("Tallhamn"), other=act("Åskväder"), **hand)
    shift_after(performance=act("Åskväder"), minutes=-15, **hand)
    set_length(performance=act("Åskväder"), minutes=45, **hand)
    pin_set(performance=act("Nordljus"), is_pinned=True, **hand)
    pin_set(performance=act("Nordljus"), is_pinned=False, **hand)
    pencil_set(performance=act("Nordljus"), is_pencilled=True, **hand)
    take_out(performance=act("Östanvind"), **hand)
    assert where(timetable) == {
        "Tallhamn Torget": (1200, 1240, False, False),
        "Åskväder Kyrkan": (1200, 1245, False, False),
        "Nordljus Kajen": (1260, 1300, False, True),
    }
    assert sentences(timetable) == [
        "office@example.org took Östanvind out: it was on Kyrkan, Thu 3 Sep 00:45.",
        "office@example.org pencilled Nordljus in: it is not published until it is confirmed.",
        "office@example.org unpinned Nordljus.",
        "office@example.org pinned Nordljus: Kajen, Thu 3 Sep 21:00.",
        "office@example.org changed the length of Åskväder from 30 to 45 minutes.",
        "office@example.org shifted Åskväder and what comes after it, 2 sets in all, by -15 minutes.",
        "office@example.org let Tallhamn and Åskväder change places.",
        "office@example.org moved Tallhamn from Kajen, Thu 3 Sep 20:00 to Kyrkan, Thu 3 Sep 20:15.",
        "office@example.org placed Östanvind: Kyrkan, Thu 3 Sep 01:00.",
        "Somebody placed Åskväder: Torget, Thu 3 Sep 20:00.",
        "Somebody placed Nordljus: Kajen, Thu 3 Sep 21:00.",
        "Somebody placed Tallhamn: Kajen, Thu 3 Sep 20:00.",
    ]
    assert Timetable.objects.get(pk=timetable.pk).version == 12
    assert Entry.objects.filter(verb="timetable.swap").count() == 1
    assert broken_link() is None


@pytest.mark.django_db
def test_what_cannot_be_done_is_refused_and_changes_nothing(edition: Any, timetable: Timetable) -> None:
    before = where(timetable)
    hand: Any = {"timetable": timetable, "who": None}
    with pytest.raises(NotFound, match="Östanvind has no place"):
        take_out(performance=act("Östanvind"), **hand)
    with pytest.raises(Refused, match="Two different sets"):
        swap_sets(performance=act("Tallhamn"), other=act("Tallhamn"), **hand)
    with pytest.raises(Refused, match="end before noon of the next day"):
        shift_after(performance=act("Tallhamn"), minutes=1000, **hand)
    with pytest.raises(Refused, match="end before noon of the next day"):
        set_length(performance=act("Tallhamn"), minutes=0, **hand)
    assert pin_set(performance=act("Tallhamn"), is_pinned=False, **hand) is None
    assert (where(timetable), Timetable.objects.get(pk=timetable.pk).version) == (before, 3)


@pytest.mark.django_db
def test_a_set_without_a_place_takes_that_of_another(timetable: Timetable) -> None:
    swap_sets(timetable=timetable, performance=act("Östanvind"), other=act("Åskväder"), who=None)
    assert where(timetable) == {
        "Tallhamn Kajen": (1200, 1240, False, False),
        "Nordljus Kajen": (1260, 1300, False, False),
        "Östanvind Torget": (1200, 1240, False, False),
    }


@pytest.mark.django_db
def test_what_is_pencilled_in_is_never_published(edition: Any, timetable: Timetable) -> None:
    pencil_set(timetable=timetable, performance=act("Tallhamn"), is_pencilled=True, who=None)
    assert [one["act"] for one in snapshot_of(edition)["sets"]] == ["askvader", "nordljus"]
    pencil_set(timetable=timetable, performance=act("Tallhamn"), is_pencilled=False, who=None)
    assert len(snapshot_of(edition)["sets"]) == 3


VERBS = st.tuples(
    st.sampled_from(("move", "swap", "shift", "length", "pin", "pencil", "out")),
    st.sampled_from(ACTS),
    st.sampled_from(ACTS),
    st.sampled_from(("Kajen", "Torget", "Kyrkan")),
    st.integers(0, 1),
    st.integers(210, 290).map(lambda five: 5 * five),
    st.booleans(),
)


def do(edition: Any, timetable: Timetable, step: Any) -> Change | None:
    verb, name, other, venue, number, minute, on = step
    hand: Any = {"timetable": timetable, "performance": act(name), "who": None}
    try:
        match verb:
            case "move":
                at = {"night": night(edition, number), "stage": stage(edition, venue), "start_minute": minute}
                return move_set(**at, **hand)
            case "swap":
                return swap_sets(other=act(other), **hand)
            case "shift":
                return shift_after(minutes=minute - 1250, **hand)
            case "length":
                return set_length(minutes=minute - 1040, **hand)
            case "pin":
                return pin_set(is_pinned=on, **hand)
            case "pencil":
                return pencil_set(is_pencilled=on, **hand)
        return take_out(**hand)
    except (Refused, NotFound):
        return None


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(VERBS, max_size=12))
def test_undoing_all_gives_the_first_and_redoing_all_the_last(
    edition: Any, timetable: Timetable, steps: list[Any]
) -> None:
    _forget(timetable)
    seen = [spots_of(timetable)]
    seen.extend(spots_of(timetable) for step in steps if do(edition, timetable, step) is not None)
    for expected in reversed(seen[:-1]):
        undo(timetable=timetable, who=None)
        assert spots_of(timetable) == expected
    with pytest.raises(Refused, match="nothing of yours to undo"):
        undo(timetable=timetable, who=None)
    for expected in seen[1:]:
        redo(timetable=timetable, who=None)
        assert spots_of(timetable) == expected
    with pytest.raises(Refused, match="nothing of yours to do again"):
        redo(timetable=timetable, who=None)
    versions = list(timetable.changes.order_by("number").values_list("number", flat=True))
    assert versions == list(range(4, 4 + 3 * (len(seen) - 1)))


def _forget(timetable: Timetable) -> None:
    """Start the history anew: the rows before it stay, and the tests of a property share one database."""
    timetable.changes.all().delete()
    Timetable.objects.filter(pk=timetable.pk).update(version=3)


@pytest.mark.django_db
def test_something_new_after_an_undo_ends_the_redo(timetable: Timetable) -> None:
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=None)
    undo(timetable=timetable, who=None)
    set_length(timetable=timetable, performance=act("Nordljus"), minutes=50, who=None)
    with pytest.raises(Refused, match="nothing of yours to do again"):
        redo(timetable=timetable, who=None)
    undo(timetable=timetable, who=None)
    redo(timetable=timetable, who=None)
    assert where(timetable)["Nordljus Kajen"] == (1260, 1310, False, False)


@pytest.mark.django_db
def test_each_undoes_their_own(edition: Any, timetable: Timetable, people: Any) -> None:
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=people["office"])
    pin_set(timetable=timetable, performance=act("Nordljus"), is_pinned=True, who=people["host"])
    undo(timetable=timetable, who=people["office"])
    assert {name: at[2] for name, at in where(timetable).items()} == {
        "Tallhamn Kajen": False,
        "Nordljus Kajen": True,
        "Åskväder Torget": False,
    }
    with pytest.raises(Refused, match="nothing of yours"):
        undo(timetable=timetable, who=people["office"])


@pytest.mark.django_db
def test_an_old_change_is_reverted_and_what_came_later_stays(edition: Any, timetable: Timetable) -> None:
    moved = move_set(
        timetable=timetable,
        performance=act("Tallhamn"),
        night=night(edition),
        stage=stage(edition, "Kyrkan"),
        start_minute=1300,
        who=None,
    )
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=None)
    set_length(timetable=timetable, performance=act("Tallhamn"), minutes=45, who=None)
    assert moved is not None
    made = revert(change=moved, who=None)
    assert where(timetable)["Tallhamn Kajen"] == (1200, 1245, True, False)
    assert said([made])[0].sentence == (
        "Somebody reverted change 4: “Somebody moved Tallhamn from Kajen, Thu 3 Sep 20:00 to Kyrkan, Thu 3 Sep 21:40.”"
    )
    undo(timetable=timetable, who=None)
    assert where(timetable)["Tallhamn Kyrkan"] == (1300, 1345, True, False)


@pytest.mark.django_db
def test_a_revert_that_cannot_be_combined_is_refused_by_name(edition: Any, timetable: Timetable, people: Any) -> None:
    first = timetable.changes.get(number=1)
    move_set(
        timetable=timetable,
        performance=act("Tallhamn"),
        night=night(edition, 1),
        stage=stage(edition, "Torget"),
        start_minute=1300,
        who=people["office"],
    )
    before = where(timetable)
    with pytest.raises(Refused) as refused:
        revert(change=first, who=None)
    assert str(refused.value) == (
        "That cannot be taken back by itself, since later: office@example.org moved Tallhamn from Kajen, Thu 3 Sep "
        "20:00 to Torget, Fri 4 Sep 21:40. (0 seconds ago) Take that back first, or move it by hand."
    )
    assert where(timetable) == before


@pytest.mark.django_db
def test_a_change_of_what_has_been_removed_is_refused(timetable: Timetable) -> None:
    take_out(timetable=timetable, performance=act("Tallhamn"), who=None)
    act("Tallhamn").delete()
    with pytest.raises(Refused, match="has been removed since"):
        undo(timetable=timetable, who=None)
    assert sentences(timetable)[0] == (
        "Somebody took a set that has been removed out: it was on Kajen, Thu 3 Sep 20:00."
    )


@pytest.mark.django_db
def test_others_may_change_other_sets_meanwhile(edition: Any, timetable: Timetable, people: Any) -> None:
    seen = Timetable.objects.get(pk=timetable.pk).version
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=people["host"], based_on=seen)
    set_length(timetable=timetable, performance=act("Nordljus"), minutes=50, who=people["office"], based_on=seen)
    assert (where(timetable)["Tallhamn Kajen"][2], where(timetable)["Nordljus Kajen"][1]) == (True, 1310)


@pytest.mark.django_db
def test_the_same_set_or_a_place_just_taken_is_a_choice(edition: Any, timetable: Timetable, people: Any) -> None:
    seen = Timetable.objects.get(pk=timetable.pk).version
    at = {"night": night(edition), "stage": stage(edition, "Kyrkan"), "start_minute": 1300}
    move_set(timetable=timetable, performance=act("Tallhamn"), who=people["host"], based_on=seen, **at)
    mine: Any = {"timetable": timetable, "who": people["office"], "based_on": seen}
    sentence = "host@example.org moved Tallhamn from Kajen, Thu 3 Sep 20:00 to Kyrkan, Thu 3 Sep 21:40. (0 seconds ago)"
    for attempt in (
        lambda: set_length(performance=act("Tallhamn"), minutes=20, **mine),
        lambda: move_set(performance=act("Nordljus"), **{**at, "start_minute": 1320}, **mine),
    ):
        with pytest.raises(Conflict) as conflict:
            attempt()
        assert conflict.value.sentences == (sentence,)
    assert Timetable.objects.get(pk=timetable.pk).version == seen + 1
    set_length(performance=act("Tallhamn"), minutes=20, anyway=True, **mine)
    assert where(timetable)["Tallhamn Kyrkan"] == (1300, 1320, False, False)


@pytest.mark.django_db
def test_one_s_own_changes_are_no_conflict(edition: Any, timetable: Timetable, people: Any) -> None:
    for minutes in (45, 50):
        set_length(timetable=timetable, performance=act("Tallhamn"), minutes=minutes, who=people["office"], based_on=3)
    assert where(timetable)["Tallhamn Kajen"] == (1200, 1250, False, False)


@pytest.mark.at_once
@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_lose_nothing(edition: Any, timetable: Timetable) -> None:
    """Six at once, two for each set: every change is there, numbered without gaps, and the last of each set stands."""

    def lengthen(name: str, minutes: int) -> Callable[[], None]:
        def run() -> None:
            try:
                set_length(timetable=timetable, performance=act(name), minutes=minutes, who=None)
            finally:
                connection.close()

        return run

    names = ("Tallhamn", "Nordljus", "Åskväder")
    threads = [threading.Thread(target=lengthen(name, minutes)) for minutes in (61, 62) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(timetable.changes.order_by("number").values_list("number", flat=True)) == list(range(1, 10))
    assert Timetable.objects.get(pk=timetable.pk).version == 9
    latest = {one: Spot(**change.after[str(act(one).pk)]) for one in names for change in [_latest(timetable, one)]}
    assert {act(one).pk: spot for one, spot in latest.items()} == spots_of(timetable)


def _latest(timetable: Timetable, name: str) -> Change:
    found = timetable.changes.filter(after__has_key=str(act(name).pk)).order_by("-number").first()
    assert found is not None
    return found


def test_how_long_ago() -> None:
    assert [ago(seconds) for seconds in (0, 1, 20, 61, 7300, 200_000)] == [
        "0 seconds ago",
        "1 second ago",
        "20 seconds ago",
        "1 minute ago",
        "2 hours ago",
        "2 days ago",
    ]


@pytest.mark.django_db
def test_who_and_when_is_said(timetable: Timetable, people: Any) -> None:
    people["office"].name = "Anna"
    people["office"].save()
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=people["office"])
    (one,) = said(history(timetable)[:1])
    assert ago_sentence(one, one.at + timedelta(seconds=20)) == (
        "Anna pinned Tallhamn: Kajen, Thu 3 Sep 20:00. (20 seconds ago)"
    )
    assert one.at <= timezone.now()
