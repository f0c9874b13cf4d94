"""Connectors ask a real server on this machine that answers with what Statistics Sweden and Kolada answered."""

from __future__ import annotations

import itertools
import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from samspel.effects.connectors import KoladaQuery, PxQuery, Web, fetch_kolada, fetch_pxweb
from samspel.effects.models import Series
from samspel.effects.readers import read_answers, read_table
from samspel.effects.services.fetching import execute_fetch
from samspel.effects.types import Reading
from samspel.errors import BadInput, Refused
from samspel.records.models import Run
from samspel.records.worker import _settle, claim
from tests.rooms import address

FIXTURES = "sweden/sweden_scb_pxweb_fixtures"
FIXED = Reading(only=(("Alder", "20-29"), ("Kon", "1")))


class Answers(BaseHTTPRequestHandler):
    """Answers by path; keeps what it was asked, and says 429 to whoever asks faster than `config` allows."""

    server: Any

    def do_GET(self) -> None:
        self.answer(None)

    def do_POST(self) -> None:
        self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def answer(self, body: Any) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append((time.monotonic(), path, body))
        made = self.server.answers.get(path)
        status, content, headers = (
            made(body) if callable(made) else (200, made, {}) if made is not None else (404, b"", {})
        )
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.answers, server.asked = answers, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def part_of(whole: dict[str, Any], body: Any) -> bytes:
    """Return the cells of a genuine answer that a query selects, as the interface would."""
    wanted = {one["variableCode"]: one["valueCodes"] for one in body["selection"]}
    codes = [list(whole["dimension"][name]["category"]["index"]) for name in whole["id"]]
    places = [[held.index(code) for code in wanted[name]] for name, held in zip(whole["id"], codes, strict=True)]
    values = []
    for cell in itertools.product(*places):
        flat = 0
        for at, size in zip(cell, whole["size"], strict=True):
            flat = flat * size + at
        values.append(whole["value"][flat])
    dimension = {
        name: {**whole["dimension"][name], "category": _category(whole["dimension"][name]["category"], wanted[name])}
        for name in whole["id"]
    }
    size = [len(wanted[name]) for name in whole["id"]]
    return json.dumps({**whole, "dimension": dimension, "size": size, "value": values}).encode()


def _category(category: dict[str, Any], codes: list[str]) -> dict[str, Any]:
    return {
        "index": {code: place for place, code in enumerate(codes)},
        "label": {c: category["label"][c] for c in codes},
    }


@pytest.fixture
def scb(shared: Callable[[str], Path]) -> dict[str, Any]:
    """Return what Statistics Sweden answered: its own settings, a table's metadata, and figures by selection."""
    folder = shared(FIXTURES)
    whole = json.loads((folder / "TAB6471_data.json").read_bytes())
    return {
        "/config": (folder / "config.json").read_bytes(),
        "/tables/TAB6471/metadata": (folder / "TAB6471_metadata.json").read_bytes(),
        "/tables/TAB6471/data": lambda body: (200, part_of(whole, body), {}),
    }


def query(base: str, shared: Callable[[str], Path]) -> PxQuery:
    """Ask for what the genuine answer holds: its own categories, by code."""
    whole = json.loads((shared(FIXTURES) / "TAB6471_data.json").read_bytes())
    only = tuple((name, tuple(whole["dimension"][name]["category"]["index"])) for name in whole["id"])
    return PxQuery(base, "TAB6471", only)


def test_statistics_sweden_is_asked_by_its_metadata(scb: dict[str, Any], shared: Callable[[str], Path]) -> None:
    with serving(scb) as (base, asked):
        fetched = fetch_pxweb(query(base, shared), Web(allowed=[base]))
    assert [path for _at, path, _body in asked] == ["/config", "/tables/TAB6471/metadata", "/tables/TAB6471/data"]
    assert fetched.licence == "https://creativecommons.org/share-your-work/public-domain/cc0/"
    whole = read_table((shared(FIXTURES) / "TAB6471_data.json").read_bytes(), FIXED)
    assert read_answers(fetched.answers, FIXED) == whole


