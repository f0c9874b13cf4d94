"""The overview of an edition and the one switch that publishes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.forms import PublishForm
from samspel.programme.queries import planning as queries
from samspel.programme.queries.publication import publication_shown
from samspel.programme.sentences import change_sentence
from samspel.programme.services import hours
from samspel.programme.services import publication as services
from samspel.programme.snapshot import changes


@ruled(may_look, find_edition)
def overview(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show how far the edition has come and what to do next."""
    timetable = queries.timetable_in_use(edition)
    quality = queries.quality(edition, timetable)
    shown = publication_shown(edition)
    done = {
        "import": edition.acts.exists(),
        "stages": edition.nights.filter(openings__isnull=False).exists(),
        "plan": timetable is not None and quality.placed == quality.sets > 0,
        "publish": shown is not None,
    }
    context = {
        "edition": edition,
        "festival": edition.festival,
        "quality": quality,
        "shown": shown,
        "acts": edition.acts.count(),
        "venues": edition.festival.venues.count(),
        "nights": edition.nights.count(),
        "done": done,
        "next": next((step for step, is_done in done.items() if not is_done), ""),
    }
    return render(request, "programme/office/overview.html", context)


@ruled(may_run_office, find_edition)
def publish(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what visitors see and what publishing would change; publish."""
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        version = services.publish(edition=edition, who=signed_in(request), **form.cleaned_data).version
        messages.success(request, _("Version %(version)d is published: visitors see it now.") % {"version": version})
        return redirect("publish", edition.festival.slug, edition.slug)
    shown = publication_shown(edition)
    is_draft = shown is not None and shown.is_draft
    snapshot = services.next_snapshot(edition=edition, seen=shown, is_draft=is_draft)
    latest = edition.publications.first()
    if request.method != "POST":
        form = PublishForm(initial={"is_draft": is_draft, "seen_version": latest.version if latest else 0})
    timetable = queries.timetable_in_use(edition)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "shown": shown,
        "sets": len(snapshot["sets"]),
        "pending": [change_sentence(change) for change in changes(shown.snapshot, snapshot)] if shown else [],
        "is_same": shown is not None and services.is_same(seen=shown, snapshot=snapshot),
        "is_draft": is_draft,
        "form": form,
        "pencilled": queries.placements(timetable).filter(is_pencilled=True).count(),
        "problems": queries.problems(edition, timetable),
        "versions": edition.publications.select_related("published_by")[:20],
    }
    return render(request, "programme/office/publish.html", context)


@require_POST
@ruled(may_run_office, find_edition)
def withdraw(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Hide the programme from visitors."""
    services.withdraw(edition=edition, who=signed_in(request))
    messages.success(request, _("The programme is hidden from visitors."))
    return redirect("publish", edition.festival.slug, edition.slug)


@require_POST
@ruled(may_run_office, find_edition)
def open_from_sets(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Give stages without hours those of the sets that are placed on them."""
    made = hours.open_from_sets(edition=edition, who=signed_in(request))
    messages.success(request, ngettext("%(n)d opening was added.", "%(n)d openings were added.", made) % {"n": made})
    return redirect("stages", edition.festival.slug, edition.slug)
