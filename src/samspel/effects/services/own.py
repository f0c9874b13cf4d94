"""The festival's own figures as a series: what came through the doors, what hosts took.

They are taken in like a file, as a revision that never changes: counts of nights to come make the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from samspel.effects.models import Revision, Series
from samspel.effects.services.loading import series_named
from samspel.effects.services.series import About, Load, load_revision, open_series
from samspel.effects.types import Own, PlaceKind, Source, Table
from samspel.errors import Refused
from samspel.night.queries.counts import arrivals_by_hour, arrivals_by_night, zone_of
from samspel.night.queries.public import FEWEST_HOSTS, tells_one
from samspel.night.queries.takings import takings
from samspel.people.models import User
from samspel.places.models import Festival
from samspel.places.types import Licence
from samspel.records.digests import digest_of
from samspel.wording import NIGHT_ENDS_MINUTE

ALL_HOSTS = "Alla värdar / All hosts"
"""The row of what all hosts took together; the same in every language, as registrations name it."""
IN_CONFIDENCE = "i förtroende / in confidence"
"""The terms of what hosts said: only what they took together becomes figures, and those are not passed on."""
SAID = 0.9
"""Of how many nights a host must have said something to be part of the sum: each one's silence leaves a gap in it."""

Cells = dict[tuple[str, str], float | None]
"""Figures by venue's name and period."""


@transaction.atomic
def load_own(*, festival: Festival, own: Own, who: User | None) -> Revision:
    """Take in the festival's own figures as they are now. The same again changes nothing.

    Raises
    ------
    Refused
        Where there are none yet, or what hosts took together would tell what one of them did.
    """
    cells = CELLS[own](festival)
    if all(one is None for one in cells.values()):
        raise Refused(_("Nothing of that is here yet: it comes from the links of “The night”."))
    table = _together(_table(cells)) if own.is_in_confidence else _table(cells)
    series = series_named(festival=festival, slug=own) or _opened(festival, own, who)
    digest = digest_of([list(table.units), list(table.periods), [list(row) for row in table.values]])
    keys = dict(festival.venues.values_list("name", "slug"))
    load = Load(series.name, table, digest, tuple(keys.get(unit, "") for unit in table.units))
    return load_revision(series=series, load=load, who=who)


def _opened(festival: Festival, own: Own, who: User | None) -> Series:
    """Open the series, named in the festival's language."""
    newest = festival.editions.order_by("-slug").first()
    with override(newest.language if newest else settings.LANGUAGE_CODE):
        about, source = _about(festival, own), _source(festival, own)
    return open_series(festival=festival, slug=own, about=about, source=source, who=who)


def _by_night(festival: Festival) -> Cells:
    found = arrivals_by_night(festival)
    return {(one.name, one.date.isoformat()): one.persons for one in found}


def _by_hour(festival: Festival) -> Cells:
    """Return arrivals by the hour of the clock; one that comes twice when clocks are put back is both together."""
    zone, cells = zone_of(festival), Cells()
    for one in arrivals_by_hour(festival):
        if one.starts_at is None:
            continue
        key = (one.name, _hour(one.starts_at.astimezone(zone)))
        before = cells.get(key, 0)
        cells[key] = None if before is None or one.persons is None else before + one.persons
    return cells


def _taken_by_night(festival: Festival) -> Cells:
    cells = Cells()
    for one in takings(festival):
        key = (one.name, one.date.isoformat())
        cells[key] = (cells.get(key) or 0) + float(one.amount_sek)
    return cells


def _taken_by_hour(festival: Festival) -> Cells:
    cells = Cells()
    for one in takings(festival):
        if one.hour is not None:
            key = (one.name, _hour(_moment(one.date, one.hour)))
            cells[key] = (cells.get(key) or 0) + float(one.amount_sek)
    return cells


def _moment(night: date, hour: int) -> datetime:
    """Return the hour of a night by the clock: 01 is on the day after."""
    day = night + timedelta(days=1) if hour * 60 < NIGHT_ENDS_MINUTE else night
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - a clock on the wall


def _hour(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H}:00"


CELLS = {
    Own.ARRIVALS_BY_NIGHT: _by_night,
    Own.ARRIVALS_BY_HOUR: _by_hour,
    Own.TAKINGS_BY_NIGHT: _taken_by_night,
    Own.TAKINGS_BY_HOUR: _taken_by_hour,
}


def _table(cells: Mapping[tuple[str, str], float | None]) -> Table:
    units = _in_order(unit for (unit, _period), value in cells.items() if value is not None)
    periods = _in_order(period for _unit, period in cells)
    return Table(units, periods, tuple(tuple(cells.get((unit, period)) for period in periods) for unit in units))


def _in_order(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _together(table: Table) -> Table:
    """Return what hosts took together, where all of them said it: never what a single one did."""
    told = [row for row in table.values if sum(one is not None for one in row) >= SAID * len(row)]
    if tells_one([sum(one or 0 for one in row) for row in told]):
        raise Refused(
            _(
                "What hosts took is shown as the sum of at least %(least)d, none of whom took most of it. Fewer have "
                "said so on nine of ten nights."
            )
            % {"least": FEWEST_HOSTS}
        )
    columns = list(zip(*told, strict=True))
    total = tuple(None if None in column else sum(one or 0 for one in column) for column in columns)
    return Table((ALL_HOSTS,), table.periods, (total,))


def _about(festival: Festival, own: Own) -> About:
    is_synthetic = festival.editions.filter(is_synthetic=True).exists()
    if own.is_in_confidence:
        outcome, unit = _("What the hosts took, with VAT"), _("SEK")
    else:
        outcome, unit = _("Arrivals through the doors of the venues"), _("persons who came in")
    return About(str(own.label).capitalize(), outcome, unit, PlaceKind.VENUE, is_synthetic)


def _source(festival: Festival, own: Own) -> Source:
    if own.is_in_confidence:
        return Source(_("What hosts said they took"), festival.name, IN_CONFIDENCE)
    licence = festival.licence if festival.licence else str(Licence.UNSAID.label)
    return Source(_("Counts at the doors"), festival.name, licence)
