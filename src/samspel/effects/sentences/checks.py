"""Each check of an estimate in numbers and one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samspel.effects.sentences.claims import effect_unit, figure, p_text
from samspel.effects.sentences.kinds import periods
from samspel.effects.telling import Check
from samspel.effects.types import Registration
from samspel.effects.verdicts import POOR_FIT, level_of, reaches, ways_of
from samspel.engines.counterfactual import Method
from samspel.wording import amount, percent

Values = Mapping[str, Any]

METHODS = {
    Method.DIFFERENCE_IN_DIFFERENCES: gettext_lazy("difference in differences"),
    Method.SYNTHETIC_CONTROL: gettext_lazy("synthetic control"),
    Method.WITH_COVARIATES: gettext_lazy("synthetic control with covariates"),
    Method.RIDGE_AUGMENTED: gettext_lazy("ridge-augmented synthetic control"),
    Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES: gettext_lazy("synthetic difference in differences"),
    Method.MATRIX_COMPLETION: gettext_lazy("matrix completion"),
}
POOLS = {
    "registered": gettext_lazy("all registered donors"),
    "nearest": gettext_lazy("the half that moved most alike"),
    "without_heaviest": gettext_lazy("without the heaviest donor"),
}


MOST_LISTED = 5
"""Outcomes that a sentence names one by one."""


def checks_told(registration: Registration, values: Values) -> list[Check]:
    """Return every check of an estimate; of a run before there were checks none."""
    if not values.get("checks"):
        return []
    told = [_fit, *([_in_time] if values["backdated"] else []), _in_space, _interval, _band, _without_one, _ways]
    found = [tell(registration, values) for tell in told if tell is not _without_one or values["leave_one_out"]]
    found += _gate(registration, values)
    if values.get("joint"):
        found.append(joint_check(registration, values))
    if values.get("hidden", {}).get("unlike"):
        found.append(_range(registration, values))
    return [*found, _detectable_check(registration, values)]


def _fit(registration: Registration, values: Values) -> Check:
    sentence = _("Before %(start)s the comparison misses by %(miss)s %(unit)s on average.") % {
        "start": registration.first_treated,
        "miss": figure(values["pre_rmspe"]),
        "unit": effect_unit(registration),
    }
    fits = values["pre_fit"] <= POOR_FIT
    return Check(_("Fit before the start"), percent(values["pre_fit"], 0), sentence, fits)


def _in_space(registration: Registration, values: Values) -> Check:
    count = len(values["placebos"])
    sentence = ngettext(
        "%(as_unusual)d of %(count)d units where nothing happened departs as much from its own comparison.",
        "%(as_unusual)d of %(count)d units where nothing happened depart as much from their own comparison.",
        values["as_unusual"],
    ) % {"as_unusual": values["as_unusual"], "count": count}
    return Check(
        _("Placebos in space"),
        p_text(values),
        sentence,
        values["p_value"] <= level_of(registration),
    )


def _in_time(registration: Registration, values: Values) -> Check:
    back = values["backdated"]
    template = _("With a made-up start in %(period)s, when nothing happened, the same calculation gives this.")
    return Check(
        _("Placebo in time"),
        f"{figure(back['effect'])} {effect_unit(registration)}",
        template % {"period": back["period"]},
        abs(back["effect"]) < abs(values["effect"]),
    )


def interval_text(registration: Registration, interval: Values) -> str:
    """Write an interval: “from −1.2 to 3.4 index points”; an end that nothing bounds is said so."""
    unit, lower, upper = effect_unit(registration), interval["lower"], interval["upper"]
    if lower is None and upper is None:
        return _("without bounds")
    if lower is None:
        return _("up to %(upper)s %(unit)s") % {"upper": figure(upper), "unit": unit}
    if upper is None:
        return _("from %(lower)s %(unit)s") % {"lower": figure(lower), "unit": unit}
    return _("from %(lower)s to %(upper)s %(unit)s") % {"lower": figure(lower), "upper": figure(upper), "unit": unit}


def _interval(registration: Registration, values: Values) -> Check:
    interval = values["checks"]["interval"]
    holds = reaches(interval, 0.0)
    conformal = interval["kind"] == "conformal"
    if conformal and holds:
        sentence = _(
            "Effects from this whole interval agree with how the comparison misses at other times; no effect at all "
            "does."
        )
    elif conformal:
        sentence = _("Only effects from this interval agree with how the comparison misses at other times.")
    elif holds:
        sentence = _("By how much the placebos differ, the effect lies in this interval; no effect at all does too.")
    else:
        sentence = _("By how much the placebos differ, the effect lies in this interval.")
    name = _("Interval, %(level)s") % {"level": percent(interval["level"], 0)}
    return Check(name, interval_text(registration, interval), sentence, not holds)


def _band(registration: Registration, values: Values) -> Check:
    band = values["checks"]["band"]
    pairs = list(zip(band["lower"], band["upper"], strict=True))
    outside = sum((low is not None and low > 0) or (high is not None and high < 0) for low, high in pairs)
    sentence = ngettext(
        "In %(outside)d of %(count)d period after the start the band of the jackknife+ leaves out no effect at all.",
        "In %(outside)d of %(count)d periods after the start the band of the jackknife+ leaves out no effect at all.",
        len(pairs),
    ) % {"outside": outside, "count": len(pairs)}
    return Check(_("Period by period"), f"{outside}/{len(pairs)}", sentence, 2 * outside > len(pairs))


def _without_one(registration: Registration, values: Values) -> Check:
    effects = [one["effect"] for one in values["leave_one_out"]]
    sentence = _("Leaving out one donor at a time gives from %(low)s to %(high)s %(unit)s.") % {
        "low": figure(min(effects)),
        "high": figure(max(effects)),
        "unit": effect_unit(registration),
    }
    number = f"{figure(min(effects))} … {figure(max(effects))}"
    return Check(_("Without one donor"), number, sentence, min(effects) * max(effects) > 0)


def _ways(registration: Registration, values: Values) -> Check:
    effects = [one["effect"] for one in values["checks"]["specifications"] if one["effect"] is not None]
    counted = ways_of(registration, values)
    sentence = _(
        "Of %(count)d ways of asking (methods, donors, how far back), %(alike)d give an unusual gap that way; the "
        "middle one is %(middle)s %(unit)s."
    ) % {
        "count": len(effects),
        "alike": counted.alike,
        "middle": figure(median(effects)) if effects else "–",
        "unit": effect_unit(registration),
    }
    sentence = " ".join(filter(None, (sentence, silent_text(counted.silent, level_of(registration)))))
    return Check(_("Other ways of asking"), f"{counted.alike}/{counted.speaking}", sentence, counted.agree)


def silent_text(silent: int, level: float) -> str:
    """Say how many ways of asking cannot tell anything at the registered level; nothing where all can."""
    if not silent:
        return ""
    return ngettext(
        "%(silent)d of them has too few donors for a p of %(level)s and counts neither way.",
        "%(silent)d of them have too few donors for a p of %(level)s and count neither way.",
        silent,
    ) % {"silent": silent, "level": amount(level, 2)}


def _gate(registration: Registration, values: Values) -> list[Check]:
    return [
        Check(str(GATE_NAMES.get(one["code"], _("May it be read"))), "", sentence, False)
        for one in values["checks"]["gate"]["findings"]
        if (sentence := _finding(registration, one))
    ]


def written(value: float, name: str) -> str:
    """Write a parameter: what is counted has no decimals."""
    return amount(value) if name == "count" else figure(value)


def _finding(registration: Registration, one: Values) -> str:
    params = {
        name: value if isinstance(value, str) or name in ("share", "weight") else written(float(value), name)
        for name, value in one["params"].items()
    }
    tell = GATE.get(one["code"])
    return tell(params | {"unit_of_effect": effect_unit(registration)}) if tell else str(one["code"])


GATE_NAMES = {
    "outside": gettext_lazy("Within reach of the donors"),
    "not_optimal": gettext_lazy("Were the best weights found"),
    "not_unique": gettext_lazy("Is there one comparison"),
    "few_placebos": gettext_lazy("Are there donors enough"),
    "few_periods": gettext_lazy("Are there periods enough before"),
    "one_donor": gettext_lazy("Is it more than one donor"),
    "one_donor_decides": gettext_lazy("Does one donor decide"),
    "earlier_start": gettext_lazy("Made-up starts"),
}
"""What each finding of the gate asks, so that two of them can be told apart."""

GATE: dict[str, Callable[[dict[str, Any]], str]] = {
    # The fit has a check of its own.
    "poor_fit": lambda _params: "",
    "outside": lambda params: (
        _("In %(share)s of the periods before, the unit lies outside all donors: no mixture of them reaches it.")
        % {"share": percent(params["share"], 0)}
    ),
    "not_optimal": lambda _params: _("The weights are not the best ones: the calculation did not come to its end."),
    "not_unique": lambda _params: _(
        "Other weights fit equally well: the comparison after the start is one of several."
    ),
    "few_placebos": lambda params: _("With only %(count)s donors no p below %(smallest_p)s is possible.") % params,
    "few_periods": lambda params: _("With only %(count)s periods before the start a fit by luck is likely.") % params,
    "one_donor": lambda params: (
        _("The comparison is nearly %(unit)s alone, with a weight of %(weight)s.")
        % {"unit": params["unit"], "weight": percent(params["weight"], 0)}
    ),
    "one_donor_decides": lambda params: (
        _("Without %(unit)s the effect changes its sign: %(effect)s %(unit_of_effect)s.") % params
    ),
    "earlier_start": lambda params: (
        _("A made-up start gives as large a gap, %(effect)s %(unit_of_effect)s, where nothing happened.") % params
    ),
}


def joint_check(registration: Registration, values: Values) -> Check:
    """Say what is left of the first outcome where all that were looked at count."""
    rows, level = values["joint"], level_of(registration)
    adjusted = rows[0]["adjusted"]
    number, holds = f"p = {amount(adjusted, 3)}", adjusted <= level
    if len(rows) > MOST_LISTED:
        sentence = _(
            "Looked at together (max-T), %(rare)d of %(count)d outcomes are rare; the least corrected p is %(least)s."
        ) % {
            "rare": sum(one["adjusted"] <= level for one in rows),
            "count": len(rows),
            "least": amount(min(one["adjusted"] for one in rows), 3),
        }
        return Check(_("Several outcomes"), number, sentence, holds)
    names = {"": registration.outcome} | {one.key: one.outcome for one in registration.further}
    listed = "; ".join(
        _("%(outcome)s: p = %(p)s, corrected %(adjusted)s")
        % {"outcome": names[one["key"]], "p": amount(one["p_value"], 3), "adjusted": amount(one["adjusted"], 3)}
        for one in rows
    )
    sentence = _("Looked at together, so that one of many does not stand out by luck (max-T): %(listed)s.") % {
        "listed": listed
    }
    return Check(_("Several outcomes"), number, sentence, holds)


def _range(registration: Registration, values: Values) -> Check:
    near = values["hidden"]["unlike"][0]["near"]
    number = f"{figure(near)} {registration.unit}"
    return Check(_("Range of hidden figures"), number, unlike_text(registration, values["hidden"]), False)


def unlike_text(registration: Registration, found: Values) -> str:
    """Warn of units whose shown figures lie far outside the registered range of hidden ones; nothing without any."""
    if not found.get("unlike"):
        return ""
    listed = _("%(unit)s shows about %(near)s around what it hides")
    named = "; ".join(
        listed % {"unit": one["unit"], "near": figure(one["near"])} for one in found["unlike"][:MOST_LISTED]
    )
    return _(
        "%(listed)s, far outside the registered range: the range is hardly the right one, and the bounds hold only if "
        "it is. Check it against the source, and register a deviation if it is wrong."
    ) % {"listed": named}


def _detectable_check(registration: Registration, values: Values) -> Check:
    found = values["checks"]["detectable"]
    number = "–" if found["smallest"] is None else f"{figure(found['smallest'])} {effect_unit(registration)}"
    return Check(_("Smallest effect it could see"), number, detectable_text(registration, values), None)


def detectable_text(registration: Registration, values: Values) -> str:
    """Say which effect this test would have told from chance in four cases of five, by donors made to play the unit."""
    found, count = values["checks"]["detectable"], len(values["placebos"])
    if values["smallest_p_value"] > level_of(registration):
        return _(
            "With %(count)d donors and %(length)s no effect, however large, would have been told from chance "
            "in four made-up events of five."
        ) % {"count": count, "length": periods(found["length"])}
    if found["smallest"] is None:
        return _(
            "Before the start so many fits are exact, with %(count)d donors, that nothing tells what they will miss: "
            "more periods before, or fewer donors, would show more."
        ) % {"count": count}
    return _(
        "An effect of %(smallest)s %(unit)s or more over %(length)s would have been told from chance in four "
        "made-up events of five."
    ) % {"smallest": figure(found["smallest"]), "unit": effect_unit(registration), "length": periods(found["length"])}
