"""A frozen programme as the reading interface tells it: typed dictionaries, which `openapi` describes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypedDict

from samspel.places.types import Access
from samspel.programme.feeds.links import Links
from samspel.programme.snapshot import Plain, Programme
from samspel.programme.types import Former, ShownSet

Kind = Literal["bar", "restaurant", "cafe", "hotel", "church", "square", "hall", "club", "other"]
State = Literal["scheduled", "moved", "cancelled"]


class AccessFacts(TypedDict):
    """What is known of access. null: nobody has said, which is another thing than false or 0."""

    step_free: bool | None
    seats: bool | None
    hearing_loop: bool | None
    quiet_place: bool | None
    strobe: bool | None
    sound_ceiling_db: int | None
    age_limit_years: int | None


class Was(TypedDict):
    """Where a set was before it moved."""

    night: date
    starts_at: datetime
    venue_name: str
    stage: str


class Set(TypedDict):
    """One appearance of an act. A night is the date it began on, also past midnight."""

    id: str
    act: str
    act_name: str
    genre: str
    country: str
    venue: str
    venue_name: str
    stage: str
    night: date
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    state: State
    was: Was | None
    access: AccessFacts
    url: str


class Act(TypedDict):
    """Whoever plays, with the ids of the sets."""

    slug: str
    name: str
    genre: str
    country: str
    description: str
    sets: list[str]


class Venue(TypedDict):
    """Where it is played, with the ids of the sets."""

    slug: str
    name: str
    kind: Kind
    address: str
    latitude: float | None
    longitude: float | None
    access: AccessFacts
    sets: list[str]


class Edition(TypedDict):
    """A published programme. A draft says that times may still change; synthetic data was never measured."""

    festival: str
    edition: str
    name: str
    place: str
    country: str
    time_zone: str
    synthetic: bool
    draft: bool
    version: int
    published_at: datetime
    nights: list[date]
    sets: int
    cancelled: int
    licence: str
    url: str
    api: str


class Change(TypedDict):
    """One difference from the version before."""

    kind: Literal["added", "moved", "removed"]
    act_name: str
    sentence: str


class Version(TypedDict):
    """A version of the programme and what it changed; the newest first."""

    version: int
    published_at: datetime
    draft: bool
    message: str
    changes: list[Change]


class Problem(TypedDict):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


def access_facts(access: Access) -> AccessFacts:
    return AccessFacts(
        step_free=access.step_free,
        seats=access.seats,
        hearing_loop=access.hearing_loop,
        quiet_place=access.quiet_place,
        strobe=access.strobe,
        sound_ceiling_db=access.sound_ceiling_db,
        age_limit_years=access.age_limit_years,
    )


def _was(was: Former) -> Was:
    return Was(night=was.night, starts_at=was.starts_at, venue_name=was.venue, stage=was.stage)


def set_shape(one: ShownSet, links: Links) -> Set:
    return Set(
        id=one.guid,
        act=one.act_slug,
        act_name=one.act,
        genre=one.genre,
        country=one.country,
        venue=one.venue_slug,
        venue_name=one.venue,
        stage=one.stage,
        night=one.night,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        opens_at=one.opens_at,
        state=one.state,
        was=_was(one.was) if one.was is not None else None,
        access=access_facts(one.access),
        url=links.of_set(one),
    )


def act_shape(programme: Programme, row: Plain) -> Act:
    return Act(
        slug=row["slug"],
        name=row["name"],
        genre=row["genre"],
        country=row["country"],
        description=row["description"],
        sets=[one.guid for one in programme.told if one.act_slug == row["slug"]],
    )


def venue_shape(programme: Programme, row: Plain) -> Venue:
    return Venue(
        slug=row["slug"],
        name=row["name"],
        kind=row["kind"],
        address=row["address"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        access=access_facts(Access.from_plain(row["access"])),
        sets=[one.guid for one in programme.told if one.venue_slug == row["slug"]],
    )
