"""Text as it comes in foreign files: cleaned for keeping, normalised for comparing."""

from __future__ import annotations

import html
import re
import unicodedata

_DIRECTION_MARKS = dict.fromkeys([0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_FLAT_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l"})
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_BLOCKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr", "blockquote", "pre"}


def _visible(text: str) -> str:
    """Without control characters, halves of surrogate pairs and marks that turn the writing direction."""
    text = text.translate(_DIRECTION_MARKS)
    kept = (char for char in text if char in "\n\t\r\x85\u2028\u2029" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


def one_line(text: str) -> str:
    """Clean text on one line, single spaces."""
    return _SPACES.sub(" ", _visible(text)).strip()


def paragraphs(text: str) -> str:
    """Clean text that keeps its lines, at most one blank line in a row."""
    lines = [one_line(line) for line in _visible(text).splitlines()]
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


def shortened(text: str, length: int = 80) -> str:
    """One line of at most `length` characters, for quoting in a sentence."""
    line = one_line(text[: length * 4])
    return line if len(line) <= length else line[: length - 1] + "…"
