"""`samspel check`."""

from __future__ import annotations

from typing import Any

from samspel.places.models import Edition
from samspel.programme.management.edition import EditionCommand
from samspel.programme.queries.planning import problems, timetable_in_use


class Command(EditionCommand):
    """List what is wrong with an edition's timetable."""

    help = "list in sentences what is wrong with the timetable in use"
    requires_system_checks: tuple[str, ...] = ()

    def handle_edition(self, edition: Edition, **options: Any) -> None:
        found = problems(edition, timetable_in_use(edition))
        for one in found:
            self.stdout.write(one.sentence)
        self.stdout.write(f"{len(found)} problem(s).")
