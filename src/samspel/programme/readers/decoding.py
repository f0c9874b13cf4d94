"""From bytes to text, and the limits that are checked before anything is parsed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samspel import foreign
from samspel.foreign import refusal

MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_TEXT = 10_000
LONGEST_NAME = 200

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


def save_as() -> str:
    """What to do with a file of the wrong kind."""
    return _("Save it as an Excel workbook (.xlsx) or as CSV UTF-8, and choose the new file.")


def check_size(content: bytes) -> None:
    """Refuse what is empty or too large. Raises BadInput."""
    foreign.check_size(
        content,
        smaller=_("Take away pictures and sheets that are not the programme."),
        other=_("Choose the file that holds the programme."),
    )


def check_kind(content: bytes) -> None:
    """Refuse kinds of file that are known and hold no table. Raises BadInput."""
    for beginning, kind in _ALIEN_BEGINNINGS:
        if content.startswith(beginning):
            raise refusal(_("This is a %(kind)s file, not a table.") % {"kind": kind}, save_as())


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding. Raises BadInput."""
    return foreign.decode(content, save_as=save_as())
