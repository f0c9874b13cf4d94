"""What a festival publishes, as a DCAT-AP-SE catalogue in RDF/XML: what Sweden's data portal harvests.

DCAT-AP-SE asks of a catalogue its title, description, publisher and datasets; of a dataset its title, description and
publisher; of a distribution where it is; of a data service its title and endpoint; of an agent its name. What it
recommends is given where it is known: licence, contact, language, dates, theme, format. Names are in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext, override
from lxml import etree

from samspel.places.types import Licence

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EU = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = {"sv": f"{_EU}language/SWE", "en": f"{_EU}language/ENG"}


@dataclass(frozen=True, slots=True)
class Publisher:
    """The festival that answers for the data. `email` may be empty; `homepage` is its own address."""

    name: str
    homepage: str
    email: str
    licence: Licence


@dataclass(frozen=True, slots=True)
class File:
    """One file of a programme: what it is called, where it is, and of which media type."""

    name: str
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
    _shared(found, publisher, address)
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
    etree.indent(root, " ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _dataset(root: etree._Element, publisher: Publisher, one: Described, address: str) -> None:
    found = _node(root, "dcat:Dataset", f"{one.page}#dataset")
    _said(found, "dcterms:title", lambda: gettext("Programme of %(name)s") % {"name": one.name})
    _said(found, "dcterms:description", lambda: _described(one))
    _shared(found, publisher, address)
    _link(found, "dcat:landingPage", one.page)
    _link(found, "dcat:theme", f"{_EU}data-theme/EDUC")
    _link(found, "dcterms:accessRights", f"{_EU}access-right/PUBLIC")
    _link(found, "dcterms:accrualPeriodicity", f"{_EU}frequency/IRREG")
    _text(found, "dcterms:issued", _stamp(one.issued_at), "dateTime")
    _text(found, "dcterms:modified", _stamp(one.modified_at), "dateTime")
    for keyword in (lambda: gettext("music festival"), lambda: gettext("concerts"), lambda: gettext("accessibility")):
        _said(found, "dcat:keyword", keyword)
    period = _node(_add(found, "dcterms:temporal"), "dcterms:PeriodOfTime", "")
    _text(period, "dcat:startDate", one.first.isoformat(), "date")
    _text(period, "dcat:endDate", one.last.isoformat(), "date")
    if publisher.email:
        _link(found, "dcat:contactPoint", f"{address}#contact")
    for file in one.files:
        _link(found, "dcat:distribution", f"{file.address}#distribution")
        _distribution(root, publisher, file)


def _described(one: Described) -> str:
    text = gettext("Who plays where and when at %(name)s, and what is known of access to each set.") % {
        "name": one.name
    }
    note = gettext("The data is synthetic: it is made by a generator.")
    return f"{text} {note}" if one.is_synthetic else text


def _distribution(root: etree._Element, publisher: Publisher, file: File) -> None:
    found = _node(root, "dcat:Distribution", f"{file.address}#distribution")
    _text(found, "dcterms:title", file.name)
    _link(found, "dcat:accessURL", file.address)
    _link(found, "dcat:downloadURL", file.address)
    _text(found, "dcterms:format", file.media_type)
    _link(found, "dcat:mediaType", f"https://www.iana.org/assignments/media-types/{file.media_type}")
    _link(found, "dcterms:license", publisher.licence.address)


def _service(root: etree._Element, publisher: Publisher, one: Described, address: str) -> None:
    found = _node(root, "dcat:DataService", f"{one.api}#service")
    _said(found, "dcterms:title", lambda: gettext("Reading interface of %(name)s") % {"name": one.name})
    _link(found, "dcat:endpointURL", one.api)
    _link(found, "dcat:endpointDescription", one.api_description)
    _link(found, "dcat:servesDataset", f"{one.page}#dataset")
    _link(found, "dcterms:publisher", f"{address}#publisher")
    _link(found, "dcterms:license", publisher.licence.address)
    _link(found, "dcterms:accessRights", f"{_EU}access-right/PUBLIC")


def _agent(root: etree._Element, publisher: Publisher, address: str) -> None:
    found = _node(root, "foaf:Agent", f"{address}#publisher")
    _text(found, "foaf:name", publisher.name)
    _link(found, "foaf:homepage", publisher.homepage)
    if publisher.email:
        contact = _node(root, "vcard:Organization", f"{address}#contact")
        _text(contact, "vcard:fn", publisher.name)
        _link(contact, "vcard:hasEmail", f"mailto:{publisher.email}")


def _shared(found: etree._Element, publisher: Publisher, address: str) -> None:
    _link(found, "dcterms:publisher", f"{address}#publisher")
    _link(found, "dcterms:license", publisher.licence.address)
    for language in _LANGUAGES.values():
        _link(found, "dcterms:language", language)


def _said(parent: etree._Element, name: str, words: Callable[[], str]) -> None:
    """Say something in each language."""
    for code in _LANGUAGES:
        with override(code):
            _add(parent, name, words()).set(_XML_LANG, code)


def _node(parent: etree._Element, name: str, about: str) -> etree._Element:
    node = _add(parent, name)
    if about:
        node.set(_tag("rdf:about"), about)
    return node


def _link(parent: etree._Element, name: str, to: str) -> None:
    _add(parent, name).set(_tag("rdf:resource"), to)


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
