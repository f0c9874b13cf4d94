"""Series of figures: their list, a file that waits to be confirmed, one series with what is odd about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.effects.concerns import choices_of
from samspel.effects.forms.figures import ClockForm, clock_said
from samspel.effects.forms.series import BuildForm, ConcernForm, OwnForm, SeriesForm
from samspel.effects.models import Series, Study
from samspel.effects.queries import series as queries
from samspel.effects.queries.studies import studies_of
from samspel.effects.readers.summer_time import never_were
from samspel.effects.rules import may_analyse, may_look
from samspel.effects.services.loading import hold_series, must_be_confirmed, slug_of, take_series, waiting_meaning
from samspel.effects.services.own import load_own
from samspel.effects.services.panels import apply_panel, request_panel
from samspel.effects.services.series import answer_concerns, use_series
from samspel.effects.types import Choice, Own, PeriodKind
from samspel.effects.views.frame import frame
from samspel.errors import BadInput, NotFound, Problem, Refused
from samspel.people.views import signed_in
from samspel.places.models import Festival
from samspel.places.queries import festival as find_festival
from samspel.records.models import Intake, key_of
from samspel.records.queries import runs_of

MOST_CELLS_SHOWN = 60
Waiting = tuple[Festival, Intake]


@ruled(may_look, find_festival)
def all_series(request: HttpRequest, festival: Festival) -> HttpResponse:
    """List a festival's series, with where each comes from and what waits for an answer."""
    rows = [
        (one, newest, queries.unanswered(newest).count() if newest else 0)
        for one in queries.series_of(festival)
        for newest in [one.revisions.all()[0] if one.revisions.all() else None]
    ]
    runs = runs_of(festival, kind="fetch")[:5]
    context = frame(festival) | {"rows": rows, "may_analyse": may_analyse(request.user, festival)}
    context |= {"runs": runs, "is_open": any(run.is_open for run in runs), "own_form": OwnForm()}
    return render(request, "effects/office/all_series.html", context)


