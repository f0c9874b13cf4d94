"""The values of rings → sentences, a chart and its figures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samspel.effects.alongside.rings.charts import RINGS
from samspel.effects.alongside.rings.sentences import SEGMENTS, band_name, rings_text, said
from samspel.effects.sentences.claims import figure
from samspel.effects.telling import Chart, Grid, Part, Values
from samspel.effects.types import Registration
from samspel.wording import amount, percent


def tell(registration: Registration, values: Values) -> Part:
    """Return what is said of places nearby and the time around."""
    found = values["rings"]
    return Part(
        title=_("Places nearby and the time around"),
        sentences=said(registration, values),
        charts=[Chart(RINGS, rings_text(registration, values))],
        grids=[_sums(registration, found), _parts(registration, found)],
    )


def _sums(registration: Registration, found: Values) -> Grid:
    names = {
        "gross": _("gross: where and when it was"),
        "moved": _("moved: nearby and in the time around"),
        "net": _("net: all together"),
    }
    rows = tuple((text, *_cells(found[name])) for name, text in names.items())
    return Grid(_("Gross, moved and net"), (_("What"), *_heads(found)), rows, caption=str(registration.unit))


def _parts(registration: Registration, found: Values) -> Grid:
    rows = tuple(
        (
            band_name(found["edges"], one["band"]),
            _when(found, one["segment"]),
            str(one["units"]),
            *_cells(one),
        )
        for one in found["parts"]
    )
    heads = (_("Band"), _("When"), _("Units"), *_heads(found))
    return Grid(_("The figures behind the chart of bands"), heads, rows, words=2, caption=str(registration.unit))


def _when(found: Values, segment: str) -> str:
    first, last = found["spans"][segment]
    return f"{SEGMENTS[segment]} ({first if first == last else f'{first} – {last}'})"


def _heads(found: Values) -> tuple[str, ...]:
    level = percent(found["coverage"])
    return _("Effect"), _("from (%(level)s)") % {"level": level}, _("to"), "p"


def _cells(one: Values) -> tuple[str, ...]:
    return (*(figure(one[name]) for name in ("effect", "lower", "upper")), amount(one["p_value"], 3))
