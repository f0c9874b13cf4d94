"""The reading interface: published programmes as JSON, for everybody. `feeds/api.py` says what it tells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samspel.access import nothing, public
from samspel.errors import SamspelError
from samspel.programme.feeds import api as shapes
from samspel.programme.feeds import openapi
from samspel.programme.models import Publication
from samspel.programme.queries.publication import (
    Shown,
    everything_shown,
    shown,
    shown_act,
    shown_set,
    shown_venue,
    versions_shown,
)
from samspel.programme.sentences import change_sentence
from samspel.programme.types import ShownSet
from samspel.programme.views.data import links_of
from samspel.programme.views.keeping import conditional, frozen, state_of
from samspel.programme.views.serving import open_data, problem

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"\d{1,3}", re.ASCII)
_TRUTHS = {"true": True, "false": False, "unknown": None}


def _itself(rest: str) -> str:
    return rest


class BadFilter(SamspelError):
    """A filter that there is not, or whose value cannot be read; the sentence says what can be."""


@open_data
@public(nothing)
def description(request: HttpRequest, subject: None) -> HttpResponse:
    """Describe the interface in its own terms (OpenAPI 3.1)."""
    return _json(request, lambda: openapi.description(server=f"{settings.ADDRESS}/api"), of=("openapi",))


@open_data
@public(nothing)
def editions(request: HttpRequest, subject: None) -> HttpResponse:
    """List every published programme."""
    found = everything_shown()
    of = tuple(state_of(one) for one in found)
    return _json(request, lambda: [_edition(one) for one in found], of=("editions", *of))


@open_data
@public(shown)
def edition(request: HttpRequest, found: Shown) -> HttpResponse:
    """Tell of one programme as a whole."""
    return _told(request, found, lambda: _edition(found))


@open_data
@public(shown)
def sets(request: HttpRequest, found: Shown) -> HttpResponse:
    """List sets, all or those asked for."""
    asked, links = _asked(request), links_of(found)
    chosen = [one for one in found.programme.told if all(_fits(one, name, value) for name, value in asked.items())]
    return _told(request, found, lambda: [shapes.set_shape(one, links) for one in chosen])


@open_data
@public(shown_set)
def one_set(request: HttpRequest, subject: tuple[Shown, ShownSet]) -> HttpResponse:
    """Tell of one set."""
    found, one = subject
    return _told(request, found, lambda: shapes.set_shape(one, links_of(found)))


@open_data
@public(shown)
def acts(request: HttpRequest, found: Shown) -> HttpResponse:
    """List the acts."""
    programme = found.programme
    return _told(request, found, lambda: [shapes.act_shape(programme, row) for row in programme.acts_told.values()])


@open_data
@public(shown_act)
def act(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Tell of one act."""
    found, slug = subject
    return _told(request, found, lambda: shapes.act_shape(found.programme, found.programme.acts_told[slug]))


@open_data
@public(shown)
def venues(request: HttpRequest, found: Shown) -> HttpResponse:
    """List the venues."""
    programme = found.programme
    return _told(request, found, lambda: [shapes.venue_shape(programme, row) for row in programme.venues.values()])


