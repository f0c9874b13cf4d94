"""A night over all venues, for the office: how it stands, what came by hour, and files of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samspel.access import ruled
from samspel.night import charts, feeds
from samspel.night.queries.counts import zone_of
from samspel.night.queries.overview import hours_of, overview
from samspel.night.rules import may_look, may_run_office
from samspel.night.sentences import known
from samspel.night.views.framing import asked_night, nights_of, tonight_of
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition


@ruled(may_look, find_edition)
def night(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show how a night stands at every venue; while somebody counts, the page refreshes itself."""
    asked = asked_night(request, edition)
    rows = overview(edition.festival, asked)
    counted = [row.count for row in rows if row.count]
    is_tonight = asked == tonight_of(edition)
    bars = charts.bars_of(hours_of(rows), zone_of(edition.festival))
    context = {
        "edition": edition,
        "festival": edition.festival,
        "nights": nights_of(edition),
        "night": asked,
        "rows": [
            (row, known(row.count, row.uncounted, is_tonight=is_tonight, is_set_aside=row.is_set_aside))
            for row in rows
            if row.doors
        ],
        "doorless": [row.venue for row in rows if not row.doors],
        "is_on": is_tonight and any(count.is_on for count in counted),
        "arrivals": sum(count.arrivals for count in counted),
        "departures": sum(count.departures for count in counted),
        "counted": len(counted),
        "whole": sum(count.is_whole for count in counted),
        "said": sum(row.has_takings for row in rows),
        "bars": bars,
        "chart": charts.chart_of(bars, "arrivals"),
        "chart_text": charts.text_of(bars),
        "may_run": may_run_office(request.user, edition),
    }
    return render(request, "night/office/night.html", context)


@ruled(may_look, find_edition)
def csv_file(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return the counts of an edition's nights by hour as CSV."""
    return _file(feeds.counts_csv(edition), "text/csv; charset=utf-8", f"{_name(edition)}.csv")


@ruled(may_look, find_edition)
def xlsx_file(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return the counts of an edition's nights by hour as a workbook."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(feeds.counts_xlsx(edition), kind, f"{_name(edition)}.xlsx")


def _name(edition: Edition) -> str:
    mark = "-synthetic" if edition.is_synthetic else ""
    return f"{edition.festival.slug}-{edition.slug}-door-counts{mark}"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
