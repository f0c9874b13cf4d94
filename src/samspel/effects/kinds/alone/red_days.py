"""Swedish days that are like no weekday, by rule, so that nobody has to list them.

Public holidays: lag (1989:253) om allmänna helgdagar, with Whit Monday until 2004 and the National Day from 2005.
Midsummer Eve, Christmas Eve and New Year's Eve are as Sundays by semesterlagen (1977:480), section 3 a.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

NATIONAL_DAY_SINCE = 2005
SATURDAY = 5


def red_days(first: date, last: date) -> frozenset[date]:
    """Return the holidays and eves from one date to another, both included."""
    years = range(first.year, last.year + 1)
    return frozenset(day for year in years for day in _of_year(year) if first <= day <= last)


def easter(year: int) -> date:
    """Return Easter Sunday: J. Meeus, Astronomical Algorithms, 1991, chapter 8."""
    century, rest = divmod(year, 100)
    leap, short = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap - moon + 15) % 30
    weekday = (32 + 2 * short + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _of_year(year: int) -> Iterator[date]:
    sunday = easter(year)
    midsummer = _saturday_from(date(year, 6, 20))
    yield from (date(year, 1, 1), date(year, 1, 6), date(year, 5, 1))
    yield from (sunday + timedelta(days=days) for days in (-2, 0, 1, 39, 49))
    yield date(year, 6, 6) if year >= NATIONAL_DAY_SINCE else sunday + timedelta(days=50)
    yield from (midsummer - timedelta(days=1), midsummer, _saturday_from(date(year, 10, 31)))
    yield from (date(year, 12, 24), date(year, 12, 25), date(year, 12, 26), date(year, 12, 31))


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)
