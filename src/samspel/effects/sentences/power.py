"""What a design could see → advice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.sentences.kinds import periods
from samspel.effects.types import Registration
from samspel.wording import amount

Values = Mapping[str, Any]


def advice(registration: Registration, values: Values) -> str:
    """Return one sentence: whether this design is worth the work, and what would be better."""
    level, everybody = values["level"], values["donors"][-1]
    known = [(length, row[-1]) for length, row in _rows(values) if row[-1] is not None]
    if not known:
        return _(
            "With these %(donors)d donors no effect, however large, can be told from chance at %(level)s: find at "
            "least %(least)d, or ask another question."
        ) % {"donors": everybody, "level": amount(level, 2), "least": max(ceil(1 / level - 1e-9) - 1, everybody + 1)}
    length, smallest = min(known, key=lambda pair: pair[1])
    names = {
        "smallest": figure(smallest),
        "unit": effect_unit(registration),
        "length": periods(length),
        "donors": everybody,
    }
    interest = registration.interest
    if interest is None:
        return (
            _(
                "With all %(donors)d donors this design sees effects from %(smallest)s %(unit)s (over %(length)s): "
                "register it only if that is smaller than what you would call an effect."
            )
            % names
        )
    enough = [pair for pair in known if pair[1] <= interest.smallest]
    names |= {"interest": figure(interest.smallest)}
    if not enough:
        return (
            _(
                "This design sees effects from %(smallest)s %(unit)s (over %(length)s), and you said that "
                "%(interest)s matter: take more donors, more years before, or all editions together, before you look."
            )
            % names
        )
    names |= {"length": periods(min(enough)[0])}
    return (
        _(
            "With all %(donors)d donors and %(length)s after the start this design sees the %(interest)s "
            "%(unit)s that you said matter: go on."
        )
        % names
    )


def donors(sizes: Sequence[int]) -> list[str]:
    """Write numbers of donors."""
    return [ngettext("%(count)d donor", "%(count)d donors", size) % {"count": size} for size in sizes]


def worth(registration: Registration, sees: str, smallest: float) -> str:
    """Return what a design sees with whether that is worth the work."""
    interest = registration.interest
    if interest is None:
        return f"{sees} " + _("Go on only if that is smaller than what you would call an effect.")
    names = {"interest": figure(interest.smallest), "unit": effect_unit(registration)}
    if smallest > interest.smallest:
        return (
            f"{sees} " + _("You said that %(interest)s %(unit)s matter: find a better design before you look.") % names
        )
    return f"{sees} " + _("That is enough for the %(interest)s %(unit)s that you said matter: go on.") % names


def _rows(values: Values) -> list[tuple[int, list[float | None]]]:
    return list(zip(values["lengths"], values["smallest"], strict=True))
