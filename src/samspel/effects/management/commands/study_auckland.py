"""`samspel study-auckland`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samspel.effects.management.output import tell_study
from samspel.effects.models import Study
from samspel.effects.services import estimate_now, publish_study
from samspel.effects.services.auckland import prepare, prepare_streets
from samspel.places.models import Festival
from samspel.places.queries import festival as find_festival


class Command(BaseCommand):
    """Register, load, estimate and publish the measured study of the demo."""

    help = "study New Year's Eve in central Auckland from open pedestrian counts"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--festival", help="the address of the festival that shows it; not needed where there is one"
        )
        parser.add_argument("--streets", action="store_true", help="also by street and hour, with a map")

    def handle(self, *args: Any, festival: str | None, streets: bool, **options: Any) -> None:
        found = find_festival(festival) if festival else self._only()
        self._study(prepare(festival=found, who=None))
        if streets:
            self._study(prepare_streets(festival=found, who=None))

    def _study(self, study: Study) -> None:
        estimate_now(study=study, who=None)
        tell_study(study, publish_study(study=study, who=None), self.stdout.write)

    def _only(self) -> Festival:
        festivals = list(Festival.objects.order_by("slug"))
        if len(festivals) != 1:
            names = ", ".join(one.slug for one in festivals) or "none yet; `samspel demo` makes one"
            raise CommandError(f"Say which festival shows the study: --festival ADDRESS. There are: {names}.")
        return festivals[0]
