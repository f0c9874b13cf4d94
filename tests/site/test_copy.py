"""The static copy: every page in both languages, every link leads to a file; never over anything else."""

from __future__ import annotations

import io
import json
import posixpath
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone

from samspel.errors import BadInput, NotFound, Refused
from samspel.programme.services.publication import withdraw
from samspel.site.commandline import main
from samspel.site.copy.asking import Answer
from samspel.site.copy.crawl import crawled, crawled_side_by_side
from samspel.site.copy.files import contents_of, path_of
from samspel.site.copy.links import cut, joined
from samspel.site.copy.write import copy_of, write_copy
from tests.rooms import address, names_of, publish_all


class Links(HTMLParser):
    """Collects what a page links to; knows nothing of how the copy was made."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_sent = tag == "form" and values.get("method") == "post"
        self.found += [values[key] or "" for key in ("href", "src", "action") if key in values and not is_sent]


def inner_links(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield each link of each page that leads into the copy, as the file it is on and the file it names."""
    for name, content in files.items():
        if not name.endswith(".html"):
            continue
        for link in Links(content.decode()).found:
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            yield (
                name,
                f"{target}/index.html".removeprefix("./") if link.split("#")[0].split("?")[0].endswith("/") else target,
            )


@pytest.mark.django_db
def test_every_link_of_the_copy_leads_to_a_file_of_it(edition: Any) -> None:
    publish_all(edition)
    files = copy_of(edition=edition, with_paper=True)
    dead = {(page, target) for page, target in inner_links(files) if target not in files}
    assert (dead, len(list(inner_links(files))) > 500) == (set(), True)
    rooted = [name for name in files if name.endswith(".html") and b'="/' in files[name]]
    assert rooted == []


@pytest.mark.django_db
def test_the_copy_has_every_public_page_in_both_languages(edition: Any) -> None:
    publish_all(edition)
    files = copy_of(edition=edition, with_paper=False)
    for language in ("sv", "en"):
        pages = [
            address(name, *names_of(edition), language=language) for name in ("programme", "now", "venues", "acts")
        ]
        pages += [address("act", *names_of(edition), act, language=language) for act in ("tallhamn", "askvader")]
        pages += [address("venue", *names_of(edition), venue, language=language) for venue in ("kajen", "kyrkan")]
        pages += [
            address("night", *names_of(edition), night, language=language) for night in ("2026-09-03", "2026-09-04")
        ]
        assert [page for page in pages if f"{page[1:]}index.html" not in files] == []
        act = files[f"{language}/testfest/2026/acts/tallhamn/index.html"].decode()
        words = {"sv": "En kopia, skriven", "en": "A copy, written"}[language]
        assert (f'<html lang="{language}">' in act, "18:00" in act, words in act) == (True, True, True)
        assert f"{settings.ADDRESS}/{language}/testfest/2026/acts/tallhamn/" in act  # where the programme lives
    assert [name for name in files if name.endswith(".pdf")] == []
    assert json.loads(files["copy.json"])["version"] == 1


@pytest.mark.django_db
def test_with_paper_the_prints_come_along_and_without_they_stay_where_they_are(edition: Any) -> None:
    publish_all(edition)
    page = "en/testfest/2026/paper/index.html"
    without, whole = copy_of(edition=edition, with_paper=False), copy_of(edition=edition, with_paper=True)
    assert f'"{settings.ADDRESS}/en/testfest/2026/paper/pocket.pdf"' in without[page].decode()
    assert '"pocket.pdf"' in whole[page].decode()
    assert whole["en/testfest/2026/paper/pocket.pdf"][:5] == b"%PDF-"
    prints = {name for name in whole if name.endswith(".pdf")}
    assert len(prints) == 2 * (2 + 2 + 2 * 3)  # two languages: pocket and list; all doors, and three venues', A4 and A3


