"""What changed from version to version, as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import get_language
from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class News:
    """One entry: a version and what it changed, in sentences."""

    id: str
    title: str
    at: datetime
    sentences: Sequence[str]


def changes_feed(*, title: str, author: str, address: str, page: str, news: Sequence[News]) -> bytes:
    """Return the feed; `address` is its own, `page` where people read the same. The newest comes first."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]  # no prefix
    feed.set(_XML_LANG, get_language() or "sv")
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", _stamp(max(one.at for one in news)))
    _add(_add(feed, "author"), "name", author)
    _add(feed, "link", rel="self", href=address, type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=page, type="text/html")
    for one in news:
        entry = _add(feed, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", _stamp(one.at))
        _add(entry, "link", rel="alternate", href=page, type="text/html")
        _add(entry, "content", "\n".join(one.sentences) or one.title, type="text")
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8"))


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    element.text = text
    return element


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
