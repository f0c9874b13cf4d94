"""What a registration asks beside the effect of one event, as lines for a page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samspel.effects.alongside.rings.sentences import km
from samspel.effects.sentences.claims import given
from samspel.effects.sentences.kinds import Line, periods, span
from samspel.effects.types import Edition, Hidden, Registration, Rings, Rooms
from samspel.wording import amount, percent


def alongside_lines(registration: Registration) -> list[Line]:
    """Return pairs of name and text."""
    return [
        *(_rings(registration, registration.rings) if registration.rings else ()),
        *(_rooms(registration.rooms) if registration.rooms else ()),
        *(_hidden(registration.hidden) if registration.hidden else ()),
    ]


def _rings(registration: Registration, one: Rings) -> Iterator[Line]:
    listed = ", ".join(_("%(place)s (%(km)s km)") % {"place": near.unit, "km": km(near.km)} for near in one.near)
    if listed:
        yield f"{_('Places nearby')} ({len(one.near)})", listed
    edges = ", ".join(km(edge) for edge in one.edges_km)
    yield _("Bands"), _("up to %(edges)s km; donors lie beyond") % {"edges": edges}
    around = _("%(when)s; visits may have moved from %(before)s before and %(after)s after") % {
        "when": span(Edition("", registration.first_treated, one.last)),
        "before": periods(one.before),
        "after": periods(one.after),
    }
    yield _("The event itself"), around
    share = _("every place by the same share") if one.relative else _("every place by the same number")
    expected = _("%(change)s, from %(history)s before") % {"change": share, "history": periods(one.history)}
    yield _("Expected to change as donors do"), expected
    if one.season:
        yield _("Season taken off"), _("%(count)d periods in a year") % {"count": one.season}


def _rooms(one: Rooms) -> Iterator[Line]:
    nights = "; ".join(
        _("%(night)s: %(demand)s ± %(deviation)s of %(rooms)s")
        % {"night": row.period, **{name: given(getattr(row, name)) for name in ("demand", "deviation", "rooms")}}
        for row in one.nights
    )
    yield _("Rooms asked for, of those for sale"), nights
    yield _("Rooms by"), one.rooms_source
    yield _("Demand by"), one.demand_source
    yield _("Sold without the event"), _sold_anyway(one)
    if one.correlation is not None:
        yield _("Errors of nights go together by"), f"{amount(one.correlation, 2)} ({one.correlation_source})"


def _sold_anyway(one: Rooms) -> str:
    if one.occupancy is not None:
        text = _("%(share)s in the mean of %(nights)s nights (%(source)s)")
        return text % {"share": percent(one.occupancy), "nights": one.over_nights, "source": one.baseline_source}
    if not one.by_comparison:
        rows = (
            f"{row.period}: {given(row.baseline or 0)} ± {given(row.baseline_deviation or 0)}" for row in one.nights
        )
        return f"{'; '.join(rows)} ({one.baseline_source})"
    if one.guests_per_room is None:
        return _("this study's comparison")
    names = {"guests": given(one.guests_per_room), "source": one.guests_source}
    return _("this study's comparison, %(guests)s guests to a room (%(source)s)") % names


def _hidden(one: Hidden) -> Iterator[Line]:
    names = {"least": given(one.lower), "most": "" if one.upper is None else given(one.upper)}
    can_be = _("%(least)s or more") if one.upper is None else _("%(least)s to %(most)s")
    yield _("A hidden figure can be"), can_be % names
    if one.sums:
        listed = "; ".join(f"{row.name} = {' + '.join(row.units)}" for row in one.sums)
        off = _("(off by %(tolerance)s at most)") % {"tolerance": given(one.tolerance)} if one.tolerance else ""
        yield _("Published sums"), f"{listed} {off}".strip()
