"""The editor: one night on one screen, every verb by page, drag and key, and what others do meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.access import first, ruled
from samspel.errors import NotFound
from samspel.places.models import Edition, Night
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.forms import ShowForm
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.queries import history as past
from samspel.programme.queries import planning as queries
from samspel.programme.queries.grid import grid, hours_of
from samspel.programme.queries.moves import editing, options_of
from samspel.programme.queries.problems import with_fixes
from samspel.programme.sentences import editor_words
from samspel.programme.sentences.history import ago_sentence

Scenario = tuple[Edition, Timetable]
PROBLEMS_SHOWN, CHANGES_SHOWN = 20, 4


def find_scenario(festival: str, edition: str, timetable: int) -> Scenario:
    """Return a timetable of an edition, in use or not. Raises `NotFound`."""
    found = find_edition(festival, edition)
    return found, queries.timetable(found, timetable)


def page_of(edition: Edition, timetable: Timetable | None) -> str:
    """Return the address of a timetable's own page."""
    names = [edition.festival.slug, edition.slug]
    if timetable is None or timetable.in_use:
        return reverse("timetable", args=names)
    return reverse("scenario", args=[*names, timetable.pk])


@ruled(may_look, find_edition)
def in_use(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show one night of the timetable in use: grid, list, problems, sets without a place."""
    return _page(request, edition, queries.timetable_in_use(edition))


@ruled(may_look, find_scenario, of=first)
def scenario(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Show one night of any scenario; it can be changed like the one in use."""
    return _page(request, *subject)


def _page(request: HttpRequest, edition: Edition, timetable: Timetable | None) -> HttpResponse:
    show = ShowForm({**request.GET.dict()}, edition=edition)
    nights = list(edition.nights.order_by("date"))
    night = night_of(nights, show.value("night"))
    placed = [one for one in queries.placements(timetable) if night is not None and one.night_id == night.pk]
    context = {
        "edition": edition,
        "festival": edition.festival,
        "timetable": timetable,
        "page": page_of(edition, timetable),
        "may_change": may_run_office(request.user, edition),
        "show": show,
        "view": show.value("view") if show.value("view") in ("grid", "list") else "",
        "fit": f"{show.value('zoom') or 'fit'} {show.value('rows')}",
        "nights": nights,
        "night": night,
        "words": editor_words(),
        **_night(edition, night, placed, show),
        **_beside(request, edition, timetable, night),
    }
    template = "programme/office/timetable.html"
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, f"{template}#board" if is_part else template, context)


def night_of(nights: Sequence[Night], wish: str) -> Night | None:
    """Return the night of a date, else the first."""
    chosen = next((night for night in nights if night.date.isoformat() == wish), None)
    return chosen or (nights[0] if nights else None)


def _night(edition: Edition, night: Night | None, placed: list[Placement], show: ShowForm) -> dict[str, Any]:
    """What the grid and the list show, and which sets the filter leaves pale."""
    venue, genre, words = show.value("venue"), show.value("genre"), show.value("q").casefold()
    hours = hours_of(edition, night) if night else {}
    if venue:
        placed = [one for one in placed if one.stage.venue.slug == venue]
        hours = {stage: open_hours for stage, open_hours in hours.items() if stage.venue.slug == venue}
    pale = frozenset(
        one.performance_id
        for one in placed
        if (genre and one.performance.act.genre != genre) or words not in one.performance.act.name.casefold()
    )
    return {"grid": grid(night, placed, hours) if night else None, "placed": placed, "pale": pale}


def _beside(request: HttpRequest, edition: Edition, timetable: Timetable | None, night: Night | None) -> dict[str, Any]:
    """What stands beside the grid."""
    board = editing(edition, timetable)
    board.warm()
    found, quality = queries.judged(edition, board.instance, board.placements)
    problems = [one for one in found if one.rule != "unplaced"]
    now = timezone.now()
    changes = past.said(past.history(timetable)[:CHANGES_SHOWN]) if timetable else []
    return {
        "quality": quality,
        "wrong": frozenset(pk for found in problems for pk in found.performances),
        "problems": with_fixes(board, problems[:PROBLEMS_SHOWN], timetable, night),
        "problems_more": max(0, len(problems) - PROBLEMS_SHOWN),
        "problems_all": len(problems),
        "without_place": queries.without_place(edition, timetable),
        "changes": [ago_sentence(one, now) for one in changes],
        "undo": past.next_undo(timetable, request.user) if timetable else None,
        "redo": past.next_redo(timetable, request.user) if timetable else None,
    }


@ruled(may_look, find_scenario, of=first)
def state(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Tell a page that looks again and again what has changed since the version it shows; 304 if nothing has."""
    _edition, timetable = subject
    tag = f'"{timetable.version}-{timetable.in_use:d}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    since = request.GET.get("since", "")
    version = int(since) if since.isdecimal() else timetable.version
    now = timezone.now()
    theirs = past.said(past.others_since(timetable, version=version, who=request.user)[:CHANGES_SHOWN])
    told = {
        "version": timetable.version,
        "in_use": timetable.in_use,
        "theirs": [ago_sentence(one, now) for one in theirs],
    }
    return JsonResponse(told, headers={"ETag": tag, "Cache-Control": "no-cache"})


def _set_in(festival: str, edition: str, timetable: int, performance: int) -> tuple[Edition, Timetable, Performance]:
    found, scenario = find_scenario(festival, edition, timetable)
    return found, scenario, queries.performance(found, performance)


@ruled(may_run_office, _set_in, of=first)
def moves(request: HttpRequest, subject: tuple[Edition, Timetable, Performance]) -> HttpResponse:
    """Say of every place of a night whether a set may go there, what it costs in persons, and why not."""
    edition, timetable, performance = subject
    night = night_of(list(edition.nights.order_by("date")), request.GET.get("night", ""))
    if night is None:
        raise NotFound(_("%(edition)s has no nights yet.") % {"edition": edition.name})
    found = options_of(editing(edition, timetable), performance, night.pk)
    places: dict[int, list[tuple[int, float]]] = {}
    for place in found.places:
        places.setdefault(place.stage, []).append((place.start_minute, place.persons))
    obstacles: dict[int, list[tuple[int, int, str]]] = {}
    for one in found.obstacles:
        obstacles.setdefault(one.stage, []).append((one.from_minute, one.until_minute, one.sentence))
    told = {"version": timetable.version, "places": places, "obstacles": obstacles, "closed": found.closed}
    return JsonResponse(told)
