"""Reads of reports."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.places.models import Edition
from samspel.report.models import Report


def report_shown(edition: Edition) -> Report | None:
    """Return the version everybody may read: the newest that is not withdrawn."""
    return edition.reports.filter(withdrawn_at=None).select_related("run").first()


def published_reports() -> QuerySet[Report]:
    """Return every edition's newest report that is not withdrawn."""
    newest = Report.objects.filter(withdrawn_at=None).order_by("edition", "-version")
    latest = {report.edition_id: report.pk for report in reversed(newest)}
    return Report.objects.filter(pk__in=latest.values()).select_related("edition__festival").order_by("-published_at")


def runs_cited() -> frozenset[str]:
    """Return the first eight letters of every run that a public report cites, its own among them."""
    return frozenset(
        short
        for report in published_reports().select_related("run")
        for short in (report.run.answer or {}).get("runs", ())
    )


def shown(edition: Edition) -> Report:
    """Return the version everybody may read. Raises `NotFound`."""
    found = report_shown(edition)
    if found is None:
        raise NotFound(_("No report of %(edition)s is published.") % {"edition": edition.name})
    return found
