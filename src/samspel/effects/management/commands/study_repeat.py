"""`samspel study-repeat`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from samspel.effects.bundle import MOST_TOLD
from samspel.effects.management.series import add_table_arguments, reading_of
from samspel.effects.services import repeat_study


class Command(BaseCommand):
    """Estimate an exported study again and compare every digit."""

    help = "repeat an exported study and compare every digit; exit status 1 if any differs"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder or zip of an exported study")
        parser.add_argument("--figures", type=Path, help="the figures, where their licence kept them out")
        parser.add_argument("--zone", default="Europe/Stockholm", help="the time zone of hours in them")
        add_table_arguments(parser)

    def handle(self, *args: Any, folder: Path, figures: Path | None, **options: Any) -> None:
        reading = replace(reading_of(options), zone=options["zone"])
        found = repeat_study(path=folder, figures=figures, reading=reading)
        self.stdout.write(found.title)
        for place, before, after in found.otherwise[:MOST_TOLD]:
            self.stdout.write(f"differs: {place} was {before}, is {after}")
        if found.otherwise:
            self.stdout.write(f"{len(found.otherwise)} of {found.compared} values differ.")
            sys.exit(1)
        if found.nearly:
            count = len(found.nearly)
            self.stdout.write(f"all {found.compared} values the same to nine digits, {count} not to the last bit")
        else:
            self.stdout.write(f"all {found.compared} values the same to the last digit")
