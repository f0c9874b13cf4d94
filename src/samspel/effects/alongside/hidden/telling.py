"""The bounds of an effect → sentences and a list of the cells that are hidden."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.sentences.checks import unlike_text
from samspel.effects.sentences.claims import effect_unit, figure, given
from samspel.effects.telling import Grid, Part, Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import reaches
from samspel.engines.counterfactual import Method
from samspel.wording import amount

MOST_LISTED = 200
"""Cells that a page lists one by one."""


def tell(registration: Registration, values: Values) -> Part:
    """Return what is said of cells that the source hides."""
    found = values["hidden"]
    return Part(
        title=_("Figures that the source hides"),
        sentences=_said(registration, values, found),
        charts=[],
        grids=[_cells(found)] if found["cells"] else [],
    )


def _said(registration: Registration, values: Values, found: Values) -> list[str]:
    if not found["cells"]:
        return [_("No figure that this study needs is hidden.")]
    count, counting = len(found["cells"]), found["counting"]
    counted = ngettext("%(count)d figure is hidden;", "%(count)d figures are hidden;", count) % {"count": count}
    counted += " " + ngettext(
        "%(count)d of them counts in the effect.", "%(count)d of them count in the effect.", counting
    ) % {"count": counting}
    warned = [unlike_text(registration, found)] if found.get("unlike") else []
    said = [f"{counted} {_allowed(registration, found)}", *warned, _bounds(registration, values, found)]
    return [*said, _of_weights(registration, found)]


def _of_weights(registration: Registration, found: Values) -> str:
    """Say what the bounds take for granted of the comparison's weights, and what they leave out."""
    if registration.method is Method.DIFFERENCE_IN_DIFFERENCES:
        return _("The comparison gives every donor the same weight whatever is hidden, so that this is all it can be.")
    kept = _("These bounds are for the comparison's weights as they are; fitted to other figures they would be others.")
    if not found.get("refitted"):
        return kept
    names = {name: figure(found["refitted"][name]) for name in ("lower", "upper")}
    if reaches(found["refitted"], 0.0):
        anew = _(
            "Fitted anew to whatever the cells hold, the effect reaches from %(lower)s to %(upper)s at least, as far "
            "as a search has found: enough to make it nothing, or turn it."
        )
    else:
        anew = _(
            "Fitted anew to whatever the cells hold, the effect reaches from %(lower)s to %(upper)s at least, as far "
            "as a search has found."
        )
    return f"{kept} {anew % names}"


def _allowed(registration: Registration, found: Values) -> str:
    hidden = registration.hidden
    if hidden is None:
        return ""
    names = {"least": given(hidden.lower), "most": "" if hidden.upper is None else given(hidden.upper)}
    holds = _("Each holds %(least)s or more.") if hidden.upper is None else _("Each holds %(least)s to %(most)s.")
    sums = ngettext("%(count)d published sum ties them.", "%(count)d published sums tie them.", found["sums"]) % {
        "count": found["sums"]
    }
    return f"{holds % names} {sums}" if found["sums"] else holds % names


def _bounds(registration: Registration, values: Values, found: Values) -> str:
    names = {
        "effect": figure(values["effect"]),
        "unit": effect_unit(registration),
        "lower": _("without end") if found["lower"] is None else figure(found["lower"]),
        "upper": _("without end") if found["upper"] is None else figure(found["upper"]),
    }
    if reaches(found, 0.0):
        sentence = _(
            "Whatever they hold, the effect lies between %(lower)s and %(upper)s %(unit)s, at %(effect)s if each is as "
            "usual: what is hidden is enough to make it nothing, or turn it."
        )
    elif found.get("unlike"):
        sentence = _(
            "Were that range right, the effect would lie between %(lower)s and %(upper)s %(unit)s, at %(effect)s if "
            "each is as usual."
        )
    else:
        sentence = _(
            "Whatever they hold, the effect lies between %(lower)s and %(upper)s %(unit)s, at %(effect)s if each is as "
            "usual: it keeps its sign."
        )
    return sentence % names


def _cells(found: Values) -> Grid:
    rows = tuple(
        (
            one["unit"],
            one["period"],
            _span(one),
            amount(one["filled"], 1),
            *(amount(one[name] if one["weight"] else None, 1) for name in ("at_lower", "at_upper")),
        )
        for one in found["cells"][:MOST_LISTED]
    )
    heads = (_("Unit"), _("Period"), _("can be"), _("filled in"), _("at the lower end"), _("at the upper end"))
    more = len(found["cells"]) - len(rows)
    note = _("%(count)d more are in the answer of the run.") % {"count": more} if more else ""
    return Grid(_("Every hidden figure"), heads, rows, words=2, note=note)


def _span(one: Values) -> str:
    least = amount(one["least"])
    return _("%(least)s or more") % {"least": least} if one["most"] is None else f"{least}–{amount(one['most'])}"
