"""What the programme's commands have in common: which edition is meant."""

from __future__ import annotations

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition


class EditionCommand(BaseCommand, ABC):
    """A command about one edition, named by its festival's address and its own."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("edition", help="usually the year")

    def handle(self, *args: Any, festival: str, edition: str, **options: Any) -> None:
        self.handle_edition(find_edition(festival, edition), **options)

    @abstractmethod
    def handle_edition(self, edition: Edition, **options: Any) -> None:
        """Do it to the edition that was found."""
