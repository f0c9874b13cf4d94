"""The report as a page and as a PDF; the office's switch; the page of a run, which every figure links to."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, public, ruled
from samspel.errors import NotFound
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.queries.publication import publication_shown
from samspel.records.models import Artefact, Run, key_of
from samspel.records.queries import artefact as find_artefact
from samspel.records.queries import run_by_name, runs_of
from samspel.records.types import State
from samspel.report import queries, sentences, services
from samspel.report.models import Report
from samspel.report.rules import may_open_run, may_see_run


def _shown(festival: str, edition: str) -> tuple[Edition, Report]:
    found = find_edition(festival, edition)
    return found, queries.shown(found)


@public(_shown)
def report(request: HttpRequest, subject: tuple[Edition, Report]) -> HttpResponse:
    """Show an edition's report; where none is published, the page says so."""
    edition, shown = subject
    return _document(request, edition, shown.run, shown.version)


def _document(request: HttpRequest, edition: Edition, run: Run, version: int | None) -> HttpResponse:
    document = (run.answer or {}).get(translation.get_language() or "sv")
    if document is None:
        raise NotFound(_("The run %(run)s has no finished report.") % {"run": run.short})
    gone = queries.gone_since(edition, run)
    if version is None:
        kept = [one for one in document["sections"] if (one["key"], one["title"]) not in gone]
        document = {**document, "sections": kept}
    for section in document["sections"]:
        for chart in section["charts"]:
            chart["drawing"] = mark_safe(chart["svg"])  # noqa: S308 - drawn by ourselves from numbers, frozen in the run
    context = {
        "edition": edition,
        "festival": edition.festival,
        "run": run,
        "document": document,
        "version": version,
        "gone": [sentence for sentences in gone.values() for sentence in sentences],
        "newer_programme": queries.newer_programme(edition, run),
    }
    return render(request, "report/report.html", context)


@public(_shown)
def report_pdf(request: HttpRequest, subject: tuple[Edition, Report]) -> HttpResponse:
    """Return an edition's report as a PDF in the page's language."""
    edition, shown = subject
    file = find_artefact(shown.run, f"report-{translation.get_language()}.pdf")
    return _file(file, f"{edition.festival.slug}-{edition.slug}-{translation.get_language()}.pdf")


def _file(file: Artefact, name: str) -> HttpResponse:
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    # A drawing opened by itself must not run anything, whatever is in it.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


@ruled(may_look, find_edition, posts=may_run_office)
def reports(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Make a report, look at it, publish or withdraw it."""
    if request.method == "POST":
        services.request_report(edition=edition, who=signed_in(request))
        return redirect("reports", edition.festival.slug, edition.slug)
    runs = list(runs_of(edition, kind="report")[:10])
    shown = queries.report_shown(edition)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "runs": runs,
        "newest": next((run for run in runs if run.state == State.DONE), None),
        "open": next((run for run in runs if run.is_open), None),
        "failed": runs[0] if runs and runs[0].state == State.FAILED else None,
        "shown": shown,
        "programme": publication_shown(edition),
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "report/reports.html", context)


def _report_run(festival: str, edition: str, run: str) -> tuple[Edition, Run]:
    found, report_run = find_edition(festival, edition), run_by_name(run)
    if report_run.kind != "report" or report_run.subject != key_of(found):
        raise NotFound(_("%(edition)s has no such report.") % {"edition": found.name})
    return found, report_run


@ruled(may_look, _report_run, of=first)
def draft(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Show a report that is not published."""
    edition, run = subject
    return _document(request, edition, run, None)


@require_POST
@ruled(may_run_office, _report_run, of=first)
def publish(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Publish a report."""
    edition, run = subject
    version = services.publish_report(run=run, edition=edition, who=signed_in(request)).version
    messages.success(request, _("Version %(version)d of the report is published.") % {"version": version})
    return redirect("reports", edition.festival.slug, edition.slug)


@require_POST
@ruled(may_run_office, find_edition)
def withdraw(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Hide the report."""
    services.withdraw_report(edition=edition, who=signed_in(request))
    messages.success(request, _("The report is hidden."))
    return redirect("reports", edition.festival.slug, edition.slug)


@ruled(may_see_run, run_by_name)
def run(request: HttpRequest, found: Run) -> HttpResponse:
    """Show a run: what was asked, with what, by which versions, and what came out, or its scores alone."""
    is_open = may_open_run(request.user, found)
    context = {
        "run": found,
        "is_open": is_open,
        "artefacts": found.artefacts.all() if is_open else (),
        "answer": _pretty(found.answer if is_open else _scores(found.answer)),
        "edition": queries.synthetic_edition(found),
        "title": queries.run_title(found),
        "kind": sentences.kind_name(found.kind),
        "chosen": sentences.chosen(found.parameters),
    }
    return render(request, "report/run.html", context)


def _scores(answer: Any) -> dict[str, Any]:
    """Return what an answer says of its own quality, without what was decided."""
    return {name: value for name, value in (answer or {}).items() if name in SCORES}


SCORES = ("score", "bound", "proved", "seconds")


def _pretty(answer: Any) -> str:
    text = json.dumps(answer, ensure_ascii=False, indent=1, default=str) if answer else ""
    return text if len(text) < MOST_SHOWN else f"{text[:MOST_SHOWN]}\n…"


MOST_SHOWN = 6000
"""Characters of an answer on its page; the whole is in the file beside it."""


@ruled(may_open_run, run_by_name)
def run_file(request: HttpRequest, found: Run) -> HttpResponse:
    """Return a run's problem and answer as one JSON file, so that anyone can repeat it."""
    body = {
        "run": str(found.pk),
        "synthetic": queries.synthetic_edition(found) is not None,
        "kind": found.kind,
        "seed": found.seed,
        "digest": found.digest,
        "versions": found.versions,
        "problem": found.problem,
        "answer": found.answer,
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="run-{found.short}.json"'
    return response


def _artefact(run: str, name: str) -> tuple[Run, Artefact]:
    found = run_by_name(run)
    return found, find_artefact(found, name)


@ruled(may_open_run, _artefact, of=first)
def run_artefact(request: HttpRequest, subject: tuple[Run, Artefact]) -> HttpResponse:
    """Return a file that a run has made."""
    return _file(subject[1], subject[1].name)
