"""`samspel import-stars`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from samspel.places.models import Edition
from samspel.programme.management.edition import EditionCommand
from samspel.programme.services.stars import count_stars


class Command(EditionCommand):
    """Take anonymous stars in."""

    help = "take stars in (CSV: a column person, a column act); only counts of people per pair of acts are kept"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def handle_edition(self, edition: Edition, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        pairs = count_stars(edition=edition, content=content, who=None)
        self.stdout.write(f"{pairs} pairs of acts have been starred together. Nobody's list was kept.")
