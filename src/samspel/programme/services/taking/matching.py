"""Which set of a file is which that is there."""

from __future__ import annotations

from collections.abc import Iterator

from samspel.places.models import Night, Stage
from samspel.programme.models import Performance, Placement
from samspel.programme.readers import Line

Set = tuple[Line, Night, Stage, int, int]


def paired(placed: list[Placement], sets: list[Set]) -> Iterator[tuple[Placement | None, Set]]:
    """Pair each set of a file with the placed set it is by its key, or most likely is: by place, stage, night."""
    left = list(placed)
    open_sets = list(sets)
    likeness = (
        lambda at, one: at.performance.key == one[0].key,
        lambda at, one: (at.night_id, at.stage_id, at.start_minute) == (one[1].pk, one[2].pk, one[3]),
        lambda at, one: (at.night_id, at.stage_id) == (one[1].pk, one[2].pk),
        lambda at, one: at.night_id == one[1].pk,
        lambda at, one: True,
    )
    for alike in likeness:
        for one in list(open_sets):
            match = next((at for at in left if alike(at, one)), None)
            if match is not None:
                left.remove(match)
                open_sets.remove(one)
                yield match, one
    for one in open_sets:
        yield None, one


def taken_out(idle: list[Performance], key: str) -> Performance:
    """Take the set with this key out of those without a place, or any."""
    known = next((index for index, one in enumerate(idle) if one.key == key), -1)
    return idle.pop(known)
