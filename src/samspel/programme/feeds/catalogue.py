"""What a festival publishes, as a DCAT-AP-SE catalogue in RDF/XML: what Sweden's data portal harvests.

DCAT-AP-SE 3 asks of a catalogue its title, description, publisher, datasets, and that the catalogue itself is CC0; of a
dataset its title, description and publisher; of a distribution where it is and its format; of a data service its title,
endpoint and format; of an agent its name and kind. What it recommends is given where it is known: licence, contact,
language, dates, theme. Names are in both languages. What is no vocabulary of the EU's says what it is, so that a
validator needs nothing but the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext, gettext_lazy, override
from lxml import etree

from samspel.places.types import Licence, PublisherKind

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "dcatap": "http://data.europa.eu/r5r/",
}
_ABOUT, _LINK = (f"{{{_SPACES['rdf']}}}{name}" for name in ("about", "resource"))
_XSD = "http://www.w3.org/2001/XMLSchema#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EU = "http://publications.europa.eu/resource/authority/"
_PUBLISHERS = "http://purl.org/adms/publishertype/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = {"sv": f"{_EU}language/SWE", "en": f"{_EU}language/ENG"}
_JSON = "application/json"
_FILE_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "text/csv": "CSV",
    _JSON: "JSON",
    "application/xml": "XML",
    "application/ld+json": "JSON_LD",
    "text/calendar": "ICS",
}
"""What the EU's list of formats calls a media type."""
_KINDS = {
    "foaf:homepage": "foaf:Document",
    "dcat:landingPage": "foaf:Document",
    "dcterms:license": "dcterms:LicenseDocument",
    "dcat:mediaType": "dcterms:MediaType",
    "dcterms:conformsTo": "dcterms:Standard",
}
_API_USE = gettext_lazy("Ask for sets by night, venue, act, genre or what is known of access; without a key.")


@dataclass(frozen=True, slots=True)
class Publisher:
    """The festival that answers for the data. `kind` and `email` may be empty; `homepage` is its own address."""

    name: str
    kind: PublisherKind
    homepage: str
    email: str
    licence: Licence


@dataclass(frozen=True, slots=True)
class File:
    """One file of a programme: what it is called and for, where it is, and of which media type."""

    name: str
    use: object
    address: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Described:
    """One edition's programme: its name and span, since when it is public, its files, and its reading interface."""

    name: str
    page: str
    first: date
    last: date
    issued_at: datetime
    modified_at: datetime
    files: Sequence[File]
    api: str
    api_description: str
    is_synthetic: bool


