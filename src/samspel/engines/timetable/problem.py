"""The problem: sets to be played, stages with opening hours, hard rules and wishes.

Minutes count from midnight of the night's date, so 01:30 is minute 1530 of the night before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.own_rules import Bond, Limit, Relation, Where
from samspel.engines.timetable.refusals import LAST_MINUTE, Ints, UnusableProblem, refuse_bad_crowd, refuse_bad_problem

__all__ = [
    "LAST_MINUTE",
    "Bond",
    "CoStars",
    "Crowd",
    "Ints",
    "Limit",
    "Opening",
    "Performance",
    "Pin",
    "Problem",
    "Relation",
    "Rules",
    "Slot",
    "Stage",
    "UnusableProblem",
    "Where",
    "Window",
    "Wishes",
]


Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where sets are played; several stages may stand in one venue (a row of ``walk_minutes``)."""

    name: str
    venue: int
    capacity_persons: int | None
    changeover_minutes: int


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of one night in which a stage may be played, half open."""

    stage: int
    night: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A ready place for exactly one set, which then lasts from start to end, whatever its own length."""

    stage: int
    night: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one night in which an act can play, half open."""

    night: int
    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a set is to stay, decided by a person."""

    stage: int
    night: int
    start_minute: int


@dataclass(frozen=True, slots=True)
class Performance:
    """One set of an act.

    Parameters
    ----------
    name : str
    act : int
        Sets of one number are by the same act.
    minutes : int
        Length of the set, without changeover.
    draw_persons : int, optional
        Expected audience; None: not known, and no room is too small or too large.
    genre : str
        Empty: like nothing else.
    members : tuple of int
        The people on stage; a person in two acts is the same number in both.
    windows : tuple of Window, optional
        When the act can play; None: always. The set must lie wholly inside one of them.
    pin : Pin, optional
    is_heavy : bool
        Needs much set up; two such sets in a row need `Rules.heavy_gap_minutes` between them.
    loudness : int, optional
        On a scale of the festival's own, 0 or more; jumps between neighbours on a stage cost. None: not known.
    slots : tuple of int, optional
        Which of the problem's slots will do; None: all. Without meaning where the problem has no slots.
    """

    name: str
    act: int
    minutes: int
    draw_persons: int | None = None
    genre: str = ""
    members: tuple[int, ...] = ()
    windows: tuple[Window, ...] | None = None
    pin: Pin | None = None
    is_heavy: bool = False
    loudness: int | None = None
    slots: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """The visitors, each with a list of favourite acts: visitor ``v``'s are entries ``pointer[v]:pointer[v + 1]``.

    Parameters
    ----------
    pointer : int array of shape (visitors + 1,)
    act : int array of shape (favourites,)
    weight : int array of shape (favourites,)
        How much the visitor wants to see the act, 1 or more.
    people : int array of shape (visitors,)
        How many persons each visitor counts as.
    delegate : bool array of shape (visitors,), optional
        Who is a delegate; empty: nobody is known to be.

    Raises
    ------
    UnusableProblem
        If the arrays do not fit together, a weight is below 1, or an act stands twice in a list.
    """

    pointer: Ints
    act: Ints
    weight: Ints
    people: Ints
    delegate: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def __post_init__(self) -> None:
        if not len(self.delegate):
            object.__setattr__(self, "delegate", np.zeros(len(self.people), dtype=np.bool_))
        for name in ("pointer", "act", "weight", "people", "delegate"):
            kind = np.bool_ if name == "delegate" else np.int64
            values: NDArray[Any] = np.array(getattr(self, name), dtype=kind)
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        refuse_bad_crowd(self)

    def __len__(self) -> int:
        return len(self.people)

    @property
    def visitor(self) -> Ints:
        """Whose each favourite is: int array of shape (favourites,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.pointer))


@dataclass(frozen=True, slots=True)
class CoStars:
    """How many people starred both acts."""

    act_a: int
    act_b: int
    people: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The hard rules that apply; each boolean is a switch.

    Attributes
    ----------
    changeover : bool
        Where one act plays at a time, the stage's changeover lies between two sets.
    rest_minutes : int
        Between two sets that share a member, plus the walk from one venue to the other.
    repeat_gap_minutes : int
        Between two sets of one act on the same night.
    repeat_other_venue : bool
        Two sets of one act on the same night are in different venues.
    repeat_venue_once : bool
        An act plays a venue only once, whatever the night.
    repeat_nights_apart : int
        Most nights between two sets of one act.
    heavy_gap_minutes : int
        Between two heavy sets in a row on one stage, where the changeover is shorter.
    """

    opening: bool = True
    one_at_a_time: bool = True
    changeover: bool = True
    availability: bool = True
    members: bool = True
    repeats: bool = True
    pins: bool = True
    rest_minutes: int = 30
    repeat_gap_minutes: int = 120
    repeat_other_venue: bool = True
    repeat_venue_once: bool = False
    repeat_nights_apart: int = 2
    heavy_gap_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Wishes:
    """Weights of the wishes, 0 or more; 0 leaves a wish out.

    Attributes
    ----------
    floor : float
        That each act is within reach of its floor: `floor_share` of those who starred it. An act is within reach of
        whoever can see one of its sets without giving up another favourite.
    floor_share : float
        0–1.
    """

    capacity: float = 1.0
    similar: float = 1.0
    starred: float = 1.0
    flow: float = 1.0
    floor: float = 0.0
    floor_share: float = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is to be placed, where it may be placed, and what is wished for.

    Parameters
    ----------
    performances : sequence of Performance
    stages : sequence of Stage
    openings : sequence of Opening
    walk_minutes : int array of shape (venues, venues)
        From row to column. Copied and made read-only.
    nights : int
        Nights are numbered from 0.
    costars : sequence of CoStars
        How often acts are starred together; used where there is no crowd.
    crowd : Crowd, optional
        Who wants to see what; the wish for starred sets is then every visitor's best evening, exactly.
    slots : sequence of Slot
        If any, sets go to slots, one to each, and the openings and the sets' own lengths have no meaning.
        Slots of one stage and night stand together, by time.
    limits : sequence of Limit
    bonds : sequence of Bond
        Rules and wishes of the festival's own.
    rules : Rules
    wishes : Wishes
    grid_minutes : int
        The solver starts sets at multiples of this; pins may start at any minute.

    Raises
    ------
    UnusableProblem
        If a value makes no sense; the sentence says which and what to do.
    """

    performances: tuple[Performance, ...]
    stages: tuple[Stage, ...]
    openings: tuple[Opening, ...]
    walk_minutes: Ints
    nights: int
    costars: tuple[CoStars, ...] = ()
    rules: Rules = field(default_factory=Rules)
    wishes: Wishes = field(default_factory=Wishes)
    grid_minutes: int = 5
    crowd: Crowd | None = None
    slots: tuple[Slot, ...] = ()
    limits: tuple[Limit, ...] = ()
    bonds: tuple[Bond, ...] = ()
    _slot_ends: dict[tuple[int, int, int], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        walk = np.array(self.walk_minutes, dtype=np.int64)
        walk.setflags(write=False)
        object.__setattr__(self, "walk_minutes", walk)
        for name in ("performances", "stages", "openings", "costars", "slots", "limits", "bonds"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        refuse_bad_problem(self)
        ends = {(slot.stage, slot.night, slot.start_minute): slot.end_minute for slot in self.slots}
        object.__setattr__(self, "_slot_ends", ends)

    def end_minute(self, row: int, stage: int, night: int, start_minute: int) -> int:
        """When a set that starts there is over: at the end of its slot, else after its own length."""
        own = start_minute + self.performances[row].minutes
        return self._slot_ends.get((stage, night, start_minute), own) if self.slots else own
