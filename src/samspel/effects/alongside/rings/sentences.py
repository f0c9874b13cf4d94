"""What can and cannot be said of what moved, by its values alone: no more than p and interval allow."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samspel.effects.sentences.claims import figure
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import level_of, reaches
from samspel.wording import amount, percent

SEGMENTS = {"before": gettext_lazy("before"), "during": gettext_lazy("during"), "after": gettext_lazy("after")}


def band_name(edges: Sequence[float], band: int) -> str:
    """Write a band: “up to 0.5 km”, “0.5 to 1 km”."""
    ends = [km(edge) for edge in edges]
    if band == 0:
        return _("up to %(far)s km") % {"far": ends[0]}
    return _("%(near)s to %(far)s km") % {"near": ends[band - 1], "far": ends[band]}


def km(value: float) -> str:
    """Write a distance with as many decimals as it has, three at most."""
    return amount(value, next((digits for digits in range(3) if round(value, digits) == value), 3))


def said(registration: Registration, values: Values) -> list[str]:
    """Return what was gross, what remains of it, what is gone or more nearby, and what all of it rests on."""
    found, level = values["rings"], level_of(registration)
    told = [*_season(found), _gross(registration, found, level)]
    if is_clear(found["gross"], level):
        told += [_net(registration, found, level), _moved(registration, found, level)]
    else:
        told.append(_("So nothing can be said of what moved from places nearby or from the time around."))
    least = 1 / (1 + found["placebos"])
    if least > level:
        told.append(
            _("With only %(count)d made-up events before it, no p below %(least)s was possible.")
            % {"count": found["placebos"], "least": amount(least, 3)}
        )
    told.append(
        _("All of this holds only if places beyond %(edge)s km, the donors, were not touched themselves.")
        % {"edge": km(found["edges"][-1])}
    )
    return told


def _season(found: Values) -> list[str]:
    """Say how the season was taken off, or warn first of all that it was not; of older answers it was not."""
    if found.get("season"):
        told = ngettext(
            "What the same periods of the year before show is taken off.",
            "What the same periods of %(years)d years before show, on average, is taken off.",
            found["years"],
        )
        return [told % {"years": found["years"]}]
    if not found.get("seasonal", False):
        return []
    return [
        _(
            "Careful: nothing is taken off for the season. What these places have every year at this time and donors "
            "do not share stands in every figure below, as if the event had done it; register how many periods a year "
            "has."
        )
    ]


def is_clear(one: Values, level: float) -> bool:
    """Tell whether a figure can be told from chance, by its p and by its interval."""
    return bool(one["p_value"] <= level and not reaches(one, 0.0))


def _gross(registration: Registration, found: Values, level: float) -> str:
    one, (first, last) = found["gross"], found["spans"]["during"]
    more = _(
        "Where it was (%(band)s) and when (%(when)s), the figures add up to %(size)s %(unit)s more than donors tell "
        "(%(range)s)."
    )
    less = _(
        "Where it was (%(band)s) and when (%(when)s), the figures add up to %(size)s %(unit)s less than donors tell "
        "(%(range)s)."
    )
    chance = _(
        "Where it was (%(band)s) and when (%(when)s), the figures differ by %(signed)s %(unit)s from what donors tell "
        "(%(range)s), which cannot be told apart from chance."
    )
    sentence = (more if one["effect"] > 0 else less) if is_clear(one, level) else chance
    return sentence % {
        **_figures(registration, found, "gross"),
        "band": band_name(found["edges"], 0),
        "when": first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last},
    }


def _net(registration: Registration, found: Values, level: float) -> str:
    one = found["net"]
    remains = _(
        "With places nearby and the time around counted too, %(signed)s %(unit)s remain (%(range)s): not all of it "
        "merely moved."
    )
    turned = _(
        "With places nearby and the time around counted too, it comes to %(signed)s %(unit)s (%(range)s): the sum goes "
        "the other way."
    )
    chance = _(
        "With places nearby and the time around counted too, %(signed)s %(unit)s remain (%(range)s), which cannot be "
        "told apart from nothing: all of it may merely have moved."
    )
    goes_on = one["effect"] * found["gross"]["effect"] > 0
    sentence = (remains if goes_on else turned) if is_clear(one, level) else chance
    return sentence % _figures(registration, found, "net")


def _moved(registration: Registration, found: Values, level: float) -> str:
    one = found["moved"]
    away = _(
        "Nearby and in the time around it goes the other way, %(signed)s %(unit)s (%(range)s): %(share)s of the "
        "effect where it was."
    )
    along = _("Nearby and in the time around it goes the same way, %(signed)s %(unit)s (%(range)s): it spread.")
    chance = _(
        "What differs nearby and in the time around, %(signed)s %(unit)s in all (%(range)s), cannot be told apart from "
        "chance."
    )
    spread = one["effect"] * found["gross"]["effect"] > 0
    sentence = (along if spread else away) if is_clear(one, level) else chance
    return sentence % {**_figures(registration, found, "moved"), "share": percent(found["moved_share"])}


def _figures(registration: Registration, found: Values, name: str) -> dict[str, str]:
    one = found[name]
    return {
        "signed": figure(one["effect"]),
        "size": figure(abs(one["effect"])),
        "unit": str(registration.unit),
        "range": f"{interval_text(one, found['coverage'])}, p = {amount(one['p_value'], 3)}",
    }


def interval_text(one: Values, coverage: float) -> str:
    """Write an interval with its level: “95 %: 20 to 340”."""
    ends = {"level": percent(coverage), "lower": figure(one["lower"]), "upper": figure(one["upper"])}
    return _("%(level)s: %(lower)s to %(upper)s") % ends


def rings_text(registration: Registration, values: Values) -> str:
    """Say in words what the chart of bands shows."""
    found = values["rings"]
    told = []
    for band in range(len(found["edges"])):
        parts = [one for one in found["parts"] if one["band"] == band]
        listed = ", ".join(f"{SEGMENTS[one['segment']]} {figure(one['effect'])}" for one in parts)
        told.append(f"{band_name(found['edges'], band)}: {listed}")
    return _("Beside what donors tell, in %(unit)s: %(parts)s. The lines are intervals at %(level)s.") % {
        "unit": registration.unit,
        "parts": "; ".join(told),
        "level": percent(found["coverage"]),
    }
