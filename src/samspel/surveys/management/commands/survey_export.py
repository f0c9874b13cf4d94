"""`samspel survey-export`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from samspel.surveys import feeds
from samspel.surveys.management.survey import SurveyCommand
from samspel.surveys.models import Survey
from samspel.surveys.queries.surveys import all_questions, answers_of


class Command(SurveyCommand):
    """Write a survey's answers with their codebook into a file."""

    help = "write a survey's answers to a file (.csv or .xlsx); --texts with what people wrote"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="where to write: .xlsx with the codebook, else CSV")
        parser.add_argument("--texts", action="store_true", help="with the texts people wrote")

    def handle_survey(self, survey: Survey, **options: Any) -> None:
        path: Path = options["file"]
        questions = feeds.asked_questions(all_questions(survey), texts=options["texts"])
        found = list(answers_of(survey).select_related("spot__night", "spot__venue", "questionnaire"))
        make = feeds.answers_xlsx if path.suffix == ".xlsx" else feeds.answers_csv
        path.write_bytes(make(survey, questions, found))
        self.stdout.write(f"{len(found)} answers: {path}")
