"""Reads of what a survey's net was put beside: runs that a room above has made, kept in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from samspel.records.models import Run
from samspel.records.queries import came_of, runs_of
from samspel.records.types import State
from samspel.surveys.models import Survey


@dataclass(frozen=True, slots=True)
class Beside:
    """A survey's net beside a study of the register: one sentence, a chart, what was stated to compare them."""

    run: Run
    title: str
    sentence: str
    stated: list[str]
    svg: SafeString
    text: str
    study: tuple[str, str]
    is_synthetic: bool


def besides(runs: Iterable[Run]) -> list[Beside]:
    """Return what finished runs say, the newest of each study, in the language that is active."""
    language = "sv" if (translation.get_language() or "sv").startswith("sv") else "en"
    newest: dict[tuple[int, str], Run] = {}
    for run in runs:
        newest.setdefault((run.problem["survey"]["pk"], run.problem["study"]["slug"]), run)
    return [_told(run, language) for run in newest.values()]


def _told(run: Run, language: str) -> Beside:
    said, study = (run.answer or {})[language], run.problem["study"]
    drawn = next(bytes(one.content).decode() for one in run.artefacts.all() if one.name == f"beside-{language}.svg")
    return Beside(
        run=run,
        title=said["title"],
        sentence=said["sentence"],
        stated=said["stated"],
        svg=mark_safe(drawn),  # noqa: S308 - drawn by ourselves from numbers
        text=said["text"],
        study=(study["festival"], study["slug"]),
        is_synthetic=run.problem["synthetic"],
    )


def beside_runs(survey: Survey) -> QuerySet[Run]:
    """Return the finished runs that put a survey's net beside a study, the newest first."""
    return runs_of(survey, kind="reconcile").filter(state=State.DONE).prefetch_related("artefacts")


def public_beside_runs(survey: Survey) -> list[Run]:
    """Return those that everybody may see: of the published estimate, beside studies that are published."""
    studies = {link.target for link in came_of(survey, public_only=True)}
    published = str(survey.published_run_id)
    return [
        run
        for run in beside_runs(survey)
        if run.problem["survey"]["run_id"] == published and run.problem["study"]["key"] in studies
    ]
