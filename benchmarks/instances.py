"""The timetable's instances as problems: slots, eligibility, visitors with favourites, two schedules with their scores.

The format is written down beside the data: `../shared/data/timetable/README.md` and the design's `engines.md`.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from samspel.engines.timetable import (
    CoStars,
    Crowd,
    Performance,
    Placement,
    Problem,
    Rules,
    Slot,
    Stage,
    Timetable,
    Wishes,
)

FOLDER = Path(__file__).parent.parent.parent / "shared" / "data" / "timetable"

Plain = Mapping[str, Any]


def read(path: Path) -> Plain:
    """Return an instance as it is stored."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: Plain = json.load(file)
        return found


def instance(name: str) -> Plain:
    """Return one of `small`, `lah` and `sxsw`."""
    return read(FOLDER / f"{name}.json.gz")


def problem_of(plain: Plain) -> Problem:
    """Return the problem an instance states; its prices are ours times a weight."""
    crowd, slot = plain["visitor"], plain["slot"]
    return Problem(
        performances=tuple(_performances(plain)),
        stages=tuple(Stage(f"Venue {row}", row, room, 0) for row, room in enumerate(plain["venue"]["capacity"])),
        openings=(),
        walk_minutes=np.array(plain["venue"]["walk_minutes"]),
        nights=plain["nights"],
        rules=Rules(repeat_venue_once=True),
        wishes=Wishes(similar=plain["weights"]["same_genre"] / 36, flow=plain["weights"]["flow"] / 24),
        crowd=Crowd(crowd["pointer"], crowd["favourite_act"], crowd["favourite_weight"], crowd["multiplier"]),
        slots=tuple(map(Slot, slot["venue"], slot["night"], slot["start"], slot["end"])),
    )


def pairs_problem_of(plain: Plain) -> Problem:
    """The same problem with pairs in place of visitors: what a timetable costs is then S of the design's engines.md."""
    problem = problem_of(plain)
    crowd = problem.crowd
    assert crowd is not None
    acts = int(crowd.act.max(initial=0)) + 1
    together = np.zeros((acts, acts), dtype=np.int64)
    for visitor, people in enumerate(crowd.people):
        liked = slice(crowd.pointer[visitor], crowd.pointer[visitor + 1])
        lesser = np.minimum.outer(crowd.weight[liked], crowd.weight[liked])
        together[np.ix_(crowd.act[liked], crowd.act[liked])] += people * lesser
    pairs = np.argwhere(np.triu(together, 1))
    costars = tuple(CoStars(int(a), int(b), int(together[a, b])) for a, b in pairs)
    return replace(problem, crowd=None, costars=costars)


def _performances(plain: Plain) -> list[Performance]:
    act, loudness = plain["act"], plain["loudness_by_genre"]
    members: defaultdict[int, list[int]] = defaultdict(list)
    for person, (one, other) in enumerate(plain["share_member"]):
        members[one].append(person)
        members[other].append(person)
    slots = [_eligible(text, len(plain["slot"]["venue"])) for text in act["eligible_slots_hex"]]
    return [
        Performance(
            name=f"Act {number}",
            act=number,
            minutes=30,
            draw_persons=act["draw"][number],
            genre=str(act["genre"][number]),
            members=tuple(members[number]),
            is_heavy=bool(act["heavy"][number]),
            loudness=loudness[act["genre"][number]],
            slots=slots[number],
        )
        for number in plain["performance_act"]
    ]


def _eligible(text: str, count: int) -> tuple[int, ...]:
    """One bit for each slot, the first one first."""
    bits = bin(int(text, 16))[2:].zfill(len(text) * 4)
    return tuple(number for number in range(count) if bits[number] == "1")


def reference(plain: Plain, which: int) -> Timetable:
    """Return one of the instance's two schedules."""
    slot = plain["slot"]
    return tuple(
        Placement(slot["venue"][number], slot["night"][number], slot["start"][number])
        for number in plain["reference"][which]["slot_of_performance"]
    )