def test_a_large_table_comes_in_parts_of_allowed_size_and_pace(
    scb: dict[str, Any], shared: Callable[[str], Path]
) -> None:
    config = json.loads(scb["/config"]) | {"maxDataCells": 800, "maxCallsPerTimeWindow": 2, "timeWindow": 0.1}
    with serving({**scb, "/config": json.dumps(config).encode()}) as (base, asked):
        fetched = fetch_pxweb(query(base, shared), Web(allowed=[base]))
    sizes = [[len(one["valueCodes"]) for one in body["selection"]] for _at, _path, body in asked if body]
    cells = [math.prod(size) for size in sizes]
    assert (sum(cells), max(cells) <= 800, len(cells)) == (2772, True, 4)
    times = [at for at, _path, body in asked if body]
    assert all(third - first >= 0.09 for first, third in zip(times, times[2:], strict=False))
    assert read_answers(fetched.answers, FIXED) == read_table(
        (shared(FIXTURES) / "TAB6471_data.json").read_bytes(), FIXED
    )


def test_whoever_is_told_to_wait_waits_and_asks_again() -> None:
    told = iter([429, 200])
    with serving({"/x": lambda _body: (next(told), b"{}", {})}) as (base, asked):
        assert Web(allowed=[base], seconds=0.01).json(f"{base}/x") == ({}, b"{}")
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("only", "sentence"),
    [
        (
            (("Ort", ("1880",)),),
            "“Ort” There is no such dimension. Choose one of: Region, Alder, Kon, ContentsCode, Tid.",
        ),
        ((("Region", ("9999",)),), "“9999” is no category of “Region”. Choose one of: 00 (Riket)"),
    ],
)
def test_what_a_table_does_not_have_is_named(scb: dict[str, Any], only: Any, sentence: str) -> None:
    with serving(scb) as (base, asked):
        with pytest.raises(BadInput) as refused:
            fetch_pxweb(PxQuery(base, "TAB6471", only), Web(allowed=[base]))
        assert [path for _at, path, _body in asked] == ["/config", "/tables/TAB6471/metadata"]
    assert sentence in str(refused.value)


def test_what_may_be_left_out_is_and_labels_will_do(scb: dict[str, Any]) -> None:
    only = (("Region", ("Örebro",)), ("Alder", ("TotSA",)), ("Tid", ("2026M01",)))
    scb["/tables/TAB6471/data"] = lambda body: (200, json.dumps(body).encode(), {})
    with serving(scb) as (base, _asked):
        fetched = fetch_pxweb(PxQuery(base, "TAB6471", only), Web(allowed=[base]))
    assert [(one["variableCode"], one["valueCodes"]) for one in json.loads(fetched.answers[0])["selection"]] == [
        ("Region", ["1880"]),
        ("Alder", ["TotSA"]),
        ("ContentsCode", ["000007SF"]),
        ("Tid", ["2026M01"]),
    ]


def test_kolada_comes_page_by_page() -> None:
    def row(code: str, value: float) -> dict[str, Any]:
        return {
            "kpi": "N00945",
            "municipality": code,
            "period": 2020,
            "values": [{"gender": "T", "status": "", "value": value}],
        }

    with serving({}) as (base, asked):
        first = {"values": [row("1880", 1.5)], "next_url": f"{base}/page2"}
        answers = {"/data/kpi/N00945/municipality/1880,0581/year/2020": json.dumps(first).encode()}
        answers["/page2"] = json.dumps({"values": [row("0581", 2.5)]}).encode()
        with serving(answers) as (other, also):
            first["next_url"] = f"{other}/page2"
            answers["/data/kpi/N00945/municipality/1880,0581/year/2020"] = json.dumps(first).encode()
            fetched = fetch_kolada(KoladaQuery(other, "N00945", ("1880", "0581"), ("2020",)), Web(allowed=[other]))
            table = read_answers(fetched.answers)
        assert (asked, len(also)) == ([], 2)
    assert (table.units, table.periods, table.values) == (("1880", "0581"), ("2020",), ((1.5,), (2.5,)))


