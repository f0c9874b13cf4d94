"""From bytes to text and from text to numbers, with refusals that name row and value."""

from __future__ import annotations

import math
import re

from django.utils.translation import gettext as _

from samspel import foreign

MOST_PROBLEMS = 20
"""After this many the rest of a file is mostly the same mistake."""

_MISSING = frozenset({"", "..", ".", "-", "–", "NA", "N/A", "NaN", "nan", "null"})
"""How statistical offices write that there is no figure."""

_YEAR_FIRST = re.compile(r"\d{4}((-?[MKQTVW]|-)\d{1,2})?(-\d{2})?( \d\d:\d\d)?")


def decode(content: bytes) -> str:
    """Return the text of a file with figures. Raises `BadInput`."""
    foreign.check_size(
        content,
        smaller=_("Keep only the units and periods that the study needs."),
        other=_("Choose the file that holds the figures."),
    )
    text, _encoding = foreign.decode(content, save_as=_("Save the table as CSV UTF-8 and choose it again."))
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


def is_figure(text: str) -> bool:
    """Tell whether a cell is a figure in one way of writing, or says that there is none."""
    for comma in (True, False):
        try:
            number_of(text, comma=comma)
        except ValueError:
            continue
        return True
    return False


def label_of(text: str) -> str:
    """Return a name or period without stray blanks; a whole number that was saved as 1955.0 is 1955."""
    bare = text.strip()
    return bare[:-2] if bare.endswith(".0") and bare[:-2].isdecimal() else bare


def is_dated(labels: list[str]) -> bool:
    """Tell whether every period begins with a year, so that the labels alone tell their order."""
    return all(_YEAR_FIRST.fullmatch(label) for label in labels)


def in_time_order(labels: list[str]) -> list[str]:
    """Sort periods that begin with a year; others, such as hours of a night, keep the order of the file."""
    if is_dated(labels):
        return sorted(labels, key=lambda label: [int(part) for part in re.findall(r"\d+", label)])
    return labels
