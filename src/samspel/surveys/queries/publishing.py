"""Reads of what everybody is shown of surveys. Texts come in the language that is active."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.places.models import Edition
from samspel.records.models import Run
from samspel.surveys.charts import PUBLIC
from samspel.surveys.disclosure import disclosed
from samspel.surveys.models import Survey
from samspel.surveys.queries.results import Shown, told
from samspel.surveys.queries.surveys import survey as find_survey
from samspel.surveys.types import Result


def published_surveys() -> QuerySet[Survey]:
    """Return the surveys whose results everybody may see."""
    found = Survey.objects.filter(published_run__isnull=False)
    return found.select_related("edition__festival__place", "published_run").order_by("-published_at")


def published_survey(festival: str, edition: str, survey: int) -> Survey:
    """Return a survey whose results are published. Raises `NotFound`."""
    found = find_survey(festival, edition, survey)
    if not found.is_published:
        raise NotFound(_("The results of “%(survey)s” are not published.") % {"survey": found})
    return found


def is_run_public(run: Run) -> bool:
    """Tell whether a run stands behind published results, so that everybody may see that it was made."""
    return Survey.objects.filter(published_run=run).exists()


def shown_to_all(run: Run) -> Shown:
    """Return what everybody may be shown of a finished estimate."""
    return told(run, disclosed(run.answer or {}), charts=PUBLIC)


def published_results(edition: Edition) -> list[Result]:
    """Return an edition's published surveys for its report."""
    found = published_surveys().filter(edition=edition)
    return [_result(one, one.published_run) for one in found if one.published_run is not None]


def _result(survey: Survey, run: Run) -> Result:
    page = shown_to_all(run)
    shares = [(name, f"{share} ({interval})") for name, share, interval, _n in page.marketing]
    return Result(
        title=str(survey),
        sentence=page.headline,
        cautions=(*page.cautions, *page.changes),
        figures=(
            *page.figures[:2],
            *page.further,
            *((name, f"{share} ({low})") for name, share, low, _n in page.marketing),
        ),
        charts=tuple((one.name, str(one.svg), one.text) for one in page.drawings.values()),
        lines=tuple((one.name, one.change, one.left, one.range, one.basis) for one in page.lines),
        assumptions=tuple(page.assumptions),
        run=run.short,
        run_id=str(run.pk),
    )
