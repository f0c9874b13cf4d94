"""Bytes of files that others made → text: the limit, the refusal and the decoding that every room's readers share."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
_MOST_PARTS = 2_000
_SUSPECT_PART_BYTES = 10 * 1024 * 1024
_MOST_PACKED_TIMES = 150

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DIRECTION_MARKS = dict.fromkeys([0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_NO_CHARACTERS = dict.fromkeys([0xFFFE, 0xFFFF])
"""What no XML document can hold."""
_SPACES = re.compile(r"\s+")


def visible(text: str) -> str:
    """Return a text without control characters, halves of surrogate pairs, what is no character and marks that turn
    the writing direction.
    """
    text = text.translate(_DIRECTION_MARKS | _NO_CHARACTERS)
    kept = (char for char in text if char in "\n\t\r\x85\u2028\u2029" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


def one_line(text: str) -> str:
    """Return clean text on one line, with single spaces."""
    return _SPACES.sub(" ", visible(text)).strip()


def shortened(text: str, length: int = 80) -> str:
    """Return one line of at most `length` characters, for quoting in a sentence."""
    line = one_line(text[: length * 4])
    return line if len(line) <= length else line[: length - 1] + "…"


def refusal(reason: str, advice: str, *, value: str = "", row: int | None = None) -> BadInput:
    """Return the error for a file that cannot be read at all."""
    return BadInput([Problem(row=row, value=shortened(value), reason=reason, advice=advice)])


def check_size(content: bytes, *, smaller: str, other: str) -> None:
    """Refuse what is too large or empty; `smaller` and `other` say what to do then. Raises `BadInput`."""
    if len(content) > MOST_BYTES:
        reason = _("The file is %(size)d MB; the most that can be read is %(most)d MB.")
        sizes = {"size": -(-len(content) // 2**20), "most": MOST_BYTES // 2**20}
        raise refusal(reason % sizes, smaller)
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise refusal(_("The file is empty."), other)


def decode(content: bytes, *, save_as: str) -> tuple[str, str]:
    """Return the text and the name of its encoding: UTF-8 with or without a mark, UTF-16 with one.

    `save_as` says what to do with a file that holds no text. Raises `BadInput`.
    """
    encoding = "utf-16" if content.startswith(_UTF16_MARKS) else "utf-8"
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecodable(content, encoding, error.start, save_as) from None
    if "\0" in text or _mostly_control(text):
        raise refusal(_("The file does not hold text."), save_as)
    return text, encoding


def _mostly_control(text: str) -> bool:
    beginning = text[:4096]
    control = sum(char < " " and char not in "\t\r\n\f\v" for char in beginning)
    return control * 20 > len(beginning)


def _undecodable(content: bytes, encoding: str, position: int, save_as: str) -> BadInput:
    if encoding == "utf-16" or b"\0" in content or _mostly_control(content[:4096].decode("latin-1")):
        return refusal(_("The file does not hold text that can be read."), save_as)
    before = content[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = max(content.rfind(b"\n", 0, position), content.rfind(b"\r", 0, position)) + 1
    line = content[start : start + 400].splitlines()[0]
    return refusal(
        _("The letters are not written in UTF-8, so å, ä, ö and é would be wrong."),
        _("In Excel: Save as, “CSV UTF-8 (comma delimited)”, or save it as an Excel workbook (.xlsx)."),
        value=line.decode("cp1252", errors="replace"),
        row=before.count(b"\n") + 1,
    )


@contextmanager
def opened_workbook(content: bytes, *, other: str, smaller: str) -> Iterator[Workbook]:
    """Open an Excel workbook for its values, formulas as Excel last computed them, after it has been weighed.

    `other` says what to do with a file of another kind, `smaller` with one that is too large. Raises `BadInput`, also
    where something inside fails while it is read.
    """
    from openpyxl import load_workbook  # few who start a command or a worker open a workbook

    _weigh_workbook(content, other=other, smaller=smaller)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations, which nobody reads here
            with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)) as book:
                yield book
    except BadInput:
        raise
    except Exception:  # a damaged workbook fails inside openpyxl, zlib or the XML parser with any of twenty errors
        raise _damaged() from None


def _weigh_workbook(content: bytes, *, other: str, smaller: str) -> None:
    """Refuse archives that are not Excel workbooks, unpack to far more than they weigh, or declare entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise refusal(_("This is a packed file, but not an Excel workbook."), other)
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or any(map(_is_bomb, parts)):
                raise refusal(_("The workbook unpacks to far more than it should hold."), smaller)
            if any(_declares_entities(archive, part) for part in parts):
                raise refusal(_("The workbook declares XML entities, which no spreadsheet needs."), other)
    except BadInput:
        raise
    except Exception:  # zipfile, zlib, struct and encoding errors of a broken archive
        raise _damaged() from None


def _damaged() -> BadInput:
    return refusal(_("The Excel workbook is damaged."), _("Open it in Excel and save it again."))


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SUSPECT_PART_BYTES and part.file_size > _MOST_PACKED_TIMES * part.compress_size


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """True when an XML part has a document type. Excel never writes one."""
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as stream:
        beginning = stream.read(65_536).replace(b"\0", b"")
    return b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning
