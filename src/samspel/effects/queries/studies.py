"""Reads of studies. Texts come in the language that is active."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from samspel.effects.alongside import parts_told
from samspel.effects.kinds import manner_of
from samspel.effects.models import Panel, Study
from samspel.effects.queries.beforehand import asked_beforehand
from samspel.effects.queries.designs import told_deviations
from samspel.effects.queries.drawings import Drawing, drawing
from samspel.effects.queries.looks import same_figures
from samspel.effects.queries.series import answers_told
from samspel.effects.telling import Chart, Part, Told
from samspel.effects.types import Finding, Registration
from samspel.errors import NotFound
from samspel.places.models import Festival
from samspel.records.models import Run
from samspel.records.queries import latest_done, runs_of
from samspel.records.types import State


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part of an answer with its charts drawn."""

    part: Part
    drawings: list[Drawing]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a page says about a finished estimate, in the language that is active."""

    run: Run
    told: Told
    drawings: list[Drawing]
    parts: list[Drawn]


def published_studies() -> QuerySet[Study]:
    """Return the studies everybody may see, with their festivals."""
    found = Study.objects.filter(is_published=True, published_run__isnull=False)
    return found.select_related("festival__place", "published_run")


def studies_of(festival: Festival) -> QuerySet[Study]:
    """Return a festival's studies, published or not."""
    return Study.objects.filter(festival=festival).select_related("festival", "published_run", "registered_by")


def study(festival: str, study: str) -> Study:
    """Return a study by its festival's address and its own. Raises `NotFound`."""
    found = Study.objects.select_related("festival__place", "published_run").filter(festival__slug=festival, slug=study)
    one = found.first()
    if one is None:
        raise NotFound(
            _("There is no study “%(study)s” of “%(festival)s” here.") % {"study": study, "festival": festival}
        )
    return one


def is_run_public(run: Run) -> bool:
    """Tell whether a run stands behind a published study, so that everybody may see it."""
    return Study.objects.filter(is_published=True, published_run=run).exists()


def latest_run(study: Study) -> Run | None:
    """Return the newest estimate of a study, finished or not."""
    return runs_of(study, kind="study").first()


def run_shown(study: Study) -> Run | None:
    """Return the run whose figures a study's page shows: the published one, else the newest finished one."""
    return study.published_run if study.is_published else latest_done(study, kind="study")


def panel_of(study: Study, run: Run | None) -> Panel | None:
    """Return the figures a run was computed from; without a run, those that were loaded last."""
    if run is None:
        return study.panels.first()
    # One file read in two ways has one digest: the figures themselves decide.
    alike = study.panels.filter(digest=run.problem["panel_digest"])
    return next((panel for panel in alike if panel.values == run.problem["outcomes"]), None)


def shown(study: Study, run: Run) -> Shown:
    """Return what a page says about a finished estimate."""
    # The words are those the run was computed with; the study's own cannot have changed.
    registration, values = Registration.from_plain(run.problem["registration"]), run.answer or {}
    told = manner_of(registration).tell(registration, values)
    if told.checks:
        told = replace(told, checks=[*told.checks, asked_beforehand(study)])
    return Shown(
        run=run,
        told=told,
        drawings=_drawings(run, told.charts),
        parts=[Drawn(part, _drawings(run, part.charts)) for part in parts_told(registration, values)],
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """How often a study was tried, and what else the festival has registered of the same outcome or figures."""

    panels: int
    estimates: int
    others: list[Study]


def tried(study: Study) -> Tried:
    """Return what a reader must know to judge how much was chosen after looking: nothing that was tried is hidden."""
    outcome, alike = _outcome_of(study), same_figures(study)
    others = Study.objects.filter(festival=study.festival).exclude(pk=study.pk).order_by("registered_at")
    return Tried(
        panels=study.panels.count(),
        estimates=runs_of(study, kind="study").filter(state=State.DONE).count(),
        others=[one for one in others if one.pk in alike or _outcome_of(one) == outcome],
    )


def _outcome_of(study: Study) -> str:
    return " ".join(str(study.registration["outcome"]["en"]).casefold().split())


def published_findings(festival: Festival) -> list[Finding]:
    """Return a festival's published studies for its report, by title."""
    found = published_studies().filter(festival=festival)
    return [_finding(study, study.published_run) for study in found if study.published_run is not None]


def _finding(study: Study, run: Run) -> Finding:
    registration = Registration.from_plain(study.registration)
    page = shown(study, run)
    told = page.told
    drawings = [*page.drawings, *(drawing for one in page.parts for drawing in one.drawings)]
    beside = [sentence for one in page.parts for sentence in one.part.sentences]
    panel = panel_of(study, run)
    beside += answers_told(panel.revision if panel else None)
    return Finding(
        study=study.slug,
        title=str(registration.title),
        question=str(registration.question),
        design=" ".join(str(registration.design).split()),
        verdict=told.verdict,
        sentence=told.sentence,
        caveats=(*told.caveats, *(check.sentence for check in told.checks), *beside, *told_deviations(study)),
        figures=tuple(told.figures),
        charts=tuple((str(drawing.svg), drawing.text) for drawing in drawings),
        elsewhere=tuple(str(words) for words in registration.elsewhere),
        source=source_line(registration),
        registered_at=formats.date_format(timezone.localtime(study.registered_at), "j F Y H:i"),
        digest=study.digest,
        run=run.short,
        run_id=str(run.pk),
    )


def source_line(registration: Registration) -> str:
    """Return title, publisher, licence and address of the figures in one line."""
    source = registration.source
    return ", ".join(part for part in (source.title, source.publisher, source.licence, source.address) if part)


def _drawings(run: Run, charts: Sequence[Chart]) -> list[Drawing]:
    return [drawing(run, chart) for chart in charts]
