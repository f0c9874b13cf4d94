"""Sentences that kinds of study share: an effect, and why it is no claim yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspel.effects.sentences.claims import WEAKNESSES, effect_unit, figure
from samspel.effects.types import Registration
from samspel.wording import percent

OF_KINDS = {
    "follows": gettext_lazy("the comparison follows the place no better than the place's own mean does."),
    "places": gettext_lazy("other places show as much in the same weeks."),
    "one_edition": gettext_lazy("without one of the editions it turns round."),
    "fit": gettext_lazy("before their starts the comparison does not follow the places."),
    "one_place": gettext_lazy("it hangs on %(place)s: without that place it turns round."),
    "one_place_level": gettext_lazy("it hangs on %(place)s: without that place it cannot be told from chance."),
    "one_donor": gettext_lazy("without one of the donors it turns round."),
    "earlier": gettext_lazy("made-up earlier starts show as much."),
    "before": gettext_lazy("a difference shows before the start too."),
    "forecast": gettext_lazy("made-up events before were missed by more than the forecast promises."),
}
"""Why an unusual effect is no claim in one kind of study or another; beside what is said of one event."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a sentence names: when, who, and how large an effect is."""

    when: str
    who: str
    effect: float
    relative: float | None


def claimed(registration: Registration, names: Names) -> str:
    """Return the effect in one sentence, without a word on how sure it is."""
    higher = _(
        "%(when)s, %(who)s lies %(effect)s %(unit)s (%(relative)s) above what was to be expected, measured "
        "as %(outcome)s."
    )
    lower = _(
        "%(when)s, %(who)s lies %(effect)s %(unit)s (%(relative)s) below what was to be expected, measured "
        "as %(outcome)s."
    )
    return (lower if names.effect < 0 else higher) % {
        "when": names.when,
        "who": names.who,
        "effect": figure(abs(names.effect)),
        "unit": effect_unit(registration),
        "relative": percent(None if names.relative is None else abs(names.relative), 1),
        "outcome": registration.outcome,
    }


def weak(p: str, code: str, place: str = "") -> str:
    """Say that a rare effect is no finding yet, and the first reason; `place` where it hangs on one."""
    why = (WEAKNESSES | OF_KINDS)[code] % {"place": place}
    return _("An effect of this size is rare where nothing happened (%(p)s), but that is no finding yet: %(why)s") % {
        "p": p,
        "why": why,
    }
