"""What came through the doors and what hosts took → a section of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.report import charts
from samspel.report.types import Chart, Figure, Section, Table
from samspel.wording import amount, sek, short_day

Plain = Mapping[str, Any]


def night_section(found: Plain, run: str) -> Section:
    """Tell who came and what was taken, and of how much of the festival that is known."""
    nights: Sequence[Plain] = found["nights"]
    counted, venues = (sum(one[name] for one in nights) for name in ("counted", "venues"))
    came = sum(one["arrivals"] for one in nights)
    paragraphs, figures, drawn = [_known(counted, venues)], [], []
    if counted:
        note = _("whoever comes in twice is counted twice")
        figures.append(Figure(_("came in through the doors"), amount(came), run, note))
        drawn.append(_by_night([one for one in nights if one["counted"]], run))
    if took := found["takings"]:
        paragraphs.append(_said(took))
        figures.append(Figure(_("taken by the hosts, with VAT"), sek(took["sek"]), run, _("all that they sold")))
    return Section("night", _("The nights"), tuple(paragraphs), tuple(figures), tuple(drawn))


def _known(counted: int, venues: int) -> str:
    if not counted:
        return _("At no venue was a whole night counted at every door.")
    said = ngettext(
        "On %(counted)s of %(n)s evening at a venue with music, every door was counted from opening to closing; of "
        "the others nothing is said.",
        "On %(counted)s of %(n)s evenings at a venue with music, every door was counted from opening to closing; of "
        "the others nothing is said.",
        venues,
    )
    return said % {"counted": amount(counted), "n": amount(venues)}


def _said(took: Plain) -> str:
    words = {"hosts": amount(took["hosts"]), "n": amount(took["said"])}
    return (
        _(
            "%(hosts)s hosts have said what they took, on %(n)s evenings in all. That is what was sold, not what the "
            "festival brought: the effect is asked for in a study."
        )
        % words
    )


def _by_night(nights: Sequence[Plain], run: str) -> Chart:
    most = max(nights, key=lambda one: one["arrivals"])
    caption = _("Most came in on %(night)s: %(n)s, at %(venues)s venues that were counted.") % {
        "night": short_day(most["night"]),
        "n": amount(most["arrivals"]),
        "venues": amount(most["counted"]),
    }
    rows = tuple(
        (short_day(one["night"]), amount(one["arrivals"]), f"{amount(one['counted'])}/{amount(one['venues'])}")
        for one in nights
    )
    table = Table((_("Night"), _("Came in"), _("Venues counted")), rows)
    bars = [(short_day(one["night"]), one["arrivals"]) for one in nights]
    return Chart(charts.bars(_("night"), _("persons"), bars), caption, run, table)
