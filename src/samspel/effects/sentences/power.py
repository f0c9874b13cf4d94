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
    everybody = values["donors"][-1]
    known = _known(values, -1)
    if not known:
        return _nothing(values)
    smallest, length = min(known)
    names = {"smallest": figure(smallest), "unit": effect_unit(registration), "donors": everybody}
    names |= {"length": periods(length)}
    interest = registration.interest
    if interest is None:
        return (
            _(
                "With all %(donors)d donors this design sees effects from %(smallest)s %(unit)s (over %(length)s): "
                "register it only if that is smaller than what you would call an effect."
            )
            % names
        )
    names |= {"interest": figure(interest.smallest)}
    enough = [length for seen, length in known if seen <= interest.smallest]
    if not enough:
        return f"{_not_enough() % names} {_better(values, smallest)}"
    names |= {"length": periods(min(enough))}
    return (
        _(
            "With all %(donors)d donors and %(length)s after the start this design sees the %(interest)s "
            "%(unit)s that you said matter: go on."
        )
        % names
    )


def _nothing(values: Values) -> str:
    """Say why all donors show nothing: there are too few for the level, or so many that fits before are exact."""
    level, everybody = values["level"], values["donors"][-1]
    needed = ceil(1 / level - 1e-9) - 1
    names = {"donors": everybody, "level": amount(level, 2), "least": needed}
    if everybody < needed:
        return (
            _(
                "With these %(donors)d donors no effect, however large, can be told from chance at %(level)s: find at "
                "least %(least)d, or ask another question."
            )
            % names
        )
    return (
        _(
            "The time before is so short for %(donors)d donors that they follow it exactly, which tells nothing of "
            "what they will miss: take more periods before, or fewer donors (%(least)d or more), before you look."
        )
        % names
    )


def _not_enough() -> str:
    return _(
        "This design sees effects from %(smallest)s %(unit)s (over %(length)s), and you said that %(interest)s matter."
    )


def _better(values: Values, smallest: float) -> str:
    """Say what would see more; more donors only where all of them see more than a part does."""
    parts = [(min(known)[0], size) for at, size in enumerate(values["donors"][:-1]) if (known := _known(values, at))]
    least, size = min(parts, default=(smallest, 0))
    if least < smallest:
        return _(
            "%(size)d of these donors, drawn by lot, see effects from %(least)s: take fewer, those most alike, more "
            "years before, or all editions together, before you look."
        ) % {"size": size, "least": figure(least)}
    if least == smallest and parts:
        return _("Take more years before, or all editions together, before you look.")
    return _("Take more donors, more years before, or all editions together, before you look.")


def _known(values: Values, column: int) -> list[tuple[float, int]]:
    """Return the smallest effects of so many donors, each with its length, where there are any."""
    rows = zip(values["lengths"], values["smallest"], strict=True)
    return [(row[column], length) for length, row in rows if row[column] is not None]


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
