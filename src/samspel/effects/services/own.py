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

from samspel.effects.models import Revision, Series, Study
from samspel.effects.services.loading import series_named
from samspel.effects.services.series import About, Load, load_revision, open_series
from samspel.effects.types import Own, PlaceKind, Registration, Source, Table
from samspel.errors import Refused
from samspel.night.queries.counts import arrivals_by_hour, arrivals_by_night, zone_of
from samspel.night.queries.public import FEWEST_HOSTS
from samspel.night.queries.takings import takings
from samspel.people.models import User
from samspel.places.models import Festival
from samspel.places.types import Licence
from samspel.records.digests import digest_of
from samspel.wording import NIGHT_ENDS_MINUTE

ALL_HOSTS = "Alla värdar / All hosts"
"""The row of what all hosts took together; the same in every language, as registrations name it."""
IN_CONFIDENCE = "i förtroende / in confidence"
"""The terms of what hosts said: whatever is made of such figures keeps them."""

Cells = dict[tuple[str, str], float | None]
"""Figures by venue's name and period."""


@transaction.atomic
def load_own(*, festival: Festival, own: Own, who: User | None) -> Revision:
    """Take in the festival's own figures as they are now. The same again changes nothing.

    Raises
    ------
    Refused
        Where there are none yet.
    """
    cells = CELLS[own](festival)
    if not cells:
        raise Refused(_("Nothing of that is here yet: it comes from the links of “The night”."))
    table = _table(cells)
    if own.is_in_confidence:
        table = _with_sum(table)
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


def refuse_single_hosts(*, study: Study) -> None:
    """Refuse to publish what a host said in confidence: only the sum of several of them is shown to everybody."""
    confided = Revision.objects.filter(panels__study=study, series__source__licence=IN_CONFIDENCE).distinct()
    named = set(Registration.from_plain(study.registration).compared) - {ALL_HOSTS}
    fewest = min((len(set(one.units) - {ALL_HOSTS}) for one in confided), default=None)
    if fewest is not None and (named or fewest < FEWEST_HOSTS):
        raise Refused(
            _(
                "What a host took was said in confidence. A study of it can be published if it is about “%(all)s” "
                "alone and at least %(least)d hosts have said what they took; here %(hosts)d have."
            )
            % {"all": ALL_HOSTS, "least": FEWEST_HOSTS, "hosts": fewest}
        )


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
    units = _in_order(unit for unit, _period in cells)
    periods = _in_order(period for _unit, period in cells)
    return Table(units, periods, tuple(tuple(cells.get((unit, period)) for period in periods) for unit in units))


def _in_order(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _with_sum(table: Table) -> Table:
    """Add what all took together, where all of them said it."""
    columns = list(zip(*table.values, strict=True))
    total = tuple(None if None in column else sum(value or 0 for value in column) for column in columns)
    return Table((*table.units, ALL_HOSTS), table.periods, (*table.values, total))


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
