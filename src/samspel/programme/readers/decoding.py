"""From bytes to text, and the limits that are checked before anything is parsed."""

from __future__ import annotations

import codecs

from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem
from samspel.programme.readers.words import shortened

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_TEXT = 10_000
LONGEST_NAME = 200

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ALIEN_BEGINNINGS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Excel 97 (.xls)"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
)


def refusal(reason: str, advice: str, *, value: str = "", row: int | None = None) -> BadInput:
    """The error for a file that cannot be read at all."""
    return BadInput([Problem(row=row, value=shortened(value), reason=reason, advice=advice)])


def save_as() -> str:
    """What to do with a file of the wrong kind."""
    return _("Save it as an Excel workbook (.xlsx) or as CSV UTF-8, and choose the new file.")


def check_size(content: bytes) -> None:
    """Refuse what is empty or too large. Raises BadInput."""
    if len(content) > MOST_BYTES:
        reason = _("The file is %(size)d MB; the most that can be read is %(most)d MB.")
        sizes = {"size": -(-len(content) // 2**20), "most": MOST_BYTES // 2**20}
        raise refusal(reason % sizes, _("Take away pictures and sheets that are not the programme."))
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise refusal(_("The file is empty."), _("Choose the file that holds the programme."))


def check_kind(content: bytes) -> None:
    """Refuse kinds of file that are known and hold no table. Raises BadInput."""
    for beginning, kind in _ALIEN_BEGINNINGS:
        if content.startswith(beginning):
            raise refusal(_("This is a %(kind)s file, not a table.") % {"kind": kind}, save_as())


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding: UTF-8 with or without a mark, UTF-16 with one. Raises BadInput."""
    encoding = "utf-16" if content.startswith(_UTF16_MARKS) else "utf-8"
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecodable(content, encoding, error.start) from None
    if "\0" in text or _mostly_control(text):
        raise refusal(_("The file does not hold text."), save_as())
    return text, encoding


def _mostly_control(text: str) -> bool:
    beginning = text[:4096]
    control = sum(char < " " and char not in "\t\r\n\f\v" for char in beginning)
    return control * 20 > len(beginning)


def _undecodable(content: bytes, encoding: str, position: int) -> BadInput:
    if encoding == "utf-16" or b"\0" in content or _mostly_control(content[:4096].decode("latin-1")):
        return refusal(_("The file does not hold text that can be read."), save_as())
    before = content[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = max(content.rfind(b"\n", 0, position), content.rfind(b"\r", 0, position)) + 1
    line = content[start : start + 400].splitlines()[0]
    return refusal(
        _("The letters are not written in UTF-8, so å, ä, ö and é would be wrong."),
        _("In Excel: Save as, “CSV UTF-8 (comma delimited)”, or save it as an Excel workbook (.xlsx)."),
        value=line.decode("cp1252", errors="replace"),
        row=before.count(b"\n") + 1,
    )
