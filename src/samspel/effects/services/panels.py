"""Build a panel from hourly rows: asked for as a run, carried out in its own process, taken into use as a series."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from samspel.effects.models import Revision, Series
from samspel.effects.panels.definition import Definition
from samspel.effects.queries.series import unanswered, usable
from samspel.effects.services.series import About, Load, Unanswered, load_revision, open_series
from samspel.effects.types import PeriodKind, PlaceKind, Source, Table
from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Festival
from samspel.records.models import Run
from samspel.records.services import note, request_run
from samspel.records.types import Answer, Plain, Report

BLOCK = 2**20
BUILDING = 0.1


@transaction.atomic
def request_panel(*, series: Series, name: str, slug: str, definition: Definition, who: User | None) -> Run:
    """Ask for a panel of a series of hours. Raises `Refused` if it is of other periods, or has questions that wait."""
    revision = series.revisions.first()
    if revision is None or series.period_kind != PeriodKind.HOUR:
        raise Refused(
            _("“%(series)s” is no series of hours: only those can be put together into periods.") % {"series": series}
        )
    if waiting := unanswered(revision).count():
        raise Unanswered(revision, waiting)
    table = usable(revision)
    rows = {"units": list(table.units), "periods": list(table.periods), "values": [list(row) for row in table.values]}
    about = About(name, series.outcome, series.unit, PlaceKind(series.place_kind), series.is_synthetic)
    source = {field: getattr(series.source, field) for field in ("title", "publisher", "licence", "address")}
    definition = replace(definition, is_once=True)
    problem = _problem(definition, about, source, slug) | {"rows": rows, "digest": revision.digest}
    return request_run(
        kind="panel", subject=series, scope=series.festival, title=name, problem=problem, parameters={}, who=who
    )


@transaction.atomic
def request_panel_of_files(
    *,
    festival: Festival,
    files: Sequence[Path],
    names: Mapping[str, str],
    about: About,
    source: Source,
    slug: str,
    definition: Definition,
    who: User | None,
) -> Run:
    """Ask for a panel of files on this machine, which may hold more rows than its memory."""
    paths = [str(file.resolve()) for file in files]
    problem = _problem(definition, about, asdict(source), slug)
    problem |= {"files": paths, "names": dict(names), "digest": _digest(files)}
    return request_run(
        kind="panel", subject=festival, scope=festival, title=about.name, problem=problem, parameters={}, who=who
    )


def _problem(definition: Definition, about: About, source: Mapping[str, str], slug: str) -> dict[str, Any]:
    return {
        "definition": definition.as_plain(),
        "about": {**asdict(about), "place_kind": about.place_kind.value},
        "source": dict(source),
        "slug": slug,
        "url": settings.PANELS_URL,
    }


def _digest(files: Sequence[Path]) -> str:
    sum_of_all = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(BLOCK):
                sum_of_all.update(block)
    return sum_of_all.hexdigest()


def execute_panel(problem: Plain, seed: int, report: Report) -> Answer:
    """Build a panel from stored rows or from files; changes nothing and needs no seed.

    Raises
    ------
    ValueError
        If rows cannot be used, naming them.
    """
    # Loaded here and nowhere else: ibis and DuckDB stay out of the process that serves pages.
    from samspel.effects.panels.build import build
    from samspel.effects.panels.connect import connected, rows_in_memory, rows_of
    from samspel.errors import SamspelError

    report(BUILDING)
    definition = Definition.from_plain(problem["definition"])
    try:
        with connected(problem["url"]) as engine:
            if "files" in problem:
                rows = rows_of(engine, [Path(file) for file in problem["files"]], names=problem["names"])
            else:
                rows = rows_in_memory(problem["rows"])
            built = build(engine, rows, definition)
    except SamspelError as error:
        raise ValueError(str(error)) from error
    return Answer(
        {
            "units": list(built.table.units),
            "periods": list(built.table.periods),
            "values": [list(row) for row in built.table.values],
            "coverage": [list(row) for row in built.coverage],
        }
    )


@transaction.atomic
def apply_panel(*, run: Run, festival: Festival, who: User | None) -> Revision:
    """Take a built panel into use as the newest revision of its series. Raises `Refused` if it is not finished."""
    if run.kind != "panel" or not run.is_done or run.answer is None:
        raise Refused(_("“%(run)s” is no finished panel.") % {"run": run.title})
    problem, answer = run.problem, run.answer
    about = About(**{**problem["about"], "place_kind": PlaceKind(problem["about"]["place_kind"])})
    source = Source(**problem["source"])
    series = open_series(festival=festival, slug=problem["slug"], about=about, source=source, who=who)
    if problem["definition"]["period"] == PeriodKind.NIGHT:
        series.period_kind = PeriodKind.NIGHT
        series.save(update_fields=["period_kind"])
    values = tuple(tuple(row) for row in answer["values"])
    table = Table(tuple(answer["units"]), tuple(answer["periods"]), values)
    coverage = tuple(tuple(row) for row in answer["coverage"])
    load = Load(name=f"{run.title} ({run.short})", table=table, digest=problem["digest"], coverage=coverage, run=run)
    note(who=who, verb="panel.apply", subject=series, details={"run": str(run.pk)})
    return load_revision(series=series, load=load, who=who)
