"""Small problems for the tests: a plain evening, and random ones for the properties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from samspel.engines.timetable import (
    Bond,
    CoStars,
    Crowd,
    Limit,
    Opening,
    Performance,
    Pin,
    Problem,
    Relation,
    Rules,
    Stage,
    Where,
    Window,
    Wishes,
)

KAJEN, LOGEN, BAREN = 0, 1, 2


def evening(*performances: Performance, **changes: Any) -> Problem:
    """Two nights, three stages in two venues: Kajen, and across the water Logen and Baren in one house."""
    problem = Problem(
        performances=performances,
        stages=(
            Stage("Kajen", venue=0, capacity_persons=100, changeover_minutes=15),
            Stage("Logen", venue=1, capacity_persons=400, changeover_minutes=10),
            Stage("Baren", venue=1, capacity_persons=None, changeover_minutes=0),
        ),
        openings=tuple(Opening(stage, night, 1200, 1560) for stage in range(3) for night in range(2)),
        walk_minutes=np.array([[0, 12], [12, 0]]),
        nights=2,
    )
    return replace(problem, **changes)


def a_set(name: str, act: int, minutes: int = 45, **changes: Any) -> Performance:
    return Performance(name, act, minutes, **changes)


@st.composite
def problems(
    draw: st.DrawFn,
    most: int = 5,
    pins: bool = False,
    tiny: bool = False,
    least: int = 1,
    own: bool = False,
    usual: bool = False,
) -> Problem:
    """Random small problems, crowded enough that something is often left out; `own`: with hard rules of their own.

    `usual`: without any, and without a floor for the acts.
    """
    nights, venues = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    stages = draw(st.lists(_stages(venues), min_size=1, max_size=2 if tiny else 3))
    walks = draw(st.lists(st.integers(0, 40), min_size=venues * venues, max_size=venues * venues))
    grid = 30 if tiny else draw(st.sampled_from([5, 7, 15]))
    openings = draw(
        st.lists(_openings(len(stages), nights, 120 if tiny else 240), min_size=1, max_size=2 if tiny else 4)
    )
    performances = draw(st.lists(_performances(nights, len(stages), pins), min_size=least, max_size=most))
    pairs = [(a, b) for a in range(3) for b in range(a)]
    costars = tuple(CoStars(a, b, draw(st.integers(0, 300))) for a, b in pairs)
    limits, bonds = ((), ())
    if own or (not usual and draw(st.booleans())):
        limits, bonds = draw(_own_rules(len(performances), len(stages), nights, are_hard=own))
    return Problem(
        limits=limits,
        bonds=bonds,
        performances=tuple(performances),
        stages=tuple(stages),
        openings=tuple(openings),
        walk_minutes=np.array(walks, dtype=np.int64).reshape(venues, venues),
        nights=nights,
        costars=costars,
        rules=draw(_rules()),
        wishes=draw(st.builds(Wishes, *[st.sampled_from([0.0, 0.5, 1.0, 3.0])] * (4 if usual else 5))),
        grid_minutes=grid,
        crowd=draw(st.none() | crowds()),
    )


@st.composite
def crowds(draw: st.DrawFn) -> Crowd:
    """A few visitors with up to three favourites each, some of them many people."""
    lists = draw(st.lists(st.lists(st.integers(0, 2), max_size=3, unique=True), max_size=4))
    acts = [act for liked in lists for act in liked]
    weights = draw(st.lists(st.integers(1, 3), min_size=len(acts), max_size=len(acts)))
    people = draw(st.lists(st.sampled_from([1, 5, 20]), min_size=len(lists), max_size=len(lists)))
    return Crowd(np.cumsum([0, *map(len, lists)]), np.array(acts), np.array(weights), np.array(people))


def _stages(venues: int) -> st.SearchStrategy[Stage]:
    room = st.none() | st.integers(0, 300)
    return st.builds(Stage, st.just("Scen"), st.integers(0, venues - 1), room, st.integers(0, 20))


@st.composite
def _openings(draw: st.DrawFn, stages: int, nights: int, longest: int) -> Opening:
    opens = draw(st.integers(1080, 1380))
    stage, night = draw(st.integers(0, stages - 1)), draw(st.integers(0, nights - 1))
    return Opening(stage, night, opens, opens + draw(st.integers(20, longest)))


@st.composite
def _performances(draw: st.DrawFn, nights: int, stages: int, pins: bool) -> Performance:
    act = draw(st.integers(0, 2))
    pin = st.builds(Pin, st.integers(0, stages - 1), st.integers(0, nights - 1), st.integers(1080, 1500))
    return Performance(
        name=f"Akt {act}",
        act=act,
        minutes=draw(st.integers(20, 60)),
        draw_persons=draw(st.none() | st.integers(0, 400)),
        genre=draw(st.sampled_from(["", "visa", "rock"])),
        members=tuple(draw(st.lists(st.integers(0, 4), max_size=2, unique=True))),
        windows=draw(st.none() | st.lists(_windows(nights), max_size=2).map(tuple)),
        pin=draw(st.none() | pin) if pins else None,
        is_heavy=draw(st.booleans()),
        loudness=draw(st.none() | st.integers(1, 3)),
    )


@st.composite
def _windows(draw: st.DrawFn, nights: int) -> Window:
    start = draw(st.integers(1080, 1380))
    return Window(draw(st.integers(0, nights - 1)), start, start + draw(st.integers(30, 300)))


def _rules() -> st.SearchStrategy[Rules]:
    switches = {name: st.booleans() for name in ("one_at_a_time", "changeover", "members", "repeats", "pins")}
    minutes = {"rest_minutes": st.integers(0, 40), "repeat_gap_minutes": st.integers(0, 130)}
    apart = {"repeat_nights_apart": st.integers(0, 1), "heavy_gap_minutes": st.integers(0, 40)}
    venues = {"repeat_other_venue": st.booleans(), "repeat_venue_once": st.booleans()}
    mixed = st.builds(Rules, **venues, **switches, **minutes, **apart)
    return st.one_of(st.just(Rules()), mixed)


@st.composite
def _own_rules(
    draw: st.DrawFn, sets: int, stages: int, nights: int, *, are_hard: bool
) -> tuple[tuple[Limit, ...], tuple[Bond, ...]]:
    """A few limits and bonds, hard ones and wishes."""
    least = 1 if are_hard else 0
    rows = st.lists(st.integers(0, sets - 1), min_size=1, max_size=3, unique=True).map(tuple)
    weight = st.none() if are_hard else st.sampled_from([None, 0.5, 2.0])
    minute = st.integers(1140, 1320)
    where = st.builds(
        lambda on, when, first, length: Where(on, when, first, first + length),
        st.none() | st.lists(st.integers(0, stages - 1), min_size=1, max_size=1).map(tuple),
        st.none() | st.lists(st.integers(0, nights - 1), min_size=1, max_size=1).map(tuple),
        st.just(0) | minute,
        st.sampled_from([90, 1300]),
    )
    limits = draw(st.lists(st.builds(Limit, st.just("Egen"), rows, where, st.booleans(), weight), max_size=2))
    relation = st.sampled_from(Relation)
    bond = st.builds(Bond, st.just("Par"), relation, rows, st.none() | rows, st.integers(0, 40), weight)
    bonds = draw(st.lists(bond, min_size=least, max_size=2))
    backwards = [
        bond
        for bond in bonds
        if bond.relation == Relation.BEFORE and (not bond.others or set(bond.others) & set(bond.sets))
    ]
    return tuple(limits), tuple(bond for bond in bonds if bond not in backwards)
