"""The office's front door, a festival's team and look, an edition's nights and stages."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import first, nothing, ruled
from samspel.errors import NotFound
from samspel.people.rules import is_signed_in
from samspel.people.views import signed_in
from samspel.places import queries, services
from samspel.places.forms import (
    ContactForm,
    EditionForm,
    FestivalForm,
    HoursForm,
    LookForm,
    NightsForm,
    OpenDataForm,
    RoleForm,
    StageAccessForm,
    StageForm,
    TakeForm,
    VenueAccessForm,
    VenueDutyForm,
)
from samspel.places.models import Edition, Festival, Stage, Venue
from samspel.places.rules import may_look, may_run_office
from samspel.places.services import contacts, facts, roles
from samspel.places.types import Access, Role


@ruled(is_signed_in, nothing)
def office(request: HttpRequest, subject: None) -> HttpResponse:
    """List a person's festivals; start another."""
    form = FestivalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            data, who = form.cleaned_data, signed_in(request)
            slug = data.pop("edition")
            festival = services.start_festival(who=who, **data)
            services.start_edition(festival=festival, slug=slug, name=f"{festival.name} {slug}", who=who)
        return redirect("edition", festival.slug, slug)
    festivals = queries.festivals_of(signed_in(request)).prefetch_related(
        "editions", queries.roles_of(signed_in(request))
    )
    return render(request, "places/office.html", {"festivals": festivals, "form": form})


