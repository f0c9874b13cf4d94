"""What is reported with the effect of one event: each part is asked for in its run's problem and computed there."""

from __future__ import annotations

from collections.abc import Iterator

from samspel.effects.alongside import hidden, revisions, rings, rooms
from samspel.effects.alongside.companion import Companion, Progress
from samspel.effects.telling import Part, Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment, Plain

COMPANIONS: tuple[Companion, ...] = (hidden.COMPANION, rings.COMPANION, rooms.COMPANION, revisions.COMPANION)


def refuse_parts(problem: Plain) -> None:
    """Raise `UnusableProblem` if something that is asked for cannot be worked out."""
    for one in _asked(problem):
        one.problem(problem)


def parts_of_answer(problem: Plain, effect: Values, tell: Progress) -> tuple[dict[str, Plain], list[Attachment]]:
    """Work out everything that is asked for beside an effect: values by name, and charts."""
    values: dict[str, Plain] = {}
    drawn: list[Attachment] = []
    for one in _asked(problem):
        values[one.name], charts = one.execute(problem, effect, tell)
        drawn += charts
    return values, drawn


def parts_told(registration: Registration, values: Values) -> list[Part]:
    """Return what is said of everything that was worked out beside an effect."""
    return [one.tell(registration, values) for one in COMPANIONS if values.get(one.name)]


def _asked(problem: Plain) -> Iterator[Companion]:
    return (one for one in COMPANIONS if one.is_asked(problem))
