"""Times of day, dates and names of days as people write them in sheets.

Every function answers None for what it cannot read; the caller knows the row and words the refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samspel.programme.readers import days
from samspel.programme.readers.values import Cell
from samspel.programme.readers.words import normal
from samspel.wording import DAY_MINUTES as DAY_MINUTES
from samspel.wording import NIGHT_ENDS_MINUTE as NIGHT_ENDS_MINUTE
from samspel.wording import past_midnight as past_midnight

LONGEST_SET_MINUTES = 720
_LONGEST_TEXT = 64
LAST_HOUR = 30
"""Programmes write 24:30 and 25:15 for half past midnight and a quarter past one; beyond 30 it is a slip."""

_MONTH_NAMES = (
    "january jan januari januar tammikuu tammikuuta",
    "february feb februari februar helmikuu helmikuuta",
    "march mar maart mrt mars märz maaliskuu maaliskuuta",
    "april apr huhtikuu huhtikuuta",
    "may mei maj mai toukokuu toukokuuta",
    "june jun juni kesäkuu kesäkuuta",
    "july jul juli heinäkuu heinäkuuta",
    "august aug augustus augusti elokuu elokuuta",
    "september sep sept syyskuu syyskuuta",
    "october oct okt oktober lokakuu lokakuuta",
    "november nov marraskuu marraskuuta",
    "december dec dez dezember des desember joulukuu joulukuuta",
)
MONTHS = {normal(name): month for month, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}

_CLOCK = re.compile(
    r"(?:(?:kl|klo|klockan|klokken|klokka|om|at|um|from|från|fra|van|vanaf|von|ab)\.?:?\s*)*"
    r"(?P<hour>\d{1,2})(?:\s*[:.,hu]\s*(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?|[hu])?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:uhr|uur|h)?",
    re.IGNORECASE,
)
_SPOKEN = {
    **dict.fromkeys(("midnatt", "midnight", "middernacht", "mitternacht", "keskiyö"), DAY_MINUTES),
    **dict.fromkeys(("noon", "midday"), DAY_MINUTES // 2),
}
"""Midnight is the one that ends the night's date."""
_FOUR_DIGITS = re.compile(r"(\d{2})(\d{2})")
# an offset needs a T or seconds before it: "20:45-21:30" is a start and an end
_ISO = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:T(?P<clock>\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?|\s(?P<spaced>\d{2}:\d{2}):\d{2}(?:\.\d+)?)"
    r"(?:Z|[+-]\d{2}:?\d{2})?"
)
_MOMENT = re.compile(r"(?P<date>.*\d)\s*(?:T|,|\s)\s*(?P<clock>(?:kl\.?\s*)?\d{1,2}[:.]\d{2}.*)")
_DASH = re.compile(r"\s*(?:[-–—−‒~→]+|\b(?:to|till|til|tot|bis|t/m|until)\b)\s*", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.]\s?(\d{1,2})(?:[-/.]\s?(\d{4}|\d{2})?)?")
_NAMED_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.|:e|e)?\s*(?:of\s+)?([^\W\d]+)\.?,?\s*(\d{4})?")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})?")
_ARTICLE = re.compile(r"^(?:den|the|am)\s+", re.IGNORECASE)
_HOURS = re.compile(
    r"(?P<hours>\d{1,2}[.,]\d{1,2})\s*(?:h|hours?|tim(?:mar|me|er)?|uur|std|stunden|t)\.?", re.IGNORECASE
)
_LENGTH = re.compile(
    r"(?:(?P<hours>\d{1,2})\s*(?:h|hours?|tim(?:mar|me|er)?|uur|std|stunden?|t|:)\s*)?"
    r"(?:(?P<minutes>\d{1,3})\s*(?:m|min|mins|minutes?|minuter|minuten|minutt?er|')?\.?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A clock time, and its date where the cell names one. Minutes from midnight; 24:30 is 1470."""

    minute: int
    day: date | None = None


def read_clock(cell: Cell) -> int | None:
    """Minutes from midnight for a clock time: "20.45", "8.45 pm", "25:15", an Excel time, 0.875 or 20.45."""
    if isinstance(cell, datetime | time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        return _bounded(cell // timedelta(minutes=1))
    if isinstance(cell, bool | date):
        return None
    if isinstance(cell, int | float):
        return _numeric_clock(float(cell))
    return _written_clock(cell.strip())


def _numeric_clock(value: float) -> int | None:
    if 0 <= value < 1:  # Excel's own unit: the fraction of a day
        return round(value * DAY_MINUTES)
    if value >= 100:
        return _assemble(*divmod(round(value), 100)) if value == round(value) else None
    if not 0 <= value < 100:
        return None
    # someone typed 20.45 and the spreadsheet took it for a number; 20.3 was 20.30
    hour = int(value)
    return _assemble(hour, round((value - hour) * 100))


def _overlong(cell: Cell) -> bool:
    """No time or date is this long, and patterns are slow on what pretends to be one."""
    return isinstance(cell, str) and len(cell) > _LONGEST_TEXT


def _written_clock(text: str) -> int | None:
    if _overlong(text):
        return None
    if text.casefold() in _SPOKEN:
        return _SPOKEN[text.casefold()]
    if digits := _FOUR_DIGITS.fullmatch(text):
        return _assemble(int(digits[1]), int(digits[2]))
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if not half:
        return _assemble(hour, minute)
    if not 1 <= hour <= 12:
        return None
    return _assemble(hour % 12 + (12 if half[0] == "p" else 0), minute)


def _assemble(hour: int, minute: int) -> int | None:
    return _bounded(hour * 60 + minute) if 0 <= minute < 60 else None


def _bounded(minutes: int) -> int | None:
    return minutes if 0 <= minutes < LAST_HOUR * 60 else None


def read_moment(cell: Cell, *, year: int | None = None, zone: ZoneInfo | None = None) -> Moment | None:
    """A clock time that may carry its date: "2025-01-18T20:45", "18 jan 20.45", an Excel date with a time.

    One that names its offset from UTC is told as clocks in `zone` show it.
    """
    if isinstance(cell, datetime):
        minute = cell.hour * 60 + cell.minute
        # Excel keeps 24:30 in a time column as half past midnight of its day one
        return Moment(minute, cell.date() if cell.year > 1904 else None)
    minute_only = read_clock(cell)
    if minute_only is not None:
        return Moment(minute_only)
    return None if not isinstance(cell, str) or _overlong(cell) else _written_moment(in_zone(cell.strip(), zone), year)


def in_zone(text: str, zone: ZoneInfo | None) -> str:
    """An ISO time with an offset, as clocks in `zone` show it and without; any other text as it is."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if zone is None or moment.tzinfo is None:
            return text
        return moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return text


def _written_moment(text: str, year: int | None) -> Moment | None:
    if iso := _ISO.fullmatch(text):
        written, hand = iso["date"], iso["clock"] or iso["spaced"]
    elif match := _MOMENT.fullmatch(text):
        written, hand = match["date"].rstrip(", "), match["clock"]
    else:
        return None
    day, minute = read_date(written, year=year), read_clock(hand)
    return None if day is None or minute is None else Moment(minute, day)


def read_times(cell: Cell) -> tuple[int, int | None] | None:
    """Start and end from one cell: "20.45-21.30", "8–9.30 pm"; the end is None for a lone start."""
    if not isinstance(cell, str):
        alone = read_clock(cell)
        return None if alone is None else (alone, None)
    if _overlong(cell):
        return None
    parts = [part for part in _DASH.split(cell.strip()) if part]
    if not 1 <= len(parts) <= 2:
        return None
    if len(parts) == 2 and re.fullmatch(r"\d{1,2}(?:[:.]\d{2})?", parts[0]):
        half = re.search(r"[ap]\.?m\.?$", parts[1], re.IGNORECASE)
        shared = read_clock(f"{parts[0]} {half[0]}") if half else None
        parts[0] = parts[0] if shared is None else f"{parts[0]} {half[0] if half else ''}"
    minutes = [read_clock(part) for part in parts]
    if minutes[0] is None or minutes[-1] is None:
        return None
    return minutes[0], minutes[1] if len(minutes) == 2 else None


def read_length(cell: Cell) -> int | None:
    """Minutes from "45", "45 min", "1:15", "1 h 15", "1,5 h", an Excel time or a number of minutes."""
    if isinstance(cell, datetime | time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        return cell // timedelta(minutes=1)
    if isinstance(cell, bool | date):
        return None
    if isinstance(cell, int | float):
        return round(cell * DAY_MINUTES) if 0 < cell < 1 else round(cell)
    if not _overlong(cell) and (hours := _HOURS.fullmatch(cell.strip())):
        return round(float(hours["hours"].replace(",", ".")) * 60)
    match = None if _overlong(cell) else _LENGTH.fullmatch(cell.strip())
    if match is None or not (match["hours"] or match["minutes"]):
        return None
    return int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)


def read_weekday(cell: Cell) -> int | None:
    """0 for Monday … 6 for Sunday from a name of a day: short, long, with its evening."""
    return days.weekday(cell) if isinstance(cell, str) and not _overlong(cell) else None


def read_date(cell: Cell, *, year: int | None = None) -> date | None:
    """A date: ISO, or day before month in figures or words; `year` where the cell has none."""
    if isinstance(cell, datetime):
        return cell.date() if cell.year > 1904 else None
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str) or _overlong(cell):
        return None
    text = _without_weekday(cell.strip())
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(text):
        return _date(_year(match[3], year), int(match[2]), int(match[1]))
    if match := _NAMED_MONTH.fullmatch(text):
        return _date(_year(match[3], year), MONTHS.get(normal(match[2])), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(_year(match[3], year), MONTHS.get(normal(match[1])), int(match[2]))
    return None


def _without_weekday(text: str) -> str:
    return _ARTICLE.sub("", days.led_by_day(text)[1], count=1)


def _year(written: str | None, otherwise: int | None) -> int | None:
    if not written:
        return otherwise
    return int(written) if len(written) == 4 else 2000 + int(written)


def _date(year: int | None, month: int | None, day: int) -> date | None:
    if year is None or month is None or not 1900 < year < 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday_after(first: date, weekday: int) -> date:
    """The first date from `first` on that falls on `weekday`."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def night_of(day: date, minute: int) -> tuple[date, int]:
    """The night of a calendar moment, and its minute in it: 00:30 on the 19th is 1470 of the 18th."""
    if minute < NIGHT_ENDS_MINUTE and day > date.min:
        return day - timedelta(days=1), minute + DAY_MINUTES
    return day, minute
