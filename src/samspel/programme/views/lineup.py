"""The acts of an edition as the office sees them: sets, when they can play, whom to write to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import edition_of, ruled
from samspel.lineup import queries as lineup
from samspel.lineup.models import Act
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.queries.lineup import line_up
from samspel.programme.queries.notices import hints
from samspel.programme.services.forgetting import erase_act_contact


@ruled(may_look, find_edition)
def acts(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List the acts, all or those that something is missing of."""
    rows = line_up(edition)
    parts = {
        "": rows,
        "silent": [row for row in rows if row.standing.answered_at is None],
        "unreachable": [row for row in rows if not row.act.contact_email],
        "setless": [row for row in rows if not row.sets],
    }
    part = request.GET.get("show", "")
    may_change, waiting = may_run_office(request.user, edition), lineup.waiting(edition)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "rows": parts.get(part, rows),
        "part": part if part in parts else "",
        "counts": {name or "all": len(found) for name, found in parts.items()},
        "answered": len(rows) - len(parts["silent"]),
        "hints": hints(edition),
        "may_change": may_change,
        "unasked": len(waiting.unasked) if may_change else 0,
        "unanswered": len(waiting.silent) if may_change else 0,
    }
    return render(request, "programme/office/lineup.html", context)


@require_POST
@ruled(may_run_office, lineup.act, of=edition_of)
def erase_contact(request: HttpRequest, act: Act) -> HttpResponse:
    """Forget an act's address and what was written to it."""
    erase_act_contact(act=act, who=signed_in(request))
    messages.success(request, _("The contact of %(name)s is erased.") % {"name": act.name}, extra_tags="good")
    return redirect("office-act", act.edition.festival.slug, act.edition.slug, act.pk)
