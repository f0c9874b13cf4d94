"""`samspel study-export`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from samspel.effects.management.study import StudyCommand
from samspel.effects.models import Study
from samspel.effects.queries import run_shown
from samspel.effects.services import export_study
from samspel.errors import Refused


class Command(StudyCommand):
    """Write a study out whole."""

    help = "write a study with its figures, design, versions and answers as a zip that others can repeat"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, nargs="?", help="else study-STUDY.zip here")

    def handle_study(self, study: Study, **options: Any) -> None:
        run = run_shown(study)
        if run is None:
            raise Refused(f"“{study.title}” has no finished estimate yet: estimate it first.")
        file: Path = options["file"] or Path(f"study-{study.slug}.zip")
        file.write_bytes(export_study(study=study, run=run))
        self.stdout.write(f"{file}: run {run.short}, {file.stat().st_size:,} bytes")
