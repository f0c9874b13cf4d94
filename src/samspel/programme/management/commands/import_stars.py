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

    help = "take stars in (CSV: person, act, perhaps delegate); what is liked together is kept, who likes it is not"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def handle_edition(self, edition: Edition, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        people = count_stars(edition=edition, content=content, who=None)
        self.stdout.write(f"{people} people have starred acts. What they like together was kept, who they are was not.")
