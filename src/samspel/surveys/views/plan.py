"""Where people are asked: the plan, its print, posters with codes, tablets, and counts to weight by."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.errors import BadInput, Problem
from samspel.people.views import signed_in
from samspel.surveys import pdf, sentences
from samspel.surveys.forms.office import CountsForm, DoorsForm, MarginsForm, ShareOutForm, SpotsForm, TabletForm
from samspel.surveys.models import Spot, Survey, Tablet
from samspel.surveys.queries import surveys as queries
from samspel.surveys.readers import read_margins
from samspel.surveys.rules import may_analyse, may_look
from samspel.surveys.services import margins as margin_services
from samspel.surveys.services import plan as services
from samspel.surveys.services import tablets as tablet_services
from samspel.surveys.views.framing import names, page


@ruled(may_look, queries.survey, posts=may_analyse)
def plan(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show and set how many are expected and were counted at each spot, and how many to ask."""
    spots = list(queries.spots_of(survey))
    form = CountsForm(request.POST or None, spots=spots)
    if request.method == "POST" and form.is_valid():
        services.set_counts(survey=survey, counts=form.values(), who=signed_in(request))
        messages.success(request, _("Saved, and planned anew."))
        return redirect("survey-plan", *names(survey))
    planned = queries.planned(survey, spots)
    context = {
        "form": form,
        "rows": [(spot, fields, planned.margins.get(spot.pk)) for spot, fields in form.rows],
        "spots_form": SpotsForm(edition=survey.edition),
        "sets_form": ShareOutForm(),
        "doors_form": DoorsForm(),
        "planned": planned,
    }
    return page(request, survey, "plan", context, status=422 if request.method == "POST" else 200)


@require_POST
@ruled(may_analyse, queries.survey)
def spots(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Choose on which nights and at which venues people are asked."""
    form = SpotsForm(request.POST, edition=survey.edition)
    if form.is_valid():
        nights = survey.edition.nights.filter(pk__in=form.cleaned_data["nights"])
        venues = survey.festival.venues.filter(pk__in=form.cleaned_data["venues"])
        made = services.set_spots(survey=survey, nights=nights, venues=venues, who=signed_in(request))
        messages.success(
            request, ngettext("%(n)d new place to ask at.", "%(n)d new places to ask at.", made) % {"n": made}
        )
    return redirect("survey-plan", *names(survey))


@require_POST
@ruled(may_analyse, queries.survey)
def sets(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Share expected visits out by the number of sets."""
    form = ShareOutForm(request.POST)
    if form.is_valid():
        services.share_out(survey=survey, visits=form.cleaned_data["visits"], who=signed_in(request))
        messages.success(request, _("Shared out by the number of sets."))
    return redirect("survey-plan", *names(survey))


@require_POST
@ruled(may_analyse, queries.survey)
def doors(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Take in what was counted at the doors."""
    form = DoorsForm(request.POST)
    if form.is_valid():
        found = services.take_door_counts(survey=survey, replace=form.cleaned_data["replace"], who=signed_in(request))
        for said in sentences.from_doors(found):
            messages.success(request, said)
    return redirect("survey-plan", *names(survey))


@ruled(may_look, queries.survey)
def printed(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show the plan to be printed: who stands where, asks how many and every which."""
    spots = [one for one in queries.spots_of(survey) if one.night or one.venue]
    return page(request, survey, "plan_print", {"spots": spots, "planned": sum(one.ask_count or 0 for one in spots)})


@ruled(may_look, queries.survey)
def posters(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Return a poster for each spot with its short link and code, in both languages, as a PDF."""
    spots = list(queries.spots_of(survey))
    content = pdf.posters(survey, [(one, short_link(one)) for one in spots])
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{survey.edition.slug}-survey-posters.pdf"'
    return response


def short_link(spot: Spot) -> str:
    """Return the absolute short link of a spot: it goes on in the reader's language."""
    return f"{settings.ADDRESS}{reverse('short-link', args=[spot.code])}"


@ruled(may_look, queries.spot_of, of=first)
def square(request: HttpRequest, subject: tuple[Survey, Spot]) -> HttpResponse:
    """Return the code of a spot's short link as SVG."""
    image = BytesIO()
    segno.make_qr(short_link(subject[1]), error="m").save(image, kind="svg", border=4, light="#fff", scale=4)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@ruled(may_look, queries.survey, posts=may_analyse)
def tablets(request: HttpRequest, survey: Survey) -> HttpResponse:
    """List the links of tablets; make one, which is shown once."""
    form, link = TabletForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        token = tablet_services.make_tablet(survey=survey, name=form.cleaned_data["name"], who=signed_in(request))
        link, form = settings.ADDRESS + reverse("tablet", args=[token]), TabletForm()
    context = {"form": form, "link": link, "tablets": survey.tablets.select_related("made_by")}
    return page(request, survey, "tablets", context, status=422 if form.is_bound else 200)


@require_POST
@ruled(may_analyse, queries.tablet_of, of=first)
def revoke(request: HttpRequest, subject: tuple[Survey, Tablet]) -> HttpResponse:
    """End a tablet's link."""
    tablet_services.revoke_tablet(tablet=subject[1], who=signed_in(request))
    messages.success(request, _("The link works no more."))
    return redirect("survey-tablets", *names(subject[0]))


@ruled(may_look, queries.survey, posts=may_analyse)
def margins(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show and set what is known of all visitors."""
    form = MarginsForm(request.POST, request.FILES) if request.method == "POST" else MarginsForm()
    problems: tuple[Problem, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            margin_services.set_margins(survey=survey, counts=read_margins(form.content()), who=signed_in(request))
        except BadInput as error:
            problems = error.problems
        else:
            messages.success(request, _("Saved."))
            return redirect("survey-margins", *names(survey))
    context = {
        "form": form,
        "problems": problems,
        "margins": survey.margins.all(),
        "dimensions": [
            (name, list(dict.fromkeys(words.values()))) for name, words in margin_services.dimensions(survey).items()
        ],
    }
    return page(request, survey, "margins", context, status=422 if form.is_bound else 200)


@require_POST
@ruled(may_analyse, queries.survey)
def clear(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Forget the counts."""
    margin_services.clear_margins(survey=survey, who=signed_in(request))
    return redirect("survey-margins", *names(survey))
