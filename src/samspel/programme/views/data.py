"""A published programme in other programs' formats, and the page that lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlparse

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspel.access import public
from samspel.errors import NotFound
from samspel.places.models import Festival
from samspel.places.queries import festival as find_festival
from samspel.places.types import Licence, PublisherKind
from samspel.programme import feeds, picks
from samspel.programme.queries.publication import (
    Shown,
    last_shown,
    last_shown_act,
    last_shown_set,
    published_besides,
    shown,
    shown_editions,
    shown_set,
    versions_shown,
)
from samspel.programme.sentences import change_sentence
from samspel.programme.types import ShownSet
from samspel.programme.views.framing import fresh, page_of
from samspel.programme.views.keeping import conditional, frozen, state_of
from samspel.programme.views.serving import open_data

MOST_NEWS = 50
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Kind:
    """A file of the whole programme: its media type, what it is for, and how it is made."""

    media_type: str
    use: object
    make: Callable[[Shown, feeds.Links], bytes]


def _linked(found: Shown, links: feeds.Links) -> bytes:
    data = feeds.structured(found.programme, found.programme.told, address=links.programme)
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


FILES = {
    "programme.xlsx": Kind(
        EXCEL,
        gettext_lazy("A table to open in Excel: one row for each set. Can be imported again."),
        lambda found, _links: feeds.table_xlsx(found.programme),
    ),
    "programme.csv": Kind(
        "text/csv; charset=utf-8",
        gettext_lazy("The same table for programs. Can be imported again."),
        lambda found, _links: feeds.table_csv(found.programme),
    ),
    "schedule.json": Kind(
        "application/json",
        gettext_lazy("For festival and conference apps (c3voc). Can be imported again."),
        lambda found, links: feeds.schedule_json(found.programme, links=links),
    ),
    "schedule.xml": Kind(
        "application/xml",
        gettext_lazy("For older festival and conference apps (c3voc, frab, pentabarf). Can be imported again."),
        lambda found, links: feeds.schedule_xml(found.programme, links=links),
    ),
    "programme.jsonld": Kind(
        "application/ld+json",
        gettext_lazy("For search engines (schema.org): what is moved or cancelled says so."),
        _linked,
    ),
}
CALENDAR_USE = gettext_lazy("To subscribe to in a calendar.")


def links_of(found: Shown) -> feeds.Links:
    """Return where a programme's formats point to."""
    return feeds.Links(settings.ADDRESS + reverse("programme", args=[found.edition.festival.slug, found.edition.slug]))


def _file(festival: str, edition: str, name: str) -> tuple[Shown, str]:
    return shown(festival, edition), name


