"""The description of the reading interface (OpenAPI 3.1), made of the types it answers with: the two cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from samspel.programme.feeds.api import AccessFacts, Act, Change, Edition, Problem, Set, Venue, Version, Was

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
