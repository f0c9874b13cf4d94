"""Every way a timetable is changed from its pages, by form or by script; its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.errors import BadInput, Problem, SamspelError
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.forms import ChangeForm
from samspel.programme.models import Change, Timetable
from samspel.programme.queries import history as past
from samspel.programme.services import editing as verbs
from samspel.programme.services import history as services
from samspel.programme.services.scenarios import ensure_timetable
from samspel.programme.types import Conflict, Hand
from samspel.programme.views.editor import Scenario, find_scenario, page_of

HISTORY_PAGE = 100
"""Changes on a page of the history: a festival makes thousands."""


@require_POST
@ruled(may_run_office, find_scenario, of=first)
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
@ruled(may_run_office, find_scenario, of=first)
def undo(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Take back this person's newest change."""
    return answered(request, *subject, lambda: services.undo(timetable=subject[1], who=signed_in(request)))


@require_POST
@ruled(may_run_office, find_scenario, of=first)
def redo(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Do again what this person undid last."""
    return answered(request, *subject, lambda: services.redo(timetable=subject[1], who=signed_in(request)))


def answered(
    request: HttpRequest, edition: Edition, timetable: Timetable, act: Callable[[], Change | None]
) -> HttpResponse:
    """Change a timetable and answer a page with a redirect, a script with JSON; let a person choose in a conflict."""
    is_script = request.headers.get("Accept") == "application/json"
    try:
        made = act()
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


@ruled(may_look, find_scenario, of=first)
def history(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """List the changes of a timetable, the newest first: a page of them from `before` on back."""
    edition, timetable = subject
    before = request.GET.get("before", "")
    rows = past.history(timetable).filter(number__lt=int(before)) if before.isdecimal() else past.history(timetable)
    changes = past.said(rows[: HISTORY_PAGE + 1])
    context = {
        "edition": edition,
        "festival": edition.festival,
        "timetable": timetable,
        "page": page_of(edition, timetable),
        "changes": changes[:HISTORY_PAGE],
        "older": changes[HISTORY_PAGE - 1].number if len(changes) > HISTORY_PAGE else None,
        "is_newest": not before,
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "programme/office/history.html", context)


def _change(festival: str, edition: str, timetable: int, number: int) -> tuple[Edition, Timetable, Change]:
    found, scenario = find_scenario(festival, edition, timetable)
    return found, scenario, past.change(scenario, number)


@require_POST
@ruled(may_run_office, _change, of=first)
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
