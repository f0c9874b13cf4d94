"""What everybody may be told of an edition's nights: never what a single host took."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from samspel.night.queries.counts import arrivals_by_night
from samspel.night.queries.takings import takings
from samspel.places.models import Edition

FEWEST_HOSTS = 3
"""Of fewer, a sum tells each host what the other took."""


def public_figures(edition: Edition, *, played: Collection[tuple[str, str]]) -> dict[str, Any] | None:
    """Return what came on the nights of an edition and what its hosts took together; None where neither is known.

    Parameters
    ----------
    played
        Venues (addresses) and nights (ISO dates) with music: only there is something to be counted.
    """
    here = {(one.venue, one.date.isoformat()): one.persons for one in arrivals_by_night(edition.festival)}
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
    took = _took(edition, {when for _venue, when in played})
    return {"nights": nights, "takings": took} if known or took else None


def _took(edition: Edition, nights: Collection[str]) -> dict[str, Any] | None:
    found = takings(edition.festival, nights=[date.fromisoformat(night) for night in nights])
    hosts = {one.venue for one in found}
    if len(hosts) < FEWEST_HOSTS:
        return None
    said = {(one.venue, one.date) for one in found}
    return {"hosts": len(hosts), "said": len(said), "sek": round(sum(float(one.amount_sek) for one in found))}
