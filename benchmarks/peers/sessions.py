"""A conference as two problems of ours in turn: blocks of papers to sessions and rooms, then papers to time slots.

Our model has no rooms that belong to a track for a session. So first *blocks*, each a session's worth of papers of one
track, go to (session, room); then the papers of a track go to the time slots that it got; again and again. A session is
a night, a room a venue too far from the others to be at both.

- *members*, a hard rule: nobody presents, or has a track in the chair, in two rooms during one session;
- *starred together*: similar tracks side by side, a track beside itself, what attendees would miss; and, beside a set
  of each session that is always there, what a block or a paper costs in that session (track, paper, time zone);
- *slots* that a set may take: rooms and sessions without a penalty, as far as there are enough.

How many sessions of which length a track gets is decided before by a small integer programme.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks.peers.conference import Conference, Paper, Schedule, attended_at_once, terms
from samspel.engines.timetable import CoStars, MaxSeconds, Performance, Problem, Rules, Slot, Stage, solve

ROUNDS = 6

FORBIDDEN = 1000
"""A penalty of this much or more, before it is weighted, is kept to like a rule as long as everything finds a place."""

ANY = 10**9

DEAR = 5000
"""Nothing costs more in the search, so that what is forbidden does not hide what is small; the judge counts all."""

FAR = 1000
"""Minutes between rooms: nobody is in two of them during a session."""

TimeSlot = tuple[str, str, int]
"""A session, a room and which time slot."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one call of the engine gets."""

    seconds: float
    seed: int


@dataclass(frozen=True, slots=True)
class Block:
    """A session's worth of one track, and where it is."""

    track: str
    slots: int
    papers: tuple[Paper, ...] = ()
    place: tuple[str, str] = ("", "")

    @property
    def used(self) -> int:
        return sum(paper.slots for paper in self.papers)


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes to one time slot, to which it may go, and what it costs in each session."""

    name: str
    members: frozenset[str]
    places: tuple[int, ...]
    costs: Mapping[str, int]


def schedule(of: Conference, seconds: float, seed: int) -> Schedule:
    """Return the best of the schedules that come of placing blocks, then papers, again and again."""
    budget = Budget(seconds / ROUNDS / 2, seed)
    blocks = _filled(of, _blocks(of))
    found = []
    for _round in range(ROUNDS):
        blocks = _with_papers(of, _with_places(of, blocks, budget), budget)
        found.append(_written(blocks))
    return min(found, key=lambda one: sum(terms(of, one).values()))


def _written(blocks: Sequence[Block]) -> Schedule:
    """As a schedule, papers that have a wished number in their order."""
    papers: dict[tuple[str, str], list[str | None]] = {}
    for block in blocks:
        in_order = sorted(block.papers, key=lambda paper: paper.order)
        papers[block.place] = [paper.name for paper in in_order for _slot in range(paper.slots)]
    return Schedule({block.place: block.track for block in blocks}, papers)


def _blocks(of: Conference) -> list[Block]:
    """The fewest sessions that hold every track's papers, at the least penalty."""
    tracks, sessions = list(of.tracks), list(of.sessions.values())
    papers = [of.papers_of(track) for track in tracks]
    cells = [
        (t, s)
        for t in range(len(tracks))
        for s, session in enumerate(sessions)
        if session.slots >= max(paper.slots for paper in papers[t])
    ]
    held, rooms = np.zeros((len(tracks), len(cells))), np.zeros((len(sessions), len(cells)))
    cost = np.ones(len(cells))
    for column, (t, s) in enumerate(cells):
        held[t, column], rooms[s, column] = sessions[s].slots, 1
        cost[column] += of.track_session.get((tracks[t], sessions[s].name), 0)
    needed = [sum(paper.slots for paper in one) for one in papers]
    free = [sum((session.name, room) not in of.session_room for room in of.rooms) for session in sessions]
    found = milp(
        cost,
        integrality=np.ones(len(cells)),
        bounds=Bounds(0, len(of.rooms)),
        constraints=[LinearConstraint(held, lb=needed), LinearConstraint(rooms, ub=free)],
    )
    assert found.x is not None, found.message
    counts = np.rint(found.x).astype(int).tolist()
    return [
        Block(tracks[t], sessions[s].slots) for (t, s), count in zip(cells, counts, strict=True) for _ in range(count)
    ]


def _filled(of: Conference, blocks: Sequence[Block]) -> list[Block]:
    """Fill a track's blocks: the long papers first, then those that mind the same sessions together."""
    filled = list(blocks)
    for track in of.tracks:
        for paper in sorted(of.papers_of(track), key=lambda one: (-one.slots, str(_costs(of, [one])))):
            rows = (row for row, block in enumerate(filled) if block.track == track)
            row = next(row for row in rows if filled[row].used + paper.slots <= filled[row].slots)
            filled[row] = replace(filled[row], papers=(*filled[row].papers, paper))
    return filled


def _costs(of: Conference, papers: Sequence[Paper]) -> dict[str, int]:
    """What papers cost in each session, weighted."""
    own, zone = of.weights["Submissions_Sessions|Penalty"], of.weights["Submissions_Timezones"]
    return {
        name: sum(
            paper.slots * (own * of.paper_session.get((paper.name, name), 0) + zone * of.zone_penalty(paper, session))
            for paper in papers
        )
        for name, session in of.sessions.items()
    }


