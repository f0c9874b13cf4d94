"""A survey's net beside a published study: the office states how they are compared, and sees by what they differ."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samspel.access import ruled
from samspel.effects import queries
from samspel.effects.forms.reconciling import ReconcileForm
from samspel.effects.rules import may_analyse, may_look
from samspel.effects.services.reconciling import request_reconciliation
from samspel.errors import Refused
from samspel.people.views import signed_in
from samspel.records.queries import runs_of
from samspel.surveys.models import Survey
from samspel.surveys.queries.beside import beside_runs, besides
from samspel.surveys.queries.surveys import survey as find_survey


@ruled(may_look, find_survey, posts=may_analyse)
def reconcile(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show what a survey's net was put beside; put it beside another study."""
    form = ReconcileForm(request.POST or None, festival=survey.festival, study=request.GET.get("study", ""))
    if form.is_bound and form.is_valid():
        study = queries.study(survey.festival.slug, form.cleaned_data["study"])
        try:
            request_reconciliation(survey=survey, study=study, conversion=form.conversion(), who=signed_in(request))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is being computed; load the page again in a moment."))
            return redirect("reconcile-survey", survey.festival.slug, survey.edition.slug, survey.pk)
    context = {
        "survey": survey,
        "edition": survey.edition,
        "festival": survey.festival,
        "form": form,
        "besides": besides(beside_runs(survey)),
        "latest": runs_of(survey, kind="reconcile").first(),
        "may_analyse": may_analyse(request.user, survey),
    }
    return render(request, "effects/office/reconcile.html", context, status=422 if form.is_bound else 200)
