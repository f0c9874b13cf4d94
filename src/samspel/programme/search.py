"""Find acts, venues and genres by name: whatever the accents, and with a slip of the finger or two.

`static/samspel/search.js` does exactly the same on a phone without a network; a test holds the two side by side.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from samspel.programme.snapshot import Programme

Kind = Literal["act", "venue", "genre"]

MOST = 30
"""How many are shown: who looks through more has asked for too little."""

LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ı": "i"})
"""Letters that are no accented form of another one, as people type them who lack the key."""

EXACT, BEGINS, HOLDS, SLIP, SPELLED = 100, 80, 60, 40, 5


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found: its name, and other words that lead to it for half the points."""

    kind: Kind
    slug: str
    name: str
    also: str = ""


def entries(programme: Programme) -> list[Entry]:
    """Return everything in a programme that has a page and a name."""
    return [
        *(Entry("act", act["slug"], act["name"], act["genre"]) for act in programme.acts_told.values()),
        *(Entry("venue", venue["slug"], venue["name"], venue["address"]) for venue in programme.venues.values()),
        *(Entry("genre", slug, name) for slug, name in programme.genres.items()),
    ]


def found(query: str, among: Iterable[Entry]) -> list[Entry]:
    """Return what fits every word of a query, best first."""
    asked = words(query)
    spelled = query.strip().lower()
    if not asked:
        return []
    scored = [(_score(asked, spelled, one), one) for one in among]
    ranked = sorted(
        ((score, one) for score, one in scored if score), key=lambda pair: (-pair[0], fold(pair[1].name), pair[1].kind)
    )
    return [one for _score, one in ranked[:MOST]]


def fold(text: str) -> str:
    """Return a text in small plain letters and digits with single spaces: “Åskväder & Co” is “askvader co”."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter)
    )
    return re.sub(r"[^a-z0-9]+", " ", plain.translate(LETTERS)).strip()


def words(text: str) -> list[str]:
    return fold(text).split()


def _score(asked: Sequence[str], spelled: str, entry: Entry) -> int:
    """Return the points of an entry, 0 where a word of the query fits nothing of it."""
    named, also = words(entry.name), words(entry.also)
    if len(named) > 1:
        named.append("".join(named))
    points = [max(_best(word, named), _best(word, also) // 2) for word in asked]
    if not all(points):
        return 0
    return sum(points) // len(points) + (SPELLED if spelled in entry.name.lower() else 0)


def _best(word: str, among: Iterable[str]) -> int:
    return max((_points(word, other) for other in among), default=0)


def _points(word: str, other: str) -> int:
    if other == word:
        return EXACT
    if other.startswith(word):
        return BEGINS
    if len(word) > 2 and word in other:
        return HOLDS
    allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    slips = min(slips_between(word, other), slips_between(word, other[: len(word)]))
    return SLIP - 10 * slips if slips <= allowed else 0


def slips_between(one: str, other: str) -> int:
    """Return how many letters were left out, put in, mistaken or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
