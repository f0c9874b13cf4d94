"""`samspel study-publish`."""

from __future__ import annotations

from typing import Any

from samspel.effects.management.output import tell_study
from samspel.effects.management.study import StudyCommand
from samspel.effects.models import Study
from samspel.effects.services import publish_study


class Command(StudyCommand):
    """Show a study to everybody."""

    help = "show a study with its newest estimate to everybody"

    def handle_study(self, study: Study, **options: Any) -> None:
        run = publish_study(study=study, who=None)
        tell_study(study, run, self.stdout.write)
