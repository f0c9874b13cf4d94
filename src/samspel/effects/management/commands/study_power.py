"""`samspel study-power`."""

from __future__ import annotations

from typing import Any

from samspel.effects.check_charts import power_text
from samspel.effects.management.study import StudyCommand
from samspel.effects.models import Study
from samspel.effects.power_sentences import advice
from samspel.effects.services import power_now
from samspel.effects.types import Registration


class Command(StudyCommand):
    """Say which effects a design could see."""

    help = "work out the smallest effect a study could see, from the time before its start alone"

    def handle_study(self, study: Study, **options: Any) -> None:
        run, registration = power_now(study=study, who=None), Registration.from_plain(study.registration)
        values = run.answer or {}
        for line in (study.shown_title, advice(registration, values), power_text(registration, values)):
            self.stdout.write(line)
        self.stdout.write(f"run {run.short}; figures from {registration.first_treated} on were not used")
