"""The answer: where each set is played, and what the timetable costs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from samspel.engines.timetable.refusals import Ints

UNPLACED_QUARTERS = 1_000_000_000
"""What a set left out costs: as much as 250 million persons standing outside, more than any placement."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and when a set is played; any integers, so that every hand-made timetable can be checked."""

    stage: int
    night: int
    start_minute: int


Timetable = tuple[Placement | None, ...]
"""One entry for each performance of the problem; None: not placed."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a timetable costs; 0 is perfect.

    Attributes
    ----------
    capacity : int
        Misfit of draw and room, in quarter persons, times its weight.
    similar : int
        Pairs of sets of one genre that nobody can see both of, each as 9 persons; quarter persons, times its weight.
    starred : int
        With a crowd: the favourites that its best evenings leave out, by weight and people. Else people who starred
        both of two sets and cannot see both. Quarter persons, times its weight.
    flow : int
        Steps of loudness between neighbours on a stage, each as 6 persons; quarter persons, times its weight.
    unplaced : int
        Number of sets without a place.
    floor : int
        People that acts lack to be within reach of their floor; quarter persons, times its weight.
    own : int
        What the festival's own wishes cost that are not kept, each as 20 persons; quarter persons, times its weight.
    """

    capacity: int
    similar: int
    starred: int
    unplaced: int
    flow: int = 0
    floor: int = 0
    own: int = 0

    @property
    def wishes(self) -> int:
        """What the wishes cost, in quarter persons."""
        return self.capacity + self.similar + self.starred + self.flow + self.floor + self.own

    @property
    def total(self) -> int:
        """Everything in quarter persons; one set left out outweighs all wishes together."""
        return self.wishes + UNPLACED_QUARTERS * self.unplaced


@dataclass(frozen=True, slots=True)
class Audience:
    """What visitors see of what they wish for, as shares 0–1 of the favourites' weight.

    Attributes
    ----------
    seen : float
        Everybody together.
    worst_tenth : float
        The tenth of the visitors who see the least of theirs.
    delegates : float or None
        The delegates among them; None: there are none.
    """

    seen: float
    worst_tenth: float
    delegates: float | None


@dataclass(frozen=True, slots=True)
class Solution:
    """A timetable with its score.

    Attributes
    ----------
    placements : Timetable
    score : Score
    bound : float or None
        No timetable that keeps the rules and the pins has a lower total; None if not known.
    seconds : float
        Wall time since the solver was called.
    proved : bool
        Whether no better timetable exists.
    """

    placements: Timetable
    score: Score
    bound: float | None
    seconds: float
    proved: bool


class Aim(StrEnum):
    """What a repair is best at."""

    SCORE = "score"
    """Everything as the score weighs it."""
    MOVES = "moves"
    """As few sets as possible are moved."""
    DELEGATES = "delegates"
    """What delegates see counts most."""
    VISITORS = "visitors"
    """What visitors see counts most: where nobody is a delegate."""
    VENUE = "venue"
    """As many guests as possible, by draw and room, where something fell away."""
    ROOMS = "rooms"
    """Draws fit rooms: where those who lost something have no hours left."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a timetable costs, and what people see by it; without a crowd: None."""

    score: Score
    audience: Audience | None


@dataclass(frozen=True, slots=True, eq=False)
class Repair:
    """A timetable that keeps the rules after something has happened, and what it changes.

    Attributes
    ----------
    aim : Aim
    placements : Timetable
    moved : tuple of int
        Rows of the sets that are elsewhere than before, or had no place before.
    left_out : tuple of int
        Rows that had a place and found none.
    taken_out : tuple of int
        Rows that had a place and can never play now: their ``windows`` are empty.
    before, after : Outcome
    better, worse : int arrays
        Visitors whose best evenings hold more, and less, than before, by number.
    """

    aim: Aim
    placements: Timetable
    moved: tuple[int, ...]
    left_out: tuple[int, ...]
    taken_out: tuple[int, ...]
    before: Outcome
    after: Outcome
    better: Ints
    worse: Ints
