"""CoSPLib's conferences by our engine, beside the schedules that its authors publish, all by their objective.

``python -m benchmarks.peers.cosplib`` prints the total and each term of each schedule; ours is the median of three
runs. How a conference becomes problems of ours stands in `sessions.py`. What our model does not have is not sought,
only counted: consecutive sessions and few rooms of a track, small penalties of rooms, and the order of a track's
papers, which are put in order within each session only. The schedules that the authors publish keep each track in one
room and never beside itself; ours may do otherwise, at the price that the files set. The authors print other totals
where a price in the files is another now, and leave the order out.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence

from benchmarks.peers.conference import (
    Conference,
    Schedule,
    conference,
    faults,
    published,
    refuse_other_terms,
    terms,
)
from benchmarks.peers.sessions import schedule

NAMES, SECONDS, RUNS = ("N2OR", "GECCO19", "GECCO20", "GECCO21"), 6.0, 3

SOUGHT = (
    *("Tracks_Sessions|Penalty", "Submissions_Sessions|Penalty", "Submissions_Timezones", "Similar Tracks"),
    *("Parallel Tracks", "Presenters Conflicts", "Attendees Conflicts", "Chairs Conflicts"),
)
"""The terms that our model has; the others are only counted."""


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers.cosplib")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(arguments)
    for name in NAMES:
        _compare(name, asked.seconds, asked.runs)


def _compare(name: str, seconds: float, runs: int) -> None:
    of = conference(name)
    sizes = f"{len(of.papers)} papers, {len(of.tracks)} tracks, {len(of.sessions)} sessions, {len(of.rooms)} rooms"
    print(f"\n{name}: {sizes}")
    for which in ("Exact", "Extended"):
        theirs = published(name, which, of)
        refuse_other_terms(of, theirs)
        _tell(f"authors, {which}", of, theirs.schedule, f"; printed by them: {theirs.total:,}")
    found, took = [], []
    for seed in range(runs):
        began = time.monotonic()
        found.append(schedule(of, seconds, seed))
        took.append(time.monotonic() - began)
    middle = sorted(found, key=lambda one: sum(terms(of, one).values()))[len(found) // 2]
    _tell("samspel", of, middle, f"; median of {runs}, {statistics.median(took):.1f} s each")


def _tell(who: str, of: Conference, one: Schedule, more: str) -> None:
    found, wrong = terms(of, one), faults(of, one)
    sought = sum(found.get(name, 0) for name in SOUGHT)
    parts = ", ".join(f"{name.lower()} {value:,}" for name, value in found.items() if value)
    print(f"{who}: {sum(found.values()):,}, {sought:,} of it in terms that our model has{more}")
    print(f"    {parts or 'nothing'}{f'; {wrong} faults' if wrong else ''}")


if __name__ == "__main__":
    main(sys.argv[1:])
