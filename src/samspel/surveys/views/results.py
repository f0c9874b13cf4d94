"""What the answers say: ask for an estimate, look at it; the assumptions it rests on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.errors import Refused
from samspel.people.views import signed_in
from samspel.surveys.forms.office import AssumptionForm
from samspel.surveys.models import Assumption, Survey
from samspel.surveys.queries import results as queries
from samspel.surveys.queries import surveys as survey_queries
from samspel.surveys.queries.beside import beside_runs, besides
from samspel.surveys.queries.publishing import newest_estimate
from samspel.surveys.rules import may_analyse, may_look
from samspel.surveys.services import assumptions as services
from samspel.surveys.services import publishing
from samspel.surveys.services.results import request_survey
from samspel.surveys.types import Use
from samspel.surveys.views.framing import names, page, public_page


@ruled(may_look, survey_queries.survey)
def results(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show the newest estimate: ledger, shares, means, place marketing over the years."""
    context = {
        "shown": queries.shown(survey),
        "run": queries.latest(survey),
        "answered": survey_queries.answers_of(survey).count(),
        "besides": besides(beside_runs(survey)),
    }
    return page(request, survey, "results", context)


@require_POST
@ruled(may_analyse, survey_queries.survey)
def compute(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Ask for an estimate."""
    request_survey(survey=survey, who=signed_in(request))
    return redirect("survey-results", *names(survey))


@require_POST
@ruled(may_analyse, survey_queries.survey)
def publish(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show everybody the newest estimate."""
    publishing.publish_survey(survey=survey, who=signed_in(request))
    messages.success(request, _("Everybody can see the results now, without what could tell who somebody is."))
    return redirect("survey-results", *names(survey))


@require_POST
@ruled(may_analyse, survey_queries.survey)
def withdraw(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Hide the results."""
    publishing.withdraw_survey(survey=survey, who=signed_in(request))
    messages.success(request, _("Only the festival’s people can see the results now."))
    return redirect("survey-results", *names(survey))


@ruled(may_look, survey_queries.survey)
def preview(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show the newest estimate as everybody would see it."""
    run = newest_estimate(survey)
    if run is None:
        messages.warning(request, _("Nothing that was computed can be shown so: compute anew."), extra_tags="warn")
        return redirect("survey-results", *names(survey))
    return public_page(request, survey, run)


@ruled(may_look, survey_queries.survey, posts=may_analyse)
def assumptions(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show and set the numbers that no answer can give, each with its source."""
    asked = survey_queries.all_questions(survey)
    spending = [one for one in asked if one.use == Use.SPEND]
    form = AssumptionForm(request.POST or None, spending=spending)
    if form.is_bound and form.is_valid():
        try:
            services.assume(survey=survey, who=signed_in(request), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Compute anew to use it."))
            return redirect("survey-assumptions", *names(survey))
    context = {"form": form, "known": queries.stated(survey, asked)}
    return page(request, survey, "assumptions", context, status=422 if form.is_bound else 200)


@require_POST
@ruled(may_analyse, survey_queries.assumption_of, of=first)
def remove(request: HttpRequest, subject: tuple[Survey, Assumption]) -> HttpResponse:
    """Take an assumption away."""
    survey, one = subject
    services.assume_no_more(assumption=one, who=signed_in(request))
    return redirect("survey-assumptions", *names(survey))
