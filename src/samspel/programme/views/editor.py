"""The editor: one night on one screen, every verb by page, drag and key, and what others do meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.errors import BadInput, NotFound, Problem, SamspelError
from samspel.people.views import signed_in
from samspel.places.models import Edition, Night
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.forms import ChangeForm, ShowForm
from samspel.programme.models import Change, Performance, Placement, Timetable
from samspel.programme.queries import history as past
from samspel.programme.queries import planning as queries
from samspel.programme.queries.grid import grid, hours_of
from samspel.programme.queries.moves import editing, options_of
from samspel.programme.queries.problems import with_fixes
from samspel.programme.sentences import ago_sentence, editor_words
from samspel.programme.services import editing as verbs
from samspel.programme.services import history as services
from samspel.programme.services.scenarios import ensure_timetable
from samspel.programme.types import Conflict, Hand

Scenario = tuple[Edition, Timetable]
PROBLEMS_SHOWN, CHANGES_SHOWN = 20, 4


def find_scenario(festival: str, edition: str, timetable: int) -> Scenario:
    """Return a timetable of an edition, in use or not. Raises `NotFound`."""
    found = find_edition(festival, edition)
    return found, queries.timetable(found, timetable)


def may_see(user: Any, subject: tuple[Edition, Any]) -> bool:
    """See a timetable that is not public."""
    return may_look(user, subject[0])


def may_change(user: Any, subject: tuple[Edition, Any]) -> bool:
    """Change a timetable."""
    return may_run_office(user, subject[0])


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


@ruled(may_see, find_scenario)
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
    quality = queries.quality(edition, timetable)
    problems = [found for found in queries.problems(edition, timetable) if found.rule != "unplaced"]
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


@ruled(may_see, find_scenario)
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


def _may_change_set(user: Any, subject: tuple[Edition, Timetable, Performance]) -> bool:
    return may_run_office(user, subject[0])


@ruled(_may_change_set, _set_in)
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


@require_POST
@ruled(may_change, find_scenario)
def change(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Do one verb to a set."""
    edition, timetable = subject
    form = ChangeForm(request.POST, edition=edition)

    def act() -> Change | None:
        if not form.is_valid():
            raise BadInput([Problem(None, name, " ".join(map(str, said)), "") for name, said in form.errors.items()])
        return do(timetable, form.cleaned_data, who=signed_in(request))

    return answered(request, edition, timetable, act)


def do(timetable: Timetable, given: dict[str, Any], *, who: Any) -> Change | None:
    """Call the service of a verb with what it needs."""
    hand: Hand = {"who": who, "based_on": given["based_on"], "anyway": given["anyway"]}
    performance, minutes, on = given["performance"], given["minutes"], given["on"]
    match given["verb"]:
        case "move":
            at = {name: given[name] for name in ("night", "stage", "start_minute")}
            return verbs.move_set(timetable=timetable, performance=performance, **at, **hand)
        case "swap":
            return verbs.swap_sets(timetable=timetable, performance=performance, other=given["other"], **hand)
        case "shift":
            return verbs.shift_after(timetable=timetable, performance=performance, minutes=minutes, **hand)
        case "length":
            return verbs.set_length(timetable=timetable, performance=performance, minutes=minutes, **hand)
        case "pin":
            return verbs.pin_set(timetable=timetable, performance=performance, is_pinned=on, **hand)
        case "pencil":
            return verbs.pencil_set(timetable=timetable, performance=performance, is_pencilled=on, **hand)
    return verbs.take_out(timetable=timetable, performance=performance, **hand)


@require_POST
@ruled(may_change, find_scenario)
def undo(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Take back this person's newest change."""
    return answered(request, *subject, lambda: services.undo(timetable=subject[1], who=signed_in(request)))


@require_POST
@ruled(may_change, find_scenario)
def redo(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Do again what this person undid last."""
    return answered(request, *subject, lambda: services.redo(timetable=subject[1], who=signed_in(request)))


def answered(request: HttpRequest, edition: Edition, timetable: Timetable, act: Any) -> HttpResponse:
    """Change a timetable and answer a page with a redirect, a script with JSON; let a person choose in a conflict."""
    is_script = request.headers.get("Accept") == "application/json"
    try:
        made: Change | None = act()
    except Conflict as conflict:
        if is_script:
            told = {"sentence": _("Somebody else was here first."), "conflict": conflict.sentences}
            return JsonResponse(told, status=conflict.status)
        return conflict_page(request, edition, timetable, conflict)
    except SamspelError as error:
        if not is_script:
            raise
        return JsonResponse({"sentence": str(error)}, status=error.status)
    landed = made.timetable if made is not None else timetable
    sentence = past.said([made])[0].sentence if made is not None else _("It is so already: nothing was changed.")
    if is_script:
        return JsonResponse({"sentence": sentence, "page": page_of(edition, landed), "version": landed.version})
    messages.success(request, sentence)
    return redirect(_back(request, page_of(edition, landed)))


def conflict_page(request: HttpRequest, edition: Edition, timetable: Timetable, conflict: Conflict) -> HttpResponse:
    """Show what others did since the person looked; the same form again applies theirs all the same."""
    given = [(key, value) for key in request.POST for value in request.POST.getlist(key)]
    context = {
        "edition": edition,
        "festival": edition.festival,
        "sentences": conflict.sentences,
        "given": [pair for pair in given if pair[0] not in ("csrfmiddlewaretoken", "anyway")],
        "page": _back(request, page_of(edition, timetable)),
    }
    return render(request, "programme/office/conflict.html", context, status=conflict.status)


def _back(request: HttpRequest, usual: str) -> str:
    """Return the page a form came from; one of another timetable or site counts as the usual."""
    wish = request.POST.get("back", "")
    if wish.startswith(usual) and url_has_allowed_host_and_scheme(wish, None):
        return wish
    return usual


@ruled(may_see, find_scenario)
def history(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """List every change of a timetable, the newest first."""
    edition, timetable = subject
    context = {
        "edition": edition,
        "festival": edition.festival,
        "timetable": timetable,
        "page": page_of(edition, timetable),
        "changes": past.said(past.history(timetable)),
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "programme/office/history.html", context)


def _change(festival: str, edition: str, timetable: int, number: int) -> tuple[Edition, Timetable, Change]:
    found, scenario = find_scenario(festival, edition, timetable)
    return found, scenario, past.change(scenario, number)


def _may_revert(user: Any, subject: tuple[Edition, Timetable, Change]) -> bool:
    return may_run_office(user, subject[0])


@require_POST
@ruled(_may_revert, _change)
def revert(request: HttpRequest, subject: tuple[Edition, Timetable, Change]) -> HttpResponse:
    """Take one earlier change back, whoever made it."""
    edition, timetable, found = subject
    return answered(request, edition, timetable, lambda: services.revert(change=found, who=signed_in(request)))


@require_POST
@ruled(may_run_office, find_edition)
def start(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Start an empty timetable to place sets in by hand."""
    ensure_timetable(edition=edition, who=signed_in(request))
    return redirect("timetable", edition.festival.slug, edition.slug)
