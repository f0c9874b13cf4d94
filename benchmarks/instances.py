"""The timetable's instances as problems: slots, eligibility, visitors with favourites, two schedules with their scores.

The format is written down beside the data: `../shared/data/timetable/README.md` and the design's `engines.md`.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from samspel.engines.timetable import Crowd, Performance, Placement, Problem, Rules, Slot, Stage, Timetable, Wishes

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
        crowd=Crowd(
            pointer=crowd["pointer"],
            act=crowd["favourite_act"],
            weight=crowd["favourite_weight"],
            people=crowd["multiplier"],
            delegate=np.array(crowd["multiplier"]) > 1,
        ),
        slots=tuple(map(Slot, slot["venue"], slot["night"], slot["start"], slot["end"])),
    )


def _performances(plain: Plain) -> list[Performance]:
    act, loudness = plain["act"], plain["loudness_by_genre"]
    members: defaultdict[int, list[int]] = defaultdict(list)
    for person, (one, other) in enumerate(plain["share_member"]):
        members[one].append(person)
        members[other].append(person)
    slots = [
        tuple(slot for slot, good in enumerate(eligible(text, len(plain["slot"]["venue"]))) if good)
        for text in act["eligible_slots_hex"]
    ]
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


def eligible(text: str, count: int) -> list[bool]:
    """Return which slots an act may take: one bit for each, the first one first."""
    bits = bin(int(text, 16))[2:].zfill(len(text) * 4)
    return [bits[number] == "1" for number in range(count)]


def reference(plain: Plain, which: int) -> Timetable:
    """Return one of the instance's two schedules."""
    return scheduled(plain, plain["reference"][which]["slot_of_performance"])


def scheduled(plain: Plain, slots: Sequence[int]) -> Timetable:
    """Return a slot for each set as a timetable."""
    slot = plain["slot"]
    return tuple(Placement(slot["venue"][number], slot["night"][number], slot["start"][number]) for number in slots)
