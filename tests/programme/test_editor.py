"""The editor's pages: who gets in, the night as grid and list, forms without a script, JSON for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from samspel.lineup.services.asking import answer
from samspel.lineup.types import Answer
from samspel.places.models import Opening
from samspel.places.services import set_stage
from samspel.programme.models import Timetable
from samspel.programme.queries.grid import grid, hours_of
from samspel.programme.queries.planning import placements, timetable_in_use
from samspel.programme.queries.policy import rule_set
from samspel.programme.services.editing import pin_set
from samspel.programme.services.planning import request_plan
from samspel.programme.services.policy import set_rules
from samspel.programme.services.scenarios import copy_timetable
from samspel.programme.types import PlanOptions
from samspel.records.worker import carry_out_now
from tests.programme.test_editing import act, night, stage, where
from tests.rooms import address, names_of, place

pytestmark = pytest.mark.django_db

PEOPLE = ("office", "viewer", "stranger")
SEEN = ("scenario", "timetable-state", "history")
CHANGES = ("change-timetable", "undo", "redo", "use-timetable", "copy-timetable", "rename-timetable")


@pytest.fixture
def timetable(edition: Any) -> Timetable:
    place(edition, "Tallhamn", "Kajen", 1200)
    place(edition, "Nordljus", "Kajen", 1220)
    place(edition, "Östanvind", "Kyrkan", 1500)
    found = timetable_in_use(edition)
    assert found is not None
    return found


def at(edition: Any, name: str, *more: Any) -> str:
    return address(name, *names_of(edition), *more)


@pytest.mark.parametrize("name", SEEN)
def test_who_sees(edition: Any, timetable: Timetable, client_of: Any, name: str) -> None:
    path = at(edition, name, timetable.pk)
    assert [client_of(who).get(path).status_code for who in PEOPLE] == [200, 200, 403]
    assert client_of(None).get(path).status_code == 302


def test_who_sees_scenarios_and_their_difference(edition: Any, timetable: Timetable, client_of: Any) -> None:
    copy = copy_timetable(timetable=timetable, name="Regn", who=None)
    for path in (at(edition, "scenarios"), at(edition, "compare-timetables", timetable.pk, copy.pk)):
        assert [client_of(who).get(path).status_code for who in PEOPLE] == [200, 200, 403]
    delete = at(edition, "delete-timetable", copy.pk)
    assert [client_of(who).get(delete).status_code for who in PEOPLE] == [200, 403, 403]
    assert [client_of(who).post(delete).status_code for who in reversed(PEOPLE)] == [403, 403, 302]


@pytest.mark.parametrize("name", CHANGES)
def test_who_changes(edition: Any, timetable: Timetable, client_of: Any, name: str) -> None:
    path = at(edition, name, timetable.pk)
    got = [client_of(who).post(path).status_code for who in PEOPLE]
    assert (got[0] in (302, 409, 422), got[1:]) == (True, [403, 403])
    assert client_of("office").get(path).status_code == 405


def test_who_reverts_starts_and_asks_for_places(edition: Any, timetable: Timetable, client_of: Any) -> None:
    revert = at(edition, "revert", timetable.pk, 3)
    assert [client_of(who).post(revert).status_code for who in reversed(PEOPLE)] == [403, 403, 302]
    start = at(edition, "start-timetable")
    assert [client_of(who).post(start).status_code for who in PEOPLE] == [302, 403, 403]
    for name in ("moves", "set-in"):
        path = at(edition, name, timetable.pk, act("Tallhamn").pk)
        assert [client_of(who).get(path).status_code for who in PEOPLE] == [200, 403, 403]


def test_a_timetable_of_another_festival_is_not_found(
    edition: Any, timetable: Timetable, people: Any, client_of: Any
) -> None:
    from samspel.places.models import Festival
    from samspel.places.services import start_edition

    other = start_edition(festival=Festival.objects.get(name="Annanfest"), name="A", slug="a", who=None)
    foreign = Timetable.objects.create(edition=other, name="Fjärran")
    for name in SEEN:
        assert client_of("office").get(at(edition, name, foreign.pk)).status_code == 404
    assert client_of("office").post(at(edition, "undo", foreign.pk)).status_code == 404


def test_the_grid_has_the_hours_in_use_and_those_that_are_open(edition: Any, timetable: Timetable) -> None:
    first = night(edition)
    set_stage(
        stage=stage(edition, "Kyrkan"),
        capacity_persons=100,
        changeover_minutes=15,
        hours={first: (1110, 1510)},
        who=None,
    )
    made = grid(first, list(placements(timetable)), hours_of(edition, first))
    assert made is not None
    assert (made.first_minute, made.steps, made.step_minutes) == (1080, 8 * 12, 5)
    assert [
        (
            lane.stage.venue.name,
            lane.number,
            [(cell.span, str(cell.placement or ""), cell.is_open) for cell in lane.cells],
        )
        for lane in made.lanes
    ] == [
        ("Kajen", 1, [(24, "", True), (8, "Tallhamn Kajen", True), (52, "", True), (12, "", False)]),
        ("Kajen", 2, [(28, "", True), (8, "Nordljus Kajen", True), (48, "", True), (12, "", False)]),
        ("Kyrkan", 1, [(6, "", False), (78, "", True), (8, "Östanvind Kyrkan", True), (4, "", False)]),
        ("Torget", 1, [(84, "", True), (12, "", False)]),
    ]


def test_the_page_lists_sets_problems_and_fixes(edition: Any, timetable: Timetable, client_of: Any) -> None:
    page = client_of("office").get(at(edition, "timetable"))
    (problem,) = [one for one in page.context["problems"] if "Nordljus" in one.sentence]
    assert problem.sentence == "Nordljus cannot play at 20:20 on Kajen on Thu 3 Sep: Tallhamn is there until 20:40."
    assert str(problem.fix.performance) in ("Tallhamn", "Nordljus")
    text = page.content.decode()
    assert text.count('class="what"') == 3  # the list, beside the grid
    assert "Nearest fix: " in text
    listed = client_of("viewer").get(at(edition, "timetable") + "?view=list&genre=folk")
    assert [one.performance_id in listed.context["pale"] for one in listed.context["placed"]] == [False, False, True]
    assert "change/" not in listed.content.decode().split("<main")[1].split('data-change="')[0]


def test_the_nearest_fix_mends_it(edition: Any, timetable: Timetable, client_of: Any) -> None:
    client = client_of("office")
    fixes = 0
    while problems := client.get(at(edition, "timetable")).context["problems"]:
        fix, fixes = problems[0].fix, fixes + 1
        client.post(
            at(edition, "change-timetable", timetable.pk),
            {
                "verb": "move",
                "performance": fix.performance.pk,
                "night": fix.night.pk,
                "stage": fix.stage.pk,
                "start_minute": fix.place.start_minute,
            },
        )
    assert fixes == 2  # two on a stage at once, and one past closing time
    assert where(timetable)["Östanvind Kyrkan"][:2] == (1460, 1500)


def test_every_verb_is_a_form(edition: Any, timetable: Timetable, client_of: Any) -> None:
    client, path = client_of("office"), at(edition, "change-timetable", timetable.pk)
    key = act("Tallhamn").pk
    for given in (
        {"verb": "length", "minutes": 45},
        {"verb": "pin", "on": "1"},
        {"verb": "pencil", "on": "1"},
        {"verb": "pin", "on": ""},
        {"verb": "shift", "minutes": 5},
        {"verb": "swap", "other": act("Östanvind").pk},
    ):
        assert client.post(path, {"performance": key, **given}).status_code == 302
    assert where(timetable)["Tallhamn Kyrkan"] == (1500, 1545, False, True)
    assert client.post(path, {"performance": key, "verb": "unplace"}).status_code == 302
    assert "Tallhamn Kyrkan" not in where(timetable)
    assert client.post(path, {"performance": key, "verb": "move"}).status_code == 422
    assert client.post(path, {"performance": key, "verb": "sing"}).status_code == 422
    assert client.post(path, {"performance": 0, "verb": "pin"}).status_code == 422
    client.post(at(edition, "undo", timetable.pk))
    assert "Tallhamn Kyrkan" in where(timetable)
    client.post(at(edition, "redo", timetable.pk))
    assert "Tallhamn Kyrkan" not in where(timetable)


def test_a_conflict_is_a_page_with_a_choice(edition: Any, timetable: Timetable, people: Any, client_of: Any) -> None:
    client, path = client_of("office"), at(edition, "set-in", timetable.pk, act("Tallhamn").pk)
    form = client.get(path).context["form"].initial
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=people["host"])
    mine = {**form, "start_minute": "21:00", "night": form["night"], "is_pinned": "", "is_pencilled": ""}
    answer = client.post(path, mine)
    assert answer.status_code == 409
    assert answer.context["sentences"] == ("host@example.org pinned Tallhamn: Kajen, Thu 3 Sep 20:00. (0 seconds ago)",)
    assert client.post(path, {**dict(answer.context["given"]), "anyway": "1"}).status_code == 302
    assert where(timetable)["Tallhamn Kajen"] == (1260, 1300, False, False)
    script = client.post(
        at(edition, "change-timetable", timetable.pk),
        {"verb": "pin", "performance": act("Tallhamn").pk, "on": "1", "based_on": form["based_on"]},
        headers={"Accept": "application/json"},
    )
    assert (script.status_code, len(script.json()["conflict"])) == (409, 1)


def test_the_script_is_told_every_place(edition: Any, timetable: Timetable, client_of: Any) -> None:
    set_rules(edition=edition, rules=replace(rule_set(edition), assume_stars=False), who=None)
    path = at(edition, "moves", timetable.pk, act("Nordljus").pk)
    told = client_of("office").get(path + "?night=2026-09-03").json()
    kajen, torget = str(stage(edition, "Kajen").pk), str(stage(edition, "Torget").pk)
    starts = [start for start, _cost in told["places"][kajen]]
    assert starts == [*range(1080, 1146, 5), *range(1255, 1461, 5)]
    assert len(told["places"][torget]) == (1460 - 1080) // 5 + 1
    costs = dict(told["places"][torget])
    assert (costs[1220], costs[1300]) == (0, -9)  # both are folk: nine persons for playing at once
    assert told["obstacles"][kajen][0] == [1161, 1240, "Tallhamn is there 20:00–20:40."]
    assert told["closed"] == "The stage is closed then."


def test_the_script_looks_again_cheaply(edition: Any, timetable: Timetable, people: Any, client_of: Any) -> None:
    client, path = client_of("office"), at(edition, "timetable-state", timetable.pk)
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=people["host"])
    pin_set(timetable=timetable, performance=act("Nordljus"), is_pinned=True, who=people["office"])
    again = client.get(path + "?since=3", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.json()) == (
        200,
        {
            "version": 5,
            "in_use": True,
            "theirs": ["host@example.org pinned Tallhamn: Kajen, Thu 3 Sep 20:00. (0 seconds ago)"],
        },
    )


@pytest.mark.django_db(transaction=True)
def test_a_stale_plan_is_shown_and_asked_for_once_more(edition: Any, timetable: Timetable, client_of: Any) -> None:
    run = carry_out_now(request_plan(edition=edition, options=PlanOptions(seconds=1), who=None))
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=None)
    client, path = client_of("office"), at(edition, "apply-plan", run.pk)
    asked = client.post(path)
    assert asked.status_code == 409
    assert "Tallhamn has been pinned, unpinned or pinned elsewhere." in asked.content.decode()
    assert client.post(path, {"anyway": "1"}).status_code == 302
    assert timetable_in_use(edition) != timetable


def test_where_no_hours_are_known_a_set_may_go_anywhere(edition: Any, timetable: Timetable, client_of: Any) -> None:
    Opening.objects.all().delete()
    path = at(edition, "moves", timetable.pk, act("Nordljus").pk)
    told = client_of("office").get(path + "?night=2026-09-03").json()
    assert [start for start, _cost in told["places"][str(stage(edition, "Torget").pk)]] == list(range(480, 1800, 5))
    page = client_of("office").get(at(edition, "timetable"))
    assert [cell.is_open for lane in page.context["grid"].lanes for cell in lane.cells] == [True] * 8


def test_what_an_act_answers_is_known_to_the_editor_at_once(edition: Any, timetable: Timetable, client_of: Any) -> None:
    office, tallhamn = client_of("office"), act("Tallhamn")
    page, moves = at(edition, "timetable"), at(edition, "moves", timetable.pk, tallhamn.pk)
    assert office.get(moves).json()["places"]
    answer(act=tallhamn.act, answer=Answer.of((one.pk, ()) for one in edition.nights.all()), who=None)
    assert office.get(moves).json()["places"] == {}
    assert "Tallhamn has said that it cannot play on any night" in office.get(page).content.decode()


def test_a_long_history_is_read_page_by_page(
    edition: Any, timetable: Timetable, client_of: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samspel.programme.views.changes.HISTORY_PAGE", 2)
    tallhamn = act("Tallhamn")
    for is_pinned in (True, False, True):
        pin_set(timetable=timetable, performance=tallhamn, is_pinned=is_pinned, who=people["office"])
    newest = timetable.changes.latest("number").number
    page, viewer = at(edition, "history", timetable.pk), client_of("viewer")

    def numbers(path: str) -> list[int]:
        rows = viewer.get(path).content.decode().split('scope="row" class="number">')[1:]
        return [int(row.split("</th>")[0]) for row in rows]

    assert numbers(page) == [newest, newest - 1]
    assert f"?before={newest - 1}" in viewer.get(page).content.decode()
    assert numbers(f"{page}?before={newest - 1}") == [newest - 2, newest - 3]
    assert numbers(f"{page}?before={newest + 10**30}") == [newest, newest - 1]
    assert numbers(f"{page}?before=1") == []
