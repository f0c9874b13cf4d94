"""One definition as Ibis expressions, carried out where `connect` leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from django.utils.translation import gettext as _

from samspel.effects.panels.connect import Engine
from samspel.effects.panels.definition import DAY_HOURS, Definition
from samspel.effects.readers.summer_time import runs_twice
from samspel.effects.types import PeriodKind, Table
from samspel.errors import BadInput, Problem
from samspel.foreign import refusal

MOST_CELLS = 2_000_000
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Built:
    """A panel, and for each of its cells the share of the hours due that had a figure."""

    table: Table
    coverage: tuple[tuple[float, ...], ...]


def build(engine: Engine, rows: Any, definition: Definition, *, check: bool = True) -> Built:
    """Build a panel of an Ibis table with the columns place, time (timestamp without zone) and value.

    Cells without a single figure are None: a period in which nothing was counted is not a period of nought. `check`
    looks for a place and hour that stands twice before anything is summed, which costs another pass.

    Raises
    ------
    BadInput
        Without rows, with rows that stand twice, or if the panel would have more cells than can be looked at.
    """
    if check and (doubled := duplicates(engine, rows, definition)):
        raise BadInput(doubled)
    summed = engine.fetch(expression(engine, rows, definition))
    if not summed:
        raise refusal(_("No row falls into the periods that were asked for."), _("Check the times and the window."))
    return _panel([one | {"start": dt.date.fromisoformat(one["start"])} for one in summed], definition)


def expression(engine: Engine, rows: Any, definition: Definition) -> Any:
    """Return sums, counts and places by group and period: the one definition that every engine carries out."""
    known = rows.filter(rows.value.notnull(), rows.place.notnull(), rows.time.notnull())
    local = known.select(
        place=known.place.cast("string"), time=_local(engine, known, definition), value=known.value.cast("float64")
    )
    begun = _evenings(local, definition) if definition.period is PeriodKind.NIGHT else local.mutate(day=local.time)
    cut = {PeriodKind.WEEK: "W", PeriodKind.MONTH: "M"}.get(definition.period, "D")
    dated = begun.select(begun.place, begun.value, start=begun.day.truncate(cut).date())
    # Place by place first: a distinct count of places among all rows would cost more than the sums.
    each = dated.group_by("place", "start").aggregate(total=dated.value.sum(), hours=dated.count())
    # As text, and only here, where rows are few: Spark cuts a date into a moment, which comes back in the clock of
    # whoever asks and so, twice a year, on another day.
    named = each.mutate(group=_group(each, definition), start=each.start.strftime("%Y-%m-%d"))
    return named.group_by("group", "start").aggregate(
        total=named.total.sum(), hours=named.hours.sum(), places=named.count()
    )


def _local(engine: Engine, rows: Any, definition: Definition) -> Any:
    time = rows.time
    if definition.is_utc:
        ends = engine.fetch(rows.aggregate(first=rows.time.min(), last=rows.time.max()))[0]
        first, last = ends["first"], ends["last"]
        changes = [] if first is None else definition.offsets(_naive(first), _naive(last))
        minutes = ibis.cases(
            *[(time >= ibis.timestamp(moment.isoformat()), ahead) for moment, ahead in reversed(changes)],
            else_=changes[0][1] if changes else 0,
        )
        time = time + minutes.cast("int64").as_interval("m")
    if definition.filed_until_hour:
        late = (time.hour() < definition.filed_until_hour).ifelse(DAY_HOURS, 0)
        time = time + late.cast("int64").as_interval("h")
    return time


def _naive(moment: Any) -> dt.datetime:
    return dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - UTC without saying so, as the rows


def _evenings(rows: Any, definition: Definition) -> Any:
    """Keep the window's hours; those after midnight belong to the evening before."""
    hour = rows.time.hour()
    after, before = hour >= definition.begins_hour, hour < definition.ends_hour
    if not definition.is_past_midnight:
        return rows.filter(after & before).mutate(day=lambda one: one.time)
    kept = rows.filter(after | before)
    return kept.mutate(day=kept.time - ibis.interval(hours=definition.ends_hour))


def _group(rows: Any, definition: Definition) -> Any:
    if not definition.groups:
        return rows.place
    return ibis.cases(*[(rows.place == place, group) for place, group in definition.groups], else_=rows.place)


def duplicates(engine: Engine, rows: Any, definition: Definition) -> list[Problem]:
    """Name places and hours that stand on more than one row; on clock times the hour that runs twice a year may."""
    key = rows.group_by("place", "time").aggregate(times=rows.count())
    most = engine.fetch(key.filter(key.times > 1).order_by("time", "place").limit(MOST_NAMED * 10))
    wrong = [
        one for one in most if definition.is_utc or one["times"] > 2 or not runs_twice(one["time"], definition.zone)
    ]
    reason = _("stands on %(times)d rows for %(time)s.")
    return [
        Problem(
            None,
            str(one["place"]),
            reason % {"times": one["times"], "time": f"{one['time']:%Y-%m-%d %H:%M}"},
            _("Keep one row for each place and hour."),
        )
        for one in wrong[:MOST_NAMED]
    ]


def _panel(summed: Sequence[dict[str, Any]], definition: Definition) -> Built:
    groups = sorted({one["group"] for one in summed})
    starts = _all_starts(sorted({one["start"] for one in summed}), definition)
    if len(groups) * len(starts) > MOST_CELLS:
        raise refusal(
            _("The panel would have more than %(most)d cells.") % {"most": MOST_CELLS},
            _("Choose longer periods, or put places together into groups."),
        )
    places = dict.fromkeys(groups, 0)
    for one in summed:
        places[one["group"]] = max(places[one["group"]], one["places"])
    cells = {(one["group"], one["start"]): one for one in summed}
    due = {start: definition.hours_due(start) for start in starts}
    values, coverage = [], []
    for group in groups:
        row = [cells.get((group, start)) for start in starts]
        values.append(tuple(_figure(one, definition) for one in row))
        shares = (_share(one, due[start] * places[group]) for one, start in zip(row, starts, strict=True))
        coverage.append(tuple(shares))
    labels = tuple(definition.label(start) for start in starts)
    return Built(Table(tuple(groups), labels, tuple(values)), tuple(coverage))


def _all_starts(found: list[dt.date], definition: Definition) -> list[dt.date]:
    """Return every period from the first to the last: one in which nothing was counted is a gap that must show."""
    starts = [found[0]]
    while starts[-1] < found[-1]:
        starts.append(definition.following(starts[-1]))
    return starts


def _figure(one: dict[str, Any] | None, definition: Definition) -> float | None:
    if one is None:
        return None
    return float(one["total"] if definition.total == "sum" else one["total"] / one["hours"])


def _share(one: dict[str, Any] | None, due: int) -> float:
    return round(one["hours"] / due, 6) if one and due else 0.0
