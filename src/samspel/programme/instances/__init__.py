"""Rows → the timetable engine's problem, and its answer → rows."""

from samspel.programme.instances.building import instance_of, to_be_played
from samspel.programme.instances.edited import KEPT, edited_instance
from samspel.programme.instances.instance import Instance
from samspel.programme.instances.placements import (
    from_plain_placements,
    moved_since_plan,
    placement_rows,
    placements_by_rows,
    placements_of,
    plain_placements,
)

__all__ = [
    "KEPT",
    "Instance",
    "edited_instance",
    "from_plain_placements",
    "instance_of",
    "moved_since_plan",
    "placement_rows",
    "placements_by_rows",
    "placements_of",
    "plain_placements",
    "to_be_played",
]
