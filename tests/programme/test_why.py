"""Why a set has no place, and why one is where it is: by name, with the way to what can be changed, on every page."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from samspel.lineup.services.asking import answer
from samspel.lineup.types import Answer
from samspel.places.models import Opening
from samspel.programme.models import Favourites, Performance, Timetable
from samspel.programme.proposals import proposal_of
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.queries.why import impossible_demands, why_here, why_not
from samspel.programme.services.editing import pin_set
from samspel.programme.services.planning import execute_plan, request_plan
from samspel.programme.types import PlanOptions
from samspel.records.models import Run
from samspel.records.types import State
from tests.programme.test_editing import act, night, stage
from tests.rooms import address, names_of, place

pytestmark = pytest.mark.django_db


def at(edition: Any, name: str, *more: Any, language: str = "en") -> str:
    return address(name, *names_of(edition), *more, language=language)


def can_only(edition: Any, name: str, start: int, end: int) -> None:
    """Let an act be able to play on the first night alone, between two minutes."""
    first, second = edition.nights.order_by("date")
    said = Answer.of([(first.pk, ((start, end),)), (second.pk, ())])
    answer(act=act(name).act, answer=said, who=None)


def only_open(edition: Any, name: str, opens: int, closes: int) -> None:
    """Close every stage but one, which is open on the first night."""
    Opening.objects.all().delete()
    Opening.objects.create(stage=stage(edition, name), night=night(edition), opens_minute=opens, closes_minute=closes)


def text_of(client: Any, path: str, **headers: str) -> str:
    found = client.get(path, headers=headers)
    assert found.status_code == 200
    return str(found.content.decode())


def test_an_act_and_the_hours_that_do_not_meet_are_named_with_links(edition: Any, client_of: Any) -> None:
    can_only(edition, "Tallhamn", 16 * 60, 17 * 60)
    found = why_not(edition, None, act("Tallhamn")).forbidden
    assert found is not None
    assert found.headline == "Tallhamn cannot be placed, whatever else is moved. This forbids it together:"
    assert [(one.sentence, one.kind) for one in found.facts] == [
        ("Tallhamn is to play for 40 minutes.", "set"),
        ("Tallhamn can play only Thu 3 Sep 16:00–17:00.", "act"),
        ("On Thu 3 Sep the stages are open 18:00–01:00 at most.", "stages"),
    ]
    page = text_of(client_of("office"), at(edition, "why-in-use", act("Tallhamn").pk))
    for link in (at(edition, "office-act", act("Tallhamn").act_id), at(edition, "stages")):
        assert f'href="{link}"' in page
    swedish = text_of(client_of("office"), at(edition, "why-in-use", act("Tallhamn").pk, language="sv"))
    assert "Tallhamn kan bara spela tors 3 sep. 16:00–17:00." in swedish
    looked = text_of(client_of("viewer"), at(edition, "why-in-use", act("Tallhamn").pk))
    assert at(edition, "office-act", act("Tallhamn").act_id) not in looked


def test_two_sets_that_want_one_hour_and_a_pin(edition: Any) -> None:
    only_open(edition, "Kajen", 1200, 1300)
    place(edition, "Nordljus", "Kajen", 1230, is_pinned=True)
    found = why_not(edition, timetable_in_use(edition), act("Tallhamn")).forbidden
    assert found is not None
    assert found.headline == (
        "These 2 sets cannot all be placed, whatever is moved: at least 1 of them has to be left out. "
        "This forbids it together:"
    )
    sentences = [one.sentence for one in found.facts]
    assert sentences[:2] == [
        "Tallhamn is to play for 40 minutes.",
        "Nordljus is pinned to Kajen, Thu 3 Sep 20:30–21:10.",
    ]
    assert "A stage has one act at a time." in sentences


def test_a_set_that_could_be_placed_says_how_and_does_it(edition: Any, client_of: Any) -> None:
    Opening.objects.exclude(stage=stage(edition, "Kajen")).delete()
    Opening.objects.update(opens_minute=1200, closes_minute=1240)
    can_only(edition, "Tallhamn", 1200, 1240)
    place(edition, "Nordljus", "Kajen", 1200)
    timetable = timetable_in_use(edition)
    assert timetable is not None
    path, client = at(edition, "why", timetable.pk, act("Tallhamn").pk), client_of("office")
    steps = client.get(path).context["not_here"].steps
    assert [one.sentence for one in steps] == [
        "Nordljus to Kajen, Fri 4 Sep 20:00",
        "Tallhamn to Kajen, Thu 3 Sep 20:00",
    ]
    for one in steps:
        names = ("performance", "night", "stage", "start_minute")
        client.post(
            at(edition, "change-timetable", timetable.pk),
            {"verb": "move", **{name: getattr(one, name) for name in names}},
        )
    assert client.get(path).context["here"] is not None
    free = why_not(edition, None, act("Åskväder"))
    assert len(free.steps) == 1


def test_why_here_says_who_what_it_costs_and_what_is_better(edition: Any, client_of: Any, people: Any) -> None:
    Favourites.objects.create(edition=edition, acts=[act("Tallhamn").act_id, act("Nordljus").act_id], people=30)
    place(edition, "Nordljus", "Torget", 1200)
    place(edition, "Tallhamn", "Kajen", 1320)
    timetable = timetable_in_use(edition)
    assert isinstance(timetable, Timetable)
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=people["office"])
    found = why_here(edition, timetable, act("Tallhamn"))
    assert found.who == "office@example.org pinned Tallhamn: Kajen, Thu 3 Sep 22:00."
    assert found.better is None
    assert found.as_good.endswith("other stages and nights have a place that costs nothing more.")
    place(edition, "Tallhamn", "Kajen", 1200)
    found = why_here(edition, timetable, act("Tallhamn"))
    assert found.better is not None
    assert found.better.sentence.endswith(": 39 persons better")
    assert found.better.detail == (
        "favourites that people cannot fit in: 30 persons better · acts of its genre at once: 9 persons better"
    )
    page = text_of(client_of("office"), at(edition, "why", timetable.pk, act("Tallhamn").pk))
    assert "A better place is free:" in page
    part = text_of(client_of("office"), at(edition, "why", timetable.pk, act("Tallhamn").pk), **{"HX-Request": "true"})
    assert ("<html" in part, "A better place is free:" in part) == (False, True)


def test_a_set_that_can_be_nowhere_else(edition: Any) -> None:
    only_open(edition, "Kajen", 1200, 1240)
    place(edition, "Tallhamn", "Kajen", 1200)
    timetable = timetable_in_use(edition)
    assert timetable is not None
    found = why_here(edition, timetable, act("Tallhamn"))
    assert (found.better, found.alternatives, found.as_good) == (None, (), "")


def test_the_pages_of_a_set_and_of_problems_lead_there(edition: Any, client_of: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 1320)
    timetable = timetable_in_use(edition)
    assert timetable is not None
    client, path = client_of("office"), at(edition, "why", timetable.pk, act("Tallhamn").pk)
    page = text_of(client, at(edition, "set-in", timetable.pk, act("Tallhamn").pk))
    assert f'hx-get="{path}" hx-trigger="load"' in page
    panel = text_of(client, at(edition, "set-in", timetable.pk, act("Tallhamn").pk), **{"HX-Request": "true"})
    assert f'hx-get="{path}" hx-trigger="click from:find a"' in panel
    assert at(edition, "why-in-use", act("Nordljus").pk) in text_of(client, at(edition, "problems"))


def test_impossible_demands_are_named_before_a_plan_and_in_it(edition: Any, client_of: Any) -> None:
    only_open(edition, "Kajen", 1200, 1300)
    (found,) = impossible_demands(edition, None)
    assert found.headline == (
        "These 4 sets cannot all be placed, whatever is moved: at least 2 of them have to be left out. "
        "This forbids it together:"
    )
    asked = text_of(client_of("office"), at(edition, "impossible"), **{"HX-Request": "true"})
    assert "This cannot all be met" in asked
    assert at(edition, "impossible") in text_of(client_of("office"), at(edition, "plans"))
    run = request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    told = []
    answered = execute_plan(run.problem, run.seed, lambda _done, _what, best: told.append(best) or False)
    assert told[0]["impossible"] == answered.values["impossible"]
    Run.objects.filter(pk=run.pk).update(answer=answered.values, state=State.DONE)
    proposal = proposal_of(Run.objects.get(pk=run.pk))
    assert proposal is not None
    assert (proposal.impossible[0].headline, proposal.left_out) == (found.headline, ())
    page = text_of(client_of("office"), at(edition, "plan", run.pk, language="sv"))
    assert "De här 4 spelningarna får inte plats allihop" in page


def test_a_set_that_a_plan_leaves_out_though_it_might_fit_is_explained(edition: Any) -> None:
    run = request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    values = execute_plan(run.problem, run.seed, lambda *_: True).values
    assert (values["impossible"], values["left_out"]) == ([], [])
    placements = [None, *values["placements"][1:]]
    from samspel.engines.timetable import explain, from_plain
    from samspel.programme.instances import from_plain_placements

    found = explain.explain(from_plain(run.problem["timetable"]), from_plain_placements(placements), 0)
    plain = explain.plain_explanation(found)
    assert explain.explanation_from(plain) == found
    Run.objects.filter(pk=run.pk).update(
        answer={**values, "placements": placements, "left_out": [plain]}, state=State.DONE
    )
    proposal = proposal_of(Run.objects.get(pk=run.pk))
    assert proposal is not None
    (why,) = proposal.left_out
    assert (why.name, len(why.steps)) == (str(Performance.objects.get(pk=run.problem["rows"]["performances"][0])), 1)


def test_many_facts_of_a_kind_are_counted(edition: Any) -> None:
    only_open(edition, "Kajen", 1200, 1300)
    for one in list(Performance.objects.all()):
        for number in range(2, 4):
            Performance.objects.create(act=one.act, number=number, length_minutes=40)
    for name in ("Tallhamn", "Nordljus"):
        can_only(edition, name, 1200, 1320)
    with translation.override("en"):
        (found,) = impossible_demands(edition, None)
    assert any(one.sentence.startswith("12 sets are to be played, 480 minutes in all: ") for one in found.facts)
    assert found.footnote == "The count is proved. Not every one of these needs to be part of it."
