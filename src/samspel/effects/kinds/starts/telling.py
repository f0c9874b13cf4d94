"""An estimate's values → sentences, checks, charts and tables."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.kinds.saying import Names, claimed, weak
from samspel.effects.kinds.starts.charts import COHORTS, SINCE, cohorts_text, since_text
from samspel.effects.sentences.chance import excluded
from samspel.effects.sentences.checks import interval_text, joint_check
from samspel.effects.sentences.claims import effect_unit, figure, p_of
from samspel.effects.telling import ByChance, Chart, Check, Grid, Told, Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import is_one_of_many, level_of, reaches, said_beforehand
from samspel.wording import amount, percent


def tell(registration: Registration, values: Values) -> Told:
    """Return what is said of all places together."""
    verdict = _verdict(registration, values)
    return Told(
        verdict=verdict,
        sentence=_claim(registration, values, verdict),
        caveats=_caveats(values),
        figures=_figures(registration, values),
        charts=[
            Chart(SINCE, since_text(registration, values)),
            Chart(COHORTS, cohorts_text(registration, values)),
        ],
        grids=[_since(values), _cohorts(values)],
        checks=_checks(registration, values),
        by_chance=_by_chance(registration, values) if verdict == "chance" else None,
    )


def _verdict(registration: Registration, values: Values) -> str:
    if values["p_value"] > level_of(registration):
        return "chance"
    return "tentative" if _weaknesses(registration, values) else "unusual"


def _weaknesses(registration: Registration, values: Values) -> list[str]:
    before, after = said_beforehand(registration, values["effect"])
    found = {
        "interval": reaches(values["interval"], 0.0),
        "before": values["before"]["p_value"] <= level_of(registration),
        "joint": is_one_of_many(registration, values),
    }
    return [*before, *(code for code, holds in found.items() if holds), *after]


def _is_bounded(interval: Values) -> bool:
    return interval["lower"] is not None and interval["upper"] is not None


def _claim(registration: Registration, values: Values, verdict: str) -> str:
    who = ngettext("the one place", "the mean of %(count)d places", values["places"]) % {"count": values["places"]}
    names = Names(_("After their starts"), who, values["effect"], values["relative"])
    sentence = claimed(registration, names)
    if verdict == "tentative":
        return f"{sentence} {weak(_p(values), _weaknesses(registration, values)[0])}"
    odds = {"p": _p(values), "dealt": _as_unusual(values)}
    if verdict == "chance":
        return f"{sentence} " + _("This cannot be told apart from chance: %(p)s, %(dealt)s.") % odds
    return f"{sentence} " + _("A mean of this size is unusual with starts dealt out by lot: %(p)s, %(dealt)s.") % odds


def _p(values: Values) -> str:
    return p_of(values["as_unusual"], values["permutations"])


def _as_unusual(values: Values) -> str:
    return ngettext(
        "%(as_unusual)d of %(count)d times that the starts were dealt out by lot gives as much",
        "%(as_unusual)d of %(count)d times that the starts were dealt out by lot give as much",
        values["as_unusual"],
    ) % {"as_unusual": values["as_unusual"], "count": values["permutations"]}


def _checks(registration: Registration, values: Values) -> list[Check]:
    level, before = level_of(registration), values["before"]
    sentence = _(
        "Before their starts, where nothing can be an effect, the places differ from their comparison by %(size)s "
        "%(unit)s (root mean square); %(as_unusual)d of %(count)d lots differ as much."
    ) % {
        "size": figure(before["size"]),
        "unit": effect_unit(registration),
        "as_unusual": before["as_unusual"],
        "count": values["permutations"],
    }
    p_before = p_of(before["as_unusual"], values["permutations"])
    return [
        Check(_("Starts dealt out by lot"), _p(values), _as_unusual(values) + ".", values["p_value"] <= level),
        _interval(registration, values),
        Check(_("Before the starts"), p_before, sentence, before["p_value"] > level),
        *([joint_check(registration, values)] if values.get("joint") else []),
        Check(_("Smallest effect it could see"), _seen(registration, values), _detectable(registration, values), None),
    ]


def _interval(registration: Registration, values: Values) -> Check:
    name = _("Interval, %(level)s") % {"level": percent(1 - level_of(registration), 0)}
    if values["by_lot"]:
        sentence = _("Effects that the lot does not exclude: starts that one place alone had show no spread.")
    else:
        sentence = _("By how much places with the same start differ, the mean effect lies in this interval.")
    interval = values["interval"]
    return Check(name, interval_text(registration, interval), sentence, not reaches(interval, 0.0))


def _seen(registration: Registration, values: Values) -> str:
    seen = values["detectable"]
    return "–" if seen is None else f"{figure(seen)} {effect_unit(registration)}"


def _detectable(registration: Registration, values: Values) -> str:
    if values["detectable"] is None:
        return _(
            "With so few places the lot gives much the same again: no effect, however large, could have been told."
        )
    return _("A mean effect of %(seen)s %(unit)s or more would have been told from chance in four cases of five.") % {
        "seen": figure(values["detectable"]),
        "unit": effect_unit(registration),
    }


def _by_chance(registration: Registration, values: Values) -> ByChance:
    advice = [
        _("Find more places that have not had it: with so few, dealing out the starts by lot gives much the same."),
        _("Wait for more periods after the last start, and register again."),
        _("Do not try other places or starts until one shows something: each further look is listed as a deviation."),
    ]
    return ByChance(_detectable(registration, values), excluded(registration, values["interval"]), advice)


def _caveats(values: Values) -> list[str]:
    found = [
        _("%(places)d places have a start; %(never)d never had it.")
        % {"places": values["places"], "never": values["never"]}
    ]
    if values["left_out"]:
        found.append(
            ngettext(
                "For %(count)d pair of start and period too few places were left to compare with: nothing is said.",
                "For %(count)d pairs of start and period too few places were left to compare with: nothing is said.",
                values["left_out"],
            )
            % {"count": values["left_out"]}
        )
    return found


def _figures(registration: Registration, values: Values) -> list[tuple[str, str]]:
    unit = effect_unit(registration)
    return [
        (_("mean effect after the starts (%(unit)s)") % {"unit": unit}, figure(values["effect"])),
        (_("the same as a share of what was to be expected"), percent(values["relative"], 1)),
        (_("p of the lot"), _p(values).removeprefix("p = ")),
        (_("smallest p so many lots allow"), amount(1 / (1 + values["permutations"]), 3)),
    ]


def _row(one: Values) -> tuple[str, str, str]:
    ends = f"{figure(one['lower'])} … {figure(one['upper'])}" if _is_bounded(one) else "–"
    return figure(one["effect"]), ends, str(one["units"])


def _since(values: Values) -> Grid:
    rows = tuple((f"{one['at']:+d}".replace("-", "−"), *_row(one)) for one in values["by_time"])
    heads = (_("Periods since the start"), _("Effect"), _("Interval"), _("Places"))
    return Grid(_("The figures behind the first chart"), heads, rows)


def _cohorts(values: Values) -> Grid:
    rows = tuple((one["period"], *_row(one)) for one in values["by_start"])
    return Grid(
        _("The figures behind the second chart"), (_("First period"), _("Effect"), _("Interval"), _("Places")), rows
    )
