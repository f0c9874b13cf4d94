"""What everybody may be told of an edition's nights: never what a single host took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from samspel.night.queries.counts import arrivals_by_night
from samspel.night.queries.takings import takings
from samspel.places.models import Edition

FEWEST_HOSTS = 3
"""Of fewer, a sum tells each host what the other took."""
LARGEST_SHARE = 0.7
"""Where one of them took more of the sum than that, it tells everybody about what that one took."""
ROUNDED_SEK = 1000


def tells_one(amounts: Sequence[float]) -> bool:
    """Tell whether the sum of what hosts took would tell what one of them did; who took nothing hides nobody."""
    took = [one for one in amounts if one > 0]
    return len(took) < FEWEST_HOSTS or max(took) > LARGEST_SHARE * sum(took)


def public_figures(edition: Edition, *, played: Collection[tuple[str, str]]) -> dict[str, Any] | None:
    """Return what came on the nights of an edition and what its hosts took together; None where neither is known.

    Parameters
    ----------
    played
        Venues (addresses) and nights (ISO dates) with music: only there is something to be counted.
    """
    dates = {date.fromisoformat(when) for _venue, when in played}
    counted = arrivals_by_night(edition.festival, nights=dates)
    here = {(one.venue, one.date.isoformat()): one.persons for one in counted}
    known = {pair: here[pair] for pair in played if here.get(pair) is not None}
    nights = [
        {
            "night": night,
            "venues": sum(when == night for _venue, when in played),
            "counted": sum(when == night for _venue, when in known),
            "arrivals": sum(persons or 0 for (_venue, when), persons in known.items() if when == night),
        }
        for night in sorted({when for _venue, when in played})
    ]
    took = _took(edition, dates)
    return {"nights": nights, "takings": took} if known or took else None


def _took(edition: Edition, nights: Collection[date]) -> dict[str, Any] | None:
    found = takings(edition.festival, nights=nights)
    by_host: dict[str, float] = defaultdict(float)
    for one in found:
        by_host[one.venue] += float(one.amount_sek)
    if tells_one(list(by_host.values())):
        return None
    said = {(one.venue, one.date) for one in found}
    total = round(sum(by_host.values()) / ROUNDED_SEK) * ROUNDED_SEK
    return {"hosts": len(by_host), "said": len(said), "sek": total}
