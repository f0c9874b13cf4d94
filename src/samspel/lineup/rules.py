"""Who may see and change the line-up: those who look at the office's pages, and the office."""

from __future__ import annotations

from typing import Any

from samspel.lineup.models import Act
from samspel.places.rules import may_run_office


def may_change_act(user: Any, act: Act) -> bool:
    """Change an act, its contact, and say on its behalf when it can play."""
    return may_run_office(user, act.edition)
