"""The effect by each version → sentences, a chart and its figures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samspel.effects.alongside.revisions.charts import REVISIONS
from samspel.effects.alongside.revisions.sentences import name_of, revisions_text, said
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import Chart, Grid, Part, Values
from samspel.effects.types import Registration
from samspel.wording import amount


def tell(registration: Registration, values: Values) -> Part:
    """Return what is said of earlier versions of the figures."""
    return Part(
        title=_("Earlier versions of the figures"),
        sentences=said(registration, values),
        charts=[Chart(REVISIONS, revisions_text(registration, values))],
        grids=[_versions(registration, values)],
    )


def _versions(registration: Registration, values: Values) -> Grid:
    rows = tuple(
        (
            name_of(one),
            figure(one["effect"]),
            amount(one["p_value"], 3),
            figure(one["change"]) if number else "–",
            str(one["cells"]) if number else "–",
        )
        for number, one in enumerate(values["revisions"]["versions"])
    )
    heads = (_("Version"), _("Effect"), "p", _("Change"), _("Figures changed"))
    return Grid(_("The figures behind the chart of versions"), heads, rows, caption=effect_unit(registration))
