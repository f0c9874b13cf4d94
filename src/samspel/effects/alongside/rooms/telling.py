"""The values of rooms → sentences, a chart and its figures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samspel.effects.alongside.rooms.charts import ROOMS
from samspel.effects.alongside.rooms.sentences import rests_on_nothing, rooms, rooms_text, said, with_interval
from samspel.effects.telling import Chart, Grid, Part, Values
from samspel.effects.types import Registration
from samspel.wording import percent


def tell(registration: Registration, values: Values) -> Part:
    """Return what is said of the event's rooms."""
    found = values["rooms"]
    is_drawn = "nights" in found and not rests_on_nothing(registration, values)
    return Part(
        title=_("Rooms, of which there are only so many"),
        sentences=said(registration, values),
        charts=[Chart(ROOMS, rooms_text(registration, values))] if is_drawn else [],
        grids=[_sums(found), _nights(found)] if is_drawn else [_bounds(found)] if "bounds" in found else [],
    )


def _sums(found: Values) -> Grid:
    names = {"demand": _("asked for"), "displaced": _("others who went without"), "net": _("sold more")}
    rows = [(text, *_cells(found[name])) for name, text in names.items()]
    rate = tuple(percent(found["rate"][name], 1) for name in ("value", "lower", "upper"))
    level = percent(found["coverage"])
    heads = (_("Rooms"), _("Expected"), _("from (%(level)s)") % {"level": level}, _("to"))
    return Grid(_("Asked for, displaced and net"), heads, (*rows, (_("went without, as a share"), *rate)))


def _nights(found: Values) -> Grid:
    rows = tuple(
        (
            one["period"],
            rooms(one["rooms"]),
            f"{rooms(one['baseline'])} ± {rooms(one['deviation'])}",
            rooms(one["demand"]),
            with_interval(one["displaced"], found["coverage"]),
        )
        for one in found["nights"]
    )
    heads = (_("Hotel night"), _("Rooms"), _("sold anyway ± deviation"), _("asked for"), _("went without"))
    return Grid(_("The figures behind the chart of nights"), heads, rows)


def _bounds(found: Values) -> Grid:
    names = {0: _("as expected"), -1: _("at its lower end"), 1: _("at its upper end")}
    rows = tuple(
        (
            names[one["sign"]],
            *(rooms(one[name]) for name in ("demand", "lower", "upper")),
            *(percent(one[name], 1) for name in ("rate_lower", "rate_upper")),
        )
        for one in found["bounds"]
    )
    heads = (_("Demand"), _("asked for"), _("went without: least"), _("most"), _("share: least"), _("most"))
    return Grid(_("The least and the most, by demand"), heads, rows)


def _cells(one: Values) -> tuple[str, ...]:
    return tuple(rooms(one[name]) for name in ("value", "lower", "upper"))
