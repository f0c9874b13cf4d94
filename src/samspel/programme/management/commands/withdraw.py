"""`samspel withdraw`."""

from __future__ import annotations

from typing import Any

from samspel.places.models import Edition
from samspel.programme.management.edition import EditionCommand
from samspel.programme.services.publication import withdraw


class Command(EditionCommand):
    """Hide the programme from visitors."""

    help = "hide the programme from visitors"

    def handle_edition(self, edition: Edition, **options: Any) -> None:
        withdraw(edition=edition, who=None)
        self.stdout.write(f"{edition.name} is hidden from visitors.")
