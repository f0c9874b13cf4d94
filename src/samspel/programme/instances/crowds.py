"""Who likes what, as the engine weighs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from samspel.engines import timetable as engine
from samspel.engines.timetable.assumed import MOST as MOST_ASSUMED
from samspel.places.models import Edition
from samspel.programme.models import Favourites, Performance
from samspel.programme.types import RuleSet


def crowd_of(edition: Edition, rules: RuleSet, performances: Sequence[Performance]) -> engine.Crowd | None:
    """Return who likes what; where nobody has starred anything, what genres and draws let expect."""
    sets = Counter(performance.act_id for performance in performances)
    found = Favourites.objects.filter(edition=edition).order_by("pk").values_list("acts", "people", "are_delegates")
    rows = list(found)
    lists = [_weighable(liked, sets) for liked, _people, _delegates in rows]
    if not rows and rules.assume_stars:
        return _assumed(sets, performances)
    if not any(lists):
        return None
    liked = np.array([act for one in lists for act in one], dtype=np.int64)
    return engine.Crowd(
        pointer=np.cumsum([0, *(len(one) for one in lists)]),
        act=liked,
        weight=np.ones(len(liked), dtype=np.int64),
        people=np.array(
            [people * (rules.delegates if delegates else 1) for _liked, people, delegates in rows], dtype=np.int64
        ),
        delegate=np.array([delegates for _liked, _people, delegates in rows], dtype=np.bool_),
    )


def _assumed(sets: Counter[int], performances: Sequence[Performance]) -> engine.Crowd | None:
    """Return the crowd that may be expected; none where an act has more sets than the engine weighs together."""
    if sets and max(sets.values()) > engine.MOST_FAVOURITE_SETS // MOST_ASSUMED:
        return None
    acts = {performance.act_id: performance.act for performance in performances}
    return engine.assumed_crowd(
        [engine.Expected(key, act.genre.casefold(), act.draw_persons, act.jury_score) for key, act in acts.items()]
    )


def _weighable(liked: list[int], sets: Counter[int]) -> list[int]:
    """Return the acts of a list that are played; of a very long list as many as the engine can weigh together."""
    played = [act for act in liked if sets[act]]
    room = list(accumulate(sets[act] for act in played))
    return [act for act, used in zip(played, room, strict=True) if used <= engine.MOST_FAVOURITE_SETS]
