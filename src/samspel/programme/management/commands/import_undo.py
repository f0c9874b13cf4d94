"""`samspel import-undo`."""

from __future__ import annotations

from typing import Any

from samspel.errors import NotFound
from samspel.places.models import Edition
from samspel.programme.management.edition import EditionCommand
from samspel.programme.services.intake import undo
from samspel.records.queries import intakes_of


class Command(EditionCommand):
    """Take the newest import of an edition back."""

    help = "take the newest import of an edition back: what it created goes, what it changed returns"

    def handle_edition(self, edition: Edition, **options: Any) -> None:
        intake = intakes_of(edition).filter(undone_at=None).first()
        if intake is None:
            raise NotFound(f"{edition.name} has no import that could be undone.")
        undo(intake=intake, edition=edition, who=None)
        self.stdout.write(f"“{intake.name}” is undone.")
