"""What can be said of rooms: what was asked for, who went without, what hotels sold more; and on whose word."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.sentences.refusals import refusal
from samspel.effects.telling import Values
from samspel.effects.types import Registration, Rooms
from samspel.effects.verdicts import verdict
from samspel.wording import amount, percent


def said(registration: Registration, values: Values) -> list[str]:
    """Return what was asked for, displaced and left, then on whose word each figure is."""
    found, asked = values["rooms"], registration.rooms
    if asked is None:
        return []
    if refused := found.get("refused"):
        return [_("Of rooms nothing can be said. %(why)s") % {"why": refusal(**refused)}]
    if "bounds" in found:
        return [*_bounds(asked, found), _sources(asked)]
    if rests_on_nothing(registration, values):
        return [_("The comparison fits too poorly to tell what would have been sold without the event.")]
    return [_asked_for(asked, found), _displaced(found), _baseline(asked), _sources(asked), _together(asked)]


def rests_on_nothing(registration: Registration, values: Values) -> bool:
    """Tell whether what would have been sold is a comparison that may not be read."""
    by_comparison = registration.rooms is not None and registration.rooms.by_comparison
    return by_comparison and verdict(registration, values) == "poor_fit"


def _asked_for(asked: Rooms, found: Values) -> str:
    return ngettext(
        "The event's visitors asked for %(demand)s rooms in %(count)d night, of %(rooms)s for sale.",
        "The event's visitors asked for %(demand)s rooms in %(count)d nights, of %(rooms)s for sale.",
        len(asked.nights),
    ) % {
        "demand": with_interval(found["demand"], found["coverage"]),
        "count": len(asked.nights),
        "rooms": rooms(sum(one.rooms for one in asked.nights)),
    }


def _displaced(found: Values) -> str:
    names = {name: with_interval(found[name], found["coverage"]) for name in ("displaced", "net")}
    if found["displaced"]["upper"] == 0:
        return _("There was room for everybody: nobody had to do without, and hotels sold %(net)s rooms more.") % names
    if found["displaced"]["lower"] == 0:
        perhaps = _(
            "Perhaps %(displaced)s of them were rooms that somebody else could not have; that nobody had to do without "
            "is possible too. So hotels sold %(net)s rooms more."
        )
        return perhaps % names
    return _(
        "%(displaced)s of them were rooms that somebody else could not have, %(share)s of what was asked for "
        "(%(least)s to %(most)s). So hotels sold %(net)s rooms more."
    ) % {
        **names,
        "share": percent(found["rate"]["value"]),
        "least": percent(found["rate"]["lower"]),
        "most": percent(found["rate"]["upper"]),
    }


def _baseline(asked: Rooms) -> str:
    if not asked.by_comparison:
        return _("What would have been sold without the event is from %(source)s.") % {"source": asked.baseline_source}
    own = _("What would have been sold without the event is this study's comparison, with what it may miss by.")
    if asked.guests_per_room is None:
        return own
    guests = _("Guests to a room: %(guests)s (%(source)s).")
    return f"{own} {guests % {'guests': amount(asked.guests_per_room, 2), 'source': asked.guests_source}}"


def _sources(asked: Rooms) -> str:
    return _("Rooms for sale: %(rooms)s. Rooms asked for: %(demand)s.") % {
        "rooms": asked.rooms_source,
        "demand": asked.demand_source,
    }


def _together(asked: Rooms) -> str:
    if asked.correlation is None:
        return _(
            "How errors of the nights go together is not known: they are taken to go wrong alike, which gives the "
            "widest interval."
        )
    return _("Errors of the nights are taken to go together by %(correlation)s (%(source)s).") % {
        "correlation": amount(asked.correlation, 2),
        "source": asked.correlation_source,
    }


def _bounds(asked: Rooms, found: Values) -> list[str]:
    one = found["bounds"][0]
    known = _(
        "Of the nights themselves nothing is known, only that %(occupancy)s of the rooms are sold in the mean of "
        "%(nights)s nights without the event (%(source)s)."
    ) % {"occupancy": percent(asked.occupancy), "nights": asked.over_nights, "source": asked.baseline_source}
    told = _(
        "Whatever each night was: of %(demand)s rooms asked for, %(least)s to %(most)s were rooms that somebody else "
        "could not have (%(share)s to %(shares)s). So hotels sold %(low)s to %(high)s rooms more."
    ) % {
        "demand": rooms(one["demand"]),
        "least": rooms(one["lower"]),
        "most": rooms(one["upper"]),
        "share": percent(one["rate_lower"]),
        "shares": percent(one["rate_upper"]),
        "low": rooms(one["demand"] - one["upper"]),
        "high": rooms(one["demand"] - one["lower"]),
    }
    return [known, told]


def rooms(value: float) -> str:
    """Write a number of rooms: whole ones, but for a few."""
    return amount(value, 0 if abs(value) >= 10 or value == round(value) else 1)


def with_interval(one: Values, coverage: float) -> str:
    """Write a figure with its interval: “320 (95 %: 200 to 460)”; one that is certain alone."""
    if one["lower"] == one["upper"]:
        return rooms(one["value"])
    return _("%(value)s (%(level)s: %(lower)s to %(upper)s)") % {
        **{name: rooms(one[name]) for name in ("value", "lower", "upper")},
        "level": percent(coverage),
    }


def rooms_text(registration: Registration, values: Values) -> str:
    """Say in words what the chart of nights shows."""
    found = values["rooms"]
    listed = [
        _("%(night)s: of %(rooms)s rooms %(base)s sold anyway, %(demand)s asked for, %(displaced)s went without")
        % {
            "night": one["period"],
            "rooms": rooms(one["rooms"]),
            "base": rooms(one["baseline"]),
            "demand": rooms(one["demand"]),
            "displaced": rooms(one["displaced"]["value"]),
        }
        for one in found["nights"]
    ]
    return "; ".join(listed) + "."
