"""What our own files say beyond their formats, so that what is exported comes in again as it was.

`feeds` writes by these rules and the readers read by them. Files of others are read by their formats alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from samspel.places.types import FACTS, Access

GENERATOR = "Samspel"
"""How a schedule says that it is ours."""
META = "samspel"
"""Under which name a schedule.json keeps what the format has no words for."""

MOST_DB, MOST_YEARS = 140, 99

_JOINT = " – "
_ERROR_VALUES = r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)"
_GUARDED = re.compile(rf"'+(?:[=+\-@]|{_ERROR_VALUES}\Z)")
_FORMULA = re.compile(rf"'*(?:[=+\-@]|{_ERROR_VALUES}\Z)")


def joined_room(venue: str, stage: str) -> str:
    """Return a venue and its stage as one name; a stage called as its venue is the venue's only one."""
    return f"{venue}{_JOINT}{stage}" if stage and stage.casefold() != venue.casefold() else venue


def split_room(room: str) -> tuple[str, str]:
    """Return the venue and the stage of a joined name; joined again they are that name."""
    venue, joint, stage = room.rpartition(_JOINT)
    return (venue, stage) if joint and venue and stage else (room, room)


def guarded(text: str, *, formulas: bool = True) -> str:
    """Return a text that a spreadsheet takes for no formula, by an apostrophe before what would begin one.

    Without `formulas` only what `unguarded` would mistake gets one: a workbook says of each cell that it is text.
    """
    return f"'{text}" if (_FORMULA if formulas else _GUARDED).match(text) or _is_error(text) else text


def unguarded(text: str) -> str:
    """Return a guarded text as it was; any other as it is."""
    return text[1:] if _GUARDED.match(text) else text


def _is_error(text: str) -> bool:
    return re.fullmatch(_ERROR_VALUES, text) is not None


def read_access(values: object) -> Access:
    """Return the facts in a JSON object; what is no such fact, or no sensible value of one, is unknown."""
    given = values if isinstance(values, Mapping) else {}
    return Access(**{name: given[name] for name in FACTS if _is_sensible(name, given.get(name))})


def _is_sensible(name: str, value: object) -> bool:
    if name in ("sound_ceiling_db", "age_limit_years"):
        most = MOST_DB if name == "sound_ceiling_db" else MOST_YEARS
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
    return isinstance(value, bool)
