"""Where acts played last time: the newest earlier edition of the festival that has a timetable."""

from __future__ import annotations

from django.db.models import Max, Min

from samspel.engines import timetable as engine
from samspel.places.models import Edition
from samspel.programme.instances import Instance
from samspel.programme.models import Performance, Placement


def last_edition(edition: Edition) -> Edition | None:
    """Return the newest edition that was over before this one begins and has a timetable in use."""
    begins = edition.nights.aggregate(first=Min("date"))["first"]
    if begins is None:
        return None
    others = edition.festival.editions.exclude(pk=edition.pk).filter(timetables__in_use=True)
    return others.annotate(last=Max("nights__date")).filter(last__lt=begins).order_by("-last").first()


def places_last(edition: Edition, instance: Instance) -> engine.Timetable:
    """Return where sets of the same act (by its word in addresses, or its name) and number were, night by night in
    order, on the stages there still are; None for those who did not play.
    """
    former = last_edition(edition)
    nights = list(former.nights.order_by("date").values_list("pk", flat=True)) if former else []
    rows = Placement.objects.filter(timetable__edition=former, timetable__in_use=True, night__in=nights)
    found: dict[tuple[str, int], engine.Placement] = {}
    stages = {key: row for row, key in enumerate(instance.stages)}
    for row in rows.select_related("performance__act") if former else ():
        night = nights.index(row.night_id)
        if row.stage_id in stages and night < len(instance.nights):
            at = engine.Placement(stages[row.stage_id], night, row.start_minute)
            for name in _names(row.performance):
                found[name, row.performance.number] = at
    now = Performance.objects.select_related("act").in_bulk(instance.performances)
    return tuple(
        next((found[name, now[pk].number] for name in _names(now[pk]) if (name, now[pk].number) in found), None)
        for pk in instance.performances
    )


def _names(performance: Performance) -> tuple[str, str]:
    return performance.act.slug, performance.act.name.casefold()