@open_data
@public(shown_venue)
def venue(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Tell of one venue."""
    found, slug = subject
    return _told(request, found, lambda: shapes.venue_shape(found.programme, found.programme.venues[slug]))


@open_data
@public(shown)
def changes(request: HttpRequest, found: Shown) -> HttpResponse:
    """List the versions, newest first, with what each changed."""
    versions = list(versions_shown(found.edition)[:50])
    of = ("changes", *state_of(found), *(frozen(one) for one in versions))
    modified_at = max(one.modified_at for one in versions)
    return _json(request, lambda: [_version(one) for one in versions], of=of, modified_at=modified_at)


@open_data
@public(_itself)
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer every other address in JSON too."""
    return problem(
        404,
        _("There is nothing at this address. What there is, %(address)s tells.")
        % {"address": settings.ADDRESS + reverse("api-openapi")},
    )


def _told(request: HttpRequest, found: Shown, make: Callable[[], Any]) -> HttpResponse:
    of = (request.get_full_path(), *state_of(found))
    return _json(request, make, of=of, modified_at=found.publication.modified_at)


def _json(
    request: HttpRequest, make: Callable[[], Any], *, of: tuple[object, ...], modified_at: datetime | None = None
) -> HttpResponse:
    def body() -> bytes:
        return json.dumps(make(), ensure_ascii=False, separators=(",", ":"), default=_moment).encode()

    return conditional(request, body, media_type="application/json", of=of, modified_at=modified_at)


def _moment(value: date | datetime) -> str:
    return value.isoformat()


def _edition(found: Shown) -> shapes.Edition:
    told, programme = found.programme.snapshot["edition"], found.programme
    names = [found.edition.festival.slug, found.edition.slug]
    return shapes.Edition(
        festival=names[0],
        edition=names[1],
        name=told["name"],
        place=told["place"],
        country=told["country"],
        time_zone=told["time_zone"],
        synthetic=told["synthetic"],
        draft=programme.is_draft,
        version=programme.version,
        published_at=programme.published_at,
        nights=list(programme.nights),
        sets=len(programme.sets),
        cancelled=len(programme.cancelled),
        licence=found.edition.festival.licence,
        url=links_of(found).programme,
        api=settings.ADDRESS + reverse("api-edition", args=names),
    )


def _version(one: Publication) -> shapes.Version:
    changes = [
        shapes.Change(kind=change["kind"], act_name=change["act"], sentence=change_sentence(change))
        for change in one.changes
    ]
    return shapes.Version(
        version=one.version,
        published_at=one.published_at,
        draft=one.is_draft,
        message=one.message,
        changes=changes,
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return what is asked for, read. Raises `BadFilter`: a slip must not look like an answer."""
    asked = {}
    for name, values in request.GET.lists():
        if name not in openapi.FILTERS:
            names = {"name": name[:40], "names": ", ".join(openapi.FILTERS)}
            raise BadFilter(_("There is no filter “%(name)s”. There are: %(names)s.") % names)
        if len(values) > 1:
            raise BadFilter(_("The filter %(name)s is given twice: give it once.") % {"name": name})
        asked[name] = _value(name, values[0])
    return asked


def _value(name: str, text: str) -> Any:
    schema = openapi.FILTERS[name][0]
    if "enum" in schema:
        if text in schema["enum"]:
            return _TRUTHS.get(text, text)
        raise _unreadable(name, text, ", ".join(schema["enum"]))
    if schema["type"] == "integer":
        if _WHOLE.fullmatch(text) and int(text) <= schema["maximum"]:
            return int(text)
        raise _unreadable(name, text, f"{schema['minimum']}–{schema['maximum']}")
    if schema.get("format") == "date":
        try:
            return date.fromisoformat(text if _DATE.fullmatch(text) else "")
        except ValueError:
            raise _unreadable(name, text, "2026-09-03") from None
    return text


def _unreadable(name: str, text: str, advice: str) -> BadFilter:
    names = {"name": name, "text": text[:40], "advice": advice}
    return BadFilter(_("%(name)s: “%(text)s” cannot be read. It can be: %(advice)s.") % names)


def _fits(one: ShownSet, name: str, value: Any) -> bool:
    known = {"night": one.night, "act": one.act_slug, "venue": one.venue_slug, "genre": one.genre, "state": one.state}
    if name in known:
        return bool(known[name] == value)
    if name == "max_db":
        return one.access.sound_ceiling_db is not None and one.access.sound_ceiling_db <= value
    if name == "age":
        return one.access.age_limit_years is not None and one.access.age_limit_years <= value
    return bool(getattr(one.access, name) is value)
