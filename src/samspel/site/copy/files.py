"""Which file holds an address, and what every link becomes there: relative, so that the copy works in any folder."""

from __future__ import annotations

import mimetypes
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from django.conf import settings
from django.utils.text import slugify

from samspel.site.copy.asking import Answer
from samspel.site.copy.links import MANIFEST, SCRIPTS, Link, Pieces, cut, joined

PAGE = "index.html"
"""What every web host shows for a folder."""


@dataclass(frozen=True, slots=True)
class File:
    """An answer that goes into the copy: where to, its links by address, and its text cut at them if it has any."""

    answer: Answer
    path: str
    links: Mapping[str, Link]
    pieces: Pieces


def read(answer: Answer) -> File:
    """Return an answer with its path and links."""
    media_type = answer.media_type
    is_text = media_type in ("text/html", "text/css", MANIFEST, *SCRIPTS)
    pieces = cut(answer.body.decode(), media_type=media_type, address=answer.address) if is_text else []
    links = {piece.address: piece for piece in pieces if isinstance(piece, Link)}
    return File(answer, path_of(answer), links, pieces)


def contents_of(files: Mapping[str, File]) -> dict[str, bytes]:
    """Return the content of every file of the copy by its path."""
    return {file.path: _content(file, files) for file in files.values()}


def path_of(answer: Answer) -> str:
    """Return a file's path: a page is a folder's index.html, the query of a file is a part of its name."""
    parts = urlsplit(answer.address)
    path, query = PurePosixPath(unquote(parts.path).lstrip("/")), _words(parts.query)
    if answer.media_type == "text/html" and path.suffix != ".html":
        return str(path / PAGE)
    suffix = path.suffix or mimetypes.guess_extension(answer.media_type) or ""
    name = "index" if parts.path.endswith("/") else path.stem
    folder = path if parts.path.endswith("/") else path.parent
    return str(folder / f"{name}{query}{suffix}")


@lru_cache(maxsize=10_000)  # most links of a page stand on its neighbours too
def reference(path: str, folder: str) -> str:
    """Return how a page in a folder of the copy links to a file: a page by its folder."""
    here, there = folder.split("/") if folder else [], path.split("/")
    shared = len(posixpath.commonprefix([here, there]))
    way = "../" * (len(here) - shared) + "/".join(there[shared:])
    folder_of_page, _, name = way.rpartition("/")
    return f"{quote(folder_of_page) or '.'}/" if name == PAGE else quote(way)


def _words(query: str) -> str:
    """Return a query as a piece of a file's name, in letters that every host and file system takes."""
    if not query:
        return ""
    words = slugify(re.sub("[=&]", "-", unquote_plus(query)))
    is_simple = re.fullmatch("[a-z]+=[a-z0-9-]+", query) is not None
    return f"~{words}" if is_simple else f"~{words}-{blake2b(query.encode(), digest_size=3).hexdigest()}"


def _content(file: File, files: Mapping[str, File]) -> bytes:
    here = posixpath.dirname(file.path)
    prefix = "./" if file.answer.media_type in SCRIPTS else ""  # or else a script's import names no file

    def turn(link: Link) -> str:
        to = files.get(link.address)
        return (prefix + reference(to.path, here) if to else settings.ADDRESS + link.address) + link.tail

    if not file.pieces:
        return file.answer.body
    return joined(file.pieces, turn, media_type=file.answer.media_type).encode()
