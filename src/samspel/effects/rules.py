"""Who may see a study: everybody once it is published, before that the people of the festival."""

from __future__ import annotations

from typing import Any

from samspel.effects.models import Study
from samspel.places.rules import may_analyse, may_look

__all__ = ["may_analyse", "may_look", "may_see_study"]


def may_see_study(user: Any, subject: Study) -> bool:
    """See a study's page."""
    return subject.is_published or may_look(user, subject)