def catalogue(publisher: Publisher, editions: Sequence[Described], *, address: str) -> bytes:
    """Return the catalogue, whose own address is `address`."""
    root = etree.Element(_tag("rdf:RDF"), nsmap=_SPACES)
    found = _node(root, "dcat:Catalog", f"{address}#catalogue")
    _said(found, "dcterms:title", lambda: gettext("Open data of %(name)s") % {"name": publisher.name})
    _said(found, "dcterms:description", lambda: gettext("The programmes of %(name)s.") % {"name": publisher.name})
    _shared(found, address)
    _licence(found, Licence.CC0)
    _link(found, "foaf:homepage", publisher.homepage)
    _link(found, "dcat:themeTaxonomy", f"{_EU}data-theme")
    _text(found, "dcterms:issued", _stamp(min(one.issued_at for one in editions)), "dateTime")
    _text(found, "dcterms:modified", _stamp(max(one.modified_at for one in editions)), "dateTime")
    for one in editions:
        _link(found, "dcat:dataset", f"{one.page}#dataset")
        _link(found, "dcat:service", f"{one.api}#service")
        _dataset(root, publisher, one, address)
        _service(root, publisher, one, address)
    _agent(root, publisher, address)
    _told(root)
    etree.indent(root, " ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _dataset(root: etree._Element, publisher: Publisher, one: Described, address: str) -> None:
    found = _node(root, "dcat:Dataset", f"{one.page}#dataset")
    _said(found, "dcterms:title", lambda: gettext("Programme of %(name)s") % {"name": one.name})
    _said(found, "dcterms:description", lambda: _described(one))
    _shared(found, address)
    _link(found, "dcat:landingPage", one.page)
    _about(found)
    _link(found, "dcterms:accrualPeriodicity", f"{_EU}frequency/IRREG")
    _text(found, "dcterms:issued", _stamp(one.issued_at), "dateTime")
    _text(found, "dcterms:modified", _stamp(one.modified_at), "dateTime")
    period = _node(_add(found, "dcterms:temporal"), "dcterms:PeriodOfTime", "")
    _text(period, "dcat:startDate", one.first.isoformat(), "date")
    _text(period, "dcat:endDate", one.last.isoformat(), "date")
    _contact(found, publisher, address)
    for file in one.files:
        made = _distribution(root, publisher, file, lambda file=file: file.name)  # type: ignore[misc]
        _link(made, "dcat:downloadURL", file.address)
        _link(found, "dcat:distribution", made.get(_ABOUT, ""))
    api = File("", _API_USE, one.api, _JSON)
    made = _distribution(root, publisher, api, lambda: _api_name(one))
    _link(made, "dcat:accessService", f"{one.api}#service")
    _link(made, "dcterms:conformsTo", one.api_description)
    _link(found, "dcat:distribution", made.get(_ABOUT, ""))


def _described(one: Described) -> str:
    text = gettext("Who plays where and when at %(name)s, and what is known of access to each set.") % {
        "name": one.name
    }
    note = gettext("The data is synthetic: it is made by a generator.")
    return f"{text} {note}" if one.is_synthetic else text


def _distribution(root: etree._Element, publisher: Publisher, file: File, title: Callable[[], str]) -> etree._Element:
    found = _node(root, "dcat:Distribution", f"{file.address}#distribution")
    _said(found, "dcterms:title", title)
    _said(found, "dcterms:description", lambda: str(file.use))
    _link(found, "dcat:accessURL", file.address)
    _format(found, file.media_type)
    _licence(found, publisher.licence)
    _link(found, "dcatap:availability", f"{_EU}planned-availability/AVAILABLE")
    return found


def _service(root: etree._Element, publisher: Publisher, one: Described, address: str) -> None:
    found = _node(root, "dcat:DataService", f"{one.api}#service")
    _said(found, "dcterms:title", lambda: _api_name(one))
    _said(found, "dcterms:description", lambda: str(_API_USE))
    _link(found, "dcat:endpointURL", one.api)
    _link(found, "dcat:endpointDescription", one.api_description)
    _link(found, "dcat:servesDataset", f"{one.page}#dataset")
    _link(found, "dcterms:publisher", f"{address}#publisher")
    _contact(found, publisher, address)
    _format(found, _JSON, is_file=False)
    _licence(found, publisher.licence)
    _about(found)


def _api_name(one: Described) -> str:
    return gettext("Reading interface of %(name)s") % {"name": one.name}


def _agent(root: etree._Element, publisher: Publisher, address: str) -> None:
    found = _node(root, "foaf:Agent", f"{address}#publisher")
    _said(found, "foaf:name", lambda: publisher.name)
    _link(found, "foaf:homepage", publisher.homepage)
    if publisher.kind:
        _link(found, "dcterms:type", _PUBLISHERS + publisher.kind)
    if publisher.email:
        contact = _node(root, "vcard:Organization", f"{address}#contact")
        _text(contact, "vcard:fn", publisher.name)
        _link(contact, "vcard:hasEmail", f"mailto:{publisher.email}")


def _told(root: etree._Element) -> None:
    """Say of everything that is linked to, and is no vocabulary of the EU's, what it is."""
    linked = {(kind, element.get(_LINK, "")) for name, kind in _KINDS.items() for element in root.iter(_tag(name))}
    for kind, address in sorted(linked):
        _node(root, kind, address)


def _shared(found: etree._Element, address: str) -> None:
    _link(found, "dcterms:publisher", f"{address}#publisher")
    for language in _LANGUAGES.values():
        _link(found, "dcterms:language", language)


def _about(found: etree._Element) -> None:
    """Say what it is about, and that everybody may have it."""
    _link(found, "dcat:theme", f"{_EU}data-theme/EDUC")
    for keyword in (lambda: gettext("music festival"), lambda: gettext("concerts"), lambda: gettext("accessibility")):
        _said(found, "dcat:keyword", keyword)
    _link(found, "dcterms:accessRights", f"{_EU}access-right/PUBLIC")


def _contact(found: etree._Element, publisher: Publisher, address: str) -> None:
    if publisher.email:
        _link(found, "dcat:contactPoint", f"{address}#contact")


def _licence(found: etree._Element, licence: Licence) -> None:
    """A licence is known to programs by its name, which is older than its encrypted address."""
    _link(found, "dcterms:license", licence.address.replace("https:", "http:"))


def _format(found: etree._Element, media_type: str, *, is_file: bool = True) -> None:
    _link(found, "dcterms:format", f"{_EU}file-type/{_FILE_TYPES[media_type]}")
    if is_file:
        _link(found, "dcat:mediaType", _MEDIA_TYPES + media_type)


def _said(parent: etree._Element, name: str, words: Callable[[], str]) -> None:
    """Say something in each language."""
    for code in _LANGUAGES:
        with override(code):
            _add(parent, name, words()).set(_XML_LANG, code)


def _node(parent: etree._Element, name: str, about: str) -> etree._Element:
    node = _add(parent, name)
    if about:
        node.set(_ABOUT, about)
    return node


def _link(parent: etree._Element, name: str, to: str) -> None:
    _add(parent, name).set(_LINK, to)


def _text(parent: etree._Element, name: str, text: str, kind: str = "") -> None:
    element = _add(parent, name, text)
    if kind:
        element.set(_tag("rdf:datatype"), _XSD + kind)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, _tag(name))
    element.text = text
    return element


def _tag(name: str) -> str:
    space, _colon, local = name.partition(":")
    return f"{{{_SPACES[space]}}}{local}"


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
