"""Text as it comes in foreign files: cleaned for keeping, normalised for comparing."""

from __future__ import annotations

import html
import re
import unicodedata

from samspel.foreign import one_line, visible

_NOT_WORD = re.compile(r"[\W_]+")
_FLAT_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l"})
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_BLOCKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr", "blockquote", "pre"}


def paragraphs(text: str) -> str:
    """Clean text that keeps its lines, at most one blank line in a row."""
    lines = [one_line(line) for line in visible(text).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def plain(marked_up: str) -> str:
    """The words of an HTML fragment: blocks become lines, other tags go, entities become characters."""

    def replaced(match: re.Match[str]) -> str:
        return "\n" if match["name"].lower() in _BLOCKS else ""

    return paragraphs(html.unescape(_TAG.sub(replaced, marked_up)))


def normal(text: str) -> str:
    """For comparing: small letters, no accents, no punctuation, single spaces."""
    flat = text.casefold().translate(_FLAT_LETTERS)
    letters = (char for char in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", "".join(letters)).strip()
