"""`samspel study-load`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from samspel.effects.management.study import StudyCommand
from samspel.effects.models import Study
from samspel.effects.services import load_panel
from samspel.effects.types import Reading


class Command(StudyCommand):
    """Read a file of figures into a registered study."""

    help = "load a registered study's figures from CSV or JSON-stat 2"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", default="", help="the column or dimension of the units, if it is not found")
        parser.add_argument("--period", default="", help="the column or dimension of the periods")
        parser.add_argument("--value", default="", help="the column of the figures")
        parser.add_argument("--only", action="append", default=[], metavar="NAME=VALUE", help="only rows with this")

    def handle_study(self, study: Study, **options: Any) -> None:
        file: Path = options["file"]
        pairs = [pair.partition("=") for pair in options["only"]]
        reading = Reading(
            options["unit"], options["period"], options["value"], tuple((name, value) for name, _, value in pairs)
        )
        panel = load_panel(study=study, name=file.name, content=file.read_bytes(), reading=reading, who=None)
        self.stdout.write(f"{panel.name}: {len(panel.units)} units, {len(panel.periods)} periods, {panel.digest}")
