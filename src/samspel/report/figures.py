"""A frozen programme → the numbers of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Plain = Mapping[str, Any]


def counts(snapshot: Plain) -> dict[str, Any]:
    """Return how large the festival is, from its frozen programme."""
    sets: Sequence[Plain] = snapshot["sets"]
    acts = {act["slug"]: act for act in snapshot["acts"]}
    played = Counter(one["act"] for one in sets)
    genres = Counter(acts[one["act"]]["genre"] for one in sets if acts[one["act"]]["genre"])
    return {
        "acts": len(played),
        "sets": len(sets),
        "venues": len({one["venue"] for one in sets}),
        "stages": len({(one["venue"], one["stage"]) for one in sets}),
        "nights": len({one["night"] for one in sets}),
        "countries": len({acts[slug]["country"] for slug in played if acts[slug]["country"]}),
        "hours": round(sum(one["end"] - one["start"] for one in sets) / 60, 1),
        "twice": sum(number > 1 for number in played.values()),
        "at_once": most_at_once(sets),
        "genres": genres.most_common(12),
        "by_hour": by_hour(sets),
    }


def most_at_once(sets: Sequence[Plain]) -> int:
    """Return the largest number of sets that are on at one moment."""
    most = 0
    for one in sets:
        at_start = sum(
            other["night"] == one["night"] and other["start"] <= one["start"] < other["end"] for other in sets
        )
        most = max(most, at_start)
    return most


def by_hour(sets: Sequence[Plain]) -> dict[str, list[tuple[int, int]]]:
    """Return for every night how many sets are on during each clock hour."""
    nights: dict[str, Counter[int]] = {}
    for one in sets:
        for hour in range(one["start"] // 60, -(-one["end"] // 60)):
            nights.setdefault(one["night"], Counter())[hour * 60] += 1
    return {night: sorted(hours.items()) for night, hours in sorted(nights.items())}