@pytest.mark.parametrize(
    "address",
    [
        "http://statistikdatabasen.scb.se/api/v2",
        "https://example.org/api",
        "https://statistikdatabasen.scb.se@example.org/",
        "https://user@statistikdatabasen.scb.se/",
        "https://statistikdatabasen.scb.se:8443/",
        "https://statistikdatabasen.scb.se.example.org/",
        "file:///etc/passwd",
        "https://[::1/",
    ],
)
def test_only_allowed_hosts_are_asked_and_only_over_https(address: str) -> None:
    with pytest.raises(Refused, match="is not fetched: only https addresses of"):
        Web(allowed=["statistikdatabasen.scb.se"]).content(address)


def test_a_host_that_is_allowed_does_not_lead_elsewhere() -> None:
    with serving({"/secret": b"{}"}) as (inside, asked_inside):
        moved = lambda _body: (302, b"", {"Location": f"{inside}/secret"})  # noqa: E731
        with serving({"/x": moved}) as (base, _asked), pytest.raises(Refused, match="answered with status 302"):
            Web(allowed=[base, inside]).content(f"{base}/x")
        assert asked_inside == []


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samspel.effects.connectors.web.MOST_BYTES", 2**20)
    with serving({"/x": b" " * 2**21}) as (base, _asked), pytest.raises(BadInput, match="larger than 1 MB"):
        Web(allowed=[base]).content(f"{base}/x")


def test_without_a_network_it_says_so_and_what_to_do() -> None:
    with serving({}) as (base, _asked):
        pass  # nobody listens there any more
    with pytest.raises(Refused, match=r"cannot be reached.*There may be no network here: fetch the table in a browser"):
        Web(allowed=[base]).content(f"{base}/config")


@pytest.mark.django_db(transaction=True)
def test_a_table_is_fetched_looked_at_and_fetched_again_on_the_pages(
    edition: Any, client_of: Any, settings: Any, scb: dict[str, Any]
) -> None:
    analyst, festival = client_of("analyst"), edition.festival.slug
    typed = {
        "connector": "pxweb",
        "table": "TAB6471",
        "take": "Region = 01, 03\nAlder = 20-29\nKon = 1\nTid = 2026M01, 2026M02, 2026M03, 2026M04",
        "only": "Alder = 20-29\nKon = 1",
        "name": "Young people",
        "outcome": "men of 20 to 29 years",
        "unit_of_measure": "persons",
        "place_kind": "other",
        "source_title": "Population",
        "source_publisher": "Statistics Sweden",
        "source_licence": "CC0",
    }
    config = json.loads(scb["/config"]) | {"maxDataCells": 4}
    with serving({**scb, "/config": json.dumps(config).encode()}) as (base, asked):
        refused = analyst.post(address("fetch-series", festival), {**typed, "base": base})
        assert ("is not fetched" in refused.content.decode(), refused.status_code) == (True, 422)
        settings.SOURCES = (base,)
        assert analyst.post(address("fetch-series", festival), {**typed, "base": base}).status_code == 302
        run = Run.objects.get(kind="fetch")
        assert claim(run, by="test")
        run.refresh_from_db()
        _settle(run, "answer", execute_fetch(run.problem, 0, lambda *_said: False))
    assert len([body for _at, _path, body in asked if body]) > 1
    shown = analyst.get(address("all-series", festival)).content.decode()
    assert (run.title in shown, "Look at it" in shown) == (True, True)
    waiting = analyst.post(address("look-at-fetched", festival), {"run": str(run.pk)})
    assert "2026M04" in analyst.get(waiting["Location"]).content.decode()
    assert analyst.post(waiting["Location"]).status_code == 302
    series = Series.objects.get(slug="young-people")
    assert (series.asked["table"], series.source.address) == ("TAB6471", f"{base}/tables/TAB6471")
    assert (len(series.revisions.get().units), len(series.revisions.get().periods)) == (2, 4)
    again = analyst.get(address("fetch-series", festival) + f"?series={series.slug}").context["form"]
    # PostgreSQL keeps the names of an object in an order of its own.
    assert sorted(again["take"].value().splitlines()) == sorted(typed["take"].splitlines())
