"""Figures fetched from those who publish them: Statistics Sweden's PxWebApi 2 and Kolada. One way out: `web.Web`."""

from samspel.effects.connectors.kolada import KoladaQuery, fetch_kolada
from samspel.effects.connectors.pxweb import PxQuery, fetch_pxweb
from samspel.effects.connectors.web import Fetched, Web

__all__ = ["Fetched", "KoladaQuery", "PxQuery", "Web", "fetch_kolada", "fetch_pxweb"]
