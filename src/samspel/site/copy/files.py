"""Which file holds an address, and what every link becomes there: relative, so that the copy works in any folder."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import PurePosixPath
from posixpath import relpath
from urllib.parse import quote, unquote, unquote_plus, urldefrag, urlsplit

from django.conf import settings
from django.utils.text import slugify

from samspel.site.copy.asking import Piece
from samspel.site.copy.links import Link, is_text, turned

PAGE = "index.html"
"""What every web host shows for a folder."""


def files_of(pieces: Mapping[str, Piece]) -> dict[str, bytes]:
    """Return the content of every file of the copy by its path."""
    paths = {address: path_of(piece) for address, piece in pieces.items()}
    return {paths[address]: _content(piece, paths) for address, piece in pieces.items()}


def path_of(piece: Piece) -> str:
    """Return a file's path: a page is a folder's index.html, a query is a part of the name."""
    parts = urlsplit(piece.address)
    path, query = PurePosixPath(unquote(parts.path).lstrip("/")), _words(parts.query)
    is_page = piece.media_type == "text/html"
    if is_page and path.suffix != ".html":
        return str(path / query / PAGE)
    suffix = path.suffix or mimetypes.guess_extension(piece.media_type) or ""
    name = "index" if parts.path.endswith("/") else path.stem
    folder = path if parts.path.endswith("/") else path.parent
    return str(folder / f"{name}{query}{suffix}")


def reference(path: str, folder: PurePosixPath) -> str:
    """Return how a page in a folder of the copy links to a file: a page by its folder."""
    way = PurePosixPath(relpath(path, folder))
    return f"{way.parent}/" if way.name == PAGE else str(way)


def _words(query: str) -> str:
    """Return a query as a piece of a file's name, in letters that every host and file system takes."""
    if not query:
        return ""
    plain, simple = unquote_plus(query), re.sub(r"[-\s]+", "-", slugify(query.replace("=", "-").replace("&", "-")))
    is_same = re.fullmatch(r"[a-z0-9=-]+", plain) is not None
    return f"~{simple}" if is_same else f"~{simple}-{blake2b(query.encode(), digest_size=3).hexdigest()}"


def _content(piece: Piece, paths: Mapping[str, str]) -> bytes:
    if not is_text(piece.media_type):
        return piece.body
    here = PurePosixPath(paths[piece.address]).parent

    def turn(link: Link) -> str:
        address, fragment = urldefrag(link.address)
        after = f"#{fragment}" if fragment else ""
        if address not in paths:
            return f"{settings.ADDRESS}{link.address}"
        return quote(reference(paths[address], here)) + after

    return turned(piece.text, media_type=piece.media_type, address=piece.address, turn=turn).encode()
