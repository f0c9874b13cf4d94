"""Where nothing can be told from chance: what could have been seen, what is excluded, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.sentences.checks import detectable_text
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import ByChance
from samspel.effects.types import Registration
from samspel.effects.verdicts import level_of, verdict
from samspel.wording import amount, percent

Values = Mapping[str, Any]


def by_chance(registration: Registration, values: Values) -> ByChance | None:
    """Return what a page says where nothing can be told from chance; None for a run without checks."""
    if not values.get("checks") or verdict(registration, values) != "chance":
        return None
    return ByChance(
        detectable_text(registration, values),
        excluded(registration, values["checks"]["interval"]),
        _advice(registration, values),
    )


def out_of_reach(donors: int, level: float) -> str:
    """Say that so few donors allow no p as low as the level; nothing where they do."""
    if 1 / (1 + donors) <= level + 1e-9:
        return ""
    return _(
        "With %(donors)d donors no p below %(least)s is possible, and a gap is called unusual from %(level)s down: "
        "name %(needed)d donors or more, choose another p, or register it knowing that nothing can be unusual."
    ) % {
        "donors": donors,
        "least": amount(1 / (1 + donors), 3),
        "level": amount(level, 2),
        "needed": ceil(1 / level - 1e-9) - 1,
    }


def excluded(registration: Registration, interval: Values) -> str:
    """Say which effects an interval excludes; one that names no level has that of the study."""
    names = {"level": percent(interval.get("level", 1 - level_of(registration)), 0), "unit": effect_unit(registration)}
    lower, upper = interval["lower"], interval["upper"]
    if lower is None and upper is None:
        return _("Nothing: the interval has no bounds, so effects of any size agree with the figures.")
    if upper is None:
        return _("An effect below %(end)s %(unit)s, at %(level)s. Upwards nothing is excluded.") % {
            **names,
            "end": figure(lower),
        }
    if lower is None:
        return _("An effect above %(end)s %(unit)s, at %(level)s. Downwards nothing is excluded.") % {
            **names,
            "end": figure(upper),
        }
    sentence = _("An effect below %(lower)s or above %(upper)s %(unit)s, at %(level)s.") % {
        **names,
        "lower": figure(lower),
        "upper": figure(upper),
    }
    interest = registration.interest
    if interest and -interest.smallest < lower and upper < interest.smallest:
        sentence += " " + _("So an effect of the size that was registered as mattering is excluded.")
    return sentence


def _advice(registration: Registration, values: Values) -> list[str]:
    level, found = level_of(registration), values["checks"]["detectable"]
    advice = []
    if values["smallest_p_value"] > level:
        advice.append(
            _("Find more units to compare with: for a p of %(level)s at least %(count)d are needed.")
            % {"level": amount(level, 2), "count": ceil(1 / level - 1e-9) - 1}
        )
    small = registration.interest is not None and (found["smallest"] or float("inf")) > registration.interest.smallest
    if found["smallest"] is None or small:
        advice.append(_("See under “What could be seen” which length of window and how many donors would be enough."))
    advice += [
        _("If the event comes back, register the same question for all editions together: their noise averages out."),
        _("Measure something nearer to the event: hours and streets show more than years and municipalities."),
        _("Do not try other donors or years until one shows something: each further look is listed as a deviation."),
    ]
    return advice
