"""Reads of reports."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.places.models import Edition
from samspel.records.models import Run
from samspel.report.models import Report


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


def shown(edition: Edition) -> Report:
    """Return the version everybody may read. Raises `NotFound`."""
    found = report_shown(edition)
    if found is None:
        raise NotFound(_("No report of %(edition)s is published.") % {"edition": edition.name})
    return found
