"""The score is exact: worked examples, and a second computation by plain loops."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise, product
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspel.engines.timetable import CoStars, Crowd, Placement, Problem, Score, Timetable, Wishes, check, score
from tests.engines.timetable.festivals import BAREN, KAJEN, LOGEN, a_set, evening, problems


def test_rooms_too_small_and_too_large() -> None:
    problem = evening(a_set("Nordljus", 0, draw_persons=150), a_set("Tallhamn", 1, draw_persons=60))
    crowded = score(problem, (Placement(KAJEN, 0, 1200), None))
    assert crowded == Score(capacity=4 * 75, similar=0, starred=0, unplaced=1)
    empty = score(problem, (None, Placement(LOGEN, 0, 1200)))
    assert empty == Score(capacity=4 * 15, similar=0, starred=0, unplaced=1)
    unknown = score(problem, (Placement(BAREN, 0, 1200), Placement(BAREN, 0, 1300)))
    assert unknown == Score(capacity=0, similar=0, starred=0, unplaced=0)


def test_two_of_a_kind_at_once() -> None:
    problem = evening(a_set("Nordljus", 0, genre="visa"), a_set("Tallhamn", 1, genre="visa"))
    too_far_to_walk = (Placement(KAJEN, 0, 1200), Placement(LOGEN, 0, 1251))
    assert score(problem, too_far_to_walk) == Score(capacity=0, similar=36, starred=0, unplaced=0)
    one_after_the_other = (Placement(KAJEN, 0, 1200), Placement(LOGEN, 0, 1252))
    assert score(problem, one_after_the_other).similar == 0


@pytest.mark.parametrize(("start", "cost"), [(1251, 4 * 30 // 2), (1252, 0)])
def test_starred_by_the_same_people_and_too_far_to_walk(start: int, cost: int) -> None:
    """Kajen ends at 1245, the walk takes 12 minutes, and 5 minutes of the next set may be missed."""
    twice = (a_set("Nordljus", 0), a_set("Tallhamn", 1), a_set("Tallhamn igen", 1))
    problem = evening(*twice, costars=(CoStars(0, 1, 30),))
    placements = (Placement(KAJEN, 0, 1200), Placement(LOGEN, 0, start), Placement(LOGEN, 1, 1200))
    assert score(problem, placements) == Score(capacity=0, similar=0, starred=cost, unplaced=0)


def test_weights_scale_and_zero_leaves_out() -> None:
    sets = (a_set("Nordljus", 0, genre="visa", draw_persons=150), a_set("Tallhamn", 1, genre="visa"))
    problem = evening(*sets, costars=(CoStars(0, 1, 30),), wishes=Wishes(capacity=2, similar=0, starred=0.5))
    placements = (Placement(KAJEN, 0, 1200), Placement(LOGEN, 0, 1200))
    assert score(problem, placements) == Score(capacity=600, similar=0, starred=60, unplaced=0)


def test_an_act_is_within_reach_of_whom_it_costs_no_other_favourite() -> None:
    """Nordljus reaches the six of its ten who like nothing else, Tallhamn none of its four: eight persons short."""
    problem = evening(a_set("Nordljus", 0), a_set("Tallhamn", 1), crowd=Crowd([0, 2, 3], [0, 1, 0], [1, 1, 1], [4, 6]))
    at_once = (Placement(KAJEN, 0, 1200), Placement(LOGEN, 0, 1200))
    for floor, share, lack in ((1.0, 1.0, 8), (2.0, 1.0, 16), (1.0, 0.5, 2), (0.0, 1.0, 0)):
        wishes = Wishes(floor=floor, floor_share=share)
        assert score(replace(problem, wishes=wishes), at_once).floor == 4 * lack


def test_the_total_lets_no_wish_outweigh_a_set_left_out() -> None:
    assert Score(capacity=1, similar=2, starred=4, unplaced=1).total == 1_000_000_007


def test_a_timetable_that_cannot_be_scored_is_refused() -> None:
    problem = evening(a_set("Nordljus", 0))
    with pytest.raises(ValueError, match="2 placements for 1 performances"):
        score(problem, (None, None))
    with pytest.raises(ValueError, match="a stage that does not exist"):
        score(problem, (Placement(-1, 0, 1200),))


@given(st.data())
def test_the_score_equals_plain_loops(data: st.DataObject) -> None:
    problem = data.draw(problems(most=7))
    stage = st.integers(0, len(problem.stages) - 1)
    somewhere = st.none() | st.builds(Placement, stage, st.integers(0, 1), st.integers(1200, 1320))
    count = len(problem.performances)
    placements = tuple(data.draw(st.lists(somewhere, min_size=count, max_size=count)))
    assert score(problem, placements) == by_hand(problem, placements)


def by_hand(problem: Problem, placements: Timetable) -> Score:
    """The definition, one set and one pair at a time."""
    acts = [performance.act for performance in problem.performances]
    people = {frozenset((pair.act_a, pair.act_b)): pair.people for pair in problem.costars}
    capacity = similar = starred = 0
    for performance, at in zip(problem.performances, placements, strict=True):
        room = problem.stages[at.stage].capacity_persons if at else None
        drawn = performance.draw_persons
        if room is not None and drawn is not None:
            misfit = 1.5 * max(0, drawn - room) + 0.15 * max(0.0, 0.4 * room - drawn)
            capacity += round(problem.wishes.capacity * 4 * misfit)
    for (one, p), (two, q) in combinations(zip(problem.performances, placements, strict=True), 2):
        if p is None or q is None or p.night != q.night or one.act == two.act:
            continue
        ends = (p.start_minute + one.minutes, q.start_minute + two.minutes)
        there = problem.walk_minutes[problem.stages[p.stage].venue, problem.stages[q.stage].venue]
        back = problem.walk_minutes[problem.stages[q.stage].venue, problem.stages[p.stage].venue]
        if ends[0] + there > q.start_minute + 5 and ends[1] + back > p.start_minute + 5:
            similar += round(problem.wishes.similar * 36) if one.genre and one.genre == two.genre else 0
            both = round(problem.wishes.starred * 4 * people.get(frozenset((one.act, two.act)), 0))
            starred += both // (acts.count(one.act) * acts.count(two.act)) if problem.crowd is None else 0
    starred += missed(problem, placements) if problem.crowd is not None else 0
    floor = short_of_floor(problem, placements) if problem.crowd is not None else 0
    jumps, own = flow(problem, placements), own_wishes(problem, placements)
    return Score(capacity, similar, starred, placements.count(None), jumps, floor, own)


def flow(problem: Problem, placements: Timetable) -> int:
    """Loudness jumps between sets in a row on one stage."""
    lanes: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, at in enumerate(placements):
        if at is not None:
            lanes.setdefault((at.night, at.stage), []).append((at.start_minute, row))
    loudness = [[problem.performances[row].loudness for _start, row in sorted(lane)] for lane in lanes.values()]
    steps = (abs(a - b) for lane in loudness for a, b in pairwise(lane) if a is not None and b is not None)
    return round(problem.wishes.flow * 24) * sum(steps)


def own_wishes(problem: Problem, placements: Timetable) -> int:
    """What the checker would find if the festival's wishes were rules, each at its price."""
    cost = 0
    for kind in ("limits", "bonds"):
        for rule in getattr(problem, kind):
            alone = replace(problem, **{"limits": (), "bonds": (), kind: (replace(rule, weight=None),)})
            found = [one for one in check(alone, placements) if one.rule == "own"]
            cost += round(80 * rule.weight) * len(found) if rule.weight is not None else 0
    return cost


