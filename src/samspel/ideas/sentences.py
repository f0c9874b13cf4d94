"""Values → plain words: what happened to an idea."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samspel.ideas.models import Turn
from samspel.ideas.types import Outcome, Stage, TurnKind


def turn_sentence(turn: Turn) -> str:
    """Return what happened, with its reason where it has one."""
    said = _said(turn)
    return f"{said} {turn.reason}" if turn.reason else said


def _said(turn: Turn) -> str:
    kind = TurnKind(turn.kind)
    if kind == TurnKind.STAGE:
        stages = {"before": Stage(turn.before).label, "after": Stage(turn.after).label}
        return _("From “%(before)s” to “%(after)s”.") % stages
    if kind == TurnKind.DECISION:
        return _("%(body)s decided: %(outcome)s.") % {"body": turn.before, "outcome": Outcome(turn.after).label}
    onward, back = _templates()[kind]
    return onward % {"after": turn.after} if turn.after or not back else back % {"before": turn.before}


def _templates() -> dict[TurnKind, tuple[str, str]]:
    """What is said of a turn, and what where it names nothing that came after."""
    return {
        TurnKind.LEFT: (_("The idea was left."), ""),
        TurnKind.SHOWN: (_("The idea is shown to everybody."), ""),
        TurnKind.HIDDEN: (_("The idea is no longer shown."), ""),
        TurnKind.CARETAKER: (_("A caretaker was named."), _("The caretaker left it.")),
        TurnKind.MERGED: (_("Merged into number %(after)s."), _("Number %(before)s was merged into this.")),
        TurnKind.SPLIT: (_("A part of it goes on as number %(after)s."), _("Split from number %(before)s.")),
        TurnKind.STEP: (_("Done: %(after)s"), ""),
        TurnKind.DIALOGUE: (_("Taken up at %(after)s."), ""),
    }
