"""`samspel study-orebro`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from samspel.effects.management.output import tell_study
from samspel.effects.services import estimate_now, publish_study
from samspel.effects.services.orebro import prepare
from samspel.errors import Refused

POPULATION = Path("../shared/data/sweden/sweden_population_municipality/population_1950_2020.csv")


class Command(BaseCommand):
    """Register, load, estimate and publish both studies of Örebro's population."""

    help = "study Örebro's population after 2010: register, load, estimate, publish"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--population", type=Path, default=POPULATION, help="CSV with Kommun, År, Befolkning for 1980–2020"
        )

    def handle(self, *args: Any, population: Path, **options: Any) -> None:
        if not population.is_file():
            raise Refused(f"{population} is missing: name the file with --population.")
        for study in prepare(content=population.read_bytes(), name=population.name, who=None):
            estimate_now(study=study, who=None)
            tell_study(study, publish_study(study=study, who=None), self.stdout.write)