def short_of_floor(problem: Problem, placements: Timetable) -> int:
    """People that acts lack, one act and one visitor at a time."""
    crowd, lack = problem.crowd, 0
    assert crowd is not None
    for act in {one.act for one in problem.performances}:
        stars = reached = 0
        for visitor, people in enumerate(crowd.people.tolist()):
            liked = crowd.act[crowd.pointer[visitor] : crowd.pointer[visitor + 1]].tolist()
            if act not in liked:
                continue
            stars += people
            others = [row for other in liked if other != act for row in _sets(problem, placements, other)]
            free = any(
                not any(_any_clash(problem, placements, [row, other]) for other in others)
                for row in _sets(problem, placements, act)
            )
            reached += people if free else 0
        lack += max(0, ceil(problem.wishes.floor_share * stars) - reached)
    return round(problem.wishes.floor * 4) * lack


def missed(problem: Problem, placements: Timetable) -> int:
    """What visitors do not see, by trying every choice of sets."""
    crowd = problem.crowd
    assert crowd is not None
    total = 0
    for visitor in range(len(crowd)):
        liked = range(crowd.pointer[visitor], crowd.pointer[visitor + 1])
        choices = [[None, *_sets(problem, placements, int(crowd.act[one]))] for one in liked]
        wished = [int(crowd.weight[one]) for one in liked]
        seen = max(
            sum(weight for weight, row in zip(wished, chosen, strict=True) if row is not None)
            for chosen in product(*choices)
            if not _any_clash(problem, placements, [row for row in chosen if row is not None])
        )
        total += (sum(wished) - seen) * int(crowd.people[visitor])
    return round(problem.wishes.starred * 4) * total


def _sets(problem: Problem, placements: Timetable, act: int) -> list[int]:
    return [row for row, one in enumerate(problem.performances) if one.act == act and placements[row] is not None]


def _any_clash(problem: Problem, placements: Timetable, rows: list[int]) -> bool:
    for one, two in combinations(rows, 2):
        p, q = placements[one], placements[two]
        assert p is not None
        assert q is not None
        ends = [at.start_minute + problem.performances[row].minutes for row, at in ((one, p), (two, q))]
        venues = problem.stages[p.stage].venue, problem.stages[q.stage].venue
        there, back = problem.walk_minutes[venues], problem.walk_minutes[venues[::-1]]
        if p.night == q.night and ends[0] + there > q.start_minute + 5 and ends[1] + back > p.start_minute + 5:
            return True
    return False
