"""What a registration says that only its kind of study asks for, as lines for a page."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.types import Edition, Kind, Registration

Line = tuple[str, str]


def kind_lines(registration: Registration) -> list[Line]:
    """Return pairs of name and text."""
    return _LINES[registration.kind](registration)


def span(one: Edition) -> str:
    """Write when an edition was."""
    return one.first if one.first == one.last else f"{one.first} – {one.last}"


def periods(count: int) -> str:
    """Write a number of periods."""
    return ngettext("%(count)d period", "%(count)d periods", count) % {"count": count}


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


_LINES: dict[Kind, Callable[[Registration], list[Line]]] = {
    Kind.ONE: lambda _registration: [],
    Kind.EDITIONS: _editions,
    Kind.STARTS: _starts,
}
