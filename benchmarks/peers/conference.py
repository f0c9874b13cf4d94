"""A CoSPLib conference, a schedule of it, and what its authors' objective says of the schedule.

Format and terms: A. Kheiri, Y. Pylyavskyy and P. Jacko, *CoSPLib: a benchmark library for conference scheduling
problems*, 2024; weights and penalties are those of each file. A schedule gives each (session, room) a track or none and
each of its time slots a paper of that track or none. The terms are defined as in the authors' program; the evaluator is
ours, and agrees with every figure they print but those whose prices differ in the files as they are now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "scheduling" / "cosplib"

PRINTED = (
    *("Tracks_Sessions|Penalty", "Tracks_Rooms|Penalty", "Sessions_Rooms|Penalty", "Submissions_Timezones"),
    *("Submissions_Sessions|Penalty", "Submissions_Rooms|Penalty", "Consecutive Tracks", "Similar Tracks"),
    *("Number of Rooms per Track", "Presenters Conflicts", "Chairs Conflicts", "Attendees Conflicts"),
)
"""The terms that the authors print of their schedules, in their order."""

REPRICED = ("Consecutive Tracks", "Similar Tracks")
"""Terms that cost something else in the files than in the schedules: only their number can be compared."""

Table = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Paper:
    """A submission; `zone_minutes` is its time zone's distance from Greenwich."""

    name: str
    track: str
    slots: int
    order: int
    zone_minutes: int
    presenters: frozenset[str]
    attendees: frozenset[str]


@dataclass(frozen=True, slots=True)
class Session:
    """When several rooms run side by side; as many papers in a row as it has slots."""

    name: str
    slots: int
    starts_minute: int
    ends_minute: int


@dataclass(frozen=True, slots=True)
class Conference:
    """Everything a file states; penalties by names, absent where there is none."""

    papers: dict[str, Paper]
    tracks: dict[str, frozenset[str]]
    sessions: dict[str, Session]
    rooms: tuple[str, ...]
    weights: dict[str, int]
    zone_minutes: int
    suitable: tuple[tuple[int, int], tuple[int, int]]
    zone_penalties: tuple[int, int]
    track_session: Table
    track_room: Table
    similar: Table
    session_room: Table
    paper_session: Table

    def papers_of(self, track: str) -> list[Paper]:
        return [paper for paper in self.papers.values() if paper.track == track]

    def zone_penalty(self, paper: Paper, session: Session) -> int:
        """What it costs that a session is at a bad hour where the paper's presenter is."""
        shift = paper.zone_minutes - self.zone_minutes
        starts, ends = ((minute + shift) % 1440 for minute in (session.starts_minute, session.ends_minute))
        (good_from, good_until), (fair_from, fair_until) = self.suitable
        if starts < fair_from or ends > fair_until or ends < fair_from:
            return self.zone_penalties[1]
        return self.zone_penalties[0] if starts < good_from or ends > good_until else 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Papers by (session, room), one entry for each time slot, and the track of each (session, room)."""

    track: dict[tuple[str, str], str]
    papers: dict[tuple[str, str], list[str | None]]


def conference(name: str) -> Conference:
    """Read one of CoSPLib's instances."""
    book = load_workbook(FOLDER / f"{name}.xlsx", data_only=True)
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    parameters, head = sheets["parameters"], sheets["submissions"][0]
    sessions = {row[0]: Session(row[0], row[1], _minute(row[3]), _minute(row[4])) for row in sheets["sessions"][1:]}
    papers = {row[0]: _paper(row) for row in sheets["submissions"][1:] if row[0]}
    return Conference(
        papers=papers,
        tracks={row[0]: _people(row[1]) for row in sheets["tracks"][1:] if row[0]},
        sessions=sessions,
        rooms=tuple(row[0] for row in sheets["rooms"][1:] if row[0]),
        weights={row[3].rstrip(":"): row[4] for row in parameters[1:] if row[3]},
        zone_minutes=_zone(parameters[1][1]),
        suitable=(
            (_minute(parameters[3][1]), _minute(parameters[4][1])),
            (_minute(parameters[6][1]), _minute(parameters[7][1])),
        ),
        zone_penalties=(parameters[8][1], parameters[10][1]),
        track_session=_table(sheets["tracks_sessions|penalty"]),
        track_room=_table(sheets["tracks_rooms|penalty"]),
        similar=_table(sheets["similar tracks"]),
        session_room=_table(sheets["sessions_rooms|penalty"]),
        paper_session={
            (row[0], head[column]): row[column]
            for row in sheets["submissions"][1:]
            if row[0]
            for column in range(7, 7 + len(sessions))
            if row[column]
        },
    )


