"""One function per verb of a series' life: open, load a revision, answer what is odd, use it in a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects import types
from samspel.effects.concerns import CANNOT_LEAVE_OUT, oddities
from samspel.effects.models import Concern, Panel, Revision, Series, Source, Study
from samspel.effects.queries.series import table_of, unanswered, usable
from samspel.effects.readers import guess_periods
from samspel.effects.readers.needed import kept
from samspel.effects.types import Choice, PeriodKind, PlaceKind, Registration, Table
from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Festival
from samspel.records.digests import digest_of
from samspel.records.models import Run
from samspel.records.services import note

MOST_CELLS = 2_000_000
"""Seven years of hours in thirty places."""

MOST_CHANGES = 500
"""Changed cells that are kept one by one; of more, their number."""
SHORTEST_TEXT = 10


@dataclass(frozen=True, slots=True)
class About:
    """What a series is of."""

    name: str
    outcome: str
    unit: str
    place_kind: PlaceKind = PlaceKind.OTHER
    is_synthetic: bool = False


@transaction.atomic
def open_series(*, festival: Festival, slug: str, about: About, source: types.Source, who: User | None) -> Series:
    """Return the series of this address, new if there is none. Raises `Refused` if it is of something else."""
    known = Series.objects.filter(festival=festival, slug=slug).first()
    if known is not None:
        if (known.outcome, known.unit) != (about.outcome, about.unit):
            raise Refused(
                _("“%(slug)s” is a series of %(outcome)s in %(unit)s: give this one another address.")
                % {"slug": slug, "outcome": known.outcome, "unit": known.unit}
            )
        return known
    kept, _made = Source.objects.get_or_create(festival=festival, **asdict(source))
    series = Series.objects.create(
        festival=festival, slug=slug, source=kept, period_kind=PeriodKind.OTHER, **asdict(about)
    )
    note(who=who, verb="series.open", subject=series, details={"slug": slug})
    return series


@dataclass(frozen=True, slots=True)
class Load:
    """Figures to be kept as a revision, and how they came to be.

    `keys` are what units were confirmed to be, `renamed` which periods were read differently from how they stand,
    `clock` what was said of hours that ran twice, or are of another clock.
    """

    name: str
    table: Table
    digest: str
    keys: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    coverage: tuple[tuple[float, ...], ...] | None = None
    run: Run | None = None
    clock: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def load_revision(*, series: Series, load: Load, who: User | None) -> Revision:
    """Keep figures as the newest revision, with what changed and what is odd. The same again changes nothing.

    Raises
    ------
    Refused
        If the table is too large to be looked at, or its periods are of another kind than the series'.
    """
    series = Series.objects.select_for_update().get(pk=series.pk)
    table, last = load.table, series.revisions.first()
    values = [list(row) for row in table.values]
    if last is not None and (last.digest, last.values, last.keys) == (load.digest, values, list(load.keys)):
        return last
    kind = _kind(series, table, last)
    revision = Revision.objects.create(
        series=series,
        number=last.number + 1 if last else 1,
        name=load.name[:200],
        units=list(table.units),
        keys=list(load.keys),
        periods=list(table.periods),
        values=values,
        coverage=None if load.coverage is None else [list(row) for row in load.coverage],
        guesses=dict(load.renamed),
        changes=_changes(last, table) if last else {},
        digest=load.digest,
        retrieved_at=timezone.now(),
        retrieved_by=who,
        run=load.run,
        clock=dict(load.clock),
    )
    series.period_kind = kind
    series.save(update_fields=["period_kind"])
    revision.concerns = _concerns(revision, table, kind)
    revision.save(update_fields=["concerns"])
    details = {"revision": revision.number, "digest": load.digest, "name": load.name}
    details |= {"clock": revision.clock} if revision.clock else {}
    note(who=who, verb="series.load", subject=series, details=details)
    return revision


def _kind(series: Series, table: Table, last: Revision | None) -> PeriodKind:
    if len(table.units) * len(table.periods) > MOST_CELLS:
        raise Refused(
            _(
                "The table has more than %(most)d cells: keep fewer units or periods, or build a panel of longer "
                "periods."
            )
            % {"most": MOST_CELLS}
        )
    kind = guess_periods(table.periods)[1]
    if kind is PeriodKind.DAY and series.period_kind == PeriodKind.NIGHT:
        return PeriodKind.NIGHT
    if last is not None and kind.value != series.period_kind:
        raise Refused(
            _("The periods of this file (%(first)s …) are of another kind than those of “%(series)s” (%(known)s …).")
            % {"first": table.periods[0], "series": series, "known": last.periods[0]}
        )
    return kind


def _concerns(revision: Revision, table: Table, kind: PeriodKind) -> list[str]:
    """Keep what is odd; what has been answered for the same figures before is answered."""
    found = oddities(table, kind, zone=revision.series.festival.place.time_zone)
    for one in found:
        Concern.objects.get_or_create(
            series=revision.series,
            key=one.key,
            defaults={"code": one.code, "finding": dict(one.plain), "first_seen": revision},
        )
    return list(dict.fromkeys(one.key for one in found))


def _changes(before: Revision, after: Table) -> dict[str, Any]:
    """Return what a table has differently from a revision: places, periods and cells, before and after."""
    old = _cells(before.units, before.periods, before.values)
    new = _cells(after.units, after.periods, after.values)
    moved = [[*key, old[key], value] for key, value in new.items() if key in old and old[key] != value]
    return {
        "units_added": [unit for unit in after.units if unit not in before.units],
        "units_gone": [unit for unit in before.units if unit not in after.units],
        "periods_added": [period for period in after.periods if period not in before.periods],
        "periods_gone": [period for period in before.periods if period not in after.periods],
        "cells": moved[:MOST_CHANGES],
        "count": len(moved),
    }


def _cells(
    units: Sequence[str], periods: Sequence[str], values: Sequence[Sequence[float | None]]
) -> Mapping[tuple[str, str], float | None]:
    return {
        (unit, period): value
        for unit, row in zip(units, values, strict=True)
        for period, value in zip(periods, row, strict=True)
    }


@transaction.atomic
def answer_concern(*, concern: Concern, choice: Choice, text: str, who: User | None) -> None:
    """Answer for something odd: keep it, leave the figures out, or explain. Who, when and what is journalled.

    Raises
    ------
    Refused
        Without a reason in words, or if everything would be left out.
    """
    text = text.strip()
    if len(text) < SHORTEST_TEXT:
        raise Refused(_("Say why, in a sentence that somebody can check later."))
    if choice == Choice.LEAVE_OUT and concern.code in CANNOT_LEAVE_OUT:
        raise Refused(_("This concerns the whole series, so nothing would be left: keep the figures or explain them."))
    concern.choice, concern.text = choice.value, text[:2_000]
    concern.answered_at, concern.answered_by = timezone.now(), who
    concern.save(update_fields=["choice", "text", "answered_at", "answered_by"])
    details = {"code": concern.code, "key": concern.key, "choice": choice.value, "text": digest_of(text)}
    note(who=who, verb="series.answer", subject=concern.series, details=details)


@transaction.atomic
def answer_concerns(*, concerns: Sequence[Concern], choice: Choice, text: str, who: User | None) -> None:
    """Answer several alike, each as `answer_concern` does: all of them, or none."""
    for concern in concerns:
        answer_concern(concern=concern, choice=choice, text=text, who=who)


class Unanswered(Refused):
    """Something odd has not been answered for; `series` is where it can be."""

    def __init__(self, revision: Revision, waiting: int) -> None:
        self.series = revision.series
        super().__init__(
            ngettext(
                "%(count)d question about the figures of “%(series)s” must be answered first.",
                "%(count)d questions about the figures of “%(series)s” must be answered first.",
                waiting,
            )
            % {"count": waiting, "series": self.series}
            + f" {settings.ADDRESS}{reverse('series', args=[self.series.festival.slug, self.series.slug])}"
        )


def refuse_unanswered(panel: Panel) -> None:
    """Hold a study back until every question about its figures is answered, and the answers are what it uses.

    Raises
    ------
    Unanswered, Refused
        Naming how many questions wait, or that figures are to be left out which this panel still has.
    """
    revision = panel.revision
    if revision is None:
        return
    if waiting := unanswered(revision).count():
        raise Unanswered(revision, waiting)
    shown = dict(zip(revision.units, usable(revision).values, strict=True))
    column = {period: number for number, period in enumerate(revision.periods)}
    # On a clock there are periods that the series has not: nothing was measured then.
    columns = [column.get(period) for period in panel.periods]
    now = [[None if at is None else shown[unit][at] for at in columns] for unit in panel.units]
    if now != panel.values:
        raise Refused(
            _(
                "Figures of “%(series)s” are to be left out, but this study still has them: load the series into it "
                "again."
            )
            % {"series": revision.series}
        )


@transaction.atomic
def use_series(*, study: Study, series: Series, who: User | None) -> Panel:
    """Give a study the newest figures of a series, without those that are to be left out.

    Raises
    ------
    Refused
        If a question about them waits, the series has no figures, or some that are needed are to be left out.
    BadInput
        Naming every registered unit or period that the series lacks.
    """
    revision = series.revisions.first()
    if revision is None:
        raise Refused(_("“%(series)s” has no figures yet.") % {"series": series})
    if waiting := unanswered(revision).count():
        raise Unanswered(revision, waiting)
    registration = Registration.from_plain(study.registration)
    figures = kept(usable(revision), registration)
    if registration.hidden and figures.values != kept(table_of(revision), registration).values:
        reason = _(
            "Figures of “%(series)s” that this study needs are left out, but hidden is only what its source hides."
        )
        raise Refused(reason % {"series": series})
    return keep_panel(study=study, figures=figures, revision=revision, source=_as_type(series.source), who=who)


def _as_type(source: Source) -> types.Source:
    return types.Source(source.title, source.publisher, source.licence, source.address)


def keep_panel(*, study: Study, figures: Table, revision: Revision, source: types.Source, who: User | None) -> Panel:
    """Keep the figures of a study, pointing at the revision they were made from."""
    panel = Panel.objects.create(
        study=study,
        name=revision.name,
        units=list(figures.units),
        periods=list(figures.periods),
        values=[list(row) for row in figures.values],
        source={**asdict(source), "retrieved": revision.retrieved_at.date().isoformat()},
        digest=revision.digest,
        revision=revision,
        loaded_at=timezone.now(),
        loaded_by=who,
    )
    note(who=who, verb="panel.load", subject=study, details={"name": revision.name, "digest": revision.digest})
    return panel


def revision_of_study(*, study: Study, load: Load, source: types.Source, who: User | None) -> Revision:
    """Keep figures that were loaded straight into a study as a series of its own, so that they are looked at too."""
    registration = Registration.from_plain(study.registration)
    about = About(name=study.title, outcome=registration.outcome.en[:300], unit=registration.unit.en[:100])
    series = open_series(festival=study.festival, slug=study.series_slug, about=about, source=source, who=who)
    return load_revision(series=series, load=load, who=who)
