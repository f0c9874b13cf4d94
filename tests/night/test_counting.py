"""From a door's log to figures: what holds, what is known, how many are inside."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from samspel.night.counting import count, night_of, span_of, standing
from samspel.night.types import Check, Hour, Mark, Tapped
from tests.night.nights import ZONE, at, tapped

NIGHT = date(2026, 9, 3)
SPAN = span_of(NIGHT, ZONE)
OPENS, STARTS, IN, OUT, HEADS, STOPS, CLOSES = (
    *(Mark.OPENS, Mark.STARTS, Mark.IN, Mark.OUT),
    *(Mark.HEADS, Mark.STOPS, Mark.CLOSES),
)


def log(*said: tuple[Mark, str] | tuple[Mark, str, int], door: int = 1) -> list[Tapped]:
    return [
        tapped(mark, at(clock, NIGHT), door=door, persons=persons[0] if persons else 1)
        for mark, clock, *persons in said
    ]


def hours(found: tuple[Hour, ...]) -> list[tuple[str, int, int, bool]]:
    """Return hours as the clock in Örebro names them."""
    return [(f"{one.starts_at.astimezone(ZONE):%H}", one.arrivals, one.departures, one.is_whole) for one in found]


def test_a_night_belongs_to_the_date_it_started_on() -> None:
    assert [night_of(at(clock, NIGHT), ZONE) for clock in ("05:59", "06:00", "25:30", "29:59", "30:00")] == [
        date(2026, 9, 2),
        *[NIGHT] * 3,
        date(2026, 9, 4),
    ]


def test_a_night_on_which_clocks_are_moved_is_an_hour_longer_or_shorter() -> None:
    lengths = [span_of(day, ZONE)[1] - span_of(day, ZONE)[0] for day in (date(2026, 10, 24), date(2026, 3, 28), NIGHT)]
    assert lengths == [timedelta(hours=25), timedelta(hours=23), timedelta(hours=24)]


def test_a_night_from_opening_to_closing_is_known_in_whole() -> None:
    said = log((OPENS, "18:20"), (IN, "18:25", 3), (IN, "19:10", 2), (OUT, "20:59"), (IN, "21:00"), (CLOSES, "25:05"))
    found = count(said, doors=[1], night=SPAN)
    assert hours(found.hours) == [
        ("18", 3, 0, True),
        ("19", 2, 0, True),
        ("20", 0, 1, True),
        ("21", 1, 0, True),
        *[(hour, 0, 0, True) for hour in ("22", "23", "00", "01")],
    ]
    assert (found.arrivals, found.departures, found.inside, found.fullest, found.is_whole) == (6, 1, 5, 5, True)
    assert (found.fullest_at, found.is_on) == (at("19:10", NIGHT), False)


def test_where_counting_starts_late_or_stops_early_the_hours_cut_into_are_not_known() -> None:
    said = log((STARTS, "19:30"), (IN, "19:40"), (IN, "20:10"), (STOPS, "21:30"))
    found = count(said, doors=[1], night=SPAN)
    assert hours(found.hours) == [("19", 1, 0, False), ("20", 1, 0, True), ("21", 0, 0, False)]
    assert (found.inside, found.is_whole, found.uncounted) == (None, False, (1,))


def test_a_phone_that_fell_silent_is_believed_until_its_last_tap() -> None:
    found = count(log((OPENS, "18:00"), (IN, "18:10"), (IN, "20:30")), doors=[1], night=SPAN)
    assert hours(found.hours) == [("18", 1, 0, True), ("19", 0, 0, True), ("20", 1, 0, False)]
    assert (found.is_whole, found.is_on) == (False, True)


def test_every_door_is_needed_and_one_that_was_shut_counts_as_nobody() -> None:
    front = log((OPENS, "18:00"), (IN, "18:10"), (CLOSES, "20:00"))
    shut = log((CLOSES, "06:00"), door=2)
    assert count(front, doors=[1, 2], night=SPAN).uncounted == (2,)
    both = count(front + shut, doors=[1, 2], night=SPAN)
    assert (both.is_whole, both.inside, [one.is_whole for one in both.hours[-3:]]) == (True, 1, [True] * 3)


def test_whoever_only_closes_has_counted_nothing_and_a_tap_at_a_shut_door_is_believed() -> None:
    alone = count(log((CLOSES, "25:00")), doors=[1], night=SPAN)
    assert (alone.is_whole, alone.is_begun) == (False, True)
    assert count(log((CLOSES, "06:00")), doors=[1], night=SPAN).is_whole is False  # shut all night: nobody counted
    late = count(log((CLOSES, "06:00"), (STARTS, "21:00"), (IN, "21:10"), (CLOSES, "25:00")), doors=[1], night=SPAN)
    assert (late.is_whole, late.hours[-4].is_whole, late.arrivals) == (False, True, 1)


def test_a_door_that_opens_again_was_shut_between_and_a_handover_leaves_no_hole() -> None:
    again = log(
        (OPENS, "12:00"), (CLOSES, "14:00"), (OPENS, "18:00"), (STOPS, "20:30"), (STARTS, "20:30"), (CLOSES, "23:00")
    )
    assert count(again, doors=[1], night=SPAN).is_whole is True
    hole = log((OPENS, "18:00"), (STOPS, "20:00"), (STARTS, "20:01"), (CLOSES, "23:00"))
    assert [one.is_whole for one in count(hole, doors=[1], night=SPAN).hours] == [True, True, False, True, True, True]


def test_heads_counted_are_held_beside_the_taps_and_go_on_from_there() -> None:
    said = log((OPENS, "18:00"), (IN, "18:10", 40), (HEADS, "19:00", 44), (IN, "19:10", 2), (HEADS, "20:00", 43))
    found = count(said, doors=[1], night=SPAN)
    assert found.checks == (Check(at("19:00", NIGHT), 44, 40), Check(at("20:00", NIGHT), 43, 46))
    assert ([one.missed for one in found.checks], found.inside, found.fullest) == ([4, -3], 43, 46)


def test_nobody_is_inside_less_than_nobody() -> None:
    found = count(log((OPENS, "18:00"), (OUT, "18:05", 3), (IN, "18:10")), doors=[1], night=SPAN)
    assert (found.inside, found.departures) == (1, 3)


def test_what_is_taken_back_does_not_count_and_can_be_taken_back_itself() -> None:
    first = tapped(IN, at("19:00", NIGHT), persons=4)
    back = tapped(Mark.UNDOES, at("19:01", NIGHT), undoes=first.key)
    again = tapped(Mark.UNDOES, at("19:02", NIGHT), undoes=back.key)
    assert standing([back, first]) == []
    assert standing([again, first, back]) == [first]


ENTRIES = st.lists(
    st.builds(
        Tapped,
        key=st.uuids(),
        door=st.sampled_from((1, 2)),
        mark=st.sampled_from([mark for mark in Mark if mark != Mark.UNDOES]),
        at=st.integers(0, 24 * 60 - 1).map(lambda minute: SPAN[0] + timedelta(minutes=minute)),
        persons=st.integers(1, 9),
    ),
    max_size=25,
    unique_by=lambda one: one.at,
)


@given(ENTRIES, st.randoms())
def test_a_log_counts_the_same_in_whatever_order_it_comes(entries: list[Tapped], chance: object) -> None:
    mixed = list(entries)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert count(mixed, doors=[1, 2], night=SPAN) == count(entries, doors=[1, 2], night=SPAN)


@given(ENTRIES)
def test_hours_hold_all_that_came_and_a_whole_night_has_whole_hours(entries: list[Tapped]) -> None:
    found = count(entries, doors=[1, 2], night=SPAN)
    assert sum(one.arrivals for one in found.hours) == found.arrivals
    assert sum(one.departures for one in found.hours) == found.departures
    if found.is_whole:
        assert all(one.is_whole for one in found.hours)


@given(ENTRIES, st.data())
def test_an_entry_taken_back_is_as_if_it_had_never_been(entries: list[Tapped], data: st.DataObject) -> None:
    if not entries:
        return
    wrong = data.draw(st.sampled_from(entries))
    back = Tapped(uuid4(), wrong.door, Mark.UNDOES, SPAN[1], undoes=wrong.key)
    rest = [one for one in entries if one is not wrong]
    assert count([*entries, back], doors=[1, 2], night=SPAN) == count(rest, doors=[1, 2], night=SPAN)
