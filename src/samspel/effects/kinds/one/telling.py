"""An estimate's values → sentences, numbers, charts and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from samspel.effects.charts.checks import WAYS, ways_text
from samspel.effects.charts.places import HOURS, MAP, has_places, hours_text, map_text, rows_of
from samspel.effects.sentences import claims as sentences
from samspel.effects.sentences.chance import by_chance
from samspel.effects.sentences.checks import METHODS, POOLS, checks_told
from samspel.effects.telling import Chart, Grid, Told, Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import verdict
from samspel.engines.counterfactual import Method
from samspel.wording import amount, percent

Describe = Callable[[Registration, Values], str]


def tell(registration: Registration, values: Values) -> Told:
    """Return what is said of the effect of one event."""
    return Told(
        verdict=verdict(registration, values),
        sentence=sentences.claim(registration, values),
        caveats=sentences.caveats(registration, values),
        figures=_figures(registration, values),
        charts=[Chart(name, describe(registration, values)) for name, describe in _charts(registration, values)],
        grids=[_path(registration, values), _ratios(values), *_places(registration, values), *_ways(values)],
        checks=checks_told(registration, values),
        by_chance=by_chance(registration, values),
        weights=weights(values),
    )


def weights(values: Values) -> Grid | None:
    """Return the donors that carry weight; None for a method without weights."""
    rows = tuple((unit, percent(weight, 1)) for unit, weight in values["weights"] if weight > 0)
    if not rows:
        return None
    note = _("Donors that are not listed carry no weight.")
    return Grid(_("What the comparison is made of"), (_("Donor"), _("Weight")), rows, note=note)


def _charts(registration: Registration, values: Values) -> Iterator[tuple[str, Describe]]:
    yield from (
        ("path", sentences.path_text),
        ("gap", sentences.gap_text),
        ("placebos", sentences.placebos_text),
    )
    if values.get("checks"):
        yield WAYS, ways_text
    if has_places(registration):
        yield from ((MAP, map_text), (HOURS, hours_text))


def _figures(registration: Registration, values: Values) -> list[tuple[str, str]]:
    unit = sentences.effect_unit(registration)
    return [
        (_("mean gap after the start (%(unit)s)") % {"unit": unit}, sentences.figure(values["effect"])),
        (_("gap as a share of the comparison"), percent(values["relative"], 1)),
        (_("p of the placebo test"), sentences.p_text(values).removeprefix("p = ")),
        (_("smallest p these donors allow"), amount(values["smallest_p_value"], 3)),
        (_("miss before the start (%(unit)s, RMSPE)") % {"unit": unit}, sentences.figure(values["pre_rmspe"])),
        (_("the same as a share of the usual difference"), percent(values["pre_fit"], 1)),
    ]


def _path(registration: Registration, values: Values) -> Grid:
    digits, start = sentences.path_digits(values), values["first_treated"]
    paths = zip(values["observed"], values["counterfactual"], values["gap"], strict=True)
    rows = tuple(
        (period, *(amount(value, digits) for value in path))
        for period, path in zip(values["periods"], paths, strict=True)
    )
    return Grid(
        title=_("The figures behind the first two charts"),
        heads=(_("Period"), registration.treated, _("Comparison"), _("Gap")),
        rows=rows,
        caption=sentences.axis_unit(registration),
        marks=dict.fromkeys(range(start, len(rows)), _("after")),
    )


def _ratios(values: Values) -> Grid:
    own = {"unit": values["treated"], "ratio": values["ratio"], "effect": values["effect"]}
    ranked = sorted([own, *values["placebos"]], key=lambda one: (-one["ratio"], one is not own))
    return Grid(
        title=_("The figures behind the third chart"),
        heads=(_("Unit"), _("Gap after ÷ gap before"), _("Mean gap after")),
        rows=tuple((one["unit"], sentences.figure(one["ratio"]), sentences.figure(one["effect"])) for one in ranked),
    )


def _places(registration: Registration, values: Values) -> Iterator[Grid]:
    if not has_places(registration):
        return
    rows = tuple(
        (
            str(one.outcome),
            sentences.figure(row["effect"]),
            percent(row["effect"] / row["usual"] if row["usual"] else None, 0),
            amount(row["adjusted"], 3),
        )
        for one, row in rows_of(registration, values)
    )
    heads = (_("Place"), _("Mean gap after"), _("of the usual"), _("p, corrected for all"))
    yield Grid(_("The figures behind the map"), heads, rows)


def _ways(values: Values) -> Iterator[Grid]:
    """Yield every way of asking, by how large its effect is."""
    ways = [one for one in values.get("checks", {}).get("specifications", ()) if one["effect"] is not None]
    if not ways:
        return
    rows = tuple(
        (
            str(METHODS[Method(one["method"])]),
            str(POOLS[one["pool"]]),
            one["first_period"],
            sentences.figure(one["effect"]),
            amount(one["p_value"], 3),
        )
        for one in sorted(ways, key=lambda one: float(one["effect"]))
    )
    heads = (_("Method"), _("Donors"), _("From"), _("Effect"), "p")
    yield Grid(_("Every way of asking"), heads, rows, words=3)
