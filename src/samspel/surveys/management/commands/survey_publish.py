"""`samspel survey-publish`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.urls import reverse

from samspel.surveys.management.survey import SurveyCommand
from samspel.surveys.models import Survey
from samspel.surveys.services.publishing import publish_survey, withdraw_survey


class Command(SurveyCommand):
    """Show everybody a survey's newest estimate, or hide it."""

    help = "show everybody a survey's newest estimate without what could tell who somebody is; --withdraw hides it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--withdraw", action="store_true", help="hide it")

    def handle_survey(self, survey: Survey, **options: Any) -> None:
        if options["withdraw"]:
            withdraw_survey(survey=survey, who=None)
            self.stdout.write("withdrawn")
            return
        run = publish_survey(survey=survey, who=None)
        address = reverse("public-survey", args=[survey.festival.slug, survey.edition.slug, survey.pk])
        self.stdout.write(f"Run {run.short} is published: {settings.ADDRESS}{address}")
