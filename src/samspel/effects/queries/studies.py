"""Reads of studies. Texts come in the language that is active."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import formats, timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samspel.effects import sentences
from samspel.effects.charts import CHARTS, LANGUAGES
from samspel.effects.models import Panel, Study
from samspel.effects.types import Finding, Registration
from samspel.errors import NotFound
from samspel.places.models import Festival
from samspel.records.models import Run
from samspel.records.queries import artefact, latest_done, runs_of
from samspel.records.types import State
from samspel.wording import amount, percent


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart for a page: SVG that this software has drawn, and what it shows in words."""

    name: str
    svg: SafeString
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a page says about an estimate, in the language that is active."""

    run: Run
    verdict: str
    sentence: str
    caveats: list[str]
    figures: list[tuple[str, str]]
    drawings: list[Drawing]
    weights: list[tuple[str, str]]
    path: list[tuple[str, str, str, str, bool]]
    ratios: list[tuple[str, str, str]]
    path_unit: str


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
    return Shown(
        run=run,
        verdict=sentences.verdict(values),
        sentence=sentences.claim(registration, values),
        caveats=sentences.caveats(registration, values),
        figures=_figures(registration, values),
        drawings=_drawings(run, registration, values),
        weights=[(unit, percent(weight, 1)) for unit, weight in values["weights"] if weight > 0],
        path=_path(values),
        ratios=_ratios(values),
        path_unit=sentences.axis_unit(registration),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """How often a study was tried, and what else the festival has registered of the same outcome."""

    panels: int
    estimates: int
    others: list[Study]


def tried(study: Study) -> Tried:
    """Return what a reader must know to judge how much was chosen after looking: nothing that was tried is hidden."""
    outcome = _outcome_of(study)
    others = Study.objects.filter(festival=study.festival).exclude(pk=study.pk).order_by("registered_at")
    return Tried(
        panels=study.panels.count(),
        estimates=runs_of(study, kind="study").filter(state=State.DONE).count(),
        others=[one for one in others if _outcome_of(one) == outcome],
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
    return Finding(
        study=study.slug,
        title=str(registration.title),
        question=str(registration.question),
        design=" ".join(str(registration.design).split()),
        verdict=page.verdict,
        sentence=page.sentence,
        caveats=tuple(page.caveats),
        figures=tuple(page.figures),
        charts=tuple((str(drawing.svg), drawing.text) for drawing in page.drawings),
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


def _figures(registration: Registration, values: dict[str, Any]) -> list[tuple[str, str]]:
    unit = sentences.effect_unit(registration)
    return [
        (_("mean gap after the start (%(unit)s)") % {"unit": unit}, sentences.figure(values["effect"])),
        (_("gap as a share of the comparison"), percent(values["relative"], 1)),
        (_("p of the placebo test"), sentences.p_text(values).removeprefix("p = ")),
        (_("smallest p these donors allow"), amount(values["smallest_p_value"], 3)),
        (_("miss before the start (%(unit)s, RMSPE)") % {"unit": unit}, sentences.figure(values["pre_rmspe"])),
        (_("the same as a share of the usual difference"), percent(values["pre_fit"], 1)),
    ]


def _drawings(run: Run, registration: Registration, values: dict[str, Any]) -> list[Drawing]:
    language = translation.get_language() or "sv"
    language = language if language in LANGUAGES else "en"
    texts = {"path": sentences.path_text, "gap": sentences.gap_text, "placebos": sentences.placebos_text}
    return [
        Drawing(
            name=f"{name}-{language}.svg",
            # A run's charts are drawn by us from numbers and escaped names; see charts.
            svg=mark_safe(bytes(artefact(run, f"{name}-{language}.svg").content).decode()),  # noqa: S308
            text=texts[name](registration, values),
        )
        for name in CHARTS
    ]


def _path(values: dict[str, Any]) -> list[tuple[str, str, str, str, bool]]:
    rows = zip(values["periods"], values["observed"], values["counterfactual"], values["gap"], strict=True)
    digits, start = sentences.path_digits(values), values["first_treated"]
    return [
        (period, amount(observed, digits), amount(counterfactual, digits), amount(gap, digits), row >= start)
        for row, (period, observed, counterfactual, gap) in enumerate(rows)
    ]


def _ratios(values: dict[str, Any]) -> list[tuple[str, str, str]]:
    own = {"unit": values["treated"], "ratio": values["ratio"], "effect": values["effect"]}
    ranked = sorted([own, *values["placebos"]], key=lambda one: (-one["ratio"], one is not own))
    return [(one["unit"], sentences.figure(one["ratio"]), sentences.figure(one["effect"])) for one in ranked]
