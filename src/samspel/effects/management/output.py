"""What a command says about an estimate."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from samspel.effects.models import Study
from samspel.effects.queries import shown
from samspel.records.models import Run


def tell_study(study: Study, run: Run, write: Callable[[str], object]) -> None:
    """Write a study's answer with its uncertainty, the run and where it can be read."""
    page = shown(study, run)
    for line in (study.shown_title, page.sentence, *page.caveats):
        write(line)
    write(f"run {run.short}, {settings.ADDRESS}{reverse('study', args=[study.festival.slug, study.slug])}")
    write("")
