"""Visitors' pages: by night, by venue, by act, now and next, changes, calendar. No JavaScript, no cookies."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control

from samspel.access import public
from samspel.places.types import Access
from samspel.programme import feeds
from samspel.programme.queries.publication import Shown, shown, shown_act, shown_night, shown_venue, versions_shown
from samspel.programme.sentences import change_sentence
from samspel.programme.types import ShownSet
from samspel.wording import clock

fresh = cache_control(public=True, max_age=60)
"""A phone may show a page for a minute without asking again; after a change that is how late it can be."""


@fresh
@public(shown)
def programme(request: HttpRequest, found: Shown) -> HttpResponse:
    """Show tonight, or the first night that has not been played, or the last. `?at=` as for `now`."""
    tonight = found.programme.night_of(_moment(request.GET.get("at", ""), found))
    nights = found.programme.nights
    return _night(request, found, next((night for night in nights if night >= tonight), nights[-1]))


@fresh
@public(shown_night)
def night(request: HttpRequest, subject: tuple[Shown, date]) -> HttpResponse:
    """Show everything that is played on one night."""
    return _night(request, *subject)


def _night(request: HttpRequest, found: Shown, night: date) -> HttpResponse:
    sets = found.programme.of_night(night)
    hours = [
        (clock(hour * 60), [one for one in sets if one.start_minute // 60 == hour])
        for hour in sorted({one.start_minute // 60 for one in sets})
    ]
    context = {"night": night, "hours": hours, "sets": sets, "data": _data(request, found, sets)}
    return _page(request, "night", found, context)


@cache_control(public=True, max_age=15)
@public(shown)
def now(request: HttpRequest, found: Shown) -> HttpResponse:
    """Show what is on now and what starts next. `?at=2026-09-03T21:15` shows another moment, for planning ahead."""
    moment = _moment(request.GET.get("at", ""), found)
    context = {
        "moment": moment,
        "tonight": found.programme.night_of(moment),
        "on_now": found.programme.on_now(moment),
        "on_next": found.programme.on_next(moment),
        "is_over": moment > max(one.ends_at for one in found.programme.sets),
    }
    return _page(request, "now", found, context)


def _moment(text: str, found: Shown) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=found.programme.zone)
    except ValueError:
        return timezone.now().astimezone(found.programme.zone)


@fresh
@public(shown)
def venues(request: HttpRequest, found: Shown) -> HttpResponse:
    """List the venues."""
    rows = [(row, len(found.programme.of_venue(slug))) for slug, row in found.programme.venues.items()]
    return _page(request, "venues", found, {"venues": sorted(rows, key=lambda row: row[0]["name"].casefold())})


@fresh
@public(shown_venue)
def venue(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Show one venue and what is played there."""
    found, slug = subject
    sets = found.programme.of_venue(slug)
    context = {
        "venue": found.programme.venues[slug],
        "facts": Access.from_plain(found.programme.venues[slug]["access"]).said,
        "nights": _by_night(sets),
        "data": _data(request, found, sets),
    }
    return _page(request, "venue", found, context)


@fresh
@public(shown)
def acts(request: HttpRequest, found: Shown) -> HttpResponse:
    """List the acts, all or of one genre."""
    genre = request.GET.get("genre", "")
    rows = sorted(found.programme.acts.values(), key=lambda act: act["name"].casefold())
    context = {
        "acts": [act for act in rows if not genre or act["genre"] == genre],
        "genres": sorted({act["genre"] for act in rows if act["genre"]}, key=str.casefold),
        "genre": genre,
    }
    return _page(request, "acts", found, context)


@fresh
@public(shown_act)
def act(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Show one act and when and where it plays."""
    found, slug = subject
    sets = [one for one in found.programme.told if one.act_slug == slug]
    context = {"act": found.programme.acts_told[slug], "sets": sets, "data": _data(request, found, sets)}
    return _page(request, "act", found, context)


@fresh
@public(shown)
def changes(request: HttpRequest, found: Shown) -> HttpResponse:
    """List the versions that are not withdrawn and what each changed."""
    digests = dict(found.edition.publications.values_list("version", "digest"))
    versions = [
        (one, [change_sentence(change) for change in one.changes], one.digest == digests.get(one.version - 1))
        for one in versions_shown(found.edition)[:50]
    ]
    return _page(request, "changes", found, {"versions": versions})


def _by_night(sets: Iterable[ShownSet]) -> list[tuple[date, list[ShownSet]]]:
    nights: dict[date, list[ShownSet]] = {}
    for one in sets:
        nights.setdefault(one.night, []).append(one)
    return list(nights.items())


def _data(request: HttpRequest, found: Shown, sets: Iterable[ShownSet]) -> SafeString:
    """Return schema.org data for a script element; `<` cannot end the element early."""
    data = feeds.structured(found.programme, sets, address=settings.ADDRESS + request.path)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003c"))  # noqa: S308 - `<` is escaped, the rest is JSON


def _page(request: HttpRequest, name: str, found: Shown, context: dict[str, Any]) -> HttpResponse:
    shared = {
        "edition": found.edition,
        "festival": found.edition.festival,
        "programme": found.programme,
        "page": name,
    }
    return render(request, f"programme/visitors/{name}.html", {**shared, **context})
