"""Something happened: say what, look at three ready repairs, use one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import edition_of, ruled
from samspel.errors import Refused
from samspel.lineup import queries as lineup
from samspel.lineup.models import Act
from samspel.lineup.services.cancelling import reinstate_act
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_run_office
from samspel.programme.queries.repairs import Mending, mending
from samspel.programme.repair_forms import FORMS, EventForm
from samspel.programme.sentences import aim_words, rooms_sentence
from samspel.programme.sentences.history import event_sentence
from samspel.programme.services import repairs as services

BAR = 120
"""How long the longest bar is, in the drawing's own units."""


@ruled(may_run_office, find_edition)
def repair(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Ask what has happened; show three repairs of it."""
    form_of = FORMS.get(request.GET.get("what", ""))
    if form_of is None:
        return _page(request, edition, None, None)
    asked = form_of(request.GET, edition=edition)
    if asked.is_valid():
        return _page(request, edition, asked, mending(edition, asked.event()))
    if "asked" not in request.GET:  # a link fills in a part: the rest is asked for without complaint
        asked = form_of(initial=request.GET.dict(), edition=edition)
    return _page(request, edition, asked, None)


def _page(
    request: HttpRequest, edition: Edition, asked: EventForm | None, found: Mending | None, *, status: int = 200
) -> HttpResponse:
    forms = [asked if asked and kind == asked.what else form(edition=edition) for kind, form in FORMS.items()]
    context: dict[str, Any] = {
        "edition": edition,
        "festival": edition.festival,
        "forms": forms,
        "asked": asked,
        "mending": found,
        "event": event_sentence(found.facts, found.act) if found else "",
        "choices": _choices(found) if found else [],
        "bar": BAR,
    }
    return render(request, "programme/office/repair.html", context, status=status)


def _choices(found: Mending) -> list[dict[str, Any]]:
    """Each repair with its words, which earlier one it equals, and the length of its bar."""
    most = max([abs(one.gains.favourites) for one in found.repairs], default=0) or 1
    same: dict[Any, str] = {}
    choices = []
    for one in found.repairs:
        title, sentence = aim_words(one.aim)
        moves = frozenset(one.spots.items())
        earlier = same.setdefault(moves, title)
        choices.append(
            {
                "repair": one,
                "title": title,
                "sentence": sentence,
                "same_as": earlier if earlier != title else "",
                "length": round(BAR * abs(one.gains.favourites) / most),
                "lost": -one.gains.favourites,
                "rooms": rooms_sentence(one.gains.capacity_persons),
            }
        )
    return choices


@require_POST
@ruled(may_run_office, find_edition)
def use(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Use a repair; if what it was worked out from has changed, show the repairs that fit now."""
    form_of = FORMS.get(request.POST.get("what", ""))
    form = form_of(request.POST, edition=edition) if form_of else None
    if form is None or not form.is_valid():
        raise Refused(_("What happened cannot be read, or was noted already: choose it again."))
    try:
        used = services.use_repair(
            edition=edition,
            event=form.event(),
            aim=request.POST.get("aim", ""),
            digest=request.POST.get("digest", ""),
            who=signed_in(request),
        )
    except services.Outdated as outdated:
        messages.error(request, str(outdated), extra_tags="warn")
        return _page(request, edition, form, outdated.mending, status=outdated.status)
    messages.success(request, _told(edition, used))
    return redirect("timetable", edition.festival.slug, edition.slug)


def _told(edition: Edition, used: services.Used) -> str:
    done = (
        _("The repair is in use. Undo takes back its moves; what happened stays noted.")
        if used.change
        else _("It is noted. No set had to move.")
    )
    if used.drafts is None:
        told = _("Nothing is published yet, so nobody has to be told.")
        return format_html("{} {}", done, told)
    words = ngettext("%(n)d notice waits as a draft.", "%(n)d notices wait as drafts.", used.drafts) % {
        "n": used.drafts
    }
    address = reverse("notices", args=[edition.festival.slug, edition.slug])
    return format_html('{} {} <a href="{}">{}</a>', done, words, address, _("Look at them and send them"))


@require_POST
@ruled(may_run_office, lineup.act, of=edition_of)
def reinstate(request: HttpRequest, act: Act) -> HttpResponse:
    """Note that an act plays after all."""
    reinstate_act(act=act, who=signed_in(request))
    messages.success(request, _("%(act)s plays after all: its sets wait for a place.") % {"act": act})
    return redirect("office-act", act.edition.festival.slug, act.edition.slug, act.pk)
