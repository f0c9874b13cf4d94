"""Reads of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from samspel.effects.queries import published_studies
from samspel.errors import NotFound
from samspel.places.models import Edition
from samspel.programme.models import Publication
from samspel.programme.queries.publication import publication_shown
from samspel.records.models import Run, key_of
from samspel.report.models import Report
from samspel.surveys.queries.publishing import runs_shown
from samspel.surveys.queries.results import edition_of


def report_shown(edition: Edition) -> Report | None:
    """Return the version everybody may read: the newest that is not withdrawn."""
    return edition.reports.filter(withdrawn_at=None).select_related("run").first()


def published_reports() -> QuerySet[Report]:
    """Return every edition's newest report that is not withdrawn."""
    newest = Report.objects.filter(withdrawn_at=None).order_by("edition", "-version")
    latest = {report.edition_id: report.pk for report in reversed(newest)}
    return Report.objects.filter(pk__in=latest.values()).select_related("edition__festival").order_by("-published_at")


def is_cited(run: Run) -> bool:
    """Tell whether a report that is not withdrawn cites a run; a report cites its own run too."""
    return Report.objects.filter(withdrawn_at=None, cites=run).exists()


def newer_programme(edition: Edition, run: Run) -> Publication | None:
    """Return what visitors see now, where that is another version than a report tells of."""
    publication = publication_shown(edition)
    return publication if publication and publication.digest != run.problem["publication_digest"] else None


def gone_since(edition: Edition, run: Run) -> dict[tuple[str, str], list[str]]:
    """Return what a report tells of that everybody is not shown any more: sections by key and title, with sentences.

    The titles are those of the language that is active, as the report's sections have them.
    """
    language = "sv" if (translation.get_language() or "sv").startswith("sv") else "en"
    told = run.problem.get("surveys", {}).get(language, ())
    shown = runs_shown(edition) if told else {}
    lost = {("survey", one["title"]): _lost(one, shown) for one in told}
    lost |= _lost_studies(edition, run.problem["findings"][language])
    return {section: sentences for section, sentences in lost.items() if sentences}


def _lost_studies(edition: Edition, findings: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[str]]:
    shown = {one.slug: str(one.published_run_id) for one in published_studies().filter(festival=edition.festival)}
    anew = _("The study “%(name)s” has been published with a new estimate since.")
    withdrawn = _("The study “%(name)s” has been withdrawn since.")
    return {
        ("effect", one["title"]): [(anew if one["study"] in shown else withdrawn) % {"name": one["title"]}]
        for one in findings
        if shown.get(one["study"]) != one["run_id"]
    }


def _lost(one: Mapping[str, Any], shown: Mapping[str, str]) -> list[str]:
    named = [(one["title"], one["run_id"]), *one.get("years", ())]
    gone = {run_id: name for name, run_id in named if run_id not in shown}
    subjects = {str(pk): subject for pk, subject in Run.objects.filter(pk__in=gone).values_list("pk", "subject")}
    anew = _("The survey results of “%(name)s” have been published anew since.")
    withdrawn = _("The survey results of “%(name)s” have been withdrawn since.")
    told = [
        (anew if subjects.get(run_id) in shown.values() else withdrawn) % {"name": name}
        for run_id, name in gone.items()
    ]
    if one["run_id"] in shown and any(run_id not in shown for *_said, run_id in one.get("besides", ())):
        told.append(_("A study that “%(name)s” was put beside has been withdrawn since.") % {"name": one["title"]})
    return told


def is_held_back(run: Run) -> bool:
    """Tell whether a run is a report that nobody has published, and that tells of results withdrawn since."""
    if run.kind != "report" or is_cited(run):
        return False
    edition = next((one for one in Edition.objects.all() if key_of(one) == run.subject), None)
    return edition is not None and bool(gone_since(edition, run))


def synthetic_edition(run: Run) -> Edition | None:
    """Return the synthetic edition that a run is about; None where it computes with real figures."""
    if run.kind in ("survey", "reconcile"):
        asked = edition_of(run)
        return asked if asked is not None and asked.is_synthetic else None
    return next((one for one in Edition.objects.filter(is_synthetic=True) if key_of(one) == run.subject), None)


def run_title(run: Run) -> str:
    """Return what a run computes, in the reader's language: the row keeps the words of whoever asked for it."""
    if run.kind == "study":
        return _named(run.problem["registration"]["title"], run)
    if run.kind == "survey":
        return f"{_named(run.problem['title'], run)}, {run.problem['edition']}"
    if run.kind == "reconcile":
        return _("%(study)s, beside a survey of visitors") % {"study": _named(run.problem["study"]["title"], run)}
    edition = next((one.name for one in Edition.objects.all() if key_of(one) == run.subject), "")
    templates = {
        "plan": _("Plan of %(edition)s"),
        "cost": _("What a rule costs at %(edition)s"),
        "report": _("Report of %(edition)s"),
    }
    return templates[run.kind] % {"edition": edition} if edition and run.kind in templates else run.title


def _named(titles: dict[str, str], run: Run) -> str:
    return titles.get(translation.get_language() or "", run.title)


def shown(edition: Edition) -> Report:
    """Return the version everybody may read. Raises `NotFound`."""
    found = report_shown(edition)
    if found is None:
        raise NotFound(_("No report of %(edition)s is published.") % {"edition": edition.name})
    return found
