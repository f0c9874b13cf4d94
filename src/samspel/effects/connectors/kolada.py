"""Kolada, the key figures of municipalities (RKA): one key figure for some municipalities and years, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from samspel.effects.connectors.web import Fetched, Web
from samspel.foreign import refusal

MOST_PAGES = 50
LICENCE = "Kolada (RKA), free to use with the source named"


@dataclass(frozen=True, slots=True)
class KoladaQuery:
    """One key figure; `municipalities` are four-digit codes, `years` years. `base` such as `https://api.kolada.se/v3`."""

    base: str
    kpi: str
    municipalities: tuple[str, ...]
    years: tuple[str, ...] = ()


def fetch_kolada(query: KoladaQuery, web: Web) -> Fetched:
    """Ask for a key figure, following the pages it comes in. Raises `Refused` if it cannot be reached."""
    codes = ",".join(quote(code, safe="") for code in query.municipalities)
    address = f"{query.base.rstrip('/')}/data/kpi/{quote(query.kpi, safe='')}/municipality/{codes}"
    address += f"/year/{','.join(quote(year, safe='') for year in query.years)}" if query.years else ""
    answers: list[bytes] = []
    following, seen = address, set[str]()
    while following:
        if following in seen or len(seen) >= MOST_PAGES:
            raise refusal(
                _("The answer has more than %(most)d pages, or leads back to itself.") % {"most": MOST_PAGES},
                _("Ask for fewer municipalities or years."),
                value=query.kpi,
            )
        seen.add(following)
        page, content = web.json(following)
        answers.append(content)
        following = str(page.get("next_url") or page.get("next_page") or "") if isinstance(page, dict) else ""
    return Fetched(tuple(answers), address, LICENCE)
