"""What a series alone could see: a made-up event just before the start, forecast as the real one will be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, titled
from samspel.effects.charts.power import POWER, smallest_title, with_interest
from samspel.effects.kinds.alone.estimating import series_problem
from samspel.effects.kinds.alone.refusals import refused
from samspel.effects.kinds.alone.verdicts import detectable
from samspel.effects.kinds.beforehand import unseen_from_the_start, until
from samspel.effects.kinds.manner import Foreseen, Foresight, Progress
from samspel.effects.readers.clock import DAY_MINUTES, labels_between, minutes_of
from samspel.effects.readers.needed import kept
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.sentences.kinds import periods
from samspel.effects.telling import Chart, Grid, Values
from samspel.effects.types import Registration, Table
from samspel.effects.verdicts import level_of
from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.series import SeriesProblem, estimate_series
from samspel.records.types import Answer, Plain
from samspel.wording import amount, percent

MOST_WEEKS = 52
"""As far before the start a made-up event may lie, where figures are missing nearer to it."""


def _before(table: Table, registration: Registration) -> Table:
    """Return the figures before the event on the clock of the series, which may have gaps."""
    table = until(table, registration.first_treated)
    last = table.periods[-1]
    alone = registration.alone and replace(registration.alone, last=last)
    return kept(table, replace(registration, first_treated=last, last_period=last, alone=alone))


def _asked(registration: Registration, _figures: Table) -> dict[str, Any]:
    """Return lengths to try: the registered one, half of it and twice."""
    last = registration.alone.last if registration.alone else registration.first_treated
    length = len(labels_between(registration.first_treated, last))
    return {"lengths": sorted({max(1, length // 2), length, 2 * length}), "registered": length}


def _first_problem(plain: Plain) -> SeriesProblem:
    return made_up(plain, plain["registered"])


def made_up(plain: Mapping[str, Any], length: int) -> SeriesProblem:
    """Return the problem of an event that never was, whole weeks before the start, the latest that has all figures.

    Raises
    ------
    UnusableProblem
        If there is none, or nothing can be learnt from what lies before it.
    """
    registration, periods = Registration.from_plain(plain["registration"]), plain["periods"]
    start = len(labels_between(periods[0], registration.first_treated)) - 1
    week = 7 * DAY_MINUTES // minutes_of(periods[0])
    for begin in range(start - week, max(0, start - MOST_WEEKS * week), -week):
        event = slice(begin, begin + length)
        whole = all(value is not None for row in plain["outcomes"] for value in row[event])
        if whole and begin + length <= len(periods) and not _is_left_out(registration, periods[event]):
            return series_problem({**plain, "registration": _moved(registration, periods[event]).as_plain()})
    raise UnusableProblem("window_gap", "No made-up event of %(at)s periods has all its figures.", at=length)


def _moved(registration: Registration, event: list[str]) -> Registration:
    alone = registration.alone
    return replace(registration, first_treated=event[0], alone=alone and replace(alone, last=event[-1]))


def _is_left_out(registration: Registration, event: list[str]) -> bool:
    spans = registration.alone.ignored if registration.alone else ()
    return any(span.first <= event[-1] and span.last >= event[0] for span in spans)


def _execute(problem: Plain, _seed: int, tell: Progress) -> Answer:
    registration, rows = Registration.from_plain(problem["registration"]), []
    for done, length in enumerate(problem["lengths"]):
        tell(done / len(problem["lengths"]))
        try:
            instance = made_up(problem, length)
            found = estimate_series(instance)
        except UnusableProblem as error:
            if length == problem["registered"]:
                raise ValueError(refused(error)) from error
            continue
        smallest, expected = detectable(registration, instance, found), float(found.path.sum())
        rows.append(
            {
                "length": length,
                "smallest": smallest,
                "expected": expected,
                "made_up": len(found.backtest.scores),
                "begin": problem["periods"][instance.begin],
            }
        )
    values = {
        "rows": rows,
        "registered": problem["registered"],
        "level": level_of(registration),
        "first": problem["periods"][0],
        "last": problem["periods"][-1],
    }
    drawn = in_both_languages(POWER, _draw, _text, registration, values, problem["registration_digest"][:8])
    return Answer(values, tuple(drawn))


def _tell(registration: Registration, values: Values) -> Foreseen:
    rows = tuple(
        (
            str(one["length"]),
            "–" if one["smallest"] is None else figure(one["smallest"]),
            percent(_share(one), 1),
            str(one["made_up"]),
        )
        for one in values["rows"]
    )
    heads = (_("Periods"), _("Smallest effect in all"), _("of what is expected"), _("Made-up events"))
    grid = Grid(_("The figures behind the chart"), heads, rows, caption=effect_unit(registration))
    return Foreseen(_advice(registration, values), Chart(POWER, _text(registration, values)), grid)


def _share(one: Values) -> float | None:
    return one["smallest"] / one["expected"] if one["smallest"] is not None and one["expected"] > 0 else None


def _advice(registration: Registration, values: Values) -> str:
    own = next(one for one in values["rows"] if one["length"] == values["registered"])
    if own["smallest"] is None:
        return _(
            "Only %(count)d made-up events fit before the start, so no effect, however large, can be told from chance "
            "at %(level)s: load a longer history."
        ) % {"count": own["made_up"], "level": amount(values["level"], 2)}
    names = {
        "smallest": figure(own["smallest"]),
        "share": percent(_share(own), 1),
        "unit": effect_unit(registration),
        "interest": figure(registration.interest.smallest) if registration.interest else "",
    }
    if registration.interest is None:
        return (
            _(
                "This design sees sums from %(smallest)s %(unit)s, %(share)s of what is expected: register it only if "
                "that is smaller than what you would call an effect."
            )
            % names
        )
    if own["smallest"] > registration.interest.smallest:
        return (
            _(
                "This design sees sums from %(smallest)s %(unit)s, %(share)s of what is expected, and you said that "
                "%(interest)s matter: name controls, load weather or a longer history, or ask of fewer hours, before "
                "you look."
            )
            % names
        )
    return (
        _(
            "This design sees sums from %(smallest)s %(unit)s, %(share)s of what is expected, so it sees the "
            "%(interest)s that you said matter: go on."
        )
        % names
    )


def _draw(registration: Registration, values: Values) -> Any:
    rows = [{"length": str(one["length"]), "smallest": one["smallest"]} for one in values["rows"]]
    order = [row["length"] for row in rows]
    x = alt.X("length:O", title=_("periods of the event"), sort=order, axis=alt.Axis(labelAngle=0))
    y = alt.Y("smallest:Q", title=None, scale=alt.Scale(zero=True), axis=numbers(",~r"))
    points = alt.Chart(inline(rows)).mark_point(filled=True, size=110, opacity=1, color=ink("chart-1")).encode(x=x, y=y)
    drawn = with_interest(points.properties(width=WIDTH, height=HEIGHT), registration)
    return titled(drawn, smallest_title(registration))


def _text(registration: Registration, values: Values) -> str:
    told = (
        _("%(length)s: %(smallest)s %(unit)s")
        % {
            "length": periods(one["length"]),
            "smallest": "–" if one["smallest"] is None else figure(one["smallest"]),
            "unit": effect_unit(registration),
        }
        for one in values["rows"]
    )
    return _("Smallest sum that would be told from chance, by the length of the event. %(listed)s.") % {
        "listed": "; ".join(told)
    }


FORESIGHT = Foresight(
    unseen=unseen_from_the_start, before=_before, asked=_asked, problem=_first_problem, execute=_execute, tell=_tell
)
