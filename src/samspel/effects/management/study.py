"""What the commands about one study have in common: which study is meant."""

from __future__ import annotations

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from samspel.effects.models import Study
from samspel.effects.queries import study as find_study


class StudyCommand(BaseCommand, ABC):
    """A command about one study, named by its festival's address and its own."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("study", help="the study's address")

    def handle(self, *args: Any, festival: str, study: str, **options: Any) -> None:
        self.handle_study(find_study(festival, study), **options)

    @abstractmethod
    def handle_study(self, study: Study, **options: Any) -> None:
        """Do it to the study that was found."""
