"""What can and cannot be claimed, from an estimate's values alone, in the reader's language.

An estimate never stands without its uncertainty: every sentence with an effect has the p of its placebo test.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samspel.effects.sentences.refusals import refusal
from samspel.effects.types import Registration, Transform
from samspel.effects.verdicts import level_of, verdict, weaknesses
from samspel.engines.counterfactual import UnusableProblem
from samspel.wording import amount, percent

Values = Mapping[str, Any]


def claim(registration: Registration, values: Values) -> str:
    """Return the answer in one or two sentences."""
    kind = verdict(registration, values)
    if kind == "poor_fit":
        return _(
            "The comparison fits too poorly before %(start)s to say anything about %(treated)s: it misses by "
            "%(miss)s %(unit)s on average, which is %(share)s of the usual difference between units."
        ) % {
            **_names(registration),
            "miss": figure(values["pre_rmspe"]),
            "share": percent(values["pre_fit"]),
        }
    said = {"chance": _chance, "tentative": _tentative, "unusual": _unusual}[kind]
    return f"{_effect(registration, values)} {said(registration, values)}"


def _names(registration: Registration) -> dict[str, str]:
    return {
        "treated": registration.treated,
        "outcome": str(registration.outcome),
        "unit": effect_unit(registration),
        "start": registration.first_treated,
        "end": registration.last_period,
    }


def _effect(registration: Registration, values: Values) -> str:
    higher = _(
        "From %(start)s to %(end)s, %(treated)s lies on average %(effect)s %(unit)s (%(relative)s) above its "
        "comparison, measured as %(outcome)s."
    )
    lower = _(
        "From %(start)s to %(end)s, %(treated)s lies on average %(effect)s %(unit)s (%(relative)s) below its "
        "comparison, measured as %(outcome)s."
    )
    relative = values["relative"]
    return (lower if values["effect"] < 0 else higher) % {
        **_names(registration),
        "effect": figure(abs(values["effect"])),
        "relative": percent(None if relative is None else abs(relative), 1),
    }


def _chance(registration: Registration, values: Values) -> str:
    sentence = _("This cannot be told apart from chance: %(p)s, %(comparison)s.") % _odds(values)
    if values["smallest_p_value"] > level_of(registration):
        sentence += " " + _few_donors(values)
    return sentence


def _tentative(registration: Registration, values: Values) -> str:
    return _("A gap of this size is rare where nothing happened (%(p)s), but that is no finding yet: %(why)s") % {
        "p": p_text(values),
        "why": WEAKNESSES[weaknesses(registration, values)[0]],
    }


WEAKNESSES = {
    "direction": gettext_lazy("it goes the other way than the effect that was registered."),
    "small": gettext_lazy("it is smaller than what was registered as mattering."),
    "gate": gettext_lazy("the comparison can only be read with caution."),
    "interval": gettext_lazy("no effect at all is inside the interval too."),
    "hidden": gettext_lazy("what the source hides could make it nothing, or turn it."),
    "range": gettext_lazy(
        "the figures shown around the hidden ones lie far outside the range they were registered with."
    ),
    "ways": gettext_lazy("most other ways of asking do not show it."),
    "joint": gettext_lazy("with all outcomes that were looked at taken together it is not rare."),
    "seen": gettext_lazy("the outcome was known, or may have been, when this was registered."),
}
"""What stands after a colon: why an unusual gap is no claim."""


def _unusual(registration: Registration, values: Values) -> str:
    return _("A gap of this size is unusual where nothing happened: %(p)s, %(comparison)s.") % _odds(values)


def _odds(values: Values) -> dict[str, str]:
    count = len(values["placebos"])
    comparison = ngettext(
        "%(as_unusual)d of %(count)d units where nothing happened departs as much from its own comparison",
        "%(as_unusual)d of %(count)d units where nothing happened depart as much from their own comparison",
        values["as_unusual"],
    )
    return {
        "p": p_text(values),
        "comparison": comparison % {"as_unusual": values["as_unusual"], "count": count},
    }


def p_text(values: Values) -> str:
    """Write p as the fraction it is and as a number: p = 5/8 (0.63)."""
    return p_of(values["as_unusual"], len(values["placebos"]))


def p_of(as_unusual: int, count: int) -> str:
    """Write the p of a rank: how many of `count` placebos are as unusual, and the event itself."""
    part, whole = as_unusual + 1, count + 1
    return f"p = {part}/{whole} ({amount(part / whole, 2 if whole <= 100 else 3)})"


def _few_donors(values: Values) -> str:
    return _("With only %(count)d donors no p below %(least)s was possible.") % {
        "count": len(values["placebos"]),
        "least": amount(values["smallest_p_value"], 3),
    }


def caveats(registration: Registration, values: Values) -> list[str]:
    """Return what a careful reader asks next, a sentence each: fit, spread of placebos, robustness."""
    unit = effect_unit(registration)
    found = [_fit(registration, values, unit), _spread(values, unit)]
    if values["leave_one_out"]:
        found.append(_without_one(values, unit))
    if values["backdated"]:
        found.append(
            _("With %(period)s as a made-up start the same calculation gives %(effect)s %(unit)s until the real one.")
            % {"period": values["backdated"]["period"], "effect": figure(values["backdated"]["effect"]), "unit": unit}
        )
    if values.get("bases"):
        found.append(_other_bases(registration, values))
    if not values["unique"]:
        found.append(_("Other weights fit equally well: the comparison after the start is one of several."))
    found.append(
        _("The plain difference in differences, without weights, is %(effect)s %(unit)s.")
        % {"effect": figure(values["difference_in_differences"]), "unit": unit}
    )
    return found


def _fit(registration: Registration, values: Values, unit: str) -> str:
    return _("Before %(start)s the comparison misses by %(miss)s %(unit)s on average (root mean square).") % {
        "start": registration.first_treated,
        "miss": figure(values["pre_rmspe"]),
        "unit": unit,
    }


def _spread(values: Values, unit: str) -> str:
    effects = [one["effect"] for one in values["placebos"]]
    return _("The same calculation for units where nothing happened gives from %(low)s to %(high)s %(unit)s.") % {
        "low": figure(min(effects)),
        "high": figure(max(effects)),
        "unit": unit,
    }


def _without_one(values: Values, unit: str) -> str:
    effects = [one["effect"] for one in values["leave_one_out"]]
    return _("Leaving out one donor at a time gives from %(low)s to %(high)s %(unit)s.") % {
        "low": figure(min(effects)),
        "high": figure(max(effects)),
        "unit": unit,
    }


def _other_bases(registration: Registration, values: Values) -> str:
    """Say how much rests on which period is 100."""
    shares = [one["relative"] for one in values["bases"]]
    odds = [one["p_value"] for one in values["bases"]]
    return _(
        "With another base than %(base)s (%(count)d periods before %(start)s, one at a time) the gap is from "
        "%(low)s to %(high)s of the comparison, and p from %(least)s to %(most)s."
    ) % {
        "base": registration.base_period or _("the mean before the start"),
        "count": len(shares),
        "start": registration.first_treated,
        "low": percent(min(shares), 1),
        "high": percent(max(shares), 1),
        "least": amount(min(odds), 3),
        "most": amount(max(odds), 3),
    }


def effect_unit(registration: Registration) -> str:
    """Return the unit in which gaps and effects are written; a forecast is turned back to the outcome's own."""
    if registration.transform is Transform.LOG and not registration.alone:
        return _("log points")
    if registration.transform is Transform.INDEX:
        return _("index points")
    return str(registration.unit)


