"""S and L over time on the published instances: ours, Timefold, CP-SAT and a greedy schedule, one after the other.

``python -m benchmarks.peers.curves --instances small lah --seconds 0.1 1 10 --runs 3`` (what it does by itself) takes
the contestants in turn, so that a busy machine slows all, each in a process of its own, whose greatest memory is told.
Every schedule is scored by our independent `score` and `check`, whoever made it, and the arrays that the peers are
given must reproduce S of both schedules in the instance's file first.

Ours is a whole run of so many seconds for each mark, since a search that knows its end cools towards it; of the others
it is what one run has at the mark. Starting Java and building models is not counted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.instances import Plain, instance, problem_of, reference, scheduled
from benchmarks.peers import cpsat, timefold
from benchmarks.peers.ours import by_pairs
from benchmarks.peers.pairwise import pairwise_of
from benchmarks.peers.telling import told
from samspel.engines.timetable import Timetable, audience, check, score

OURS = "samspel, two cores"
INSTANCES, MARKS, RUNS = ("small", "lah"), (0.1, 1.0, 10.0), 3


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who takes part, how it is started, and what it reads."""

    name: str
    command: Callable[[str, int, list[str]], list[str]]
    reads: Callable[[Plain, Sequence[float], int], str] = lambda _plain, _marks, _seed: ""
    missing: Callable[[], str] = str


def _module(name: str, *options: str) -> Callable[[str, int, list[str]], list[str]]:
    run = [sys.executable, "-m", f"benchmarks.peers.{name}"]
    return lambda instance, seed, marks: [*run, instance, *options, str(seed), *marks]


CONTESTANTS = (
    Contestant(OURS, _module("ours", "crowd", "2")),
    Contestant("samspel, one core", _module("ours", "crowd", "1")),
    Contestant("samspel, by pairs", _module("ours", "pairs", "2")),
    Contestant("Timefold", lambda _instance, _seed, _marks: timefold.command(), timefold.written, timefold.missing),
    Contestant("CP-SAT from greedy", _module("cpsat"), missing=cpsat.missing),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A schedule by our score and check."""

    seconds: float
    s: int
    loss: int
    seen: float
    broken: int


class Judge:
    """Scores anybody's schedule of one instance."""

    def __init__(self, plain: Plain) -> None:
        self.exact, self.by_pairs = problem_of(plain), by_pairs(plain)

    def __call__(self, seconds: float, placements: Timetable) -> Judged:
        seen = audience(self.exact, placements)
        assert seen is not None
        broken = sum(one.rule != "unplaced" for one in check(self.exact, placements))
        s, loss = (score(problem, placements).total for problem in (self.by_pairs, self.exact))
        return Judged(seconds, s, loss, seen.seen, broken)

    def refuse_wrong_arrays(self, plain: Plain) -> None:
        """What peers are given, our score and the file's own figures are the same S."""
        arrays = pairwise_of(plain)
        for number, given in enumerate(plain["reference"]):
            found = arrays.cost(np.array(given["slot_of_performance"]))
            ours = self(0, reference(plain, number))
            assert (found, ours.s, ours.loss) == (given["S"], given["S"], given["L"])


def main(arguments: Sequence[str] = ()) -> None:
    asked = _asked(arguments)
    present = [one for one in CONTESTANTS if not one.missing()]
    for one in CONTESTANTS:
        if one not in present:
            print(f"Left out: {one.name}. {one.missing()}.")
    for name in asked.instances:
        _contest(name, present, sorted(asked.seconds), asked.runs)


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers.curves")
    parser.add_argument("--instances", nargs="+", default=INSTANCES, choices=("small", "lah"))
    parser.add_argument("--seconds", nargs="+", type=float, default=MARKS)
    parser.add_argument("--runs", type=int, default=RUNS)
    return parser.parse_args(arguments)


def _contest(name: str, present: Sequence[Contestant], marks: Sequence[float], runs: int) -> None:
    plain = instance(name)
    judge = Judge(plain)
    judge.refuse_wrong_arrays(plain)
    found: defaultdict[tuple[str, float], list[Judged]] = defaultdict(list)
    memory: defaultdict[str, list[float]] = defaultdict(list)
    for seed in range(runs):
        for one in present:
            command = one.command(name, seed, [str(mark) for mark in marks])
            output, megabytes = _run(command, one.reads(plain, marks, seed))
            memory[one.name].append(megabytes)
            for mark, seconds, slots in told(output):
                found[one.name, mark].append(judge(seconds, scheduled(plain, slots)))
    print(f"\n{name}: medians of {runs} runs; in brackets, how many times ours")
    print(f"{'':24}{'asked':>8}{'took':>8}{'S':>18}{'L':>18}{'seen':>8}{'broken':>8}")
    print(_line("greedy, in the file", None, [judge(0.0, reference(plain, 0))], []))
    for mark in marks:
        for one in present:
            print(_line(one.name, mark, found[one.name, mark], found[OURS, mark]))
    print("memory: " + ", ".join(f"{who} {statistics.median(peaks):,.0f} MB" for who, peaks in memory.items()))


def _run(command: Sequence[str], reads: str) -> tuple[str, float]:
    """Return what a process says and the most memory it held, in megabytes."""
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+") as said:
        given.write(reads)
        given.seek(0)
        process = subprocess.Popen(command, stdin=given, stdout=said)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command[:4])} … ended with {process.returncode}")
        said.seek(0)
        return said.read(), used.ru_maxrss / 1024


def _line(who: str, mark: float | None, found: Sequence[Judged], ours: Sequence[Judged]) -> str:
    asked = "" if mark is None else f"{mark:g} s"
    if not found:
        return f"{who:24}{asked:>8}  no schedule yet"
    middle = {name: statistics.median(getattr(one, name) for one in found) for name in Judged.__slots__}
    cells = []
    for name in ("s", "loss"):
        ratio = middle[name] / statistics.median(getattr(one, name) for one in ours) if ours else 0
        cells.append(f"{middle[name]:,.0f}" + (f" ({ratio:.2f})" if ratio else ""))
    took = "" if mark is None else f"{middle['seconds']:.2f} s"
    places = "".join(f"{cell:>18}" for cell in cells)
    return f"{who:24}{asked:>8}{took:>8}{places}{middle['seen']:>8.1%}{middle['broken']:>8.0f}"


if __name__ == "__main__":
    main(sys.argv[1:])
