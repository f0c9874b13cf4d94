"""What the commands about one survey have in common: which survey is meant."""

from __future__ import annotations

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from samspel.surveys.models import Survey
from samspel.surveys.queries.surveys import survey as find_survey


class SurveyCommand(BaseCommand, ABC):
    """A command about one survey, named by its festival, its edition and its number."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("edition", help="usually the year")
        parser.add_argument("survey", type=int, help="the survey's number, as in its page's address")

    def handle(self, *args: Any, festival: str, edition: str, survey: int, **options: Any) -> None:
        self.handle_survey(find_survey(festival, edition, survey), **options)

    @abstractmethod
    def handle_survey(self, survey: Survey, **options: Any) -> None:
        """Do it to the survey that was found."""
