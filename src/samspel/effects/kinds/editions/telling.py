"""An estimate's values → sentences, checks, charts and tables."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.kinds.editions.charts import CLOCK, FOREST, WEEKS, clock_text, forest_text, weeks_text
from samspel.effects.kinds.one.telling import weights
from samspel.effects.kinds.saying import Names, claimed, weak
from samspel.effects.sentences.chance import excluded
from samspel.effects.sentences.checks import interval_text, joint_check
from samspel.effects.sentences.claims import effect_unit, figure, p_of
from samspel.effects.sentences.kinds import span
from samspel.effects.telling import ByChance, Chart, Check, Grid, Told, Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import is_one_of_many, level_of, reaches, said_beforehand
from samspel.wording import amount, percent


def tell(registration: Registration, values: Values) -> Told:
    """Return what is said of the editions together."""
    verdict = _verdict(registration, values)
    return Told(
        verdict=verdict,
        sentence=_claim(registration, values, verdict),
        caveats=_caveats(registration, values),
        figures=_figures(registration, values),
        charts=[
            Chart(FOREST, forest_text(registration, values)),
            Chart(CLOCK, clock_text(registration, values)),
            Chart(WEEKS, weeks_text(registration, values)),
        ],
        grids=[_editions(registration, values), _weeks(values), _units(values)],
        checks=_checks(registration, values),
        by_chance=_by_chance(registration, values) if verdict == "chance" else None,
        weights=weights(values),
    )


def _verdict(registration: Registration, values: Values) -> str:
    if values["p_value"] > level_of(registration):
        return "chance"
    return "tentative" if _weaknesses(registration, values) else "unusual"


def _weaknesses(registration: Registration, values: Values) -> list[str]:
    """Return codes of what keeps an unusual mean from being a claim."""
    before, after = said_beforehand(registration, values["effect"])
    found = {
        "follows": values["unlike"] >= 1,
        "interval": values["pooled"] is None or reaches(values["pooled"], 0.0),
        "places": values["p_units"] > max(level_of(registration), 1 / (1 + len(values["units"]))),
        "one_edition": not _holds_without_one(values),
        "joint": is_one_of_many(registration, values),
    }
    return [*before, *(code for code, holds in found.items() if holds), *after]


def _holds_without_one(values: Values) -> bool:
    return all(one["effect"] * values["effect"] > 0 for one in values["without_one"])


def _names(registration: Registration, values: Values) -> Names:
    return Names(
        when=_("On average over %(count)d editions") % {"count": len(values["editions"])},
        who=registration.treated,
        effect=values["effect"],
        relative=values["relative"],
    )


def _claim(registration: Registration, values: Values, verdict: str) -> str:
    sentence = claimed(registration, _names(registration, values))
    if verdict == "tentative":
        return f"{sentence} {weak(p_text(values), _weaknesses(registration, values)[0])}"
    odds = {"p": p_text(values), "weeks": _as_unusual(values)}
    if verdict == "chance":
        return f"{sentence} " + _("This cannot be told apart from chance: %(p)s, %(weeks)s.") % odds
    return (
        f"{sentence} " + _("A mean of this size is unusual in weeks where nothing happened: %(p)s, %(weeks)s.") % odds
    )


def p_text(values: Values) -> str:
    """Write the p of the moved weeks as a fraction and as a number."""
    return p_of(values["as_unusual"], len(values["weeks"]))


def _as_unusual(values: Values) -> str:
    return ngettext(
        "%(as_unusual)d of %(count)d ways of moving the same weeks gives as much",
        "%(as_unusual)d of %(count)d ways of moving the same weeks give as much",
        values["as_unusual"],
    ) % {"as_unusual": values["as_unusual"], "count": len(values["weeks"])}


def _checks(registration: Registration, values: Values) -> list[Check]:
    level, unit = level_of(registration), effect_unit(registration)
    found = [
        Check(_("Moved to quiet weeks"), p_text(values), _as_unusual(values) + ".", values["p_value"] <= level),
        Check(
            _("Other places, same weeks"),
            f"p = {amount(values['p_units'], 3)}",
            _("Each of %(count)d donors taken for the place of the event.") % {"count": len(values["units"])},
            values["p_units"] <= level if 1 / (1 + len(values["units"])) <= level else None,
        ),
        Check(
            _("Fit in quiet periods"),
            percent(max(0.0, 1 - values["unlike"] ** 2), 0),
            _("So much of how the place moves in quiet periods does the comparison follow."),
            values["unlike"] < 1,
        ),
    ]
    if pooled := values["pooled"]:
        found += _pooled(registration, values)
        ahead = {"lower": pooled["next_lower"], "upper": pooled["next_upper"]}
        found.append(Check(_("The next edition"), interval_text(registration, ahead), _next(values), None))
    if values["without_one"]:
        effects = [one["effect"] for one in values["without_one"]]
        found.append(
            Check(
                _("Without one edition"),
                f"{figure(min(effects))} … {figure(max(effects))}",
                _("Leaving out one edition at a time gives from %(low)s to %(high)s %(unit)s.")
                % {"low": figure(min(effects)), "high": figure(max(effects)), "unit": unit},
                _holds_without_one(values),
            )
        )
    if values.get("joint"):
        found.append(joint_check(registration, values))
    seen = values["detectable"]["together"]
    number = "–" if seen is None else f"{figure(seen)} {unit}"
    return [*found, Check(_("Smallest effect it could see"), number, _detectable(registration, values), None)]


def _pooled(registration: Registration, values: Values) -> list[Check]:
    pooled = values["pooled"]
    name = _("All editions, %(level)s") % {"level": percent(1 - level_of(registration), 0)}
    sentence = _("The pooled effect lies in this interval, with what all editions share in it.")
    spread = _("Editions differ by %(spread)s %(unit)s beyond noise; %(share)s of what separates them is no noise.") % {
        "spread": figure(pooled["heterogeneity"]),
        "unit": effect_unit(registration),
        "share": percent(pooled["i_squared"], 0),
    }
    return [
        Check(name, interval_text(registration, pooled), sentence, not reaches(pooled, 0.0)),
        Check(_("Between editions"), f"I² {percent(pooled['i_squared'], 0)}", spread, None),
    ]


def _next(values: Values) -> str:
    if values["pooled"]["next_lower"] is None:
        return _("With two editions nothing can be said of a third.")
    return _("Where the effect of an edition like these is expected to lie.")


def _detectable(registration: Registration, values: Values) -> str:
    seen, unit = values["detectable"], effect_unit(registration)
    if seen["together"] is None:
        return _("With %(count)d ways of moving the weeks no p of %(level)s is possible.") % {
            "count": len(values["weeks"]),
            "level": amount(level_of(registration), 2),
        }
    sentence = _(
        "A mean effect of %(seen)s %(unit)s or more would have been told from chance in four cases of five."
    ) % {
        "seen": figure(seen["together"]),
        "unit": unit,
    }
    if seen["single"] is not None:
        sentence += " " + _("One edition alone shows effects from %(single)s %(unit)s.") % {
            "single": figure(seen["single"]),
            "unit": unit,
        }
    return sentence


def _by_chance(registration: Registration, values: Values) -> ByChance:
    advice = [
        _("Register again when there are more editions: their noise averages out."),
        _("Measure something nearer to the event: hours and streets show more than weeks and municipalities."),
        _("Do not try other weeks or donors until one shows something: each further look is listed as a deviation."),
    ]
    pooled = values["pooled"] or {"lower": None, "upper": None}
    return ByChance(_detectable(registration, values), excluded(registration, pooled), advice)


def _caveats(registration: Registration, values: Values) -> list[str]:
    unit = effect_unit(registration)
    found = []
    if values["weeks"]:
        means = [one["mean"] for one in values["weeks"]]
        found.append(
            _("The same calculation in quiet weeks gives from %(low)s to %(high)s %(unit)s.")
            % {"low": figure(min(means)), "high": figure(max(means)), "unit": unit}
        )
    editions = registration.editions
    if editions and not editions.season:
        found.append(_("A season of the place's own, which the donors do not have, is part of the effect."))
    return found


def _figures(registration: Registration, values: Values) -> list[tuple[str, str]]:
    unit = effect_unit(registration)
    figures = [
        (_("mean effect of the editions (%(unit)s)") % {"unit": unit}, figure(values["effect"])),
        (_("the same as a share of what was to be expected"), percent(values["relative"], 1)),
        (_("p of the moved weeks"), p_text(values).removeprefix("p = ")),
        (_("smallest p these weeks allow"), amount(values["smallest_p_value"], 3)),
    ]
    if pooled := values["pooled"]:
        figures.insert(1, (_("pooled effect (%(unit)s)") % {"unit": unit}, figure(pooled["effect"])))
        figures.append((_("spread between editions (%(unit)s)") % {"unit": unit}, figure(pooled["heterogeneity"])))
    return figures


def _editions(registration: Registration, values: Values) -> Grid:
    windows = registration.editions.windows if registration.editions else ()
    rows = tuple(
        (
            one["name"],
            span(window),
            figure(one["effect"]),
            figure(one["deviation"]),
            amount(one["p_value"], 3),
        )
        for window, one in zip(windows, values["editions"], strict=True)
    )
    heads = (_("Edition"), _("When"), _("Effect"), _("Deviation in quiet weeks"), "p")
    return Grid(_("The figures behind the first chart"), heads, rows, words=2)


def _weeks(values: Values) -> Grid:
    rows = tuple((f"{one['shift']:+d}".replace("-", "−"), figure(one["mean"])) for one in values["weeks"])
    return Grid(_("The editions moved to quiet weeks"), (_("Moved by periods"), _("Mean gap")), rows)


def _units(values: Values) -> Grid:
    ranked = sorted(values["units"], key=lambda one: -abs(float(one["mean"])))
    rows = tuple((one["unit"], figure(one["mean"])) for one in ranked)
    return Grid(_("Other places in the same weeks"), (_("Unit"), _("Mean gap")), rows)
