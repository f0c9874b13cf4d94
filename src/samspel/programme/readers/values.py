"""What a reader hands on: plain frozen values, no rows of a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samspel.places.types import UNKNOWN, Access

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Cell = str | int | float | bool | datetime | date | time | timedelta
"""One cell. A text file has only `str`; an Excel file keeps its own types."""


class Field(StrEnum):
    """What a column of a sheet may mean."""

    ACT = "act"
    VENUE = "venue"
    STAGE = "stage"
    NIGHT = "night"
    DATE = "date"
    DAY = "day"
    START = "start"
    END = "end"
    TIMES = "times"
    LENGTH = "length"
    COUNTRY = "country"
    GENRE = "genre"
    DESCRIPTION = "description"
    DRAW = "draw"
    JURY = "jury"
    LOUDNESS = "loudness"
    HEAVY = "heavy"
    PIANO = "piano"
    DRUMS = "drums"
    STAGE_SIZE = "stage-size"
    HAS_PIANO = "has-piano"
    HAS_DRUMS = "has-drums"
    LOUDEST = "loudest"
    SIZE = "size"
    CAPACITY = "capacity"
    FIRE_LIMIT = "fire_limit"
    PUBLIC_PLACE = "public-place"
    ALCOHOL = "alcohol"
    ALCOHOL_UNTIL = "alcohol-until"
    MEMBERS = "members"
    ADDRESS = "address"
    CONTACT = "contact"
    VENUE_CONTACT = "venue-contact"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    STEP_FREE = "step-free"
    SEATS = "seats"
    HEARING_LOOP = "hearing-loop"
    QUIET_PLACE = "quiet-place"
    STROBE = "strobe"
    SOUND_CEILING = "sound-ceiling"
    AGE_LIMIT = "age-limit"
    KEY = "key"
    EDITION = "edition"
    IGNORE = "ignore"

    @property
    def label(self) -> _StrPromise:
        """The meaning in words for a mapping page."""
        return LABELS[self]


LABELS: Mapping[Field, _StrPromise] = {
    Field.ACT: _("Act"),
    Field.VENUE: _("Venue"),
    Field.STAGE: _("Stage in the venue"),
    Field.NIGHT: _("Night (the date the evening began)"),
    Field.DATE: _("Date on the calendar"),
    Field.DAY: _("Day name (Friday night keeps its name past midnight)"),
    Field.START: _("Start"),
    Field.END: _("End"),
    Field.TIMES: _("Start and end in one cell"),
    Field.LENGTH: _("Length in minutes"),
    Field.COUNTRY: _("Country"),
    Field.GENRE: _("Genre"),
    Field.DESCRIPTION: _("Description"),
    Field.DRAW: _("Expected audience (persons)"),
    Field.JURY: _("Jury score of the act (0–100)"),
    Field.LOUDNESS: _("Loudness of the act (1–5)"),
    Field.HEAVY: _("The act needs much set-up (yes or no)"),
    Field.PIANO: _("The act needs a piano (yes or no)"),
    Field.DRUMS: _("The act needs a drum kit (yes or no)"),
    Field.STAGE_SIZE: _("Least size of the stage for the act (small, medium, large)"),
    Field.HAS_PIANO: _("The stage has a piano (yes or no)"),
    Field.HAS_DRUMS: _("The stage has a drum kit (yes or no)"),
    Field.LOUDEST: _("Loudest allowed on the stage (1–5)"),
    Field.SIZE: _("Size of the stage (small, medium, large)"),
    Field.CAPACITY: _("Capacity of the venue (persons)"),
    Field.FIRE_LIMIT: _("Fire limit of the venue (persons, staff among them)"),
    Field.PUBLIC_PLACE: _("The venue is a public place, such as a street or a square (yes, no)"),
    Field.ALCOHOL: _("Alcohol is served at the venue (yes, no)"),
    Field.ALCOHOL_UNTIL: _("Until when alcohol is served"),
    Field.MEMBERS: _("Members"),
    Field.ADDRESS: _("Address"),
    Field.CONTACT: _("Contact e-mail of the act"),
    Field.VENUE_CONTACT: _("Contact e-mail of the venue"),
    Field.LATITUDE: _("Latitude"),
    Field.LONGITUDE: _("Longitude"),
    Field.STEP_FREE: _("Step-free (yes, no)"),
    Field.SEATS: _("Seats for guests (yes, no)"),
    Field.HEARING_LOOP: _("Hearing loop (yes, no)"),
    Field.QUIET_PLACE: _("Quiet place (yes, no)"),
    Field.STROBE: _("Strobe lights (yes, no)"),
    Field.SOUND_CEILING: _("Sound ceiling, dB(A)"),
    Field.AGE_LIMIT: _("Age limit (years; 0 for all ages)"),
    Field.KEY: _("Identifier in the other system"),
    Field.EDITION: _("Edition or year"),
    Field.IGNORE: _("Not used"),
}

ColumnMap = Mapping[str, Field]
"""Column heading → meaning. Given by a person, it overrides the guess for the columns it names and no others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row or event: an act, a venue, or both, and then perhaps a set.

    `start_minute` and `end_minute` count from midnight of `night`; past midnight they are 1440 or more.
    `number` is the row as a spreadsheet shows it, or the event's ordinal in a schedule. `country` is ISO 3166
    alpha-2 where the word is known, else as given. `key` is the other system's stable identifier. Of `access`, what
    a set brings is meant for the set, the rest for its stage.
    """

    number: int
    act: str = ""
    venue: str = ""
    stage: str = ""
    night: date | None = None
    start_minute: int | None = None
    end_minute: int | None = None
    country: str = ""
    genre: str = ""
    description: str = ""
    draw_persons: int | None = None
    jury_score: int | None = None
    loudness: int | None = None
    is_heavy: bool | None = None
    needs_piano: bool | None = None
    needs_drums: bool | None = None
    stage_size: int | None = None
    has_piano: bool | None = None
    has_drums: bool | None = None
    loudest: int | None = None
    size: int | None = None
    members: tuple[str, ...] = ()
    address: str = ""
    contact_email: str = ""
    venue_email: str = ""
    capacity_persons: int | None = None
    fire_limit_persons: int | None = None
    is_public_place: bool | None = None
    serves_alcohol: bool | None = None
    serves_until_minute: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    access: Access = UNKNOWN
    key: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not taken in: which, what it says, why not, and what to do.

    With `set_only` the act and the venue of the row are taken in all the same, as an act without a set.
    """

    number: int
    value: str
    reason: str
    advice: str
    set_only: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd that is kept all the same; `number` is None when it concerns the whole file."""

    number: int | None
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet under its heading; `number` as a spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells as a page shows them."""
        return tuple(str(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under one heading row, and what its columns are guessed to mean.

    `rows` all have as many cells as there are columns, or more where the file's row is too long. `row_count`
    is the number of rows in the file also when `rows` is only a beginning. `title` and `others` name the
    sheets of an Excel workbook that was read and those that were not. `headed` is False where the first row
    is data; `above` are rows above the headings.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    mapping: ColumnMap
    encoding: str
    row_count: int
    title: str = ""
    others: tuple[str, ...] = ()
    headed: bool = True
    above: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    `kind` is "sheet" or "schedule"; `name` a guess at the festival's or edition's name; `digest` the SHA-256
    of the file's bytes in hexadecimal. `columns` and `mapping` are empty and None for a schedule.
    """

    kind: str
    name: str
    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]
    columns: tuple[str, ...]
    mapping: ColumnMap | None
    encoding: str
    digest: str
