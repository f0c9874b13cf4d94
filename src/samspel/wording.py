"""Clock times, dates and numbers in the reader's language: for sentences, and as filters in templates."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils import formats, translation
from django.utils.translation import gettext as _

_SWEDISH_MONTHS = ("jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")
"""Small letters and a full stop where letters are left out; Django has them as in English."""

_AFTER_Z = str.maketrans({"å": "{", "æ": "|", "ä": "|", "ø": "}", "ö": "}"})
"""Three letters of their own at the end of the alphabet: the signs after z stand in for them."""
_BACK_FROM_Z = str.maketrans("{|}", "åäö")

DAY_MINUTES = 24 * 60
NIGHT_ENDS_MINUTE = 6 * 60
"""A clock time before 06:00 belongs to the night before, and so does whoever looks at the programme then."""


def past_midnight(minute: int) -> int:
    """Turn a clock time inside a named night into its minute: 01:20 of Wednesday's night is 1520."""
    return minute + DAY_MINUTES if minute < NIGHT_ENDS_MINUTE else minute


def clock(minute: int | None) -> str:
    """Turn minutes from midnight into a 24-hour clock time: 1530 is 01:30."""
    if minute is None:
        return "–"
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def night_clock(night: dt.date | str, minute: int) -> str:
    """Write a clock time of a named night; after midnight with which day it is by then."""
    if minute < DAY_MINUTES:
        return clock(minute)
    date = dt.date.fromisoformat(night) if isinstance(night, str) else night
    then = formats.date_format(date + dt.timedelta(days=minute // DAY_MINUTES), "l")
    return f"{clock(minute)} ({_('night towards %(day)s') % {'day': then}})"


def day(value: dt.date | str) -> str:
    """Write a date as people say it: Thursday 3 September 2026."""
    date = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return formats.date_format(date, "l j F Y")


def short_day(value: dt.date | str) -> str:
    """Write a date for a tab: Thu 3 Sep; in Swedish tors 3 sep."""
    date = dt.date.fromisoformat(value) if isinstance(value, str) else value
    if is_swedish():
        return f"{formats.date_format(date, 'D').lower()} {date.day} {_SWEDISH_MONTHS[date.month - 1]}"
    return formats.date_format(date, "D j M")


def days(first: dt.date, last: dt.date) -> str:
    """Write the dates from one to another as short as it is clear: 2–5 December 2026."""
    if (first.year, first.month) == (last.year, last.month):
        return (
            formats.date_format(last, "j F Y") if first == last else f"{first.day}–{formats.date_format(last, 'j F Y')}"
        )
    begins = formats.date_format(first, "j F" if first.year == last.year else "j F Y")
    return f"{begins} – {formats.date_format(last, 'j F Y')}"


def quoted(value: object) -> str:
    """Put the language's quotation marks around a value; Swedish has the same one on both sides."""
    return f"”{value}”" if is_swedish() else f"“{value}”"


def is_swedish() -> bool:
    """Tell whether the reader's language is Swedish."""
    return (translation.get_language() or "sv").startswith("sv")


def amount(value: float | None, digits: int = 0) -> str:
    """Write a number with the language's separators; a real minus sign and an unbroken space."""
    if value is None:
        return "–"
    text = f"{abs(value):,.{digits}f}"
    if is_swedish():
        text = text.replace(",", "\u00a0").replace(".", ",")
    negative = value < 0 and any(letter in "123456789" for letter in text)
    return f"\u2212{text}" if negative else text


def sek(value: int | None) -> str:
    """Write an amount of Swedish money: 12 500 kr, SEK 12,500."""
    if value is None:
        return "–"
    return f"{amount(value)}\u00a0kr" if is_swedish() else f"SEK\u00a0{amount(value)}"


def percent(value: float | None, digits: int = 0) -> str:
    """Write a share 0–1 as per cent."""
    return "–" if value is None else _("%(number)s %%") % {"number": amount(value * 100, digits)}


def letter(name: object) -> str:
    """Return the letter under which Swedish lists hold a name; `#` for what begins with none."""
    first = by_name(name)[0][0][:1].translate(_BACK_FROM_Z)
    return first.upper() if first.isalpha() else "#"


def by_name(name: object) -> tuple[tuple[str, int], ...]:
    """Return what sorts names as Swedish lists do: å ä ö last, other marks as without them, 2 before 10."""
    letters = unicodedata.normalize("NFC", str(name)).casefold().translate(_AFTER_Z)
    plain = "".join(one for one in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(one))
    return tuple((text, int(number or 0)) for text, number in re.findall(r"([^0-9]*)([0-9]*)", plain))
