"""Make a report, publish it, withdraw it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samspel.agreements.queries.interplay import public_figures
from samspel.effects.queries import published_findings
from samspel.effects.types import Finding
from samspel.errors import NotFound, Refused
from samspel.night.queries.public import public_figures as public_nights
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.places.services import end_of
from samspel.programme.queries.publication import publication_shown
from samspel.records.models import Run
from samspel.records.queries import run_by_name
from samspel.records.services import note, request_run
from samspel.records.services.thread import End, tie, untie
from samspel.records.types import Answer, Attachment, Plain
from samspel.records.types import Report as Tell
from samspel.report import figures, pdf, sentences
from samspel.report.models import Report
from samspel.report.queries import gone_since
from samspel.surveys.queries.publishing import published_results
from samspel.surveys.types import Result

LANGUAGES = ("sv", "en")


def request_report(*, edition: Edition, who: User | None) -> Run:
    """Freeze everything a report says and ask for its making. Raises `Refused` without a published programme."""
    publication = publication_shown(edition)
    if publication is None:
        raise Refused(_("Publish the programme first: the report tells what visitors were shown."))
    pk, findings = _free_name(), {language: _findings(edition, language) for language in LANGUAGES}
    surveys = {language: _surveys(edition, language) for language in LANGUAGES}
    told = [*(one.run_id for one in findings["en"]), *(one.run_id for one in surveys["en"])]
    told += [run_id for one in surveys["en"] for *_said, run_id in one.besides]
    problem = {
        "run": pk.hex[:8],
        "snapshot": publication.snapshot,
        "version": publication.version,
        "publication_digest": publication.digest,
        # Of the version that visitors see, like the snapshot; the live timetable may be another by now.
        "quality": publication.quality,
        "plan_run": publication.plan_run.short if publication.plan_run else None,
        "moved_since_plan": publication.moved_since_plan,
        "findings": {language: [finding.as_plain() for finding in found] for language, found in findings.items()},
        "night": public_nights(edition, played={(one["venue"], one["night"]) for one in publication.snapshot["sets"]}),
        "interplay": public_figures(edition.festival.place, today=timezone.localdate()),
        "surveys": {language: [one.as_plain() for one in found] for language, found in surveys.items()},
        "cites": [str(one) for one in (pk, publication.plan_run_id, *told) if one],
        "publisher": edition.festival.name,
        "accent": edition.festival.accent,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "runs_address": {language: _runs_address(language) for language in LANGUAGES},
    }
    return request_run(
        kind="report",
        subject=edition,
        scope=edition.festival,
        title=_("Report of %(edition)s") % {"edition": edition.name},
        problem=problem,
        who=who,
        pk=pk,
    )


def _findings(edition: Edition, language: str) -> list[Finding]:
    with translation.override(language):
        return published_findings(edition.festival)


def _surveys(edition: Edition, language: str) -> list[Result]:
    with translation.override(language):
        return published_results(edition)


def _free_name() -> UUID:
    """Return an id whose first eight letters no other run has: they are what a reader follows."""
    while True:
        pk = uuid4()
        try:
            run_by_name(pk.hex[:8])
        except NotFound:
            return pk


def _runs_address(language: str) -> str:
    with translation.override(language):
        return settings.ADDRESS + reverse("run", args=["00000000"]).removesuffix("00000000/")


def execute_report(problem: Plain, seed: int, report: Tell) -> Answer:
    """Make the documents and their PDFs from frozen values; changes nothing."""
    numbers = figures.counts(problem["snapshot"])
    values: dict[str, Any] = {"numbers": numbers, "runs": _cited(problem)}
    made_at = datetime.fromisoformat(problem["made_at"])
    attachments = []
    for step, language in enumerate(LANGUAGES):
        report(step / len(LANGUAGES))
        with translation.override(language):
            document = sentences.document(problem, numbers, problem["run"])
            address = problem["runs_address"][language]
            content = pdf.render(document, made_at=made_at, runs_address=address, accent=problem["accent"])
        values[language] = asdict(document)
        attachments.append(Attachment(f"report-{language}.pdf", "application/pdf", content))
    return Answer(values, tuple(attachments))


def _cited(problem: Plain) -> list[str]:
    """Return the runs whose figures are in the report, so that its readers may follow them."""
    told = (*problem["findings"][LANGUAGES[0]], *problem.get("surveys", {}).get(LANGUAGES[0], ()))
    found = {problem["run"], *(one["run"] for one in told)}
    found |= {run for one in told for *_said, run, _whole in one.get("besides", ())}
    return sorted(found | ({problem["plan_run"]} if problem["plan_run"] else set()))


@transaction.atomic
def publish_report(*, run: Run, edition: Edition, who: User | None) -> Report:
    """Show a finished report to everybody, as the next version. Raises `Refused` if it is not finished."""
    if run.kind != "report" or run.answer is None:
        raise Refused(_("The run %(run)s has no finished report.") % {"run": run.short})
    _refuse_withdrawn(run, edition)
    # Two who publish at once: one of them waits and is told.
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    if Report.objects.filter(run=run, withdrawn_at=None).exists():
        raise Refused(_("This report is published already."))
    last = edition.reports.first()
    report, _made = Report.objects.update_or_create(
        run=run,
        defaults={
            "edition": edition,
            "version": last.version + 1 if last else 1,
            "published_at": timezone.now(),
            "published_by": who,
            "withdrawn_at": None,
        },
    )
    report.cites.set(Run.objects.filter(pk__in=run.problem.get("cites", [str(run.pk)])))
    _untie(edition)
    words = [edition.festival.slug, edition.slug]
    target = End(report, "report", words, is_public=True, title=edition.name)
    tie(source=end_of(edition), target=target)
    note(who=who, verb="report.publish", subject=edition, details={"version": report.version, "run": str(run.pk)})
    return report


def _refuse_withdrawn(run: Run, edition: Edition) -> None:
    """Raise `Refused` where a report tells of a survey or study that everybody may not see any more."""
    if gone_since(edition, run):
        raise Refused(_("The report tells of results that are not published any more: make the report anew."))


def _untie(edition: Edition) -> None:
    """Let the thread lead to the version that everybody may read, and to no other."""
    for one in edition.reports.all():
        untie(row=one)


@transaction.atomic
def withdraw_report(*, edition: Edition, who: User | None) -> None:
    """Hide an edition's report. Raises `Refused` if none is shown."""
    hidden = edition.reports.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    if not hidden:
        raise Refused(_("No report is published."))
    _untie(edition)
    note(who=who, verb="report.withdraw", subject=edition)
