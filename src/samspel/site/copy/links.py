"""Find every link of a page, style sheet, script or manifest, so that it can be followed and written anew.

The pages are our own templates' work: attributes stand in double quotes, `<` and `>` inside them are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings

TAG = re.compile(r'<([a-z][a-z0-9-]*)\s(?=[^<>]*(?:href|src|action|poster|content|data-[\w-]+)=")[^<>]*>')
ATTRIBUTE = re.compile(r'\s(href|src|action|poster|content|data-[\w-]+)="([^"]+)"')
STYLE = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])([^'")]+)""")
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
LITERAL = re.compile(r"""["'](/[^"'\s\\]*)["']""")
REFRESH = "0; url="
SCRIPTS = ("text/javascript", "application/javascript")
MANIFEST = "application/manifest+json"
PARTS = ("script", "img", "source", "use")
"""Elements whose address a browser loads with the page."""


class Link(NamedTuple):
    """A link inside the site.

    `address` is from the site's root. `tail` is what only the page itself reads: a fragment, and the query of a page,
    which no web host of plain files answers; the query of a file is a file of its own. `is_part` says that a browser
    loads it together with the page that has it.
    """

    address: str
    tail: str
    is_part: bool


Pieces = list[str | Link]
"""A text cut at its links."""


def cut(text: str, *, media_type: str, address: str) -> Pieces:
    """Cut a file's text at every link that leads inside the site."""
    pieces: Pieces = []
    done = 0
    for start, end, link in sorted(_found(text, media_type, address)):
        pieces += [text[done:start], link]
        done = end
    return [*pieces, text[done:]]


def joined(pieces: Pieces, turn: Callable[[Link], str], *, media_type: str) -> str:
    """Put a text together again, with what `turn` makes of each link."""
    quoted = escape if media_type == "text/html" else str
    return "".join(piece if isinstance(piece, str) else quoted(turn(piece)) for piece in pieces)


def _found(text: str, media_type: str, address: str) -> Iterator[tuple[int, int, Link]]:
    if media_type == "text/html":
        for tag in TAG.finditer(text):
            yield from _in_tag(text, tag, address)
        return
    patterns = [STYLE] if media_type == "text/css" else [IMPORT] if media_type in SCRIPTS else []
    # A view may have written addresses into its script; a static file knows none, whatever its strings look like.
    if media_type in (*SCRIPTS, MANIFEST) and not address.startswith(settings.STATIC_URL):
        patterns.append(LITERAL)
    for pattern in patterns:
        for match in pattern.finditer(text):
            if link := inside(match[1], address, is_part=True):
                yield *match.span(1), link


def _in_tag(text: str, tag: re.Match[str], address: str) -> Iterator[tuple[int, int, Link]]:
    name, whole = tag[1], tag[0]
    if name == "form" and 'method="post"' in whole:
        return  # what is sent needs a server
    is_part = name in PARTS or (name == "link" and 'rel="alternate"' not in whole)
    for match in ATTRIBUTE.finditer(text, *tag.span()):
        is_data, prefix = match[1].startswith("data-"), REFRESH if match[1] == "content" else ""
        if not match[2].startswith("/" if is_data else prefix):
            continue
        if link := inside(unescape(match[2].removeprefix(prefix)), address, is_part=is_part or is_data):
            yield match.start(2) + len(prefix), match.end(2), link


def inside(value: str, address: str, *, is_part: bool) -> Link | None:
    """Return where a link on a page leads, if it leads to another place inside the site."""
    if not value.startswith("/") or value.startswith("//"):  # most links are from the root, and asked for often
        parts = urlsplit(value)
        if parts.scheme or parts.netloc or value.startswith("#"):
            return None
        value = urljoin(address, value)
    return _link(value, is_part)


@lru_cache(maxsize=10_000)  # most stand on many pages, and as one object go to another process once
def _link(value: str, is_part: bool) -> Link:
    target, mark, fragment = value.partition("#")
    path, ask, query = target.partition("?")
    is_page = path.endswith("/")
    return Link(path if is_page else target, (ask + query if is_page else "") + mark + fragment, is_part)
