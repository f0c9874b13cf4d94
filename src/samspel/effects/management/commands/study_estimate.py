"""`samspel study-estimate`."""

from __future__ import annotations

from typing import Any

from samspel.effects.management.output import tell_study
from samspel.effects.management.study import StudyCommand
from samspel.effects.models import Study
from samspel.effects.services import estimate_now


class Command(StudyCommand):
    """Estimate a study and wait for it."""

    help = "estimate a study from its newest figures"

    def handle_study(self, study: Study, **options: Any) -> None:
        tell_study(study, estimate_now(study=study, who=None), self.stdout.write)