def _paper(row: list[Any]) -> Paper:
    return Paper(row[0], row[1], row[2], row[3] or 0, _zone(row[4]), _people(row[5]), _people(row[6]))


def _people(text: str | None) -> frozenset[str]:
    return frozenset(text.split(", ")) if text else frozenset()


def _minute(time: Any) -> int:
    return int(time.hour) * 60 + int(time.minute)


def _zone(text: str) -> int:
    """Minutes east of Greenwich of ``GMT+2`` or ``GMT-3:30``."""
    hours, _colon, minutes = text.removeprefix("GMT").partition(":")
    east = int(hours or 0) * 60
    return east + (int(minutes or 0) if east >= 0 else -int(minutes or 0))


def _table(rows: list[list[Any]]) -> Table:
    return {
        (row[0], column): value
        for row in rows[1:]
        for column, value in zip(rows[0][1:], row[1:], strict=True)
        if row[0] and value
    }


@dataclass(frozen=True, slots=True)
class Published:
    """A schedule of the authors', the total they print, and for each term how much it is and how often it occurs."""

    schedule: Schedule
    total: int
    terms: dict[str, tuple[int, int]]


def published(name: str, which: str, of: Conference) -> Published:
    """Read a schedule of the authors': `Exact` or `Extended`."""
    book = load_workbook(FOLDER / f"{name}_{which}.xlsx", data_only=True)
    rows = [list(row) for row in book["sol"].iter_rows(values_only=True)]
    rooms, after = rows[0][1:], 1 + len(of.sessions)
    track = {(row[0], room): name for row in rows[1:after] for room, name in zip(rooms, row[1:], strict=True) if name}
    papers: defaultdict[tuple[str, str], list[str | None]] = defaultdict(list)
    for row in rows[after:]:
        for room, paper in zip(rooms, row[1:], strict=True):
            if row[0]:
                papers[row[0], room].append(paper)
    columns = list(book["violations"].iter_cols(values_only=True))
    printed = {}
    for column, term in enumerate(PRINTED, 1):
        last = columns[2 * column - 1].index("Total")
        printed[term] = int(columns[2 * column][last]), last - 1
    return Published(Schedule(track, dict(papers)), int(str(columns[0][1]).split("=")[1]), printed)


def refuse_other_terms(of: Conference, theirs: Published) -> None:
    """Our evaluator finds in the authors' schedule what they print: each term, or how often it occurs."""
    value, count = (
        Counter(terms(of, theirs.schedule)),
        Counter(name for name, cost in _terms(of, theirs.schedule) if cost),
    )
    for name, printed in theirs.terms.items():
        if of.weights[name]:
            assert (count[name] if name in REPRICED else value[name]) == printed[name in REPRICED], name


def faults(of: Conference, schedule: Schedule) -> int:
    """Count what no schedule may do: leave a paper out, tear it apart, or put it into another track's room."""
    placed = Counter(paper for papers in schedule.papers.values() for paper in papers if paper)
    wrong = sum(placed[name] != paper.slots for name, paper in of.papers.items())
    for (session, room), papers in schedule.papers.items():
        wrong += len(papers) > of.sessions[session].slots
        for name in {paper for paper in papers if paper}:
            wrong += of.papers[name].track != schedule.track.get((session, room))
            wrong += papers.count(name) != of.papers[name].slots
    return wrong


