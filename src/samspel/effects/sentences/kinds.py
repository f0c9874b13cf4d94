"""What a registration says that only its kind of study asks for, as lines for a page."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.types import Edition, Kind, Registration, Span
from samspel.wording import amount

Line = tuple[str, str]


def kind_lines(registration: Registration) -> list[Line]:
    """Return pairs of name and text."""
    return _LINES[registration.kind](registration)


def span(one: Edition | Span) -> str:
    """Write when something was."""
    return one.first if one.first == one.last else f"{one.first} – {one.last}"


def periods(count: int) -> str:
    """Write a number of periods."""
    return ngettext("%(count)d period", "%(count)d periods", count) % {"count": count}


def units(count: int) -> str:
    """Write a number of units."""
    return ngettext("%(count)d unit", "%(count)d units", count) % {"count": count}


def _editions(registration: Registration) -> list[Line]:
    one = registration.editions
    if one is None:
        return []
    listed = "; ".join(f"{edition.name}: {span(edition)}" for edition in one.windows)
    quiet = _("%(history)s just before each, leaving out %(washout)s around it") % {
        "history": periods(one.history),
        "washout": periods(one.washout),
    }
    season = [(_("Season taken off"), periods(one.season))] if one.season else []
    return [(f"{_('Editions')} ({len(one.windows)})", listed), (_("Compared with"), quiet), *season]


def _starts(registration: Registration) -> list[Line]:
    one = registration.starts
    if one is None:
        return []
    listed = "; ".join(f"{place.unit}: {place.first}" for place in one.places)
    who = _("places that have not had it yet, and those that never do") if one.not_yet else _("places that never do")
    early = [(_("May show early by"), periods(one.anticipation))] if one.anticipation else []
    return [(f"{_('Places')} ({len(one.places)})", listed), (_("Compared with"), who), *early]


def _alone(registration: Registration) -> list[Line]:
    one = registration.alone
    if one is None:
        return []
    days = [
        *([_("Swedish public holidays and three eves")] if one.red_days else []),
        *one.holidays,
    ]
    lines = [
        (_("The event"), span(Span(registration.first_treated, one.last))),
        (
            _("Season"),
            ngettext("%(count)d wave over the year", "%(count)d waves over the year", one.waves) % {"count": one.waves},
        ),
        (_("Days of their own"), "; ".join(days)),
        (_("Loaded by the period"), ", ".join(one.covariates)),
        (_("Left out before the event"), "; ".join(map(span, one.ignored))),
        (_("Added before the logarithm"), amount(one.offset, 2) if one.offset else ""),
        (_("Most made-up events"), amount(one.placebos)),
    ]
    return [line for line in lines if line[1]]


_LINES: dict[Kind, Callable[[Registration], list[Line]]] = {
    Kind.ONE: lambda _registration: [],
    Kind.EDITIONS: _editions,
    Kind.STARTS: _starts,
    Kind.ALONE: _alone,
}
