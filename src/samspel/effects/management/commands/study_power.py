"""`samspel study-power`."""

from __future__ import annotations

from typing import Any

from samspel.effects.management.study import StudyCommand
from samspel.effects.models import Study
from samspel.effects.queries import foreseen
from samspel.effects.services import power_now


class Command(StudyCommand):
    """Say which effects a design could see."""

    help = "work out the smallest effect a study could see, from the time before its start alone"

    def handle_study(self, study: Study, **options: Any) -> None:
        run = power_now(study=study, who=None)
        told = foreseen(run)
        for line in (study.shown_title, told.advice, told.chart.text):
            self.stdout.write(line)
        self.stdout.write(f"run {run.short}; figures from {study.registration['first_treated']} on were not used")
