"""A crowd that nobody has counted: the same for the same acts, fond of genres, fonder of what is well known."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from samspel.engines.timetable import Expected, assumed_crowd


def test_people_like_genres_and_what_is_well_known() -> None:
    genres = ("visa", "rock", "jazz")
    acts = [Expected(10 * number, genres[number % 3], 400 if number < 3 else 60) for number in range(30)]
    crowd, again = assumed_crowd(acts), assumed_crowd(acts)
    assert crowd is not None
    assert again is not None
    assert (crowd.act.tolist(), crowd.pointer.tolist()) == (again.act.tolist(), again.pointer.tolist())
    assert len(crowd) == (3 * 400 + 27 * 60) // 6
    assert set(crowd.people.tolist()) == {1}
    lists = [crowd.act[first:last].tolist() for first, last in zip(crowd.pointer, crowd.pointer[1:], strict=False)]
    assert {len(one) for one in lists} == set(range(4, 13))
    often = np.bincount(crowd.act // 10)
    assert often[:3].min() > 1.5 * often[3:].mean()
    pairs = [(a // 10 % 3, b // 10 % 3) for liked in lists for a, b in combinations(liked, 2)]
    assert sum(a == b for a, b in pairs) > 0.4 * len(pairs)  # a third, if genres were nothing to anybody


def test_a_jury_stands_in_for_a_draw_and_nothing_known_is_nothing_assumed() -> None:
    acts = [Expected(number, jury_score=90 if number < 3 else 40) for number in range(30)]
    crowd = assumed_crowd(acts, seed=2)
    assert crowd is not None
    often = np.bincount(crowd.act)
    assert often[:3].min() > often[3:].mean()
    assert assumed_crowd([Expected(1), Expected(2)]) is None
    assert assumed_crowd([]) is None
