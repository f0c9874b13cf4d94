"""What a visitor's device keeps of a programme: its facts in few bytes, to search and plan without a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samspel.programme.search import entries
from samspel.programme.snapshot import Programme
from samspel.programme.types import code_of
from samspel.wording import short_day


def compact(programme: Programme) -> dict[str, Any]:
    """Return a programme as lists without names; `static/samspel/visitors/programme.js` knows what stands where.

    Rows refer to acts, venues and nights by their number. Moments are minutes since 1970 in UTC. `walks` holds for each
    venue the minutes to those before it.
    """
    acts = {slug: row for row, slug in enumerate(programme.acts_told)}
    venues = {slug: row for row, slug in enumerate(programme.venues)}
    nights = {night: row for row, night in enumerate(programme.nights)}
    return {
        "zone": programme.zone.key,
        "nights": [[night.isoformat(), short_day(night)] for night in nights],
        "venues": [[slug, venue["name"], venue["address"]] for slug, venue in programme.venues.items()],
        "walks": [[programme.walk(one, other) for other in list(venues)[:row]] for one, row in venues.items()],
        "acts": [
            [code_of(slug), slug, act["name"], act["genre"], act["country"]]
            for slug, act in programme.acts_told.items()
        ],
        "genres": [[one.slug, one.name] for one in entries(programme) if one.kind == "genre"],
        "sets": [
            [
                one.key,
                acts[one.act_slug],
                venues[one.venue_slug],
                one.stage,
                nights[one.night],
                int(one.starts_at.timestamp()) // 60,
                one.end_minute - one.start_minute,
                one.start_minute,
                one.state if one.state != "scheduled" else "",
            ]
            for one in programme.told
        ],
    }


def manifest(
    *, name: str, short_name: str, home: str, language: str, colour: str, icons: Mapping[int, str]
) -> dict[str, Any]:
    """Return what makes the pages an app that can be put on a home screen."""
    return {
        "name": name,
        "short_name": short_name,
        "id": home,
        "start_url": home,
        "scope": home,
        "lang": language,
        "display": "standalone",
        "theme_color": colour,
        "background_color": colour,
        "icons": [
            {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size, address in icons.items()
            for purpose in ("any", "maskable")
        ],
    }
