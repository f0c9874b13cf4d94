"""A published programme on paper, by Typst: pocket timetable, door posters, large-print list. PDF/A-2a, PDF/UA-1.

Every print says which version it is of, and its QR code leads to a page that says what has changed since.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.colours import on_paper
from samspel.places.types import Access
from samspel.programme.snapshot import Programme
from samspel.programme.types import ShownSet
from samspel.wording import clock, day

TEMPLATES = Path(__file__).parent / "templates" / "programme" / "paper"
RUN_OVER_MINUTES = 60
"""How far past its set a name may run in the grid, where the stage is free."""

POSTER_HOLDS = 14
"""Sets that can be read on one poster; a stage with more on a night gets another."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a print needs beside the programme: the festival's colour, and where it is said what has changed."""

    accent: str
    changed_address: str


def pocket(programme: Programme, frame: Frame) -> bytes:
    """Return an A4 sheet per night that folds in four: cover and list outside, the whole night inside."""
    return _pdf("pocket", programme, frame, nights=[_night(programme, night) for night in programme.nights])


def large_print(programme: Programme, frame: Frame) -> bytes:
    """Return every set by night and hour in letters of 18 points and more."""
    nights = [
        {"name": _begun(day(night)), "hours": _hours(programme.told_of(night=night))} for night in programme.nights
    ]
    return _pdf("large", programme, frame, nights=nights)


def doors(programme: Programme, frame: Frame, *, paper: str, venue: str = "") -> bytes:
    """Return a poster per stage and night, of all venues or one. `paper` is `a3` or `a4`."""
    sets = programme.told_of(venue_slug=venue) if venue else programme.told
    by_door = sorted(sets, key=lambda one: (one.venue.casefold(), one.stage, one.night, one.start_minute))
    found = groupby(by_door, key=lambda one: (one.venue_slug, one.stage, one.night))
    posters = [
        _door(programme.venues[slug], stage, night, part)
        for (slug, stage, night), group in found
        for part in _parts(list(group))
    ]
    return _pdf("doors", programme, frame, paper=paper, doors=posters)


def _pdf(name: str, programme: Programme, frame: Frame, **values: Any) -> bytes:
    edition = programme.snapshot["edition"]
    accent, ink = on_paper(frame.accent)
    published_at = programme.published_at.astimezone(programme.zone)
    stamp = {"version": programme.version, "at": date_format(published_at, "j F Y H:i")}
    data = {
        "language": translation.get_language(),
        "title": edition["name"],
        "kicker": edition["place"],
        "synthetic": _("Synthetic: this festival does not exist.") if edition["synthetic"] else "",
        "stamp": _("Version %(version)d, %(at)s.") % stamp,
        "accent": accent,
        "ink": ink,
        "date": [published_at.year, published_at.month, published_at.day],
        "address": frame.changed_address,
        "code": _code(frame.changed_address),
        "words": {"code": _("QR code:"), "changed": _("Has anything changed?"), "page": _("Page")},
        **values,
    }
    pdf: bytes = typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        font_paths=[str(TEMPLATES / "fonts")],
        ignore_system_fonts=True,
        timestamp=int(published_at.timestamp()),
    )
    return pdf


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=1, xmldecl=False)
    return drawn.getvalue().decode()


def _night(programme: Programme, night: date) -> dict[str, Any]:
    sets, told = programme.of_night(night), programme.told_of(night=night)
    first = min(one.start_minute for one in told) // 60 * 60
    last = -(-max(one.end_minute for one in told) // 60) * 60
    return {
        "name": _begun(day(night)),
        "weekday": _begun(date_format(night, "l")),
        "date": date_format(night, "j F Y"),
        "count": ngettext("%(n)d set", "%(n)d sets", len(sets)) % {"n": len(sets)},
        "first": first,
        "last": last,
        "clock": [clock(minute) for minute in range(first, last, 60)],
        "hours": _hours(told),
        "rows": _rows(told, last),
    }


def _begun(text: str) -> str:
    """Return a text that stands by itself: Swedish days begin with a small letter elsewhere."""
    return text[:1].upper() + text[1:]


def _hours(sets: Iterable[ShownSet]) -> list[dict[str, Any]]:
    by_hour = groupby(sorted(sets, key=_order), key=lambda one: one.start_minute // 60)
    return [{"name": clock(hour * 60), "sets": [_entry(one) for one in group]} for hour, group in by_hour]


def _order(one: ShownSet) -> tuple[int, str]:
    return one.start_minute, one.venue.casefold()


def _entry(one: ShownSet) -> dict[str, str]:
    return {"time": f"{clock(one.start_minute)}–{clock(one.end_minute)}", "act": _act(one), "where": one.where}


def _act(one: ShownSet) -> str:
    """Return who plays, and whether they do: somebody may have the earlier print in hand."""
    return _("%(act)s: cancelled") % {"act": one.act} if one.is_cancelled else one.act


def _rows(sets: Iterable[ShownSet], last: int) -> list[dict[str, Any]]:
    """Return a night's stages with their sets; a cancelled set whose time somebody else has got has its own row."""
    by_stage = sorted(sets, key=lambda one: (one.where.casefold(), one.is_cancelled, one.start_minute))
    rows = []
    for where, group in groupby(by_stage, key=lambda one: one.where):
        lanes: list[list[ShownSet]] = []
        for one in group:
            free = (lane for lane in lanes if not any(_overlap(one, other) for other in lane))
            lane = next(free, None)
            if lane is None:
                lanes.append([one])
            else:
                lane.append(one)
        rows += [{"name": where, "sets": _cells(sorted(lane, key=_order), last)} for lane in lanes]
    return rows


def _overlap(one: ShownSet, other: ShownSet) -> bool:
    return one.start_minute < other.end_minute and other.start_minute < one.end_minute


def _cells(sets: list[ShownSet], last: int) -> list[dict[str, Any]]:
    """Return a row's sets in order of time, and until when a set's name has room."""
    nexts = [one.start_minute for one in sets[1:]] + [last]
    return [
        {
            "act": one.act,
            "note": _act(one).removeprefix(one.act),
            "clock": clock(one.start_minute),
            "start": one.start_minute,
            "end": one.end_minute,
            "until": max(one.start_minute + 5, min(after, one.end_minute + RUN_OVER_MINUTES)),
        }
        for one, after in zip(sets, nexts, strict=True)
    ]


def _parts(sets: list[ShownSet]) -> list[list[ShownSet]]:
    return [sets[at : at + POSTER_HOLDS] for at in range(0, len(sets), POSTER_HOLDS)]


def _door(venue: Mapping[str, Any], stage: str, night: date, sets: Iterable[ShownSet]) -> dict[str, Any]:
    access = Access.from_plain(venue["access"]).said
    return {
        "name": venue["name"],
        "night": _begun(day(night)),
        "about": " · ".join(filter(None, (stage, venue["address"], *access))),
        "sets": [
            {
                "start": clock(one.start_minute),
                "end": clock(one.end_minute),
                "act": _act(one),
                "about": " · ".join(filter(None, (one.genre, one.country))),
            }
            for one in sets
        ],
    }
