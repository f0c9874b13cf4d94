"""`samspel series-load`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from samspel.effects.management.output import tell_revision
from samspel.effects.management.series import add_reading_arguments, add_series_arguments, described, pairs, reading_of
from samspel.effects.services.loading import load_answers
from samspel.places.queries import festival as find_festival


class Command(BaseCommand):
    """Load a file as the newest revision of a series."""

    help = "load a file of figures as a series, or as a new revision of one"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("series", help="the series' address; a new one opens a series")
        parser.add_argument("file", type=Path)
        add_series_arguments(parser)
        add_reading_arguments(parser)

    def handle(self, *args: Any, festival: str, series: str, file: Path, **options: Any) -> None:
        found = find_festival(festival)
        about, source = described(found, series, options)
        revision = load_answers(
            festival=found,
            slug=series,
            name=file.name,
            about=about,
            source=source,
            answers=(file.read_bytes(),),
            reading=reading_of(options),
            said=pairs(options["place"]),
            who=None,
        )
        tell_revision(revision, self.stdout.write)
