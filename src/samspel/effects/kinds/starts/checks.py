"""Each check of an effect of starts in numbers and one sentence, and what each place is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samspel.effects.kinds.starts.checking import fit_of, hanging, is_alike, other_ways
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import Check, Grid, Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import POOR_FIT, level_of
from samspel.wording import amount, percent

WAYS = {
    ("difference", "never"): gettext_lazy("differences, places without it"),
    ("difference", "not_yet"): gettext_lazy("differences, places that wait too"),
    ("synthetic", "never"): gettext_lazy("synthetic, places without it"),
    ("synthetic", "not_yet"): gettext_lazy("synthetic, places that wait too"),
}
MOST_WEIGHTS = 5
"""Donors that the table names for a place: the others are told together."""

EVEN = 1e-9
"""Weights that differ by less are the same."""


def checks_of(registration: Registration, values: Values) -> Iterator[Check]:
    """Yield what comes of asking again; of a run before it was asked nothing."""
    if not values.get("asked"):
        return
    yield from _fit(registration, values)
    yield from _earlier(registration, values)
    yield from _without_place(registration, values)
    yield from _without_donor(registration, values)
    yield from _ways(registration, values)


def _fit(_registration: Registration, values: Values) -> Iterator[Check]:
    share, known = fit_of(values), [one for one in values["asked"]["places"] if one["usual"]]
    if share is None:
        return
    poor = [one["unit"] for one in known if one["miss"] > POOR_FIT * one["usual"]]
    sentence = _("Before their starts the comparisons miss the places by this share of what usually separates units.")
    if poor:
        sentence += " " + _("Over half of it is missed for %(places)s.") % {"places": ", ".join(poor)}
    yield Check(_("Fit before the starts"), percent(share, 0), sentence, share <= POOR_FIT)


def _earlier(registration: Registration, values: Values) -> Iterator[Check]:
    back, unit = values["asked"]["earlier"], effect_unit(registration)
    if back is None:
        sentence = _("The time before the first start is too short for earlier starts to be made up.")
        yield Check(_("Placebo in time"), "–", sentence, None)
        return
    sentence = ngettext(
        "With all starts made up %(count)d period earlier, when nothing happened, the same calculation gives this.",
        "With all starts made up %(count)d periods earlier, when nothing happened, the same calculation gives this.",
        back["periods"],
    ) % {"count": back["periods"]}
    holds = abs(back["effect"]) < abs(values["effect"])
    yield Check(_("Placebo in time"), f"{figure(back['effect'])} {unit}", sentence, holds)


def _without_place(registration: Registration, values: Values) -> Iterator[Check]:
    rest = values["asked"]["without_place"]
    effects = [one["effect"] for one in rest if one["effect"] is not None]
    if not effects:
        return
    why, place = hanging(registration, values)
    ends = _ends(registration, effects)
    sentence = _("Leaving out one place at a time gives from %(low)s to %(high)s %(unit)s.") % ends
    if why == "turns":
        sentence += " " + _("Without %(place)s it turns round.") % {"place": place}
    elif why == "level":
        sentence += " " + _("Without %(place)s it cannot be told from chance.") % {"place": place}
    judged = sum(one["p_value"] is not None for one in rest)
    if judged < len(rest):
        sentence += " " + _("Chance is asked again without each of the %(count)d that leave least of it.") % {
            "count": judged
        }
    blind = sum(one["smallest_p"] > level_of(registration) for one in rest if one["smallest_p"] is not None)
    if blind:
        sentence += " " + ngettext(
            "Without %(count)d of them too few units are left for any effect to be rare: only its sign is looked at.",
            "Without any one of %(count)d of them too few units are left for any effect to be rare: only its sign is "
            "looked at.",
            blind,
        ) % {"count": blind}
    yield Check(_("Without one place"), _span(effects), sentence, not why)


def _without_donor(registration: Registration, values: Values) -> Iterator[Check]:
    effects = [one["effect"] for one in values["asked"]["without_donor"]]
    if not effects:
        return
    ends = _ends(registration, effects)
    sentence = _("Leaving out one donor at a time gives from %(low)s to %(high)s %(unit)s.") % ends
    if len(effects) < values["asked"]["donors"]:
        sentence += " " + _("Tried with the %(count)d heaviest of %(all)d.") % {
            "count": len(effects),
            "all": values["asked"]["donors"],
        }
    holds = all(one * values["effect"] > 0 for one in effects)
    yield Check(_("Without one donor"), _span(effects), sentence, holds)


def _ways(registration: Registration, values: Values) -> Iterator[Check]:
    ways = other_ways(values)
    if not ways:
        return
    alike = sum(is_alike(registration, values, one) for one in ways)
    listed = "; ".join(
        _("%(way)s: %(effect)s, p = %(p)s")
        % {"way": way_text(one), "effect": figure(one["effect"]), "p": amount(one["p_value"], 3)}
        for one in ways
    )
    sentence = _("Asked in other ways (%(unit)s): %(listed)s.") % {"unit": effect_unit(registration), "listed": listed}
    yield Check(_("Other ways of asking"), f"{alike}/{len(ways)}", sentence, 2 * alike >= len(ways))


def way_text(one: Values) -> str:
    """Name a way of asking."""
    return str(WAYS[one["method"], one["donors"]])


def _ends(registration: Registration, effects: list[float]) -> dict[str, str]:
    return {"low": figure(min(effects)), "high": figure(max(effects)), "unit": effect_unit(registration)}


def _span(effects: list[float]) -> str:
    return f"{figure(min(effects))} … {figure(max(effects))}"


def made_of(values: Values) -> Grid | None:
    """Return what each place's comparison is made of, and how well it follows the place before its start."""
    if not values.get("asked"):
        return None
    rows = tuple(
        (one["unit"], _weights(one["weights"]), percent(one["miss"] / one["usual"] if one["usual"] else None, 0))
        for one in values["asked"]["places"]
    )
    heads = (_("Place"), _("Compared with"), _("Miss before"))
    note = _(
        "Weights are means over the time after the start: a place that gets its own start stands for no other. The "
        "miss before is a share of what usually separates units."
    )
    return Grid(_("What each comparison is made of"), heads, rows, words=2, note=note)


