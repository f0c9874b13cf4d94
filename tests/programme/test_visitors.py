"""What visitors do with a programme: search, plan by link, walk, come by old addresses, take it along on a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import dist
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from samspel.colours import style_sheet
from samspel.lineup.models import Act
from samspel.places.models import Venue
from samspel.programme.grid import grid_of
from samspel.programme.plane import CLOSEST, town_of
from samspel.programme.queries.publication import shown
from samspel.programme.search import Entry, fold, found, slips_between
from samspel.programme.services.planning import unplace_set
from samspel.programme.services.publication import publish, withdraw
from samspel.programme.types import code_of
from tests.rooms import address, names_of, place, publish_all

pytestmark = pytest.mark.once  # all is made from a frozen version, whatever keeps it

NAMES = ("Åskväder", "Östanvind", "Nordljus", "Tall Hamn", "Folk & Co", "Söderläge", "Ølhus")
PLACES = [Entry("act", fold(name).replace(" ", "-"), name) for name in NAMES]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("askvader", ["Åskväder"]),
        ("ÅSK", ["Åskväder"]),
        ("ostanvind", ["Östanvind"]),
        ("nrodljus", ["Nordljus"]),  # two neighbours swapped
        ("nordjus", ["Nordljus"]),  # one left out
        ("noordlyus", ["Nordljus"]),  # two slips in a long word
        ("nirdlyys", []),  # three
        ("folk co", ["Folk & Co"]),
        ("co folk", ["Folk & Co"]),
        ("tallhamn", ["Tall Hamn"]),
        ("hamn", ["Tall Hamn"]),
        ("olhus", ["Ølhus"]),
        ("xyz", []),
        ("folk xyz", []),
        ("  ", []),
        ("%&/", []),
    ],
)
def test_search_finds_through_accents_and_slips(query: str, names: list[str]) -> None:
    assert [one.name for one in found(query, PLACES)] == names


def test_the_better_fit_comes_first() -> None:
    among = [Entry("venue", "b", "Nordbaren"), Entry("act", "a", "Nord"), Entry("act", "c", "Fjärd", also="nord")]
    assert [one.slug for one in found("nord", among)] == ["a", "b", "c"]
    spelled = [Entry("act", "o", "Ola"), Entry("act", "ö", "Öla")]
    assert [[one.slug for one in found(query, spelled)] for query in ("ola", "öla")] == [["o", "ö"], ["ö", "o"]]


@given(st.text("abcå", max_size=7), st.text("abcå", max_size=7), st.text("abcå", max_size=7))
def test_slips_are_a_distance(one: str, other: str, third: str) -> None:
    assert slips_between(one, other) == slips_between(other, one)
    assert (slips_between(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips_between(one, other) <= max(len(one), len(other))
    assert slips_between(one + third, other + third) <= slips_between(one, other)


def text_of(edition: Any, name: str, *more: Any, query: str = "", status: int = 200, **options: Any) -> str:
    page = Client().get(address(name, *names_of(edition), *more, **options) + query)
    assert page.status_code == status
    return str(page.content.decode().partition("<template")[0])


def names_on(page: str) -> list[str]:
    return re.findall(r'class="name"[^>]*>(?:<s>)?([^<]*)<', page)


@pytest.mark.django_db
def test_the_search_page_answers_without_scripts(edition: Any) -> None:
    publish_all(edition)
    page = text_of(edition, "search", query="?q=askvadr")
    assert re.findall(r'<li><a href="[^"]*acts/([\w-]+)/">', page) == ["askvader"]
    assert "Nothing is called that" in text_of(edition, "search", query="?q=qqqq")


@pytest.mark.django_db
def test_now_tells_the_walk_from_where_one_is(edition: Any) -> None:
    publish_all(edition)
    place(edition, "Östanvind", "Torget", 20 * 60 + 35)
    publish(edition=edition, who=None)
    page = text_of(edition, "now", query="?at=2026-09-03T20:20&near=kajen")
    rows = re.findall(r'class="name"[^>]*>([^<]*)<.*?class="walk">([^<]*)<', page)
    assert rows == [("Nordljus", "1 min walk"), ("Östanvind", "1 min walk")]
    assert 'class="walk"' not in text_of(edition, "now", query="?at=2026-09-03T20:20&near=nowhere")


@pytest.mark.django_db
@pytest.mark.parametrize("at", ["garbage", "0001-01-01T00:00", "9999-12-31T23:59", "2026-09-03T20:20+99:00", ""])
def test_a_moment_that_is_none_shows_this_one(edition: Any, at: str) -> None:
    publish_all(edition)
    for page in ("now", "programme"):
        assert text_of(edition, page, query=f"?{urlencode({'at': at})}")


@pytest.mark.django_db
def test_a_night_can_be_narrowed_to_a_genre(edition: Any) -> None:
    publish_all(edition)
    assert names_on(text_of(edition, "night", "2026-09-03", query="?genre=folk")) == ["Tallhamn", "Nordljus"]
    assert names_on(text_of(edition, "night", "2026-09-03", query="?genre=pop")) == []
    assert names_on(text_of(edition, "genre", "metal")) == ["Åskväder"]
    assert "plays “jazz”" in text_of(edition, "genre", "jazz", status=404)


@pytest.mark.django_db
def test_a_night_can_be_narrowed_to_what_is_known_to_meet_a_need(edition: Any) -> None:
    Venue.objects.filter(slug="kajen").update(step_free=True)
    Venue.objects.filter(slug="torget").update(step_free=False)
    Act.objects.filter(slug="tallhamn").update(age_limit_years=0)
    publish_all(edition)
    for need, acts in {"step-free": ["Tallhamn", "Åskväder"], "all-ages": ["Tallhamn"]}.items():
        assert names_on(text_of(edition, "night", "2026-09-03", query=f"?need={need}")) == acts
    both = text_of(edition, "night", "2026-09-03", query="?need=step-free&need=all-ages&genre=folk")
    assert names_on(both) == ["Tallhamn"]
    page = text_of(edition, "night", "2026-09-03", query="?need=loop")  # nobody has said: it cannot be asked for
    assert (len(names_on(page)), 'value="loop"' in page) == (3, False)


@pytest.mark.django_db
def test_the_grid_holds_every_set_in_its_row_and_hour(edition: Any) -> None:
    publish_all(edition)
    programme = shown(*names_of(edition)).programme
    grid = grid_of(programme.of_night(programme.nights[0]))
    cells = {cell.shown.act: (grid.rows[cell.row - 1][1], cell.column, cell.width) for cell in grid.cells}
    assert cells == {"Tallhamn": ("Kajen", 1, 8), "Nordljus": ("Torget", 31, 8), "Åskväder": ("Kajen", 76, 8)}
    assert sorted((cell.begins, cell.ends) for cell in grid.cells) == [(0, 40), (150, 190), (375, 415)]
    assert (grid.columns, [hour for hour, _column in grid.hours]) == (84, [hour * 60 for hour in range(18, 25)])
    sheet = Client().get(address("programme-look", "0b6070", *programme.grid_size)).content.decode()
    assert (".c84{--c:84}" in sheet, ".c85{" in sheet, ".r2{--r:2}" in sheet) == (True, False, True)
    assert sheet.startswith(style_sheet("0b6070"))
    assert Client().get("/look/0b6070-501x2.css").status_code == 404


@pytest.mark.django_db
def test_a_link_of_picks_reads_without_scripts_and_names_what_clashes(edition: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    place(edition, "Nordljus", "Torget", 18 * 60 + 40)
    place(edition, "Östanvind", "Kyrkan", 20 * 60)
    publish(edition=edition, who=None)
    link = f"?s={code_of('tallhamn')}.{code_of('nordljus')}{code_of('nobody')}"
    page = text_of(edition, "my-night", query=link)
    assert names_on(page) == ["Tallhamn", "Nordljus"]
    assert "Tallhamn until 18:40 and Nordljus at 18:40: 1 min walk" in page
    assert "1 act of the link is not in the programme any more" in page
    more = text_of(edition, "my-night", query=f"{link}&q=ostan")
    assert f"?s={code_of('tallhamn')}{code_of('ostanvind')}.{code_of('nordljus')}" in more
    calendar = text_of(edition, "my-calendar", query=link)
    assert re.findall(r"SUMMARY:(.*)\r", calendar) == ["Tallhamn", "Nordljus"]


@pytest.mark.django_db
def test_a_link_of_ten_thousand_is_refused_politely(edition: Any) -> None:
    publish_all(edition)
    page = text_of(edition, "my-night", query=f"?s={'abcde' * 10_000}", status=422)
    assert "The link names 10000 acts; a night has room for fewer." in page
    assert "Star at most 400 acts and make a new link." in page


@pytest.mark.django_db
def test_an_old_address_of_an_act_or_venue_leads_to_the_new_one(edition: Any) -> None:
    publish_all(edition)
    Act.objects.filter(slug="tallhamn").update(slug="tallhamn-2", name="Tallhamn II")
    Venue.objects.filter(slug="kajen").update(slug="kajplats", name="Kajplatsen")
    publish(edition=edition, who=None)
    names = names_of(edition)
    for name, old, new in (("act", "tallhamn", "tallhamn-2"), ("venue", "kajen", "kajplats")):
        page = Client().get(address(name, *names, old))
        assert (page.status_code, page["Location"]) == (301, address(name, *names, new))
    unplace_set(performance=Act.objects.get(slug="tallhamn-2").performances.get(), edition=edition, who=None)
    publish(edition=edition, who=None)
    assert Client().get(address("act", *names, "tallhamn")).status_code == 301  # it is told of as cancelled


@pytest.mark.django_db
def test_an_unknown_address_leads_somewhere_useful(edition: Any) -> None:
    publish_all(edition)
    home = address("programme", *names_of(edition))
    likes = {
        "acts/talhamn/": "acts/tallhamn/",
        "acts/nordlus/": "acts/nordljus/",
        "venues/torgett/": "venues/torget/",
        "genres/fok/": "",
        "kajen/": "venues/kajen/",
        "2026-09-03/tallhamn/": "acts/tallhamn/",
        "nothing/like/it": "",
    }
    for path, like in likes.items():
        page = Client().get(home + path)
        near = re.findall(rf'href="{home}([^"]*)"', page.content.decode().partition("Perhaps you are looking for")[2])
        assert (page.status_code, like in near, near[-1]) == (404, True, ""), path
    for path in ("testfest/2019/", "tesfest/2026/now/", "testfest/2026/2031-01-01/", "nothing/at/all/"):
        page = Client().get(f"/en/{path}")
        assert (page.status_code, f'<li><a href="{home}">' in page.content.decode()) == (404, True), path
    withdraw(edition=edition, who=None)
    gone = Client().get(home + "now/")
    assert (gone.status_code, "has been withdrawn" in gone.content.decode()) == (410, True)
    assert "Perhaps you" not in Client().get(home + "acts/talhamn/").content.decode()


@pytest.mark.django_db
def test_a_map_is_drawn_from_positions_and_only_from_them(edition: Any) -> None:
    Venue.objects.filter(slug="torget").update(latitude=59.27, longitude=15.20001)  # beside Kajen
    publish_all(edition)
    programme = shown(*names_of(edition)).programme
    town = town_of(programme, dict.fromkeys(programme.venues, 1), "kyrkan")
    assert town is not None
    at = {dot.slug: (dot.x, dot.y) for dot in town.dots}
    apart = ((at["kajen"][0] - at["torget"][0]) ** 2 + (at["kajen"][1] - at["torget"][1]) ** 2) ** 0.5
    assert (at["kyrkan"][0] > at["kajen"][0], apart >= CLOSEST - 2, town.centre) == (True, True, at["kyrkan"])
    assert all(dist((ring.x, ring.y), place) >= CLOSEST / 2 for ring in town.rings for place in at.values())
    assert '<figure class="town">' in text_of(edition, "venues")
    Venue.objects.update(latitude=None, longitude=None)
    publish(edition=edition, who=None)
    page = text_of(edition, "venues", query="?near=kajen")
    assert ('<figure class="town">' in page, page.count("10 min walk")) == (False, 2)


def kept(edition: Any, since: str = "") -> Any:
    answer = Client().get(address("pages", *names_of(edition)) + (f"?since={since}" if since else ""))
    return json.loads(answer.content) if answer.status_code == 200 else answer.status_code


@pytest.mark.django_db
def test_a_phone_gets_all_pages_and_then_what_differs(edition: Any) -> None:
    publish_all(edition)
    first = kept(edition)
    inside = first["pages"]["acts/tallhamn/"]
    assert (inside[0], inside[1], "Kajen" in inside[2]) == ("Tallhamn · Testfest 2026", "search", True)
    assert ("<!--main-->" in first["frame"], "aria-current" in first["frame"].split("</nav>")[1]) == (True, False)
    assert kept(edition, first["digest"]) == 204
    place(edition, "Tallhamn", "Torget", 19 * 60)
    publish(edition=edition, who=None)
    second = kept(edition, first["digest"])
    moved = {"2026-09-03/", "acts/tallhamn/", "genres/folk/", "venues/torget/", "venues/kajen/", "venues/", "changes/"}
    assert (second["whole"], set(second["pages"]) - {"now/"}) == (False, moved | {"paper/"})  # paper names the version
    assert kept(edition, "unknown")["whole"]
    withdraw(edition=edition, who=None)
    assert kept(edition, second["digest"]) == 410


@pytest.mark.django_db
def test_what_makes_it_an_app(edition: Any) -> None:
    publish_all(edition)
    home = address("programme", *names_of(edition))
    manifest = json.loads(text_of(edition, "manifest"))
    assert (manifest["start_url"], manifest["scope"], manifest["lang"]) == (home, home, "en")
    icon = Client().get(manifest["icons"][0]["src"])
    assert (icon["Content-Type"], icon.content[:4]) == ("image/png", b"\x89PNG")
    assert Client().get("/icon/9c2f63-7.png").status_code == 404
    worker = Client().get(home + "worker.js")
    known = json.loads(worker.content.decode().split("\n", 1)[0].removeprefix("const KNOWN = ").removesuffix(";"))
    assert (worker["Content-Type"], known["home"]) == ("text/javascript; charset=utf-8", home)
    scripts = {name.rpartition("/")[2] for name in known["assets"] if name.endswith(".js")}
    used = set(imported("start.js"))
    assert scripts == used


def imported(name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every script that a script leads to: all of them have to be kept."""
    from django.contrib.staticfiles import finders

    yield name
    with open(str(finders.find(f"samspel/visitors/{name}")), encoding="utf-8") as file:
        for other in re.findall(r'(?:from|import\() ?"\./([\w.]+)"', file.read()):
            if other not in seen:
                yield from imported(other, seen | {name, other})