def axis_unit(registration: Registration) -> str:
    """Return what the figures of a path are, for an axis and the heading of a column."""
    if registration.transform is Transform.LOG:
        return _("%(outcome)s, natural logarithm") % {"outcome": registration.outcome}
    if registration.transform is Transform.INDEX and registration.base_period:
        return _("%(outcome)s, %(base)s = 100") % {"outcome": registration.outcome, "base": registration.base_period}
    if registration.transform is Transform.INDEX:
        return _("%(outcome)s, mean before the start = 100") % {"outcome": registration.outcome}
    return f"{registration.outcome} ({registration.unit})"


def figure(value: float) -> str:
    """Write a number with three figures that count, or all before the decimal sign."""
    size = abs(value)
    digits = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 0.1 else 4
    return amount(value, digits)


def given(value: float) -> str:
    """Write a number that somebody gave, with the decimals that it was given with."""
    return amount(value, len(f"{value:.6f}".rstrip("0").partition(".")[2]))


def path_digits(values: Values) -> int:
    """Return how many decimals a path needs for its gap to show: an index of 103 hides a gap of 0.4."""
    largest = max((abs(gap) for gap in values["gap"]), default=0.0)
    return 2 if largest == 0 else min(6, max(0, 1 - floor(log10(largest))))


def path_text(registration: Registration, values: Values) -> str:
    """Say in words what the chart of paths shows."""
    return _("%(treated)s ends at %(observed)s and its comparison at %(counterfactual)s (%(end)s).") % {
        "treated": registration.treated,
        "observed": amount(values["observed"][-1], path_digits(values)),
        "counterfactual": amount(values["counterfactual"][-1], path_digits(values)),
        "end": values["periods"][-1],
    }


def gap_text(registration: Registration, values: Values) -> str:
    """Say in words what the chart of gaps shows."""
    return _(
        "The gap of %(treated)s (thick) among the gaps of %(count)d units where nothing happened (thin). "
        "It ends at %(gap)s %(unit)s."
    ) % {
        "treated": registration.treated,
        "count": len(values["placebos"]),
        "gap": figure(values["gap"][-1]),
        "unit": effect_unit(registration),
    }


def placebos_text(registration: Registration, values: Values) -> str:
    """Say in words what the chart of ratios shows."""
    return _(
        "For %(treated)s the gap is %(ratio)s times as large after the start as before it, which is number %(rank)d "
        "of %(count)d."
    ) % {
        "ratio": figure(values["ratio"]),
        "treated": registration.treated,
        "rank": values["as_unusual"] + 1,
        "count": len(values["placebos"]) + 1,
    }


def unusable(error: UnusableProblem) -> str:
    """Say why nothing can be estimated from a panel."""
    templates = {
        "not_finite": _(
            "%(unit)s has no value for %(period)s (%(count)d values are missing in all): load figures without gaps, or "
            "register a study without them."
        ),
        "too_few_pre_periods": _(
            "There are only %(count)d periods before the treatment: at least %(least)d are needed."
        ),
        "no_post_period": _("No period lies after the start of the treatment: the panel ends with “%(last)s”."),
        "backdated": _("The made-up start must leave %(least)d periods before it and come before the real start."),
        "not_positive": _(
            "A figure is 0 or less, which has no logarithm and can be no base: register the study in levels."
        ),
    }
    template = templates.get(error.code)
    return template % error.params if template else refusal(error.sentence, error.params)
