"""`samspel study-power`."""

from __future__ import annotations

from typing import Any

from samspel.effects.management.study import StudyCommand
from samspel.effects.models import Study
from samspel.effects.queries import foreseen, unseen
from samspel.effects.services import power_now
from samspel.effects.types import Registration


class Command(StudyCommand):
    """Say which effects a design could see."""

    help = "work out the smallest effect a study could see, before its outcome is opened"

    def handle_study(self, study: Study, **options: Any) -> None:
        registration = Registration.from_plain(study.registration)
        run = power_now(study=study, who=None)
        told = foreseen(run)
        for line in (study.shown_title, told.advice, *told.better, told.chart.text, unseen(registration)):
            self.stdout.write(line)
        self.stdout.write(f"run {run.short}")
