"""From bytes to text and from text to numbers, with refusals that name row and value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from django.utils import formats
from django.utils.translation import gettext as _

from samspel import foreign
from samspel.errors import BadInput, Problem

MOST_PROBLEMS = 20
"""After this many the rest of a file is mostly the same mistake."""

_MISSING = frozenset({"", "..", ".", "-", "–", "NA", "N/A", "NaN", "nan", "null"})
"""How statistical offices write that there is no figure."""

_OTHER = {",": ".", ".": ","}
_WRITTEN = {
    sign: re.compile(
        rf"[+-]?(?:[1-9]\d{{0,2}}([ {other}])\d{{3}}(?:\1\d{{3}})*|\d*)(?:[{sign}]\d*)?(?:[eE][+-]?\d+)?", re.ASCII
    )
    for sign, other in _OTHER.items()
}
"""Numbers with each decimal sign: thousands may be grouped by blanks, or by the other sign."""

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


class Exact(str):
    """A number as a program wrote it, whose point is the decimal sign whatever people use beside it."""

    __slots__ = ()


def number_of(text: str, *, sign: str) -> float | None:
    """Return a figure, None for a missing one; `sign` is the decimal sign. Raises `ValueError` for anything else."""
    bare = _bare(text)
    if bare in _MISSING:
        return None
    if not isinstance(text, Exact):
        if not _WRITTEN[sign].fullmatch(bare):
            raise ValueError(text)
        bare = bare.replace(" ", "").replace(_OTHER[sign], "").replace(sign, ".")
    value = float(bare)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _bare(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-").strip()


def is_figure(text: str) -> bool:
    """Tell whether a cell is a figure in one way of writing, or says that there is none."""
    return _bare(text) in _MISSING or bool(_meanings(text))


def _meanings(text: str) -> dict[str, float]:
    """Return what a cell is with each decimal sign that it can be read with."""
    found = {}
    for sign in _WRITTEN:
        try:
            value = number_of(text, sign=sign)
        except ValueError:
            continue
        if value is not None:
            found[sign] = value
    return found


def decimal_sign(texts: Mapping[str, int], *, usual: str) -> str:
    """Return the decimal sign of a file's figures, each with the row where it stands first.

    What tells is a number that can be read with one sign alone, such as 12,5 or 1.234,5; 1.234 can be either. `usual`
    is the sign where no number tells: only a file that separates by commas is sure of its points then.

    Raises
    ------
    BadInput
        If two rows tell different signs, or a number has two meanings and nothing tells which.
    """
    sure: dict[str, tuple[str, int]] = {}
    either: list[tuple[str, int]] = []
    grouped = set()
    for text, row in texts.items():
        values = _meanings(text)
        if len(values) == 1:
            (sign,) = values
            sure.setdefault(sign, (text, row))
            grouped |= {sign} if _OTHER[sign] in text else set()
        elif len(set(values.values())) > 1:
            either.append((text, row))
    if len(sure) > 1:
        raise BadInput([_mixed(*sure[sign], sign) for sign in sorted(sure)])
    sign = next(iter(sure), usual)
    if sure:
        either = [] if sign in grouped else [one for one in either if _OTHER[sign] in one[0]]
    elif usual == "." and not any("," in text for text, _row in either):
        either = []
    if either:
        raise BadInput([_unclear(*one) for one in either[:MOST_PROBLEMS]])
    return sign


def _mixed(text: str, row: int, sign: str) -> Problem:
    words = {
        ",": _("has a decimal comma, other rows have a decimal point."),
        ".": _("has a decimal point, other rows a decimal comma."),
    }
    return Problem(row, text, words[sign], _("Write all numbers of the file with the same decimal sign."))


def _unclear(text: str, row: int) -> Problem:
    sign = "," if "," in text else "."
    plain = {one: formats.number_format(f"{value:.15g}") for one, value in _meanings(text).items()}
    reason = _("may be %(whole)s or %(decimals)s: nothing in the file tells which.")
    reason %= {"whole": plain[_OTHER[sign]], "decimals": plain[sign]}
    advice = _(
        "Say what the decimal sign is (by command: --decimal comma, --decimal point), or write numbers without "
        "thousands."
    )
    return Problem(row, text, reason, advice)


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
