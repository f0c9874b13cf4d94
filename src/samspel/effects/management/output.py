"""What a command says about an estimate."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from samspel.effects.models import Revision, Study
from samspel.effects.queries import shown
from samspel.effects.queries.series import told_of_clock, unanswered
from samspel.effects.sentences.concerns import sentence
from samspel.records.models import Run


def tell_study(study: Study, run: Run, write: Callable[[str], object]) -> None:
    """Write a study's answer with its uncertainty, the run and where it can be read."""
    told = shown(study, run).told
    checks = (f"{one.name}: {one.number or '!'}. {one.sentence}" for one in told.checks)
    for line in (study.shown_title, told.sentence, *told.caveats, *checks):
        write(line)
    write(f"run {run.short}, {settings.ADDRESS}{reverse('study', args=[study.festival.slug, study.slug])}")
    write("")


def tell_revision(revision: Revision, write: Callable[[str], object]) -> None:
    """Write what was loaded, every question that waits for an answer, and where it can be answered."""
    series = revision.series
    size = f"{len(revision.units)} units, {len(revision.periods)} periods"
    write(f"{series.name}: revision {revision.number}, {size}, {revision.digest}")
    for told in told_of_clock(revision):
        write(told)
    for concern in unanswered(revision):
        write(f"? {sentence(concern.finding)}")
    write(f"{settings.ADDRESS}{reverse('series', args=[series.festival.slug, series.slug])}")