def terms(of: Conference, schedule: Schedule) -> dict[str, int]:
    """Return each term of the objective, weighted."""
    found = Counter({name: 0 for name, weight in of.weights.items() if weight})
    for name, value in _terms(of, schedule):
        if of.weights[name]:
            found[name] += of.weights[name] * value
    return dict(found)


def _terms(of: Conference, schedule: Schedule) -> Iterator[tuple[str, int]]:
    for (session, room), track in schedule.track.items():
        yield "Tracks_Sessions|Penalty", of.track_session.get((track, session), 0)
        yield "Tracks_Rooms|Penalty", of.track_room.get((track, room), 0)
        yield "Sessions_Rooms|Penalty", of.session_room.get((session, room), 0)
    for (session, _room), papers in schedule.papers.items():
        for name in filter(None, papers):
            yield "Submissions_Sessions|Penalty", of.paper_session.get((name, session), 0)
            yield "Submissions_Timezones", of.zone_penalty(of.papers[name], of.sessions[session])
    yield from _by_track(of, schedule)
    for session in of.sessions:
        yield from _side_by_side(of, schedule, session)


def _by_track(of: Conference, schedule: Schedule) -> Iterator[tuple[str, int]]:
    number = {session: index for index, session in enumerate(of.sessions)}
    for track in of.tracks:
        places = [place for place, name in schedule.track.items() if name == track]
        when = {number[session] for session, _room in places}
        yield "Number of Rooms per Track", max(0, len({room for _session, room in places}) - 1)
        yield "Parallel Tracks", len(places) - len(when)
        yield "Consecutive Tracks", int(bool(when) and max(when) - min(when) + 1 != len(when))
        yield "Submissions Order", _out_of_order(of, schedule, sorted(places, key=lambda place: number[place[0]]))


def _out_of_order(of: Conference, schedule: Schedule, places: list[tuple[str, str]]) -> int:
    """Papers that are to be the nth of their track, and are not."""
    names = [name for place in places for name in schedule.papers.get(place, ()) if name]
    order = [of.papers[name].order for name in dict.fromkeys(names)]
    return sum(wished not in (0, number) for number, wished in enumerate(order, 1))


def _side_by_side(of: Conference, schedule: Schedule, session: str) -> Iterator[tuple[str, int]]:
    """What happens in two rooms during one session."""
    for one, other in combinations(of.rooms, 2):
        tracks = [schedule.track.get((session, room)) for room in (one, other)]
        if tracks[0] and tracks[1] and tracks[0] != tracks[1]:
            both = (tracks[0], tracks[1])
            yield "Similar Tracks", max(of.similar.get(both, 0), of.similar.get(both[::-1], 0))
            yield "Chairs Conflicts", len(of.tracks[both[0]] & of.tracks[both[1]]) and 1
        here, there = (sorted({p for p in schedule.papers.get((session, room), ()) if p}) for room in (one, other))
        for a in here:
            for b in there:
                yield "Presenters Conflicts", int(present_at_once(of.papers[a], of.papers[b]))
                yield "Attendees Conflicts", int(attended_at_once(of, of.papers[a], of.papers[b]))


def present_at_once(a: Paper, b: Paper) -> bool:
    """Whether somebody would have to present both."""
    return bool(a.presenters & b.presenters)


def attended_at_once(of: Conference, a: Paper, b: Paper) -> bool:
    """Whether somebody wishes to hear one and has to be, or wishes to be, at the other."""
    if a.attendees & (b.attendees | b.presenters) or b.attendees & a.presenters:
        return True
    chairs = of.tracks[a.track], of.tracks[b.track]
    return a.track != b.track and bool(a.attendees & chairs[1] or b.attendees & chairs[0])
