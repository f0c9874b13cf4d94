"""What is kept of several years' estimates → the engine's shares and changes, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from samspel.engines.survey import Kept, Past, marketing

Plain = Mapping[str, Any]


def plain_years(problem: Plain, own: Sequence[Plain]) -> dict[str, Any] | None:
    """Return shares by year and the changes between years that asked the same; None with nothing to compare with.

    A question that an earlier year asked in other words is left out of that year, and named in ``other_words``.
    """
    earlier, words = problem.get("earlier", ()), {one["name"]: one["wording"] for one in own}
    if not earlier or not own:
        return None
    years = [*earlier, {"year": problem["year"], "asked": own}]
    asked = {year["year"]: [one for one in year["asked"] if words.get(one["name"]) == one["wording"]] for year in years}
    found = marketing([Past(year, [_kept(one) for one in kept]) for year, kept in asked.items()])
    few = {(year, one["name"]) for year, kept in asked.items() for one in kept if one["few"]}
    return {
        "shares": [
            {
                "name": one.name,
                "year": one.year,
                "share": one.estimate.value,
                "low": one.estimate.low,
                "high": one.estimate.high,
                "n": one.estimate.answers,
                "few": (one.year, one.name) in few,
            }
            for one in found.shares
        ],
        "changes": [
            {**asdict(one), "few": bool({(one.before, one.name), (one.after, one.name)} & few)} for one in found.changes
        ],
        "other_words": [
            {"name": one["name"], "year": year["year"]}
            for year in earlier
            for one in year["asked"]
            if one["name"] in words and words[one["name"]] != one["wording"]
        ],
        "level": found.level,
    }


def _kept(one: Plain) -> Kept:
    numbers = (min(1.0, max(0.0, one["share"])), one["effective"], one["degrees"], one["answers"])
    return Kept(one["name"], *numbers, wording=one["wording"])
