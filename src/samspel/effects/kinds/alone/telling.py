"""A series' values → sentence, figures, checks, charts and tables."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.kinds.alone.charts import CHARTS
from samspel.effects.kinds.alone.verdicts import is_calibrated, verdict, weaknesses
from samspel.effects.kinds.saying import weak
from samspel.effects.readers.clock import DAY_MINUTES
from samspel.effects.sentences.chance import excluded
from samspel.effects.sentences.checks import interval_text
from samspel.effects.sentences.claims import effect_unit, figure, p_of
from samspel.effects.telling import ByChance, Chart, Check, Grid, Told, Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import level_of, reaches
from samspel.wording import amount, percent

MISSING = "–"


def tell(registration: Registration, values: Values) -> Told:
    """Return what is said of the event in one long series."""
    said = verdict(registration, values)
    return Told(
        verdict=said,
        sentence=_claim(registration, values, said),
        caveats=_caveats(registration, values),
        figures=_figures(registration, values),
        charts=[Chart(name, describe(registration, values)) for name, (_draw, describe) in CHARTS.items()],
        grids=[_path(registration, values), _made_up(values)],
        checks=list(_checks(registration, values)),
        by_chance=_by_chance(registration, values) if said == "chance" else None,
    )


def steps(values: Values, count: int) -> str:
    """Write a number of days or hours."""
    if values["step_minutes"] == DAY_MINUTES:
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": amount(count)}
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": amount(count)}


def _claim(registration: Registration, values: Values, said: str) -> str:
    """Return the answer in a few sentences, never stronger than the verdict."""
    odds = {"p": _p(values), "comparison": _as_unusual(values)}
    if said == "poor_fit":
        return _(
            "The forecast does not hold before the event, so nothing can be said about %(treated)s: to hold the "
            "made-up events there its intervals would have to be %(widening)s times as wide."
        ) % {"treated": registration.treated, "widening": amount(values["backtest"]["widening"], 1)}
    effect = _effect(registration, values)
    if said == "chance":
        return f"{effect} {_('This cannot be told apart from chance: %(p)s, %(comparison)s.') % odds}"
    if said == "tentative":
        return f"{effect} {weak(odds['p'], weaknesses(registration, values)[0])}"
    claimed = _("A gap of this size is unusual where nothing happened: %(p)s, %(comparison)s.") % odds
    return " ".join([effect, claimed, *([] if registration.donors else [_nobody_else()])])


def _effect(registration: Registration, values: Values) -> str:
    higher = _(
        "From %(start)s to %(end)s, %(treated)s lies %(effect)s %(unit)s (%(relative)s) above what its own past lets "
        "expect, measured as %(outcome)s; the interval of %(coverage)s goes %(interval)s."
    )
    lower = _(
        "From %(start)s to %(end)s, %(treated)s lies %(effect)s %(unit)s (%(relative)s) below what its own past lets "
        "expect, measured as %(outcome)s; the interval of %(coverage)s goes %(interval)s."
    )
    relative, effect = values["relative"], values["effect"]
    return (lower if effect < 0 else higher) % {
        "start": registration.first_treated,
        "end": registration.alone.last if registration.alone else "",
        "treated": registration.treated,
        "outcome": registration.outcome,
        "unit": effect_unit(registration),
        "effect": figure(abs(effect)),
        "relative": percent(None if relative is None else abs(relative), 1),
        "coverage": percent(values["coverage"]),
        "interval": interval_text(registration, values["widened"]),
    }


def _p(values: Values) -> str:
    return p_of(values["as_unusual"], len(values["placebos"]))


def _as_unusual(values: Values) -> str:
    count = len(values["placebos"])
    return ngettext(
        "%(as_unusual)d of %(count)d made-up events before departs as much from what was expected",
        "%(as_unusual)d of %(count)d made-up events before depart as much from what was expected",
        values["as_unusual"],
    ) % {"as_unusual": values["as_unusual"], "count": count}


def _nobody_else() -> str:
    return _("Whatever else was different then is in it too: no other series stands for the rest of the city.")


def _caveats(registration: Registration, values: Values) -> list[str]:
    unit = effect_unit(registration)
    told = [
        _("Without being stretched to hold the made-up events, the interval goes %(interval)s.")
        % {"interval": interval_text(registration, values["total"])},
        _("The effect is the sum over %(steps)s: %(observed)s %(unit)s were measured and %(expected)s expected.")
        % {
            "steps": steps(values, len(values["path"])),
            "observed": figure(values["observed_sum"]),
            "expected": figure(values["expected_sum"]),
            "unit": unit,
        },
    ]
    return told if registration.donors else [*told, _nobody_else()]


def _figures(registration: Registration, values: Values) -> list[tuple[str, str]]:
    unit = {"unit": effect_unit(registration)}
    return [
        (_("measured less expected, in all (%(unit)s)") % unit, figure(values["effect"])),
        (_("the same as a share of what was expected"), percent(values["relative"], 1)),
        (_("expected in all (%(unit)s)") % unit, figure(values["expected_sum"])),
        (_("p of the made-up events"), _p(values).removeprefix("p = ")),
        (_("smallest p these made-up events allow"), amount(values["smallest_p_value"], 3)),
    ]


def _checks(registration: Registration, values: Values) -> Iterator[Check]:
    level, told = level_of(registration), values["backtest"]
    yield Check(_("Made-up events before"), _p(values), f"{_as_unusual(values)}.", values["p_value"] <= level)
    yield _interval(registration, values)
    sentence = _("Of the sums of made-up events %(total)s lie inside their intervals and of single periods %(steps)s.")
    shares = {"total": percent(told["total_coverage"]), "steps": percent(told["step_coverage"])}
    yield Check(_("Does the forecast keep its word"), shares["total"], sentence % shares, is_calibrated(values))
    yield _holidays(values)
    used = {"used": steps(values, values["steps_used"]), "before": steps(values, values["steps_before"])}
    learnt = _("Learnt from %(used)s of the %(before)s before the event; the others are gaps or were left out.") % used
    yield Check(_("History"), used["used"], learnt, None)
    yield _controls(registration)
    yield _seen_check(registration, values)


def _interval(registration: Registration, values: Values) -> Check:
    holds_none, widening = reaches(values["widened"], 0.0), values["backtest"]["widening"]
    wide = _("It would have held the made-up events as it is.")
    if widening > 1:
        wide = _("It is made %(widening)s times as wide, so that it would have held the made-up events.")
    zero = _("No effect at all lies inside it.") if holds_none else _("No effect at all lies outside it.")
    name = _("Interval, %(level)s") % {"level": percent(values["coverage"])}
    sentence = f"{wide % {'widening': amount(widening, 2)}} {zero}"
    return Check(name, interval_text(registration, values["widened"]), sentence, not holds_none)


def _holidays(values: Values) -> Check:
    found = values["holidays"]
    sentence = ngettext(
        "%(before)d holiday before the event tells what such a day is like.",
        "%(before)d holidays before the event tell what such a day is like.",
        found["before"],
    ) % {"before": found["before"]}
    if found["within"]:
        sentence += " " + _("In the event: %(days)s.") % {"days": ", ".join(found["within"])}
    return Check(_("Holidays"), amount(found["before"]), sentence, None)


def _controls(registration: Registration) -> Check:
    if not registration.donors:
        return Check(_("Controls"), "0", _nobody_else(), None)
    sentence = _("What moved these at the same time is taken off: %(names)s. The event must not reach them.")
    names = {"names": ", ".join(registration.donors)}
    return Check(_("Controls"), amount(len(registration.donors)), sentence % names, None)


def _seen_check(registration: Registration, values: Values) -> Check:
    smallest = values["detectable"]
    number = MISSING if smallest is None else f"{figure(smallest)} {effect_unit(registration)}"
    return Check(_("Smallest effect it could see"), number, _detectable(registration, values), None)


def _detectable(registration: Registration, values: Values) -> str:
    smallest = values["detectable"]
    if smallest is None:
        return _("With only %(count)d made-up events no p below %(least)s was possible.") % {
            "count": len(values["placebos"]),
            "least": amount(values["smallest_p_value"], 3),
        }
    return _(
        "An effect of %(smallest)s %(unit)s in all would have been told from chance in four made-up events of five."
    ) % {
        "smallest": figure(smallest),
        "unit": effect_unit(registration),
    }


def _by_chance(registration: Registration, values: Values) -> ByChance:
    interval = values["widened"] | {"level": values["coverage"]}
    return ByChance(_detectable(registration, values), excluded(registration, interval), _advice(registration, values))


def _advice(registration: Registration, values: Values) -> list[str]:
    level, advice = level_of(registration), []
    if values["smallest_p_value"] > level:
        count = {"level": amount(level, 2), "count": ceil(1 / level - 1e-9) - 1}
        advice.append(
            _("Load a longer history: for a p of %(level)s at least %(count)d made-up events are needed.") % count
        )
    if not registration.donors:
        advice.append(_("Name controls that the event cannot reach: what moves the whole city is then no noise."))
    return [
        *advice,
        _("If the event comes back, register the same question for all editions together: their noise averages out."),
        _("Do not try other hours or spans until one shows something: each further look is listed as a deviation."),
    ]


def _path(registration: Registration, values: Values) -> Grid:
    begin, end = values["begin"], values["end"]
    rows = [
        (period, MISSING if value is None else figure(value), *_expected(values, number - begin, value))
        for number, (period, value) in enumerate(zip(values["periods"], values["observed"], strict=True))
    ]
    return Grid(
        title=_("The figures behind the first two charts"),
        heads=(_("Period"), registration.treated, _("Expected"), _("from"), _("to"), _("Gap")),
        rows=tuple(rows),
        caption=f"{registration.outcome} ({registration.unit})",
        marks=dict.fromkeys(range(begin, end), _("event")),
    )


def _expected(values: Values, step: int, observed: float | None) -> tuple[str, ...]:
    """Return expected, its interval and the gap of a period of the event; of other periods nothing is told."""
    if not 0 <= step < len(values["path"]) or observed is None:
        return (MISSING,) * 4
    expected = values["path"][step]
    return tuple(figure(one) for one in (expected, values["lower"][step], values["upper"][step], observed - expected))


def _made_up(values: Values) -> Grid:
    return Grid(
        title=_("The figures behind the third chart"),
        heads=(_("Begin"), _("Departure in deviations of the forecast")),
        rows=tuple((one["begin"], amount(one["score"], 2)) for one in values["placebos"]),
        note=_("The event itself: %(score)s.") % {"score": amount(values["score"], 2)},
    )
