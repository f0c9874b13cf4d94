"""Figures fetched from those who publish them: Statistics Sweden's PxWebApi 2 and Kolada. One way out: `web.Web`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samspel.effects.connectors.kolada import KoladaQuery, fetch_kolada
from samspel.effects.connectors.pxweb import PxQuery, fetch_pxweb
from samspel.effects.connectors.web import Fetched, Web

BASES = {"pxweb": "https://statistikdatabasen.scb.se/api/v2", "kolada": "https://api.kolada.se/v3"}
"""Connectors, and where each asks if nobody says otherwise."""


def fetch(asked: Mapping[str, Any], web: Web) -> Fetched:
    """Ask as plain values say: `connector`, `base`, `table`, and `take` with codes by dimension.

    Raises
    ------
    BadInput
        If something that is asked for does not exist.
    Refused
        If the publisher cannot be reached or may not be asked.
    """
    take = {name: tuple(codes) for name, codes in asked["take"].items()}
    if asked["connector"] == "pxweb":
        return fetch_pxweb(PxQuery(asked["base"], asked["table"], tuple(take.items())), web)
    return fetch_kolada(
        KoladaQuery(asked["base"], asked["table"], take.get("municipality", ()), take.get("year", ())), web
    )


__all__ = ["BASES", "Fetched", "KoladaQuery", "PxQuery", "Web", "fetch", "fetch_kolada", "fetch_pxweb"]
