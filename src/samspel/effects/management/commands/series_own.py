"""`samspel series-own`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from samspel.effects.management.output import tell_revision
from samspel.effects.services.own import load_own
from samspel.effects.types import Own
from samspel.places.queries import festival as find_festival


class Command(BaseCommand):
    """Take in the festival's own figures as the newest revision of their series."""

    help = "take in what the festival has counted at its doors, or what its hosts said they took, as a series"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("own", choices=Own.values, help="which figures; the series has this address")

    def handle(self, *args: Any, festival: str, own: str, **options: Any) -> None:
        tell_revision(load_own(festival=find_festival(festival), own=Own(own), who=None), self.stdout.write)
