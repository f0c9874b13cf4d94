"""`samspel series-fetch`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from samspel.effects.connectors import BASES, Web, fetch
from samspel.effects.management.output import tell_revision
from samspel.effects.management.series import add_reading_arguments, add_series_arguments, described, pairs, reading_of
from samspel.effects.services.loading import load_answers
from samspel.places.queries import festival as find_festival


class Command(BaseCommand):
    """Fetch a series from Statistics Sweden or Kolada."""

    help = "fetch a series from Statistics Sweden (pxweb TABLE) or Kolada (kolada KPI)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("series", help="the series' address; a new one opens a series")
        parser.add_argument("connector", choices=sorted(BASES))
        parser.add_argument("table", help="the table's or the key figure's name, such as TAB6471 or N00945")
        parser.add_argument("--base", default="", help="the interface's address, if it is another one")
        parser.add_argument(
            "--take",
            action="append",
            default=[],
            metavar="DIMENSION=CODES",
            help="categories to fetch, separated by commas; * for all. For Kolada: municipality=…, year=…",
        )
        add_series_arguments(parser)
        add_reading_arguments(parser)

    def handle(self, *args: Any, festival: str, series: str, connector: str, table: str, **options: Any) -> None:
        found = find_festival(festival)
        about, source = described(found, series, options)
        take = {name: codes.split(",") for name, codes in pairs(options["take"]).items()}
        base = options["base"] or BASES[connector]
        asked = {"connector": connector, "base": base, "table": table, "take": take}
        fetched = fetch(asked, Web())
        revision = load_answers(
            festival=found,
            slug=series,
            name=fetched.address,
            about=about,
            source=source,
            answers=fetched.answers,
            reading=reading_of(options),
            said=pairs(options["place"]),
            asked=asked,
            who=None,
        )
        tell_revision(revision, self.stdout.write)
