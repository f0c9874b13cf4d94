"""From bytes to text and from text to numbers, with refusals that name row and value."""

from __future__ import annotations

import math
import re

from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem

MOST_BYTES = 20 * 1024 * 1024
MOST_PROBLEMS = 20
"""After this many the rest of a file is mostly the same mistake."""

_MISSING = frozenset({"", "..", ".", "-", "–", "NA", "N/A", "NaN", "nan", "null"})
"""How statistical offices write that there is no figure."""

_YEAR_FIRST = re.compile(r"\d{4}([MKQTVW-]\d{1,2})?(-\d{2})?")


def refusal(reason: str, advice: str, *, value: str = "", row: int | None = None) -> BadInput:
    """Return the error for a file that cannot be read at all."""
    return BadInput([Problem(row, value[:80], reason, advice)])


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte-order mark. Raises `BadInput`."""
    if len(content) > MOST_BYTES:
        reason = _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 2**20}
        raise refusal(reason, _("Keep only the units and periods that the study needs."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise refusal(
            _("The letters are not written in UTF-8, so å, ä and ö would be wrong."),
            _("Save the file as CSV UTF-8 and choose it again."),
            row=row,
        ) from None
    if not text.strip():
        raise refusal(_("The file is empty."), _("Choose the file that holds the figures."))
    if "\0" in text:
        raise refusal(_("The file does not hold text."), _("Save the table as CSV UTF-8 and choose it again."))
    return text


def number_of(text: str, *, comma: bool) -> float | None:
    """Return a figure, None for a missing one; `comma` is the decimal sign. Raises `ValueError` for anything else."""
    bare = text.strip().replace("\u00a0", "").replace("\u202f", "").replace("\u2212", "-")
    if bare in _MISSING:
        return None
    if comma:
        bare = bare.replace(" ", "").replace(",", ".")
    if "_" in bare:  # Python would take it for a separator
        raise ValueError(text)
    value = float(bare)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def label_of(text: str) -> str:
    """Return a name or period without stray blanks; a whole number that was saved as 1955.0 is 1955."""
    bare = text.strip()
    return bare[:-2] if re.fullmatch(r"\d+\.0", bare) else bare


def is_dated(labels: list[str]) -> bool:
    """Tell whether every period begins with a year, so that the labels alone tell their order."""
    return all(_YEAR_FIRST.fullmatch(label) for label in labels)


def in_time_order(labels: list[str]) -> list[str]:
    """Sort periods that begin with a year; others, such as hours of a night, keep the order of the file."""
    if is_dated(labels):
        return sorted(labels, key=lambda label: [int(part) for part in re.findall(r"\d+", label)])
    return labels
