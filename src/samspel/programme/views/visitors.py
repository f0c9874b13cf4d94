"""Visitors' pages: now and next, by night, venue, act and genre, search, map, my night, changes, calendar.

Each is complete without JavaScript and sets no cookie.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import reduce
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import cache_control

from samspel.access import public
from samspel.places.types import Access
from samspel.programme import picks, search
from samspel.programme.grid import grid_of
from samspel.programme.plane import town_of
from samspel.programme.queries.publication import Shown, shown, shown_night, versions_shown
from samspel.programme.queries.visitors import visited_act, visited_genre, visited_venue
from samspel.programme.sentences import change_sentence
from samspel.programme.snapshot import Programme
from samspel.programme.types import COPIED_AT, Need, ShownSet, code_of, genre_slug
from samspel.programme.views.framing import data_of, fresh, page_of
from samspel.programme.views.keeping import kept
from samspel.wording import DAY_MINUTES, by_name, letter


@cache_control(public=True, max_age=15)
@public(shown)
def programme(request: HttpRequest, found: Shown) -> HttpResponse:
    """Show now and next while a night is on; else the next night that has not been played, or the last.

    `?at=` as for `now`.
    """
    moment = _moment(request, found)
    tonight = found.programme.night_of(moment)
    if tonight in found.programme.nights and COPIED_AT not in request.META:  # a copy does not know what time it is
        begins, ends = found.programme.span(tonight)
        if begins <= moment < ends:
            return _now(request, found, moment)
    return _night(request, (found, _night_to_come(found.programme, tonight)))


@fresh
@public(shown)
def nights(request: HttpRequest, found: Shown) -> HttpResponse:
    """Lead to the night that is on or comes next, or to the last."""
    night = _night_to_come(found.programme, found.programme.night_of(_moment(request, found)))
    return redirect("night", found.edition.festival.slug, found.edition.slug, night)


def _night_to_come(programme: Programme, tonight: date) -> date:
    return next((night for night in programme.nights if night >= tonight), programme.nights[-1])


@fresh
@public(shown_night)
def night(request: HttpRequest, subject: tuple[Shown, date]) -> HttpResponse:
    """Show everything that is played on one night; `?genre=` one genre, `?need=` (also several) what meets them."""
    return _night(request, subject)


@kept
def _night(request: HttpRequest, subject: tuple[Shown, date]) -> HttpResponse:
    found, night = subject
    genre, needs = request.GET.get("genre", ""), request.GET.getlist("need")
    sets = found.programme.told_of(night=night)
    met = {name for one in found.programme.told for name in one.meets}
    if genre in found.programme.genres:
        sets = tuple(one for one in sets if one.genre_slug == genre)
    wanted = met.intersection(needs)
    sets = tuple(one for one in sets if wanted.issubset(one.meets) or (one.is_cancelled and not one.meets))
    grid = grid_of(sets)
    context = {
        "night": night,
        "sets": sets,
        "playing": sum(not one.is_cancelled for one in sets),
        "genre": genre,
        "wanted": wanted,
        "needs": [(one.value, one.label) for one in Need if one.value in met],
        "grid": grid,
        "hours": [
            (hour * 60, [cell for cell in grid.cells if cell.shown.start_minute // 60 == hour])
            for hour in sorted({one.start_minute // 60 for one in sets})
        ],
        "midnight": next((one.starts_at for one in sets if one.start_minute >= DAY_MINUTES), None),
        "data": data_of(request, found, sets, is_brief=True),
    }
    return page_of(request, "night", found, context)


@cache_control(public=True, max_age=15)
@public(shown)
def now(request: HttpRequest, found: Shown) -> HttpResponse:
    """Show what is on now and what starts next.

    `?at=2026-09-03T21:15` shows another moment, for planning ahead; `?near=` a venue, with the walk from there.
    """
    return _now(request, found, _moment(request, found))


def _now(request: HttpRequest, found: Shown, moment: datetime) -> HttpResponse:
    near = request.GET.get("near", "")
    programme = found.programme
    on_now, on_next = programme.on_now(moment), programme.on_next(moment)
    context = {
        "moment": moment,
        "at": request.GET.get("at", ""),
        "tonight": programme.night_of(moment),
        "near": near,
        "on_now": _walked(programme, on_now, near),
        "on_next": _walked(programme, on_next, near),
        "is_on": any(not one.is_cancelled for one in on_now),
        "next_night": next((one.night for one in on_next if not one.is_cancelled), None),
        "is_over": moment > max(one.ends_at for one in programme.sets),
    }
    return page_of(request, "now", found, context)


@dataclass(frozen=True, slots=True)
class Walked:
    """A set and the walk to it in minutes, if anybody said from where."""

    shown: ShownSet
    walk: int | None


def _walked(programme: Programme, sets: Iterable[ShownSet], near: str) -> list[Walked]:
    """Return sets with the walk from a venue, the nearest first among those that start together."""
    if near not in programme.venues:
        return [Walked(one, None) for one in sets]
    found = [Walked(one, programme.walk(near, one.venue_slug)) for one in sets]
    return sorted(found, key=lambda one: (one.walk, one.shown.starts_at))


def _moment(request: HttpRequest, found: Shown) -> datetime:
    """Return the moment that an address names, unless it is in a year that calendars end in; else now.

    All of a copy is of one moment: when it was made.
    """
    zone = found.programme.zone
    present: datetime = request.META.get(COPIED_AT) or timezone.now()
    try:
        moment = datetime.fromisoformat(request.GET.get("at", "")).replace(tzinfo=zone)
    except ValueError:
        return present.astimezone(zone)
    return moment if MINYEAR < moment.year < MAXYEAR else present.astimezone(zone)


@fresh
@public(shown)
@kept
def venues(request: HttpRequest, found: Shown) -> HttpResponse:
    """Show the venues on a map of our own, and as a list; `?near=` a venue, with the walk from there."""
    near = request.GET.get("near", "")
    near = near if near in found.programme.venues else ""
    programme = found.programme
    walks = programme.walks[near] if near else {}
    slugs = sorted(programme.venues, key=lambda slug: (walks.get(slug, 0), by_name(programme.venues[slug]["name"])))
    numbers = {slug: number for number, slug in enumerate(slugs, 1)}
    context = {
        "venues": [
            {
                "venue": programme.venues[slug],
                "number": numbers[slug],
                "count": len(programme.of_venue(slug)),
                "walk": walks.get(slug),
            }
            for slug in slugs
        ],
        "near": near,
        "town": town_of(programme, numbers, near),
    }
    return page_of(request, "venues", found, context)


@fresh
@public(visited_venue)
@kept
def venue(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Show one venue, what is played there and what is near."""
    found, slug = subject
    sets = found.programme.told_of(venue_slug=slug)
    walks = sorted((walk, other) for other, walk in found.programme.walks[slug].items() if other != slug)
    context = {
        "venue": found.programme.venues[slug],
        "facts": Access.from_plain(found.programme.venues[slug]["access"]).said,
        "nights": _by_night(sets),
        "neighbours": [(found.programme.venues[other], walk) for walk, other in walks[:5]],
        "data": data_of(request, found, sets),
    }
    return page_of(request, "venue", found, context)


