"""Find and turn every link of a page, style sheet, script or manifest: text in, text out.

The pages are our own templates' work: attributes stand in double quotes, `<` and `>` inside them are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings

TAG = re.compile(r"<([a-z][a-z0-9-]*)(\s[^<>]*)>")
ATTRIBUTE = re.compile(r'(\s(href|src|action|poster|content|data-[\w-]+)=")([^"]+)(")')
STYLE = re.compile(r"""(url\(\s*['"]?|@import\s+['"])([^'")]+)(['"]?)""")
IMPORT = re.compile(r"""(\bfrom\s*["']|\bimport\s*\(?\s*["'])(\.{1,2}/[^"']+)(["'])""")
LITERAL = re.compile(r"""(["'])(/[^"'\s\\]*)(["'])""")
REFRESH = "0; url="
SCRIPTS = ("text/javascript", "application/javascript")
MANIFEST = "application/manifest+json"


class Link(NamedTuple):
    """Where a link leads, from the root of the site, and whether a browser loads it with the page that has it."""

    address: str
    is_part: bool


Turn = Callable[[Link], str]


def turned(text: str, *, media_type: str, address: str, turn: Turn) -> str:
    """Return a file's text with every link inside the site replaced by what `turn` makes of it."""
    if media_type == "text/html":
        return TAG.sub(lambda tag: _tag(tag, address, turn), text)
    if media_type == "text/css":
        return STYLE.sub(lambda match: _one(match, address, turn), text)
    if media_type in SCRIPTS:
        text = IMPORT.sub(lambda match: _one(match, address, turn), text)
    # A view may have written addresses into its script; a static file knows none, whatever its strings look like.
    if media_type in (*SCRIPTS, MANIFEST) and not address.startswith(settings.STATIC_URL):
        return LITERAL.sub(lambda match: _one(match, address, turn), text)
    return text


def is_text(media_type: str) -> bool:
    """Tell whether a file of this type can have links that `turned` knows."""
    return media_type in ("text/html", "text/css", MANIFEST, *SCRIPTS)


def _one(match: re.Match[str], address: str, turn: Turn) -> str:
    before, value, after = match.groups()
    where = inside(value, address)
    return f"{before}{turn(Link(where, is_part=True))}{after}" if where else match[0]


def _tag(tag: re.Match[str], address: str, turn: Turn) -> str:
    name, attributes = tag.groups()
    if name == "form" and 'method="post"' in attributes:
        return tag[0]  # what is sent needs a server
    is_part = name in ("script", "img", "source", "use") or (name == "link" and 'rel="alternate"' not in attributes)

    def attribute(match: re.Match[str]) -> str:
        before, key, value, after = match.groups()
        is_data, prefix = key.startswith("data-"), REFRESH if key == "content" else ""
        is_link = value.startswith("/") if is_data else value.startswith(prefix)
        where = inside(unescape(value.removeprefix(prefix)), address) if is_link else ""
        return f"{before}{prefix}{escape(turn(Link(where, is_part or is_data)))}{after}" if where else match[0]

    return f"<{name}{ATTRIBUTE.sub(attribute, attributes)}>"


def inside(value: str, address: str) -> str:
    """Return where a link on a page leads, from the site's root; nothing if it leads elsewhere or within the page."""
    parts = urlsplit(value)
    return urljoin(address, value) if not (parts.scheme or parts.netloc or value.startswith("#")) else ""