@ruled(may_analyse, find_festival)
def load(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Choose a file and say what its figures are; `?series=` for one that is here already."""
    wish = request.GET.get("series", "")
    series = queries.series(festival.slug, wish) if wish else None
    form = SeriesForm(request.POST or None, request.FILES or None, series=series)
    problems: tuple[Problem, ...] = ()
    sentence = ""
    if request.method == "POST" and form.is_valid():
        name, content = form.content()
        try:
            if series is None:
                slug_of(form.cleaned_data["name"])
            upload = hold_series(
                festival=festival, name=name, content=content, asked=form.asked(), who=signed_in(request)
            )
        except BadInput as error:
            problems = error.problems
        except Refused as error:
            sentence = str(error)
        else:
            return redirect("waiting-series", festival.slug, upload.pk)
    context = frame(festival) | {"form": form, "problems": problems, "sentence": sentence, "series": series}
    status = 422 if request.method == "POST" else 200
    return render(request, "effects/office/load_series.html", context, status=status)


@require_POST
@ruled(may_analyse, find_festival)
def own(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Take in what the festival has counted and been told itself."""
    form = OwnForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose which of the festival’s own figures to take in."))
    revision = load_own(festival=festival, own=Own(form.cleaned_data["own"]), who=signed_in(request))
    messages.success(request, _("The figures are here. Answer what is asked about them before a study uses them."))
    return redirect("series", festival.slug, revision.series.slug)


def _waiting(festival: str, upload: int) -> Waiting:
    found = find_festival(festival)
    held = Intake.objects.filter(pk=upload, subject=f"{key_of(found)}:series", applied_at=None).first()
    if held is None:
        raise NotFound(_("No file of figures waits here: it was taken in, or it is more than a day old."))
    return found, held


@ruled(may_analyse, _waiting, of=first)
def waiting(request: HttpRequest, subject: Waiting) -> HttpResponse:
    """Show what a file is taken to mean, guess by guess, and take it in once that is confirmed."""
    festival, upload = subject
    meaning = waiting_meaning(festival=festival, upload=upload)
    form = ClockForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    said: dict[str, str] = {}
    if request.method == "POST":
        said = {
            guess.label: request.POST[f"place-{number}"]
            for number, guess in enumerate(meaning.places)
            if f"place-{number}" in request.POST
        }
        try:
            clock = clock_said(form.cleaned_data if form.is_valid() else {})
            revision = take_series(festival=festival, upload=upload, said=said, who=signed_in(request), clock=clock)
        except BadInput as error:
            problems = error.problems
        else:
            messages.success(
                request, _("The figures are here. Answer what is asked about them before a study uses them.")
            )
            return redirect("series", festival.slug, revision.series.slug)
    context = frame(festival) | _meaning_context(meaning, said)
    context |= {"upload": upload, "problems": problems, "form": form}
    return render(request, "effects/office/waiting_series.html", context, status=422 if problems else 200)


def _meaning_context(meaning: Any, said: dict[str, str]) -> dict[str, Any]:
    unsure = must_be_confirmed(meaning)
    numbered = [(number, guess, said.get(guess.label, guess.name)) for number, guess in enumerate(meaning.places)]
    return {
        "table": meaning.table,
        "known": sorted(meaning.known.values()) if unsure else [],
        "unsure": [one for one in numbered if one[1] in unsure],
        "sure": [one for one in numbered if one[1] not in unsure],
        "renamed": [guess for guess in meaning.periods if guess.label != guess.key],
        "kind": meaning.period_kind,
        "missing": sum(value is None for row in meaning.table.values for value in row),
        "sample": list(zip(meaning.table.units[:5], (row[:6] for row in meaning.table.values[:5]), strict=True)),
        "heading": meaning.table.periods[:6],
        "twice": meaning.table.twice,
        "never": never_were(meaning.table, meaning.reading.zone),
        "zone": meaning.reading.zone,
    }


@ruled(may_look, queries.series)
def series(request: HttpRequest, series: Series) -> HttpResponse:
    """Show a series: source, revisions, what changed, what is odd and what was answered."""
    return _series(request, series, BuildForm())


def _series(request: HttpRequest, series: Series, build: BuildForm, problems: Any = ()) -> HttpResponse:
    newest = series.revisions.first()
    context = frame(series.festival) | {
        "series": series,
        "newest": newest,
        "clock": queries.told_of_clock(newest) if newest else [],
        "revisions": series.revisions.select_related("retrieved_by"),
        "cells": (newest.changes.get("cells") or [])[:MOST_CELLS_SHOWN] if newest else [],
        "asked": queries.asked(newest) if newest else queries.NOTHING_ASKED,
        "studies": studies_of(series.festival),
        "build": build if series.period_kind == PeriodKind.HOUR else None,
        "runs": runs_of(series, kind="panel")[:5],
        "problems": problems,
        "may_analyse": may_analyse(request.user, series),
    }
    return render(request, "effects/office/series.html", context, status=422 if problems or build.errors else 200)


@require_POST
@ruled(may_analyse, queries.series)
def answer(request: HttpRequest, series: Series) -> HttpResponse:
    """Answer for something odd, or for several things of one kind that are ticked."""
    form = ConcernForm(request.POST)
    wanted = request.POST.getlist("among" if "every" in request.POST else "concern")
    concerns = [one for one in series.concerns.all() if str(one.pk) in wanted]
    if not concerns:
        raise Refused(_("Tick what the answer is for. Your words are still there when you go back."))
    if not form.is_valid():
        raise Refused(_("Choose an answer, and say why in a sentence."))
    choice = Choice(form.cleaned_data["choice"])
    if any(choice not in choices_of(one.finding) for one in concerns):
        raise Refused(_("This is no answer to what was asked: choose one of those that are offered."))
    answer_concerns(concerns=concerns, choice=choice, text=form.cleaned_data["text"], who=signed_in(request))
    messages.success(request, _("Noted, with your name and the time."))
    return redirect("series", series.festival.slug, series.slug)


@require_POST
@ruled(may_analyse, queries.series)
def use(request: HttpRequest, series: Series) -> HttpResponse:
    """Give a study the newest figures of a series."""
    study = Study.objects.filter(festival=series.festival, slug=request.POST.get("study", "")).first()
    if study is None:
        raise Refused(_("Choose one of this festival's studies."))
    try:
        use_series(study=study, series=series, who=signed_in(request))
    except BadInput as error:
        return _series(request, series, BuildForm(), error.problems)
    messages.success(request, _("The study has these figures now."))
    return redirect("office-study", series.festival.slug, study.slug)


@require_POST
@ruled(may_analyse, queries.series)
def build(request: HttpRequest, series: Series) -> HttpResponse:
    """Ask for a panel of longer periods."""
    form = BuildForm(request.POST)
    if not form.is_valid():
        return _series(request, series, form)
    name = form.cleaned_data["name"]
    try:
        definition = form.definition(series.festival.place.time_zone)
    except BadInput as error:
        return _series(request, series, form, error.problems)
    request_panel(series=series, name=name, slug=slug_of(name), definition=definition, who=signed_in(request))
    messages.success(request, _("The panel is being built. It can be taken into use here once it is finished."))
    return redirect("series", series.festival.slug, series.slug)


@require_POST
@ruled(may_analyse, queries.series)
def apply(request: HttpRequest, series: Series) -> HttpResponse:
    """Take a built panel into use."""
    run = next((one for one in runs_of(series, kind="panel") if str(one.pk) == request.POST.get("run")), None)
    if run is None:
        raise Refused(_("Choose one of the panels that were built of this series."))
    made = apply_panel(run=run, festival=series.festival, who=signed_in(request))
    return redirect("series", series.festival.slug, made.series.slug)