@pytest.mark.django_db
def test_a_folder_is_replaced_only_if_it_is_a_copy_of_the_same_edition(edition: Any, tmp_path: Path) -> None:
    publish_all(edition)
    folder = tmp_path / "new" / "copy"
    write_copy(edition=edition, folder=folder, with_paper=False)
    (folder / "old.html").write_text("left over")
    assert write_copy(edition=edition, folder=folder, with_paper=False)["edition"] == "2026"
    assert (folder / "old.html").exists() is False
    assert [one.name for one in folder.parent.iterdir()] == ["copy"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("")
    other = tmp_path / "other"
    other.mkdir()
    (other / "copy.json").write_text('{"festival": "testfest", "edition": "2025"}')
    for taken in (tmp_path / "mine", tmp_path / "file", other):
        with pytest.raises(Refused, match="holds something else than a copy of Testfest 2026"):
            write_copy(edition=edition, folder=taken, with_paper=False)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


@pytest.mark.django_db
def test_nothing_published_is_nothing_to_copy_and_the_old_copy_stays(edition: Any, tmp_path: Path) -> None:
    publish_all(edition)
    write_copy(edition=edition, folder=tmp_path / "copy", with_paper=False)
    withdraw(edition=edition, who=None)
    before = sorted(path for path in (tmp_path / "copy").rglob("*"))
    with pytest.raises(NotFound):
        write_copy(edition=edition, folder=tmp_path / "copy", with_paper=False)
    assert sorted(path for path in (tmp_path / "copy").rglob("*")) == before


def lost(request: Any, **words: str) -> HttpResponse:
    """Answer with a page that links to one that is not there."""
    return HttpResponse('<a href="/nowhere/">', content_type="text/html")


lost.access = "public"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_link_that_leads_nowhere_is_named_and_nothing_is_written(edition: Any, tmp_path: Path, settings: Any) -> None:
    publish_all(edition)
    settings.ROOT_URLCONF = type(
        "Addresses", (), {"urlpatterns": [path("<festival>/<edition>/", lost, name="programme")]}
    )
    with pytest.raises(BadInput, match=r"“/nowhere/” is linked from /testfest/2026/ and answers 404"):
        write_copy(edition=edition, folder=tmp_path / "copy", with_paper=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_the_office_downloads_it_as_one_file(edition: Any, client_of: Any) -> None:
    publish_all(edition)
    page = address("site-copy", *names_of(edition))
    answer = client_of("office").get(page)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name)[:9] for name in ("index.html", "en/testfest/2026/acts/index.html")} == {
            "index.html": b"\n<!doctyp",
            "en/testfest/2026/acts/index.html": b"\n<!doctyp",
        }
    assert [client_of(who).get(page).status_code for who in ("viewer", None)] == [403, 302]
    assert page in client_of("office").get(address("publish", *names_of(edition))).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_command_writes_the_same_with_a_process_for_each_language(
    transactional_db: None, edition: Any, tmp_path: Path, capsys: Any
) -> None:
    publish_all(edition)
    main(["export", "site", *names_of(edition), "--out", str(tmp_path / "copy")])
    assert "version 1 in" in capsys.readouterr().out
    asked = {"copied_at": timezone.now(), "with_paper": False}
    alone = contents_of(crawled(edition, **asked))
    assert contents_of(crawled_side_by_side(edition, **asked)) == alone
    written = {
        path.relative_to(tmp_path / "copy").as_posix() for path in (tmp_path / "copy").rglob("*") if path.is_file()
    }
    assert written == {*alone, "index.html", "copy.json"}


def turned(text: str, media_type: str, address: str = "/en/f/e/a/") -> str:
    pieces = cut(text, media_type=media_type, address=address)
    return joined(pieces, lambda link: f"[{link.address}|{link.tail}|{link.is_part}]", media_type=media_type)


def test_links_are_found_in_pages_styles_scripts_and_manifests() -> None:
    assert turned('<a class="x" href="../b/?q=1&amp;r=2#top">', "text/html") == (
        '<a class="x" href="[/en/f/e/b/|?q=1&amp;r=2#top|False]">'
    )
    assert turned('<link href="/a.css" rel="stylesheet"><img src="b.png">', "text/html") == (
        '<link href="[/a.css||True]" rel="stylesheet"><img src="[/en/f/e/a/b.png||True]">'
    )
    assert turned('<body data-worker="/w.js" data-word="plain" title="/not">', "text/html") == (
        '<body data-worker="[/w.js||True]" data-word="plain" title="/not">'
    )
    assert turned('<meta content="0; url=/x/"><meta content="text">', "text/html") == (
        '<meta content="0; url=[/x/||False]"><meta content="text">'
    )
    same = '<a href="https://a.example/"><a href="#top"><a href="geo:1,2"><form method="post" action="/send/">'
    assert turned(same, "text/html") == same
    assert turned("a{b:url(x.woff2)}@import 'y.css';", "text/css", "/static/s.css") == (
        "a{b:url([/static/x.woff2||True])}@import '[/static/y.css||True]';"
    )
    assert turned('import {a} from "./b.js"; const c = "/d";', "text/javascript", "/static/a.js") == (
        'import {a} from "[/static/b.js||True]"; const c = "/d";'
    )
    assert turned('const pages = ["/en/f/e/"];', "text/javascript", "/en/f/e/worker.js") == (
        'const pages = ["[/en/f/e/||True]"];'
    )
    assert turned('{"start_url": "/en/f/e/"}', "application/manifest+json") == '{"start_url": "[/en/f/e/||True]"}'


def test_an_address_has_a_file_name_that_every_host_takes() -> None:
    names = {
        ("/en/f/e/", "text/html"): "en/f/e/index.html",
        ("/en/f/e/x", "text/html"): "en/f/e/x/index.html",
        ("/en/f/e/all.ics?night=2026-09-03", "text/calendar"): "en/f/e/all~night-2026-09-03.ics",
        ("/api/sets/", "application/json"): "api/sets/index.json",
        ("/a.css", "text/css"): "a.css",
    }
    assert {given: path_of(Answer(given[0], 200, given[1], b"")) for given in names} == names
    odd = [
        path_of(Answer(f"/all.ics?genre={genre}", 200, "text/calendar", b""))
        for genre in ("hip+hop", "hip-hop", "%C3%A5")
    ]
    assert len(set(odd)) == 3
    assert all(name.isascii() for name in odd)
