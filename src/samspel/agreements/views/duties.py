"""Duties of an edition: what each venue likely has to ask for, by when, what is settled; a place's own rules."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.agreements import feeds
from samspel.agreements.duties import SHIPPED, Rule
from samspel.agreements.forms.duties import OwnDutiesForm, SettleForm
from samspel.agreements.models import OwnDuties, Register
from samspel.agreements.queries import duties as queries
from samspel.agreements.queries.registers import register as find_register
from samspel.agreements.rules import may_keep
from samspel.agreements.sentences import duty_help
from samspel.agreements.services import settling
from samspel.agreements.views.drafting import checked
from samspel.errors import BadInput
from samspel.people.views import signed_in
from samspel.places.models import Edition, Venue
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office


@ruled(may_look, find_edition)
def duties(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what each venue likely has to ask for, notify and mind, with last dates."""
    found = queries.duties(edition, today=timezone.localdate())
    context = {
        "festival": edition.festival,
        "edition": edition,
        "venues": queries.by_venue(found),
        "pressing": queries.by_day(found),
        "may_run": may_run_office(request.user, edition),
        "help_line": duty_help(),
    }
    return render(request, "agreements/duties/edition.html", context)


@ruled(may_look, find_edition)
def calendar(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Give the last dates out as a calendar file."""
    found = queries.duties(edition, today=timezone.localdate())
    address = settings.ADDRESS + reverse("duties", args=[edition.festival.slug, edition.slug])
    name = _("Duties of %(edition)s") % {"edition": edition.name}
    content = feeds.calendar(
        found, address=address, host=request.get_host(), name=name, help_line=duty_help(), now=timezone.now()
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="duties.ics"'
    return response


def _back(edition: Edition, venue: Venue) -> HttpResponse:
    return redirect(reverse("duties", args=[edition.festival.slug, edition.slug]) + f"#venue-{venue.pk}")


@require_POST
@ruled(may_run_office, queries.find_duty, of=first)
def settle(request: HttpRequest, subject: tuple[Edition, Venue, Rule]) -> HttpResponse:
    """Say that a duty is done or not relevant, or that it is not settled after all."""
    edition, venue, rule = subject
    who = signed_in(request)
    if "again" in request.POST:
        settling.open_again(edition=edition, venue=venue, rule=rule, who=who)
    else:
        settling.settle(edition=edition, venue=venue, rule=rule, who=who, **checked(SettleForm(request.POST)))
    messages.success(request, _("Saved."))
    return _back(edition, venue)


@ruled(may_keep, find_register)
def own(request: HttpRequest, register: Register) -> HttpResponse:
    """Write the place's own rules of duties, beside the shipped ones."""
    known = OwnDuties.objects.filter(register=register).first()
    form = OwnDutiesForm(request.POST or None, initial={"text": known.text if known else ""})
    if request.method == "POST" and form.is_valid():
        try:
            settling.write_rules(register=register, text=form.cleaned_data["text"], who=signed_in(request))
        except BadInput as error:
            for one in error.problems:
                form.add_error("text", str(one))
        else:
            messages.success(request, _("Saved."))
            return redirect("own-duties", register.slug)
    context = {
        "register": register,
        "may_keep": True,
        "form": form,
        "shipped": SHIPPED.read_text(encoding="utf-8"),
        "help_line": duty_help(),
    }
    return render(request, "agreements/duties/own.html", context, status=422 if form.is_bound else 200)