@ruled(may_run_office, queries.festival)
def start_edition(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Start one more edition."""
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data["slug"]
        services.start_edition(festival=festival, slug=slug, name=f"{festival.name} {slug}", who=signed_in(request))
        return redirect("edition", festival.slug, slug)
    return render(request, "places/start_edition.html", {"festival": festival, "form": form})


@ruled(may_run_office, queries.festival)
def team(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Show who has which role; give one."""
    form = RoleForm(request.POST or None, festival=festival)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        roles.give_role(
            festival=festival,
            email=data["email"],
            role=Role(data["role"]),
            venue=data["venue"],
            who=signed_in(request),
        )
        messages.success(
            request,
            _("%(email)s has the role now and signs in with a link by e-mail.") % {"email": data["email"]},
        )
        return redirect("team", festival.slug)
    context = {
        "festival": festival,
        "edition": festival.editions.first(),
        "team": queries.team(festival),
        "form": form,
    }
    return render(request, "places/team.html", context)


@require_POST
@ruled(may_run_office, queries.festival)
def take_role(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Take a role back."""
    form = TakeForm(request.POST, festival=festival)
    if not form.is_valid():
        raise NotFound(_("That role has been taken back already."))
    roles.take_role(membership=form.cleaned_data["membership"], who=signed_in(request))
    return redirect("team", festival.slug)


@ruled(may_run_office, queries.festival)
def look(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Change a festival's name, accent colour, typeface and time zone."""
    form = LookForm(request.POST or None, festival=festival)
    if request.method == "POST" and form.is_valid():
        services.set_look(festival=festival, who=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("look", festival.slug)
    return render(
        request,
        "places/look.html",
        {"festival": festival, "edition": festival.editions.first(), "form": form},
    )


@ruled(may_run_office, queries.festival)
def open_data(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Choose a festival's licence and say whom to ask about its data."""
    form = OpenDataForm(request.POST or None, instance=festival)
    if request.method == "POST" and form.is_valid():
        services.set_open_data(festival=festival, who=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("open-data", festival.slug)
    context = {"festival": festival, "edition": festival.editions.first(), "form": form}
    return render(request, "places/open_data.html", context)


@ruled(may_look, queries.edition)
def stages(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show an edition's nights and every stage with its hours."""
    nights = list(edition.nights.all())
    initial = {"first_date": nights[0].date, "count": len(nights)} if nights else {"count": 4}
    context = {
        "festival": edition.festival,
        "edition": edition,
        "nights": nights,
        "rows": queries.stage_hours(edition),
        "knows_hours": edition.nights.filter(openings__isnull=False).exists(),
        "nights_form": NightsForm(initial=initial),
        "hours_form": HoursForm(),
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "places/stages.html", context)


@require_POST
@ruled(may_run_office, queries.edition)
def set_nights(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Set the nights of an edition."""
    form = NightsForm(request.POST)
    if form.is_valid():
        gone = services.set_nights(edition=edition, who=signed_in(request), **form.cleaned_data)
        messages.success(request, _("The nights are set."))
        if gone:
            said = ngettext(
                "%(n)d opening went with a night that is no more.",
                "%(n)d openings went with nights that are no more.",
                gone,
            )
            messages.warning(request, said % {"n": gone}, extra_tags="warn")
    else:
        messages.error(
            request, _("Give the date of the first night and how many there are, 1 to 31."), extra_tags="bad"
        )
    return redirect("stages", edition.festival.slug, edition.slug)


@require_POST
@ruled(may_run_office, queries.edition)
def open_all(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Give all stages without hours the same ones."""
    form = HoursForm(request.POST)
    if form.is_valid():
        opens, closes = form.cleaned_data["opens"], form.cleaned_data["closes"]
        made = services.open_all(edition=edition, opens_minute=opens, closes_minute=closes, who=signed_in(request))
        messages.success(
            request, ngettext("%(n)d opening was added.", "%(n)d openings were added.", made) % {"n": made}
        )
    else:
        wrong = form.non_field_errors() or [_("Write both times as 18:00 and 01:30.")]
        messages.error(request, str(wrong[0]), extra_tags="bad")
    return redirect("stages", edition.festival.slug, edition.slug)


def _stage(festival: str, edition: str, stage: int) -> tuple[Edition, Stage]:
    found = queries.edition(festival, edition)
    return found, queries.stage(found, stage)


@ruled(may_run_office, _stage, of=first)
def stage(request: HttpRequest, subject: tuple[Edition, Stage]) -> HttpResponse:
    """Change a stage's room, changeover and hours."""
    edition, found = subject
    form = StageForm(request.POST or None, stage=found, edition=edition)
    access = StageAccessForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and access.is_valid():
        data, who = form.cleaned_data, signed_in(request)
        with transaction.atomic():
            services.set_stage(
                stage=found,
                capacity_persons=data["capacity_persons"],
                changeover_minutes=data["changeover_minutes"],
                hours=data["hours"],
                features=form.features(),
                who=who,
            )
            facts.set_access(room=found, access=Access(**access.cleaned_data), who=who)
        messages.success(request, _("%(stage)s is saved.") % {"stage": found})
        return redirect("stages", edition.festival.slug, edition.slug)
    context = {
        "festival": edition.festival,
        "edition": edition,
        "stage": found,
        "form": form,
        "access": access,
        "of_venue": Access.of(found.venue).said,
    }
    return render(request, "places/stage.html", context)


def _venue(festival: str, edition: str, venue: int) -> tuple[Edition, Venue]:
    found = queries.edition(festival, edition)
    return found, queries.venue(found, venue)


@ruled(may_run_office, _venue, of=first)
def venue(request: HttpRequest, subject: tuple[Edition, Venue]) -> HttpResponse:
    """Change whom to write to at a venue."""
    edition, found = subject
    form = ContactForm(request.POST or None, initial={"contact_email": found.contact_email})
    access = VenueAccessForm(request.POST or None, instance=found)
    duties = VenueDutyForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and access.is_valid() and duties.is_valid():
        with transaction.atomic():
            contacts.set_contact(venue=found, email=form.cleaned_data["contact_email"], who=signed_in(request))
            facts.set_access(room=found, access=Access(**access.cleaned_data), who=signed_in(request))
            facts.set_duty_facts(venue=found, who=signed_in(request), **duties.cleaned_data)
        messages.success(request, _("%(name)s is saved.") % {"name": found.name}, extra_tags="good")
        return redirect("stages", edition.festival.slug, edition.slug)
    context = {
        "festival": edition.festival,
        "edition": edition,
        "venue": found,
        "form": form,
        "access": access,
        "duties": duties,
    }
    return render(request, "places/venue.html", context)
