"""Periods as people write them, Swedish months and weeks among them → the labels that statistical offices use."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspel.effects.readers.text import in_time_order
from samspel.effects.types import Guess, Likeness, PeriodKind
from samspel.errors import Problem

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ENGLISH = {"may": 5, "oct": 10}
_LONG = (
    *("januari", "februari", "mars", "april", "juni", "juli", "augusti", "sept", "september", "oktober", "november"),
    *("december", "january", "february", "march", "june", "july", "august", "october"),
)
_LETTERS = {"K": PeriodKind.QUARTER, "M": PeriodKind.MONTH, "V": PeriodKind.WEEK, "T": PeriodKind.TERM}

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_YEAR = re.compile(r"(1[89]|20)\d\d")
_PART = re.compile(r"(\d{4})[\s-]*([MKQTVW])\s*(\d{1,2})", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_WEEK = re.compile(
    r"(?:v|v\.|vecka|week|w)\s*(\d{1,2})[,\s/-]+(\d{4})|(\d{4})[,\s/-]+(?:v\.?|vecka|week|w)\s*(\d{1,2})"
)
_QUARTER = re.compile(
    r"(?:kv|kvartal|quarter|q)\.?\s*([1-4])[,\s/-]+(\d{4})|(\d{4})[,\s/-]+(?:kv|kvartal|quarter)\.?\s*([1-4])"
)
_NAMED = re.compile(r"([a-zåäö]{3,10})\.?[\s,/-]+(\d{4})|(\d{4})[\s,/-]+([a-zåäö]{3,10})\.?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ](\d{1,2})[:.](\d\d)(?::00)?)?")
_SWEDISH_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[\s/.-](\d{4})|(\d{1,2})\s+([a-zåäö]{3,10})\.?\s+(\d{4})")
_TERM = re.compile(r"([hv])t\s*-?(\d{4})|(\d{4})\s*-?([hv])t")

PERIOD_KINDS = {
    PeriodKind.YEAR: gettext_lazy("a year"),
    PeriodKind.TERM: gettext_lazy("a term"),
    PeriodKind.QUARTER: gettext_lazy("a quarter"),
    PeriodKind.MONTH: gettext_lazy("a month"),
    PeriodKind.WEEK: gettext_lazy("a week"),
    PeriodKind.DAY: gettext_lazy("a day"),
    PeriodKind.HOUR: gettext_lazy("an hour of a day"),
    PeriodKind.CLOCK: gettext_lazy("an hour of a night"),
}
Found = tuple[str, PeriodKind] | None


def guess_periods(labels: Sequence[str]) -> tuple[tuple[Guess, ...], PeriodKind]:
    """Guess what each label means, and the kind they share: `OTHER`, with labels left as they are, where they do not.

    A date such as 03/04/2024 is never guessed from one alone: day and month change places unless the file holds a
    day after the twelfth, and so all such dates of a file are read by the Swedish order only then.
    """
    found = [_read(label) for label in labels]
    kinds = {one[1] for one in found if one}
    unclear = any(one is None for one in found) or len(kinds) != 1
    if unclear or len({one[0] for one in found if one}) < len(labels) or not _order_is_known(labels):
        return tuple(Guess(label, label, "", Likeness.NONE) for label in labels), PeriodKind.OTHER
    guesses = (
        Guess(label, one[0], "", Likeness.SAME if one[0] == label else Likeness.SPELLING)
        for label, one in zip(labels, found, strict=True)
        if one
    )
    return tuple(guesses), kinds.pop()


def moment_named(label: str) -> dt.datetime | None:
    """Return the moment that a label of a day and a time names; None for anything else."""
    found = _date(" ".join(label.casefold().split()))
    return dt.datetime.fromisoformat(found[0]) if found and found[1] is PeriodKind.HOUR else None


def problems_of_periods(labels: Sequence[str]) -> list[Problem]:
    """Return each label that is no period, or another kind of period than most of them are."""
    read = {label: guess_periods([label])[1] for label in labels}
    advice = _("Write it as the figures do: 2024, 2024K1, 2024M06, 2024V23, 2024-06-21, 2024-06-21 21:00 or 21:00.")
    unread = [label for label, kind in read.items() if kind is PeriodKind.OTHER]
    if unread:
        return [Problem(None, label, _("cannot be read as a period."), advice) for label in unread]
    kinds = list(read.values())
    usual = max(kinds, key=kinds.count) if kinds else PeriodKind.OTHER
    names = {kind: str(PERIOD_KINDS[kind]) for kind in set(kinds)}
    return [
        Problem(
            None,
            label,
            _("is %(kind)s, and other periods of this study are not: %(usual)s.")
            % {"kind": names[kind], "usual": names[usual]},
            advice,
        )
        for label, kind in read.items()
        if kind is not usual
    ]


def in_order(labels: Sequence[str]) -> list[str]:
    """Sort labels, each once, by what they mean; of hours of a night nothing is known, and none is returned."""
    guesses, kind = guess_periods(list(dict.fromkeys(labels)))
    if kind in (PeriodKind.OTHER, PeriodKind.CLOCK):
        return []
    meant = {guess.key: guess.label for guess in guesses}
    return [meant[key] for key in in_time_order(list(meant))]


def _order_is_known(labels: Sequence[str]) -> bool:
    slashed = [match for label in labels if (match := _SWEDISH_DATE.fullmatch(label.strip())) and match[1]]
    return not slashed or any(int(match[1]) > 12 for match in slashed)


def _read(label: str) -> Found:
    text = " ".join(label.casefold().split())
    for reader in _READERS:
        if found := reader(text):
            return found
    return None


def _year(text: str) -> Found:
    return (text, PeriodKind.YEAR) if _YEAR.fullmatch(text) else None


def _clock(text: str) -> Found:
    match = _CLOCK.fullmatch(text)
    return (f"{int(match[1]):02d}:{match[2]}", PeriodKind.CLOCK) if match else None


def _part(text: str) -> Found:
    if match := _PART.fullmatch(text):
        letter = {"Q": "K", "W": "V"}.get(match[2].upper(), match[2].upper())
        return _lettered(int(match[1]), letter, int(match[3]))
    match = _YEAR_MONTH.fullmatch(text)
    return _lettered(int(match[1]), "M", int(match[2])) if match else None


def _week(text: str) -> Found:
    match = _WEEK.fullmatch(text)
    return _lettered(int(match[2] or match[3]), "V", int(match[1] or match[4])) if match else None


def _quarter(text: str) -> Found:
    match = _QUARTER.fullmatch(text)
    return _lettered(int(match[2] or match[3]), "K", int(match[1] or match[4])) if match else None


def _term(text: str) -> Found:
    match = _TERM.fullmatch(text)
    if not match:
        return None
    return _lettered(int(match[2] or match[3]), "T", 1 if (match[1] or match[4]) == "v" else 2)


def _named_month(text: str) -> Found:
    match = _NAMED.fullmatch(text)
    month = _month(match[1] or match[4]) if match else None
    return _lettered(int(match[2] or match[3]), "M", month) if match and month else None


def _date(text: str) -> Found:
    if match := _DATE.fullmatch(text):
        parts, hour = (int(match[1]), int(match[2]), int(match[3])), match[4]
    elif match := _SWEDISH_DATE.fullmatch(text):
        month = int(match[2]) if match[2] else _month(match[5])
        parts, hour = (int(match[3] or match[6]), month or 0, int(match[1] or match[4])), None
    else:
        return None
    try:
        day = dt.date(*parts)
    except ValueError:
        return None
    if hour is None:
        return day.isoformat(), PeriodKind.DAY
    return (f"{day.isoformat()} {int(hour):02d}:{match[5]}", PeriodKind.HOUR) if int(hour) < 24 else None


def _lettered(year: int, letter: str, number: int) -> Found:
    kind = _LETTERS[letter]
    most = {"K": 4, "M": 12, "T": 2, "V": dt.date(year, 12, 28).isocalendar().week if 1 <= year <= 9999 else 0}[letter]
    if not 1 <= number <= most or not _YEAR.fullmatch(str(year)):
        return None
    return f"{year}{letter}{number:02d}" if letter in "MV" else f"{year}{letter}{number}", kind


def _month(name: str) -> int | None:
    short = name[:3]
    if name not in (*_MONTHS, *_ENGLISH, *_LONG):
        return None
    return _ENGLISH.get(short) or _MONTHS.index(short) + 1


_READERS: tuple[Callable[[str], Found], ...] = (_year, _clock, _part, _week, _quarter, _term, _named_month, _date)
