"""`samspel report`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from samspel.places.queries import edition as find_edition
from samspel.records.worker import carry_out_now
from samspel.report.services import publish_report, request_report


class Command(BaseCommand):
    """Make an edition's report."""

    help = "make the report of an edition, web page and PDF, Swedish and English; --publish shows it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("edition", help="usually the year")
        parser.add_argument("--publish", action="store_true", help="show it to everybody")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="also write the PDFs here")

    def handle(self, *args: Any, festival: str, edition: str, **options: Any) -> None:
        found = find_edition(festival, edition)
        if options["to"]:
            self._make(options["to"])  # a folder that cannot be is told before minutes of work
        run = carry_out_now(request_report(edition=found, who=None))
        if not run.is_done:
            raise CommandError(run.error)
        self.stdout.write(f"Run {run.short}.")
        for file in run.artefacts.all() if options["to"] else ():
            path = options["to"] / f"{festival}-{edition}-{file.name}"
            path.write_bytes(bytes(file.content))
            self.stdout.write(str(path))
        if options["publish"]:
            version = publish_report(run=run, edition=found, who=None).version
            address = settings.ADDRESS + reverse("report", args=[festival, edition])
            self.stdout.write(f"Version {version} is published: {address}")

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder} cannot be made: {error.strerror}. Name another folder.") from error