@open_data
@public(_file)
def file(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Return the programme as one of `FILES`."""
    found, name = subject
    kind = FILES[name]
    return conditional(
        request,
        lambda: kind.make(found, links_of(found)),
        media_type=kind.media_type,
        of=(name, *state_of(found)),
        modified_at=found.publication.modified_at,
        name=f"{found.edition.festival.slug}-{found.edition.slug}-{name}",
    )


@open_data
@public(last_shown)
def calendar(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return the whole programme, or one night of it (`?night=2026-09-03`), as a calendar file."""
    wish = request.GET.get("night", "")
    sets = [one for one in found.programme.told if not wish or one.night.isoformat() == wish]
    return _calendar(request, found, sets, name=found.edition.slug)


@open_data
@public(last_shown_act)
def act_calendar(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Return one act's sets as a calendar file."""
    found, slug = subject
    return _calendar(request, found, found.programme.told_of(act_slug=slug), name=slug)


@open_data
@public(last_shown_set)
def set_calendar(request: HttpRequest, subject: tuple[Shown, ShownSet]) -> HttpResponse:
    """Return one set as a calendar file."""
    found, one = subject
    return _calendar(request, found, [one], name=f"{one.act_slug}-{one.night}")


@open_data
@public(last_shown)
def my_calendar(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return the picks that a link holds (`?s=`) as a calendar file."""
    chosen = picks.read(request.GET.get("s", ""), found.programme)
    return _calendar(request, found, found.programme.of_acts(chosen.acts), name=f"my-night-{chosen.text}")


def _calendar(request: HttpRequest, found: Shown, sets: Iterable[ShownSet], *, name: str) -> HttpResponse:
    """Answer with a calendar; one of a withdrawn programme takes its events back."""
    make = feeds.withdrawn_calendar if found.is_withdrawn else feeds.calendar
    host, address = urlparse(settings.ADDRESS).hostname or "samspel", links_of(found).programme
    return conditional(
        request,
        lambda: make(found.programme, sets, address=address, host=host, name=found.edition.name),
        media_type="text/calendar; charset=utf-8",
        of=(request.GET.get("night", ""), name, *state_of(found)),
        modified_at=found.publication.withdrawn_at or found.publication.modified_at,
        name=f"{name}.ics",
    )


@open_data
@public(last_shown)
def news(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return what changed from version to version as an Atom feed; a withdrawn programme has that as its only news."""
    address = links_of(found)
    versions = list(versions_shown(found.edition)[:MOST_NEWS])

    def make() -> bytes:
        return feeds.changes_feed(
            title=_("Changes to %(name)s") % {"name": found.edition.name},
            author=found.edition.festival.name,
            address=address.of_file("changes.atom"),
            page=address.of_file("changes/"),
            news=list(_news(found, address)),
        )

    return conditional(
        request,
        make,
        media_type="application/atom+xml; charset=utf-8",
        of=(*state_of(found), *(frozen(one) for one in versions)),
        modified_at=max([one.modified_at for one in versions], default=found.publication.withdrawn_at),
    )


def _news(found: Shown, address: feeds.Links) -> Iterable[feeds.News]:
    if found.is_withdrawn:
        title = _("The programme has been withdrawn.")
        at = found.publication.withdrawn_at or found.publication.modified_at
        yield feeds.News(address.of_file(f"changes/#withdrawn-{found.publication.version}"), title, at, [])
        return
    for one in versions_shown(found.edition)[:MOST_NEWS]:
        draft = one.snapshot.get("draft", False)
        title = _("Version %(n)d, a draft") if draft else _("Version %(n)d")
        sentences = [one.message, *(change_sentence(change) for change in one.changes)]
        number = one.version
        yield feeds.News(
            address.of_file(f"changes/#version-{number}"),
            title % {"n": number},
            one.published_at,
            [*filter(None, sentences)],
        )


@open_data
@public(find_festival)
def catalogue(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Return the DCAT-AP-SE catalogue of a festival's published programmes."""
    editions = shown_editions(festival)
    if not festival.licence or not editions:
        raise NotFound(
            _("%(name)s has no open data: it needs a published programme and a licence.") % {"name": festival.name}
        )
    home = settings.ADDRESS + reverse("festival", args=[festival.slug])
    publisher = feeds.Publisher(
        festival.name, PublisherKind(festival.publisher_kind), home, festival.public_email, Licence(festival.licence)
    )
    return conditional(
        request,
        lambda: feeds.catalogue(publisher, [_described(one) for one in editions], address=f"{home}catalogue.rdf"),
        media_type="application/rdf+xml; charset=utf-8",
        of=(publisher, *(state_of(one) for one in editions)),
        modified_at=max(one.publication.modified_at for one in editions),
    )


def _described(found: Shown) -> feeds.Described:
    links, programme = links_of(found), found.programme
    first = found.edition.publications.order_by("version").first() or found.publication
    calendar = feeds.File("calendar.ics", CALENDAR_USE, links.of_file("calendar.ics"), "text/calendar")
    files = [
        feeds.File(name, kind.use, links.of_file(name), kind.media_type.split(";")[0]) for name, kind in FILES.items()
    ]
    return feeds.Described(
        name=found.edition.name,
        page=links.of_file("data/"),
        first=programme.nights[0],
        last=programme.nights[-1],
        issued_at=first.published_at,
        modified_at=found.publication.modified_at,
        files=[*files, calendar],
        api=settings.ADDRESS + reverse("api-edition", args=[found.edition.festival.slug, found.edition.slug]),
        api_description=settings.ADDRESS + reverse("api-openapi"),
        is_synthetic=found.edition.is_synthetic,
    )


@fresh
@public(shown)
def page(request: HttpRequest, found: Shown) -> HttpResponse:
    """Tell a newcomer which formats there are and what each is for."""
    festival = found.edition.festival
    context = {
        "files": FILES,
        "besides": published_besides(found.edition),
        "licence": Licence(festival.licence),
        "address": links_of(found).programme,
        "api": settings.ADDRESS + reverse("api-edition", args=[festival.slug, found.edition.slug]),
    }
    return page_of(request, "data", found, context)


@fresh
@public(shown_set)
def one_set(request: HttpRequest, subject: tuple[Shown, ShownSet]) -> HttpResponse:
    """Lead from a set's lasting address to where it is told of."""
    found, one = subject
    address = reverse("act", args=[found.edition.festival.slug, found.edition.slug, one.act_slug])
    return redirect(f"{address}#{one.key}")
