"""Reads of what everybody is shown of surveys. Texts come in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.engines.survey import Ledger
from samspel.errors import NotFound
from samspel.places.models import Edition, Festival
from samspel.records.models import Run, key_of
from samspel.records.queries import latest_done
from samspel.records.types import State
from samspel.surveys.charts import PUBLIC
from samspel.surveys.disclosure import disclosed
from samspel.surveys.instances.ledgers import ledger_of
from samspel.surveys.ledger_sentences import count_between
from samspel.surveys.models import Survey
from samspel.surveys.queries.beside import besides, public_beside_runs
from samspel.surveys.queries.results import Shown, told
from samspel.surveys.queries.surveys import survey as find_survey
from samspel.surveys.queries.years import closed_years, hidden_years
from samspel.surveys.types import Result, Use


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
    hidden = hidden_years(run.problem)
    page = told(run, disclosed(run.answer or {}, hidden_years=hidden), charts=PUBLIC)
    if not hidden:
        return page
    drawings = page.drawings
    if hidden - closed_years(run.problem):  # the chart was drawn while they were public
        drawings = {name: one for name, one in drawings.items() if name != "marketing"}
    public = [one for one in run.problem["earlier"] if one["year"] not in hidden]
    return replace(page, drawings=drawings, earlier=[(one["edition"], one["run"]) for one in public])


def computed_surveys(festival: Festival) -> list[Survey]:
    """Return a festival's surveys that have a finished estimate of this version, the newest first."""
    runs = Run.objects.filter(kind="survey", state=State.DONE, scope=key_of(festival), problem__has_key="earlier")
    subjects = set(runs.values_list("subject", flat=True))
    found = Survey.objects.filter(edition__festival=festival).select_related("edition")
    return [one for one in found if key_of(one) in subjects]


def run_in_use(survey: Survey) -> Run | None:
    """Return the estimate that is published, else the newest finished one that can be shown."""
    return survey.published_run or newest_estimate(survey)


def newest_estimate(survey: Survey) -> Run | None:
    """Return the newest finished estimate, None where there is none or an older version made it: compute anew."""
    run = latest_done(survey, kind="survey")
    return run if run is not None and run.answer is not None and "earlier" in run.problem else None


def public_ledger(run: Run) -> dict[str, Any] | None:
    """Return a run's net ledger as far as everybody may be shown it, as plain values; None where there is none."""
    found = disclosed(run.answer or {"questions": []})
    return found["ledger"] if ledger_of(found) else None


def money_words(run: Run) -> dict[str, str]:
    """Return what the money of a run's answers is called in Swedish and English."""
    asked: Mapping[str, str] = next((one for one in run.problem["questions"] if one["use"] == Use.SPEND), {})
    return {"sv": asked.get("unit_sv") or "kr", "en": asked.get("unit_en") or "SEK"}


def net_ledger(plain: Mapping[str, Any]) -> Ledger:
    """Return the ledger that `public_ledger` wrote."""
    found = ledger_of({"ledger": plain})
    assert found is not None  # noqa: S101 - it was written from one
    return found


def published_results(edition: Edition) -> list[Result]:
    """Return an edition's published surveys for its report."""
    found = published_surveys().filter(edition=edition)
    return [_result(one, one.published_run) for one in found if one.published_run is not None]


def runs_shown(edition: Edition) -> dict[str, str]:
    """Return what everybody sees behind results of an edition and of its festival's others: runs with their subjects.

    That is each published estimate, and what those of the edition itself were put beside.
    """
    found = [one for one in published_surveys() if one.festival == edition.festival]
    runs = [one.published_run for one in found if one.published_run is not None]
    runs += [run for one in found if one.edition_id == edition.pk for run in public_beside_runs(one)]
    return {str(run.pk): run.subject for run in runs}


def _result(survey: Survey, run: Run) -> Result:
    hidden = hidden_years(run.problem)
    public = [one for one in run.problem.get("earlier", ()) if one["year"] not in hidden]
    page, beside = shown_to_all(run), besides(public_beside_runs(survey))
    ledger = ledger_of({"ledger": public_ledger(run)})
    visitors = [one for one in ledger.persons if one.name == "unique"] if ledger else []
    counted = [(_("visitors, each counted once"), count_between(one)) for one in visitors]
    shares = [(name, f"{share} ({interval})") for name, share, interval, _n in page.marketing]
    return Result(
        title=str(survey),
        sentence=page.headline,
        cautions=(*page.cautions, *page.changes),
        figures=(page.figures[0], *counted, *page.further, *shares),
        charts=tuple((one.name, str(one.svg), one.text) for one in page.drawings.values()),
        lines=tuple((one.name, one.change, one.left, one.range, one.basis) for one in page.lines),
        assumptions=tuple(page.assumptions),
        besides=tuple((one.sentence, str(one.svg), one.text, one.run.short, str(one.run.pk)) for one in beside),
        years=tuple((one["edition"], one["run_id"]) for one in public),
        run=run.short,
        run_id=str(run.pk),
    )