def _with_places(of: Conference, blocks: Sequence[Block], budget: Budget) -> list[Block]:
    """Without penalties of rooms if all blocks find a place so, else with small ones, else with any."""
    slots = [(session, room, 0) for session in of.sessions for room in of.rooms]
    pairs = {(a, b): _beside(of, blocks[a], blocks[b]) for a, b in combinations(range(len(blocks)), 2)}
    for most in (0, FORBIDDEN - 1, ANY):
        pieces = [_piece(of, block, slots, most) for block in blocks]
        found = _placed(of, slots, pieces, pairs, budget)
        if None not in found:
            break
    return [replace(block, place=slots[slot or 0][:2]) for block, slot in zip(blocks, found, strict=True)]


def _piece(of: Conference, block: Block, slots: Sequence[TimeSlot], most: int) -> Piece:
    """A block, kept from rooms with penalties above `most`, and from forbidden sessions unless anything goes."""
    places = tuple(
        slot
        for slot, (session, room, _number) in enumerate(slots)
        if of.sessions[session].slots >= max(block.slots, block.used)
        and max(of.track_room.get((block.track, room), 0), of.session_room.get((session, room), 0)) <= most
        and of.track_session.get((block.track, session), 0) <= max(most, FORBIDDEN - 1)
    )
    weight, costs = of.weights["Tracks_Sessions|Penalty"], _costs(of, block.papers)
    for session in of.sessions:
        costs[session] += weight * of.track_session.get((block.track, session), 0)
    present = {name for paper in block.papers for name in paper.presenters}
    return Piece(block.track, frozenset(present | {f"chair {name}" for name in of.tracks[block.track]}), places, costs)


def _beside(of: Conference, one: Block, other: Block) -> int:
    """What two blocks cost in one session."""
    if one.track == other.track:
        return of.weights["Parallel Tracks"]
    both = (one.track, other.track)
    similar = max(of.similar.get(both, 0), of.similar.get(both[::-1], 0))
    missed = sum(attended_at_once(of, a, b) for a in one.papers for b in other.papers)
    return of.weights["Similar Tracks"] * similar + of.weights["Attendees Conflicts"] * missed


def _with_papers(of: Conference, blocks: Sequence[Block], budget: Budget) -> list[Block]:
    """Spread the papers of each track anew over the time slots that it has; those of several slots stay."""
    kept = [replace(one, papers=tuple(paper for paper in one.papers if paper.slots > 1)) for one in blocks]
    slots: list[TimeSlot] = []
    block_of: list[int] = []
    of_track: defaultdict[str, list[int]] = defaultdict(list)
    for row, block in enumerate(kept):
        for number in range(of.sessions[block.place[0]].slots - block.used):
            of_track[block.track].append(len(slots))
            slots.append((*block.place, number))
            block_of.append(row)
    papers = [paper for one in blocks for paper in one.papers if paper.slots == 1]
    pieces = [Piece(one.name, one.presenters, tuple(of_track[one.track]), _costs(of, [one])) for one in papers]
    weight = of.weights["Attendees Conflicts"]
    numbers = combinations(range(len(papers)), 2)
    pairs = {(a, b): weight * attended_at_once(of, papers[a], papers[b]) for a, b in numbers}
    found = _placed(of, slots, pieces, pairs, budget)
    if None in found:
        return list(blocks)
    for paper, slot in zip(papers, found, strict=True):
        row = block_of[slot or 0]
        kept[row] = replace(kept[row], papers=(*kept[row].papers, paper))
    return kept


def _placed(
    of: Conference,
    slots: Sequence[TimeSlot],
    pieces: Sequence[Piece],
    pairs: Mapping[tuple[int, int], int],
    budget: Budget,
) -> list[int | None]:
    """Let the engine put pieces into time slots, one each, at the cost of pairs in one session; the slot of each."""
    sessions, rooms = list(of.sessions), list(of.rooms)
    spots = [(rooms.index(room), sessions.index(session), number) for session, room, number in slots]
    order = sorted(range(len(slots)), key=spots.__getitem__)
    row_of = {slot: row for row, slot in enumerate(order)}
    people = {name: row for row, name in enumerate(sorted({name for piece in pieces for name in piece.members}))}
    sets = [
        Performance(
            name=piece.name,
            act=row,
            minutes=1,
            members=tuple(sorted(people[name] for name in piece.members)),
            slots=tuple(sorted(row_of[slot] for slot in piece.places)),
        )
        for row, piece in enumerate(pieces)
    ]
    always = [Performance(name, len(sets) + row, 1, slots=(len(slots) + row,)) for row, name in enumerate(sessions)]
    in_session = {
        (row, len(sets) + sessions.index(session)): cost
        for row, piece in enumerate(pieces)
        for session, cost in piece.costs.items()
    }
    problem = Problem(
        performances=(*sets, *always),
        stages=tuple(Stage(room, row, None, 0) for row, room in enumerate([*rooms, "always"])),
        openings=(),
        walk_minutes=FAR * (1 - np.eye(len(rooms) + 1, dtype=np.int64)),
        nights=len(sessions),
        costars=tuple(CoStars(*both, min(DEAR, cost)) for both, cost in {**pairs, **in_session}.items() if cost),
        rules=Rules(repeats=False, rest_minutes=0),
        slots=(
            *(Slot(*spots[slot], spots[slot][2] + 1) for slot in order),
            *(Slot(len(rooms), session, 0, 1) for session in range(len(sessions))),
        ),
    )
    found = solve(problem, stop=MaxSeconds(budget.seconds), seed=budget.seed).placements[: len(sets)]
    number = {spot: slot for slot, spot in enumerate(spots)}
    return [number[at.stage, at.night, at.start_minute] if at else None for at in found]
