"""`samspel study-load`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from samspel.effects.management.series import add_table_arguments, reading_of
from samspel.effects.management.study import StudyCommand
from samspel.effects.models import Study
from samspel.effects.services import load_panel


class Command(StudyCommand):
    """Read a file of figures into a registered study."""

    help = "load a registered study's figures from CSV or JSON-stat 2"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        add_table_arguments(parser)

    def handle_study(self, study: Study, **options: Any) -> None:
        file: Path = options["file"]
        panel = load_panel(
            study=study, name=file.name, content=file.read_bytes(), reading=reading_of(options), who=None
        )
        self.stdout.write(f"{panel.name}: {len(panel.units)} units, {len(panel.periods)} periods, {panel.digest}")
