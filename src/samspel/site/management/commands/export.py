"""`samspel export site`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from samspel.places.queries import edition as find_edition
from samspel.site.collecting import collect
from samspel.site.copy.write import write_copy


class Command(BaseCommand):
    """Write the public pages of an edition as plain files."""

    help = "write what visitors see as plain files for any web host: samspel export site FESTIVAL EDITION --out FOLDER"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["site"], help="site: every public page in both languages")
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("edition", help="usually the year")
        parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="new, or an earlier copy")
        parser.add_argument("--paper", action="store_true", help="with the PDFs to print, which take longer to make")

    def handle(self, *args: Any, festival: str, edition: str, out: Path, paper: bool, **options: Any) -> None:
        found = find_edition(festival, edition)
        collect()
        mark = write_copy(edition=found, folder=out, with_paper=paper, side_by_side=not connection.in_atomic_block)
        self.stdout.write(f"{out}: version {mark['version']} in {mark['files']} files. Put the folder on any web host.")
