"""An instance as the peers get it: sets to slots, one to each, with forbidden pairs and costs of pairs and rooms.

That is the objective S, in which the crowd is a sum over pairs of sets. It is made from the file alone and shares
nothing with the engine, so the two check each other: ``python -m benchmarks.peers`` refuses to begin unless both
reproduce S of both schedules that stand in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.instances import Plain, eligible

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LATE, REST, GAP, APART, HEAVY_GAP = 5, 30, 120, 2, 30
"""Minutes: missed of a set; between sets of one person; of one act; nights between these; between heavy sets."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairwise:
    """S as arrays over sets and slots.

    Attributes
    ----------
    eligible : bool array of shape (sets, slots)
    room : int array of shape (sets, slots)
        What a set costs in a slot by the size of the room.
    pair : int array of shape (sets, sets)
        What two sets cost in slots that clash. Symmetric.
    clash : bool array of shape (slots, slots)
        Nobody can see both. Symmetric.
    forbidden : dict of str to (bool array of shape (sets, sets), bool array of shape (slots, slots))
        By rule: which sets may not be in which slots together. Symmetric.
    loudness : int array of shape (sets,)
    flow : int
        What a step of loudness costs between slots that follow each other.
    follows : bool array of shape (slots, slots)
        The second slot is the next one of the same stage and night.
    """

    eligible: Bools
    room: Ints
    pair: Ints
    clash: Bools
    forbidden: dict[str, tuple[Bools, Bools]]
    loudness: Ints
    flow: int
    follows: Bools

    def cost(self, slots: Ints) -> int:
        """S of a whole schedule: a slot for each set."""
        rows = np.arange(len(slots))
        clashing = self.clash[np.ix_(slots, slots)]
        steps = np.abs(self.loudness[:, None] - self.loudness[None, :]) * self.follows[np.ix_(slots, slots)]
        pairs = int(self.pair[clashing].sum()) // 2
        return int(self.room[rows, slots].sum()) + pairs + self.flow * int(steps.sum())


def pairwise_of(plain: Plain) -> Pairwise:
    """Return an instance's S."""
    slot = {name: np.array(values) for name, values in plain["slot"].items()}
    act = np.array(plain["performance_act"])
    walk = np.array(plain["venue"]["walk_minutes"])[np.ix_(slot["venue"], slot["venue"])]
    tonight = slot["night"][:, None] == slot["night"][None, :]
    same_venue = slot["venue"][:, None] == slot["venue"][None, :]
    follows = np.eye(len(walk), k=1, dtype=bool) & tonight & same_venue

    def within(minutes: Ints | int) -> Bools:
        """On one night, with fewer minutes than that between the two slots, whichever is first."""
        apart = slot["end"][:, None] + minutes <= slot["start"][None, :]
        return np.array(tonight & ~(apart | apart.T))

    genre, heavy = (np.array(plain["act"][name])[act] for name in ("genre", "heavy"))
    same_act = (act[:, None] == act[None, :]) & ~np.eye(len(act), dtype=bool)
    weights = plain["weights"]
    alike = weights["same_genre"] * ((genre[:, None] == genre[None, :]) & ~same_act)
    nights_apart = np.abs(slot["night"][:, None] - slot["night"][None, :])
    too_soon = within(HEAVY_GAP) & (follows | follows.T)
    pair = np.where(same_act | np.eye(len(act), dtype=bool), 0, _starred(plain, act) + alike)
    return Pairwise(
        eligible=np.array([eligible(plain["act"]["eligible_slots_hex"][one], len(walk)) for one in act]),
        room=_room(plain, act)[:, slot["venue"]],
        pair=pair,
        clash=within(walk - LATE),
        forbidden={
            "member": (_sharing(plain, act) & ~same_act, within(REST + walk)),
            "act": (same_act, within(GAP) | within(REST + walk) | same_venue | (nights_apart > APART)),
            "heavy": ((heavy[:, None] & heavy[None, :]).astype(bool), too_soon),
        },
        loudness=np.array(plain["loudness_by_genre"])[genre],
        flow=weights["flow"],
        follows=follows,
    )


def _room(plain: Plain, act: Ints) -> Ints:
    """What each set costs in each venue, by draw and capacity."""
    draw, capacity = np.array(plain["act"]["draw"])[act][:, None], np.array(plain["venue"]["capacity"])[None, :]
    outside, missing = np.maximum(0, draw - capacity), np.maximum(0.0, 0.4 * capacity - draw)
    return np.array(np.rint(plain["weights"]["scale"] * (1.5 * outside + 0.15 * missing)), dtype=np.int64)


def _starred(plain: Plain, act: Ints) -> Ints:
    """``(scale · W_ab) // (n_a · n_b)`` for the acts of each two sets, ``W_ab = Σ_v m_v min(w_va, w_vb)``."""
    together = lesser(plain)
    often = np.bincount(act)
    price = plain["weights"]["scale"] * together // np.maximum(1, np.outer(often, often))
    return np.array(price[np.ix_(act, act)])


def lesser(plain: Plain) -> Ints:
    """Return for each two acts the sum over visitors of the lesser weight: int array of shape (acts, acts)."""
    crowd = plain["visitor"]
    acts, weights = np.array(crowd["favourite_act"]), np.array(crowd["favourite_weight"])
    together = np.zeros((plain["acts"], plain["acts"]), dtype=np.int64)
    for people, (first, last) in zip(crowd["multiplier"], pairwise(crowd["pointer"]), strict=True):
        liked, weight = acts[first:last], weights[first:last]
        together[np.ix_(liked, liked)] += people * np.minimum.outer(weight, weight)
    np.fill_diagonal(together, 0)
    return together


def _sharing(plain: Plain, act: Ints) -> Bools:
    """Whether two sets are played by acts that share a member."""
    shared = np.zeros((plain["acts"], plain["acts"]), dtype=bool)
    for one, other in plain["share_member"]:
        shared[one, other] = shared[other, one] = True
    return np.array(shared[np.ix_(act, act)])