@fresh
@public(shown)
@kept
def acts(request: HttpRequest, found: Shown) -> HttpResponse:
    """List the acts by their first letter."""
    rows = found.programme.acts_by_name
    letters = [(first, list(those)) for first, those in groupby(rows, key=lambda act: letter(act["name"]))]
    return page_of(request, "acts", found, {"acts": rows, "letters": letters})


@fresh
@public(visited_genre)
@kept
def genre(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Show the sets of one genre, night by night."""
    found, slug = subject
    sets = found.programme.told_of(genre_slug=slug)
    context = {
        "genre": found.programme.genres[slug],
        "nights": _by_night(sets),
        "data": data_of(request, found, sets, is_brief=True),
    }
    return page_of(request, "genre", found, context)


@fresh
@public(visited_act)
@kept
def act(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Show one act and when and where it plays."""
    found, slug = subject
    sets = found.programme.told_of(act_slug=slug)
    playing = [one for one in sets if not one.is_cancelled]
    act = found.programme.acts_told[slug]
    alike = [one for one in found.programme.acts_by_name if one["genre"] and one["genre"] == act["genre"]]
    context = {
        "act": act,
        "code": code_of(slug),
        "genre_slug": genre_slug(act["genre"]),
        "nights": _by_night(sets),
        "access": reduce(Access.shared_with, (one.access for one in playing or sets)).said,
        "alike": [one for one in alike if one is not act][:8],
        "data": data_of(request, found, sets),
    }
    return page_of(request, "act", found, context)


@fresh
@public(shown)
def find(request: HttpRequest, found: Shown) -> HttpResponse:
    """Search by name: `?q=`."""
    query = request.GET.get("q", "").strip()[:80]
    return page_of(
        request, "search", found, {"query": query, "hits": search.found(query, search.entries(found.programme))}
    )


@fresh
@public(shown)
def my_night(request: HttpRequest, found: Shown) -> HttpResponse:
    """Show the picks that a link holds (`?s=`); a phone with JavaScript shows and plans its own."""
    chosen = picks.read(request.GET.get("s", ""), found.programme)
    query = request.GET.get("q", "").strip()[:80]
    wishes = dict.fromkeys(chosen.must, "must") | dict.fromkeys(chosen.maybe, "maybe")
    sets = found.programme.of_acts(wishes)
    context = {
        "picks": chosen,
        "nights": _by_night(sets),
        "clashes": picks.clashes(found.programme, sets)[:20],
        "query": query,
        "hits": [
            (one, chosen.with_act(one.slug, "must").text, chosen.with_act(one.slug, "maybe").text)
            for one in search.found(query, search.entries(found.programme))
            if one.kind == "act"
        ],
    }
    response = page_of(request, "my_night", found, context)
    response["X-Robots-Tag"] = "noindex, nofollow"  # each star of each page links here
    return response


@fresh
@public(shown)
@kept
def changes(request: HttpRequest, found: Shown) -> HttpResponse:
    """List the versions that are not withdrawn and what each changed."""
    digests = dict(found.edition.publications.values_list("version", "digest"))
    versions = [
        (one, [change_sentence(change) for change in one.changes], one.digest == digests.get(one.version - 1))
        for one in versions_shown(found.edition)[:50]
    ]
    return page_of(request, "changes", found, {"versions": versions})


def _by_night(sets: Iterable[ShownSet]) -> list[tuple[date, list[ShownSet]]]:
    nights: dict[date, list[ShownSet]] = {}
    for one in sets:
        nights.setdefault(one.night, []).append(one)
    return list(nights.items())
