"""`samspel journal`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samspel.records.models import Entry
from samspel.records.queries import broken_link, is_noted, journal_head


class Command(BaseCommand):
    """Show the newest lines of the journal; check its chain."""

    help = "show who did what to what, newest last; --check tells whether a line is missing or was altered"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lines", type=int, default=20, help="how many (default 20)")
        parser.add_argument("--check", action="store_true", help="verify the chain of digests")
        parser.add_argument(
            "--noted", metavar="HEAD", help="a head that was noted earlier: --check sees to it that it still stands"
        )

    def handle(self, *args: Any, lines: int, check: bool, noted: str | None, **options: Any) -> None:
        if check or noted:
            self._check(noted)
        else:
            for entry in reversed(Entry.objects.select_related("who").order_by("-number")[:lines]):
                self.stdout.write(
                    f"{entry.number:>6}  {entry.at:%Y-%m-%d %H:%M}  {entry.who or '–'}  {entry.verb}  {entry.subject}"
                )
        self.stdout.write(f"Head: {journal_head()}")

    def _check(self, noted: str | None) -> None:
        number = broken_link()
        if number is not None:
            raise CommandError(f"The journal is broken at line {number}: it was altered, or the one before is gone.")
        if noted and not is_noted(noted):
            raise CommandError(f"The journal no longer has the line {noted}: the newest lines were taken away.")
        self.stdout.write(f"The journal is whole: {Entry.objects.count()} lines.")
