"""`samspel survey-compute`."""

from __future__ import annotations

from typing import Any

from samspel.surveys.management.survey import SurveyCommand
from samspel.surveys.models import Survey
from samspel.surveys.queries.results import shown
from samspel.surveys.services.results import compute_now


class Command(SurveyCommand):
    """Weight a survey's answers, estimate, and say what was new."""

    help = "compute shares, means and the net ledger of a survey from its answers"

    def handle_survey(self, survey: Survey, **options: Any) -> None:
        run = compute_now(survey=survey, who=None)
        page = shown(survey)
        if survey.edition.is_synthetic:
            self.stdout.write("synthetic: nobody gave these answers")
        for sentence in (page.headline, *page.cautions) if page else ():
            self.stdout.write(sentence)
        for line in page.lines if page else ():
            self.stdout.write(f"{line.name}: {line.left} ({line.range})")
        self.stdout.write(f"run {run.short}")
