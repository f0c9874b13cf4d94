"""`samspel panel-build`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from samspel.effects.management.output import tell_revision
from samspel.effects.management.series import add_series_arguments, described, pairs
from samspel.effects.panels.definition import BUILT, Definition
from samspel.effects.services.panels import apply_panel, request_panel_of_files
from samspel.effects.types import PeriodKind
from samspel.errors import Refused
from samspel.places.queries import festival as find_festival
from samspel.records.worker import carry_out_now


class Command(BaseCommand):
    """Build a panel from files of hourly rows, however large."""

    help = "build a panel of weeks, months, days or nights from files of hourly rows, however large"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("series", help="the series' address; a new one opens a series")
        parser.add_argument("files", type=Path, nargs="+", help="CSV or Parquet with place, time and value")
        parser.add_argument("--by", choices=[kind.value for kind in BUILT], default=PeriodKind.WEEK.value)
        parser.add_argument("--begins", type=int, default=17, help="the hour at which a night begins")
        parser.add_argument("--ends", type=int, default=6, help="the hour at which it ends")
        parser.add_argument("--zone", default="", help="time zone of the clock; the place's own if empty")
        parser.add_argument("--utc", action="store_true", help="times in the files are UTC")
        parser.add_argument("--filed-until", type=int, default=0, help="hours before this stand under the date before")
        parser.add_argument("--mean", action="store_true", help="a period holds the mean of its hours, not their sum")
        parser.add_argument("--group", action="append", default=[], metavar="PLACE=GROUP", help="put places together")
        parser.add_argument(
            "--column", action="append", default=[], metavar="value=NAME", help="what a column is called"
        )
        add_series_arguments(parser)

    def handle(self, *args: Any, festival: str, series: str, files: list[Path], **options: Any) -> None:
        found = find_festival(festival)
        about, source = described(found, series, options)
        definition = Definition(
            period=PeriodKind(options["by"]),
            begins_hour=options["begins"],
            ends_hour=options["ends"],
            zone=options["zone"] or found.place.time_zone,
            is_utc=options["utc"],
            filed_until_hour=options["filed_until"],
            groups=tuple(pairs(options["group"]).items()),
            total="mean" if options["mean"] else "sum",
        )
        missing = [str(file) for file in files if not file.is_file()]
        if missing:
            raise Refused(f"There is no file {', '.join(missing)}.")
        run = carry_out_now(
            request_panel_of_files(
                festival=found,
                files=files,
                names=pairs(options["column"]),
                about=about,
                source=source,
                slug=series,
                definition=definition,
                who=None,
            )
        )
        if not run.is_done:
            raise Refused(f"{run.title} ({run.short}): {run.error or run.get_state_display()}")
        tell_revision(apply_panel(run=run, festival=found, who=None), self.stdout.write)
