"""A crowd for a festival that nobody has starred yet: what genres, draws and a jury let expect. Assumed, not measured.

Each visitor likes one or two genres, and chooses favourites one after the other, each with a chance in proportion to
how well known the act is, and more so within their genres: the Plackett–Luce model (Luce 1959, Plackett 1975), drawn
by adding Gumbel noise to the logarithms and taking the largest (Yellott 1977).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samspel.engines.timetable.problem import Crowd, Ints

FEWEST_VISITORS, MOST_VISITORS = 20, 600
"""As many as are expected; 600, each of whom stands for several, like a pair of acts about as often as thousands."""

USUAL_DRAW = 60
"""Where nobody has said of any act how many will come."""

FEWEST, MOST = 4, 12
"""Favourites of a visitor."""

TASTE = 6.0
"""How many times likelier an act of a visitor's genres is chosen than one as well known of another."""

SEEN = 6
"""How many acts a visitor sees in all: the acts' draws together are so many times the visitors."""

JURY_STEP = 25
"""Points of a jury that double what an unknown act is expected to draw."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of an act before anybody has starred it."""

    act: int
    genre: str = ""
    draw_persons: int | None = None
    jury_score: int | None = None


def assumed_crowd(acts: Sequence[Expected], *, seed: int = 0) -> Crowd | None:
    """Return a crowd that likes these acts; None where nothing is known that tells one act from another.

    Parameters
    ----------
    acts : sequence of Expected
    seed : int
        The same acts and seed give the same crowd.
    """
    if not any(one.genre or one.draw_persons or one.jury_score is not None for one in acts):
        return None
    random = np.random.default_rng(seed)
    known = _renown(acts)
    genres = {genre: number for number, genre in enumerate(sorted({one.genre for one in acts if one.genre}))}
    genre = np.array([genres.get(one.genre, -1) for one in acts])
    share = np.bincount(genre[genre >= 0], known[genre >= 0], minlength=len(genres)).astype(np.float64)
    persons = sum(known) / SEEN
    visitors = int(np.clip(persons, FEWEST_VISITORS, MOST_VISITORS))
    lists = [_choose(random, known, genre, share) for _visitor in range(visitors)]
    number = np.array([one.act for one in acts], dtype=np.int64)
    liked = np.concatenate(lists)
    return Crowd(
        pointer=np.cumsum([0, *map(len, lists)]),
        act=number[liked],
        weight=np.ones(len(liked), dtype=np.int64),
        people=np.full(visitors, max(1, round(persons / visitors)), dtype=np.int64),
    )


def _renown(acts: Sequence[Expected]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How well known each act is: its draw, else the middle draw, doubled for each so many points of a jury."""
    draws = [one.draw_persons for one in acts if one.draw_persons]
    middle = float(np.median(draws)) if draws else float(USUAL_DRAW)
    juries = [one.jury_score for one in acts if one.jury_score is not None]
    usual = float(np.median(juries)) if juries else 0.0
    return np.array(
        [
            float(one.draw_persons)
            if one.draw_persons
            else middle * 2 ** (((one.jury_score if one.jury_score is not None else usual) - usual) / JURY_STEP)
            for one in acts
        ]
    )


def _choose(
    random: np.random.Generator,
    known: np.ndarray[tuple[int], np.dtype[np.float64]],
    genre: Ints,
    share: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> Ints:
    """The rows of one visitor's favourites."""
    taste = np.array([], dtype=np.int64)
    if len(share):
        count = min(len(share), int(random.integers(1, 3)))
        taste = random.choice(len(share), count, replace=False, p=share / share.sum())
    count = min(len(known), int(random.integers(FEWEST, MOST + 1)))
    utility = np.log(known * np.where(np.isin(genre, taste), TASTE, 1.0)) + random.gumbel(size=len(known))
    return np.sort(np.argsort(-utility, kind="stable")[:count]).astype(np.int64)
