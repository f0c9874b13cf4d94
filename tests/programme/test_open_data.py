"""Open data as others get it: valid by each format's schema, asked again for nothing, true after every switch."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib
from django.test import Client
from icalendar import Calendar
from lxml import etree

from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.places.models import Stage, Venue
from samspel.programme.models import Performance, Publication
from samspel.programme.services.planning import unplace_set
from samspel.programme.services.publication import publish, withdraw
from samspel.programme.snapshot import SCHEMA, Programme, upgraded
from samspel.programme.views import serving
from samspel.programme.views.data import FILES
from tests.rooms import address, names_of, place, publish_all

API = "/api/v1/testfest/2026/"


def get(edition: Any, name: str, *more: Any, query: str = "", **headers: str) -> Any:
    return Client().get(address(name, *names_of(edition), *more) + query, headers=headers)


def events(content: bytes) -> dict[str, Any]:
    return {str(one["summary"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


@pytest.fixture
def changed(edition: Any) -> Any:
    """Return an edition whose second version has moved one set and cancelled another."""
    publish_all(edition)
    place(edition, "Tallhamn", "Torget", 19 * 60, night=1)
    unplace_set(performance=Performance.objects.get(act__name="Nordljus"), edition=edition, who=None)
    publish(edition=edition, who=None, message="Nordljus är sjuka.")
    return edition


@pytest.mark.django_db
def test_what_is_moved_or_cancelled_says_so_where_a_format_can(changed: Any) -> None:
    found = events(get(changed, "calendar").content)
    assert {name: str(one["status"]) for name, one in found.items()} == {
        "Tallhamn": "CONFIRMED",
        "Nordljus": "CANCELLED",
        "Åskväder": "CONFIRMED",
        "Östanvind": "CONFIRMED",
    }
    assert "Moved from Thu 3 Sep 18:00, Kajen." in found["Tallhamn"]["description"]
    data = {one["name"]: one for one in json.loads(get(changed, "data-file", "programme.jsonld").content)["subEvent"]}
    assert {name: (one["eventStatus"][19:], one.get("previousStartDate")) for name, one in data.items()} == {
        "Tallhamn": ("EventRescheduled", "2026-09-03T18:00:00+02:00"),
        "Nordljus": ("EventCancelled", None),
        "Åskväder": ("EventScheduled", None),
        "Östanvind": ("EventScheduled", None),
    }
    assert {one["doorTime"] for one in data.values() if "doorTime" in one} == {
        "2026-09-03T18:00:00+02:00",
        "2026-09-04T18:00:00+02:00",
    }
    sets = Client().get(f"{API}sets/").json()
    assert {one["act_name"]: (one["state"], one["was"] and one["was"]["venue_name"]) for one in sets} == {
        "Tallhamn": ("moved", "Kajen"),
        "Nordljus": ("cancelled", None),
        "Åskväder": ("scheduled", None),
        "Östanvind": ("scheduled", None),
    }
    feed = etree.fromstring(get(changed, "news").content)
    entry = feed.find("{*}entry")
    assert entry.findtext("{*}content").splitlines() == [
        "Nordljus är sjuka.",
        "Cancelled: Nordljus, Thu 3 Sep 20:30, Torget.",
        "Moved: Tallhamn, from Thu 3 Sep 18:00, Kajen to Fri 4 Sep 19:00, Torget.",
    ]


@pytest.mark.django_db
def test_cancelled_and_moved_stay_so_in_later_versions_until_the_set_is_back(changed: Any) -> None:
    Act.objects.filter(name="Östanvind").update(genre="jazz")
    publish(edition=changed, who=None)
    states = {one["act_name"]: one["state"] for one in Client().get(f"{API}sets/").json()}
    assert (states["Nordljus"], states["Tallhamn"]) == ("cancelled", "moved")
    assert get(changed, "act", "nordljus").status_code == 200
    place(changed, "Nordljus", "Kyrkan", 21 * 60)
    publish(edition=changed, who=None)
    assert {one["act_name"] for one in Client().get(f"{API}sets/?state=cancelled").json()} == set()


@pytest.mark.django_db
def test_a_draft_says_so_in_every_format_and_becomes_final_by_publishing_the_same_again(edition: Any) -> None:
    publish_all(edition)
    with pytest.raises(Refused, match="already see exactly this"):
        publish(edition=edition, who=None)
    publish(edition=edition, who=None, is_draft=True)
    assert {str(one["status"]) for one in events(get(edition, "calendar").content).values()} == {"TENTATIVE"}
    assert json.loads(get(edition, "data-file", "schedule.json").content)["schedule"]["version"] == "2 (draft)"
    assert Client().get(API).json()["draft"] is True
    assert "Version 2, a draft" in get(edition, "news").content.decode()
    publish(edition=edition, who=None)
    assert (Client().get(API).json()["draft"], Client().get(API).json()["version"]) == (False, 3)


@pytest.mark.django_db
def test_whoever_publishes_what_another_has_published_meanwhile_is_told(edition: Any, client_of: Any) -> None:
    publish_all(edition)
    office, page = client_of("office"), address("publish", *names_of(edition))
    place(edition, "Tallhamn", "Torget", 22 * 60)
    publish(edition=edition, who=None)
    place(edition, "Tallhamn", "Kyrkan", 22 * 60)
    answer = office.post(page, {"seen_version": "1"})
    assert (answer.status_code, "published version 2 meanwhile" in answer.content.decode()) == (409, True)
    assert office.post(page, {"seen_version": "2", "is_draft": "on", "message": "Ny"}).status_code == 302
    last = Publication.objects.get(version=3)
    assert (last.message, last.snapshot["draft"]) == ("Ny", True)


@pytest.mark.django_db
def test_a_withdrawn_programme_says_so_everywhere_and_tells_nothing_more(changed: Any) -> None:
    withdraw(edition=changed, who=None)
    statuses = {name: get(changed, "data-file", name).status_code for name in FILES}
    assert statuses == dict.fromkeys(FILES, 410)
    answer = Client().get(f"{API}sets/")
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    assert get(changed, "programme").status_code == 410
    calendar, feed = get(changed, "calendar"), get(changed, "news")
    found = Calendar.from_ical(calendar.content).walk("VEVENT")
    assert {(str(one["status"]), str(one["summary"]), int(one["sequence"])) for one in found} == {
        ("CANCELLED", "Withdrawn", 3)
    }
    assert len(found) == 4
    assert [one.text for one in etree.fromstring(feed.content).iterfind("{*}entry/{*}title")] == [
        "The programme has been withdrawn."
    ]
    told = calendar.content.decode() + feed.content.decode()
    assert [name for name in ("Tallhamn", "Nordljus", "Kajen", "sjuka") if name in told] == []
    publish(edition=changed, who=None)
    assert {str(one["status"]) for one in events(get(changed, "calendar").content).values()} == {"CONFIRMED"}


@pytest.mark.django_db
def test_a_version_of_the_first_schema_still_reads(edition: Any) -> None:
    published = publish_all(edition)
    old = {name: published.snapshot[name] for name in ("edition", "acts")}
    old["venues"] = [{**venue, "step_free": venue["slug"] == "kajen" or None} for venue in published.snapshot["venues"]]
    for venue in old["venues"]:
        del venue["access"]
    names = ("key", "act", "venue", "stage", "night", "start", "end")
    old["sets"] = [{name: one[name] for name in names} for one in published.snapshot["sets"]]
    published.snapshot = old
    published.save()
    assert upgraded(old)["schema"] == SCHEMA
    assert {name: get(edition, "data-file", name).status_code for name in FILES} == dict.fromkeys(FILES, 200)
    known = {one["slug"]: one["access"]["step_free"] for one in Client().get(f"{API}venues/").json()}
    assert known == {"kajen": True, "torget": None, "kyrkan": None}


@pytest.mark.django_db
def test_keys_of_earlier_versions_get_the_same_guid_each_time(edition: Any) -> None:
    published = publish_all(edition)
    published.snapshot["sets"][0]["key"] = "set-12"
    first, second = (Programme(published.snapshot, 1, published.published_at).sets[0] for _time in range(2))
    assert (first.key, first.guid, len(first.guid)) == ("set-12", second.guid, 36)


@pytest.mark.django_db
def test_schedules_are_valid_by_the_schemas_of_their_community(changed: Any, shared: Callable[[str], Path]) -> None:
    schema = json.loads(shared("schemas/c3voc_schedule.schema.json").read_text())
    found = json.loads(get(changed, "data-file", "schedule.json").content)
    checker = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(found)] == []
    xsd = etree.XMLSchema(etree.parse(shared("schemas/c3voc_schedule.xsd")))
    document = etree.fromstring(get(changed, "data-file", "schedule.xml").content)
    assert (xsd.validate(document), str(xsd.error_log)) == (True, "")
    assert len(document.findall("day/room/event")) == 3


@pytest.mark.django_db
def test_a_calendar_has_its_time_zone_and_one_set_its_own(changed: Any) -> None:
    whole = Calendar.from_ical(get(changed, "calendar").content)
    assert [str(zone["tzid"]) for zone in whole.walk("VTIMEZONE")] == ["Europe/Stockholm"]
    (summer,) = whole.walk("DAYLIGHT")
    assert summer["dtstart"].dt.isoformat() == "2026-03-29T02:00:00"
    (late,) = (one for one in whole.walk("VEVENT") if one["summary"] == "Åskväder")
    assert (late["dtstart"].params["TZID"], late["dtstart"].dt.isoformat()) == (
        "Europe/Stockholm",
        "2026-09-04T00:15:00+02:00",
    )
    one = Performance.objects.get(act__name="Åskväder")
    alone = get(changed, "set-calendar", one.key).content
    assert [str(event["uid"]) for event in Calendar.from_ical(alone).walk("VEVENT")] == [str(late["uid"])]
    lasting = get(changed, "shown-set", one.key)
    assert (lasting.status_code, lasting["Location"]) == (302, f"/en/testfest/2026/acts/askvader/#{one.key}")


RDF = {
    "dcat": rdflib.Namespace("http://www.w3.org/ns/dcat#"),
    "dct": rdflib.Namespace("http://purl.org/dc/terms/"),
    "foaf": rdflib.Namespace("http://xmlns.com/foaf/0.1/"),
    "vcard": rdflib.Namespace("http://www.w3.org/2006/vcard/ns#"),
}


@pytest.mark.django_db
def test_the_catalogue_has_what_dcat_ap_se_asks_for(changed: Any) -> None:
    path = address("catalogue", changed.festival.slug)
    assert Client().get(path).status_code == 404
    changed.festival.licence = "CC-BY-4.0"
    changed.festival.publisher_kind = "LocalAuthority"
    changed.festival.public_email = "data@example.org"
    changed.festival.save()
    graph = rdflib.Graph().parse(data=Client().get(path).content, format="xml")
    dcat, dct, foaf = RDF["dcat"], RDF["dct"], RDF["foaf"]
    asked = {
        dcat.Catalog: [dct.title, dct.description, dct.publisher, dcat.dataset, dct.license],
        dcat.Dataset: [dct.title, dct.description, dct.publisher, dcat.distribution, dcat.contactPoint, dcat.theme],
        dcat.Distribution: [dct.title, dct.description, dcat.accessURL, dct.license, dct["format"]],
        dcat.DataService: [dct.title, dcat.endpointURL, dcat.servesDataset, dct["format"], dcat.contactPoint],
        foaf.Agent: [foaf.name, dct.type],
    }
    lacking = [
        (str(node), str(term))
        for kind, terms in asked.items()
        for node in graph.subjects(rdflib.RDF.type, kind)
        for term in terms
        if graph.value(node, term) is None and not list(graph.objects(node, term))
    ]
    counts = {kind: len(set(graph.subjects(rdflib.RDF.type, kind))) for kind in asked}
    assert lacking == []
    assert list(counts.values()) == [1, 1, len(FILES) + 2, 1, 1]
    titles = {title.language: str(title) for title in graph.objects(None, dct.title) if title.language}
    assert set(titles) == {"sv", "en"}
    # What a property leads to is described in the catalogue too, as what the profile says it is.
    leads_to = {
        dct.publisher: foaf.Agent,
        dcat.dataset: dcat.Dataset,
        dcat.service: dcat.DataService,
        dcat.servesDataset: dcat.Dataset,
        dcat.distribution: dcat.Distribution,
        dcat.contactPoint: RDF["vcard"].Organization,
        dcat.accessService: dcat.DataService,
        dcat.mediaType: dct.MediaType,
        dct.license: dct.LicenseDocument,
        dct.conformsTo: dct.Standard,
    }
    for term, kind in leads_to.items():
        ends = set(graph.objects(None, term))
        assert ends == set(graph.subjects(rdflib.RDF.type, kind)), term
    contact = next(graph.objects(None, dcat.contactPoint))
    assert graph.value(contact, RDF["vcard"].hasEmail) == rdflib.URIRef("mailto:data@example.org")
    assert str(graph.value(contact, RDF["vcard"].fn)) == changed.festival.name
    addresses = (dct.license, dcat.accessURL, dcat.downloadURL, dcat.endpointURL, dcat.theme, dct.language)
    assert {type(end) for term in addresses for end in graph.objects(None, term)} == {rdflib.URIRef}
    assert words_of_lists(graph) == {
        "catalogue": "http://creativecommons.org/publicdomain/zero/1.0/",
        "files": {"http://creativecommons.org/licenses/by/4.0/"},
        "dataset": set(),  # one licence for each distribution, says the Swedish profile
        "formats": {"CSV", "ICS", "JSON", "JSON_LD", "XLSX", "XML"},
        "publisher": {"http://purl.org/adms/publishertype/LocalAuthority"},
        "languages": {"sv", "en"},
    }


def words_of_lists(graph: rdflib.Graph) -> dict[str, Any]:
    """Return what the Swedish profile and the European shapes take only from a list."""
    dcat, dct, foaf = RDF["dcat"], RDF["dct"], RDF["foaf"]

    def licences(kind: Any) -> set[str]:
        nodes = graph.subjects(rdflib.RDF.type, kind)
        return {str(licence) for node in nodes for licence in graph.objects(node, dct.license)}

    spoken = (dct.title, dct.description, dcat.keyword, foaf.name)
    return {
        "catalogue": licences(dcat.Catalog).pop(),
        "files": licences(dcat.Distribution),
        "dataset": licences(dcat.Dataset),
        "formats": {
            str(end).removeprefix("http://publications.europa.eu/resource/authority/file-type/")
            for end in graph.objects(None, dct["format"])
        },
        "publisher": {str(end) for end in graph.objects(None, dct.type)},
        "languages": {text.language for term in spoken for text in graph.objects(None, term)},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*FILES, "calendar.ics", "changes.atom", f"{API}sets/", "/api/v1/editions/"])
def test_what_has_not_changed_is_not_sent_again(edition: Any, path: str) -> None:
    publish_all(edition)
    path = path if path.startswith("/") else f"/en/testfest/2026/{path}"
    first = Client().get(path)
    assert (first.status_code, first["Access-Control-Allow-Origin"]) == (200, "*")
    assert [Client().get(path).content == first.content, "Set-Cookie" in first] == [True, False]
    again = Client().get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    if "Last-Modified" in first:
        assert Client().get(path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    place(edition, "Tallhamn", "Torget", 22 * 60)
    publish(edition=edition, who=None)
    fresh = Client().get(path, headers={"if-none-match": first["ETag"]})
    assert (fresh.status_code, fresh["ETag"] != first["ETag"]) == (200, True)


@pytest.mark.django_db
def test_a_browser_elsewhere_may_ask_and_nobody_may_write(edition: Any) -> None:
    publish_all(edition)
    asked = Client().options(f"{API}sets/", headers={"origin": "https://example.org"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    refused = Client().post(f"{API}sets/")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert Client().get("/api/v1/testfest/2026/nothing/here/").status_code == 404


@pytest.mark.django_db
def test_who_asks_too_much_is_told_to_wait(edition: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_all(edition)
    monkeypatch.setattr(serving, "PER_MINUTE", 2)
    answers = [Client().get(API, REMOTE_ADDR="192.0.2.7") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert Client().get(API, REMOTE_ADDR="192.0.2.8").status_code == 200


@pytest.mark.django_db
def test_sets_are_found_by_what_is_known_of_access_and_unknown_is_not_no(edition: Any) -> None:
    Venue.objects.filter(name="Kajen").update(step_free=True, sound_ceiling_db=100, age_limit_years=18)
    Venue.objects.filter(name="Torget").update(step_free=False, age_limit_years=0)
    Stage.objects.filter(venue__name="Kajen").update(hearing_loop=True, sound_ceiling_db=95)
    Act.objects.filter(name="Tallhamn").update(strobe=True)
    Performance.objects.filter(act__name="Åskväder").update(strobe=False, age_limit_years=13)
    publish_all(edition)

    def named(query: str) -> set[str]:
        return {one["act_name"] for one in Client().get(f"{API}sets/?{query}").json()}

    assert named("step_free=true") == {"Tallhamn", "Åskväder"}
    assert named("step_free=false") == {"Nordljus"}
    assert named("step_free=unknown") == {"Östanvind"}
    assert named("strobe=true") == {"Tallhamn"}
    assert named("strobe=false") == {"Åskväder"}
    assert named("hearing_loop=true&max_db=95") == {"Tallhamn", "Åskväder"}
    assert named("max_db=94") == set()
    assert named("age=12") == {"Nordljus"}
    assert named("age=13") == {"Nordljus", "Åskväder"}
    assert named("night=2026-09-04") == {"Östanvind"}
    wrong = {
        "step_free=maybe": "step_free: “maybe” cannot be read. It can be: true, false, unknown.",
        "nigth=2026-09-04": "There is no filter “nigth”.",
        "age=1&age=2": "The filter age is given twice: give it once.",
        "night=2026-13-01": "night: “2026-13-01” cannot be read.",
    }
    for query, sentence in wrong.items():
        answer = Client(headers={"accept-language": "en"}).get(f"{API}sets/?{query}")
        assert (answer.status_code, sentence in answer.json()["detail"]) == (400, True), query
        assert "Accept-Language" in answer["Vary"]
    data = json.loads(get(edition, "data-file", "programme.jsonld").content)
    (one,) = (one for one in data["subEvent"] if one["name"] == "Tallhamn")
    features = {feature["name"]: feature["value"] for feature in one["location"]["amenityFeature"]}
    assert features == {"Step-free": True, "Hearing loop": True, "Sound ceiling, dB(A)": 95}
    assert (one["typicalAgeRange"], one["workPerformed"]["accessibilityHazard"]) == ("18-", "flashing")


@pytest.mark.django_db
def test_an_erased_act_is_gone_from_every_format_at_once(changed: Any) -> None:
    from samspel.programme.services.erasing import erase_act_copies

    before = get(changed, "calendar")
    for name in ("Nordljus", "Tallhamn"):
        erase_act_copies(row=Act.objects.get(name=name), who=None)
    after = [get(changed, "data-file", name).content.decode(errors="replace") for name in FILES if "xlsx" not in name]
    after += [get(changed, name).content.decode() for name in ("calendar", "news")]
    after += [Client().get(f"{API}{name}/").content.decode() for name in ("sets", "acts", "changes")]
    assert [name for name in ("Nordljus", "Tallhamn") for text in after if name in text] == []
    assert get(changed, "calendar", **{"if-none-match": before["ETag"]}).status_code == 200


@pytest.mark.django_db
def test_the_page_for_a_newcomer_leads_to_every_format(changed: Any) -> None:
    changed.festival.licence = "CC-BY-4.0"
    changed.festival.save()
    page = get(changed, "data").content.decode()
    addresses = [
        *(address("data-file", *names_of(changed), name) for name in FILES),
        *(address(name, *names_of(changed)) for name in ("calendar", "news")),
        address("catalogue", changed.festival.slug),
        "/api/v1/openapi.json",
    ]
    assert [one for one in addresses if f'href="{one}"' not in page] == []
    assert {Client().get(one).status_code for one in addresses} == {200}
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert address("data", *names_of(changed)) in get(changed, "programme").content.decode()