def _weights(weights: list[list[Any]]) -> str:
    """Write “the mean of 7 units”, or the heaviest by name."""
    if not weights:
        return "–"
    if len(weights) > 1 and weights[0][1] - weights[-1][1] < EVEN:
        return _("the mean of %(count)d units") % {"count": len(weights)}
    named = ", ".join(f"{unit} ({percent(weight, 0)})" for unit, weight in weights[:MOST_WEIGHTS])
    others = weights[MOST_WEIGHTS:]
    if not others:
        return named
    rest = ngettext("%(count)d other (%(share)s)", "%(count)d others (%(share)s)", len(others)) % {
        "count": len(others),
        "share": percent(sum(weight for _unit, weight in others), 0),
    }
    return f"{named}, {rest}"


def asked_again(registration: Registration, values: Values) -> Iterator[Grid]:
    """Yield the figures behind the chart of the effect asked again."""
    if not values.get("asked"):
        return
    rows = tuple((one["name"], figure(one["effect"]), amount(one["p"], 3)) for one in rows_of(registration, values))
    yield Grid(_("The figures behind the third chart"), (_("Asked"), _("Effect"), "p"), rows)


def rows_of(registration: Registration, values: Values) -> list[dict[str, Any]]:
    """Return the effect as registered, without each place and donor, by the other ways and with earlier starts."""
    asked, level = values["asked"], level_of(registration)
    rows = [_row(_("as registered"), values["effect"], values["p_value"], level)]
    places = [one for one in asked["without_place"] if one["effect"] is not None]
    rows += [
        _row(_("without %(unit)s") % {"unit": one["without"]}, one["effect"], one["p_value"], level) for one in places
    ]
    rows += [_row(way_text(one), one["effect"], one["p_value"], level) for one in other_ways(values)]
    by_effect = sorted(asked["without_donor"], key=lambda one: float(one["effect"]))
    rows += [
        _row(_("without the donor %(unit)s") % {"unit": one["without"]}, one["effect"], None, level)
        for one in {one["without"]: one for one in (*by_effect[:1], *by_effect[-1:])}.values()
    ]
    if back := asked["earlier"]:
        rows.append(_row(_("with made-up earlier starts"), back["effect"], None, level))
    return rows


def _row(name: str, effect: float, p: float | None, level: float) -> dict[str, Any]:
    odds = "none" if p is None else "unusual" if p <= level else "usual"
    return {"name": name, "effect": effect, "p": p, "odds": odds}
