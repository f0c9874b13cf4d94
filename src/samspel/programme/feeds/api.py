"""A frozen programme as the reading interface tells it, and the description of that interface (OpenAPI 3.1).

The shapes are typed dictionaries; the description is made from their types, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

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


_FORMATS: dict[object, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
}


def schema_of(kind: Any) -> dict[str, Any]:
    """Return a type as a JSON schema; a typed dictionary as a reference to its own."""
    if is_typeddict(kind):
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    if get_origin(kind) is list:
        return {"type": "array", "items": schema_of(get_args(kind)[0])}
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if get_origin(kind) in (Union, UnionType):
        return {"anyOf": [schema_of(one) for one in get_args(kind)]}
    return dict(_FORMATS[kind])


def shapes(*kinds: Any) -> dict[str, Any]:
    """Return the schema of each typed dictionary by its name."""
    return {
        kind.__name__: {
            "type": "object",
            "description": " ".join(str(kind.__doc__).split()),
            "properties": {name: schema_of(one) for name, one in get_type_hints(kind).items()},
            "required": list(get_type_hints(kind)),
            "additionalProperties": False,
        }
        for kind in kinds
    }


_FACTS = {
    "step_free": "Only sets with (true) or without (false) step-free access; unknown: where nobody has said.",
    "seats": "As step_free, for seats.",
    "hearing_loop": "As step_free, for a hearing loop.",
    "quiet_place": "As step_free, for a quiet place.",
    "strobe": "As step_free, for strobe lights. false gives only sets that are known to have none.",
}
FILTERS: dict[str, tuple[dict[str, Any], str]] = {
    "night": ({"type": "string", "format": "date"}, "Only sets of this night: the date it began on."),
    "act": ({"type": "string"}, "Only sets of the act with this slug."),
    "venue": ({"type": "string"}, "Only sets at the venue with this slug."),
    "genre": ({"type": "string"}, "Only sets of this genre, as it is written."),
    "state": ({"type": "string", "enum": ["scheduled", "moved", "cancelled"]}, "Only sets in this state."),
    **{name: ({"type": "string", "enum": ["true", "false", "unknown"]}, words) for name, words in _FACTS.items()},
    "max_db": (
        {"type": "integer", "minimum": 0, "maximum": 140},
        "Only sets with a promised sound ceiling of at most so many dB(A).",
    ),
    "age": (
        {"type": "integer", "minimum": 0, "maximum": 99},
        "Only sets where somebody of this age is known to be let in.",
    ),
}
"""What sets can be asked for: the schema of each value, and what it does."""

_ROOT = "/v1/{festival}/{edition}/"
_WORDS = {
    "festival": "The festival's slug.",
    "edition": "The edition's slug.",
    "key": "The set's id, or its key in earlier versions.",
    "act": "The act's slug.",
    "venue": "The venue's slug.",
}


def description(*, server: str) -> dict[str, Any]:
    """Return the interface's own description."""
    paths = {
        "/v1/openapi.json": _path("description", "This description.", {"type": "object"}),
        "/v1/editions/": _path("editions", "Every published programme.", schema_of(list[Edition])),
        _ROOT: _path("edition", "One published programme.", schema_of(Edition)),
        f"{_ROOT}sets/": _path("sets", "Sets, all or those asked for, also cancelled ones.", schema_of(list[Set])),
        f"{_ROOT}sets/{{key}}/": _path("set", "One set.", schema_of(Set)),
        f"{_ROOT}acts/": _path("acts", "Acts that play or were to play.", schema_of(list[Act])),
        f"{_ROOT}acts/{{act}}/": _path("act", "One act.", schema_of(Act)),
        f"{_ROOT}venues/": _path("venues", "Venues.", schema_of(list[Venue])),
        f"{_ROOT}venues/{{venue}}/": _path("venue", "One venue.", schema_of(Venue)),
        f"{_ROOT}changes/": _path("changes", "What each version changed.", schema_of(list[Version])),
    }
    for path, item in paths.items():
        words = [word for word in _WORDS if f"{{{word}}}" in path]
        item["get"]["parameters"] = [_parameter(word, "path", {"type": "string"}, _WORDS[word]) for word in words]
    paths[f"{_ROOT}sets/"]["get"]["parameters"] += [
        _parameter(name, "query", schema, words) for name, (schema, words) in FILTERS.items()
    ]
    known = (AccessFacts, Was, Set, Act, Venue, Edition, Change, Version, Problem)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Samspel",
            "version": "1",
            "description": "Published programmes of festivals, to be read by anybody. Ask again with If-None-Match.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": shapes(*known)},
    }


def _path(name: str, summary: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    trouble = {"content": {"application/problem+json": {"schema": schema_of(Problem)}}}
    reasons = {
        "400": "A filter's value cannot be read.",
        "404": "There is no such thing, or it is not published.",
        "410": "The programme has been withdrawn.",
        "429": "Too much at once: wait as long as Retry-After says.",
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "responses": {
                "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
                "304": {"description": "What you have still holds."},
                **{status: {"description": reason, **trouble} for status, reason in reasons.items()},
            },
        }
    }


def _parameter(name: str, place: str, schema: Mapping[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, "description": words}
