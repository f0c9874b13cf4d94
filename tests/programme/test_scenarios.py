"""Scenarios side by side, and plans for data that has changed since."""

from __future__ import annotations

from typing import Any

import pytest

from samspel.errors import Refused
from samspel.lineup.services.cancelling import cancel_act
from samspel.places.services import open_all
from samspel.programme.models import Favourites, Performance, Timetable
from samspel.programme.queries.history import history, said, spots_of
from samspel.programme.queries.planning import problems, timetable_in_use
from samspel.programme.queries.scenarios import comparison
from samspel.programme.sentences import cancelled_sentence
from samspel.programme.services.editing import move_set, pencil_set, pin_set, set_length, take_out
from samspel.programme.services.history import redo, undo
from samspel.programme.services.planning import apply_plan, request_plan
from samspel.programme.services.policy import set_rules
from samspel.programme.services.scenarios import copy_timetable, delete_timetable, use_timetable
from samspel.programme.types import PlanOptions, RuleSet, Stale
from samspel.records.worker import carry_out_now
from tests.programme.test_editing import act, night, stage, where
from tests.rooms import place


@pytest.fixture
def timetable(edition: Any) -> Timetable:
    place(edition, "Tallhamn", "Kajen", 1200)
    place(edition, "Nordljus", "Torget", 1260)
    found = timetable_in_use(edition)
    assert found is not None
    return found


@pytest.mark.django_db
def test_a_copy_is_changed_by_itself_compared_and_deleted(edition: Any, timetable: Timetable) -> None:
    copy = copy_timetable(timetable=timetable, name="Regn", who=None)
    assert (where(copy), copy.in_use) == (where(timetable), False)
    hand: Any = {"timetable": copy, "who": None}
    move_set(
        performance=act("Tallhamn"), night=night(edition), stage=stage(edition, "Kyrkan"), start_minute=1230, **hand
    )
    take_out(performance=act("Nordljus"), **hand)
    move_set(
        performance=act("Östanvind"), night=night(edition, 1), stage=stage(edition, "Kajen"), start_minute=1200, **hand
    )
    found = comparison(edition, timetable, copy)
    assert found.sentences == (
        "Moved: Tallhamn, from Thu 3 Sep 20:00, Kajen to Thu 3 Sep 20:30, Kyrkan.",
        "Cancelled: Nordljus, Thu 3 Sep 21:00, Torget.",
        "New: Östanvind, Fri 4 Sep 20:00, Kajen.",
    )
    assert [(part.name, part.difference) for part in found.components][:2] == [("sets placed", 0), ("problems", 0)]
    assert where(timetable)["Tallhamn Kajen"] == (1200, 1240, False, False)
    with pytest.raises(Refused, match="is in use: take another"):
        delete_timetable(timetable=timetable, who=None)
    delete_timetable(timetable=copy, who=None)
    assert list(edition.timetables.all()) == [timetable]


@pytest.mark.django_db
def test_taking_into_use_is_undone_and_done_again(edition: Any, timetable: Timetable) -> None:
    copy = copy_timetable(timetable=timetable, name="Regn", who=None)
    pin_set(timetable=timetable, performance=act("Tallhamn"), is_pinned=True, who=None)
    use_timetable(timetable=copy, who=None)
    assert undo(timetable=copy, who=None).timetable == timetable
    assert timetable_in_use(edition) == timetable
    undo(timetable=timetable, who=None)
    assert where(timetable)["Tallhamn Kajen"] == (1200, 1240, False, False)
    redo(timetable=timetable, who=None)
    assert where(timetable)["Tallhamn Kajen"] == (1200, 1240, True, False)
    assert redo(timetable=timetable, who=None).timetable == copy
    assert timetable_in_use(edition) == copy
    assert said(history(copy))[0].sentence == "Somebody did change 2 again: “Somebody took “Regn” into use.”"


def planned(edition: Any, **options: Any) -> Any:
    return carry_out_now(request_plan(edition=edition, options=PlanOptions(seconds=1, **options), who=None))


@pytest.mark.django_db(transaction=True)
def test_a_plan_keeps_what_is_pencilled_in_and_is_a_line_of_history(edition: Any, timetable: Timetable) -> None:
    pencil_set(timetable=timetable, performance=act("Tallhamn"), is_pencilled=True, who=None)
    run = planned(edition)
    made = apply_plan(run=run, edition=edition, who=None)
    assert made.placements.get(performance=act("Tallhamn")).is_pencilled
    assert [one.sentence for one in said(history(made))] == [
        f"Somebody applied a plan: “Plan {run.short}” came into use."
    ]
    assert undo(timetable=made, who=None).timetable == timetable


@pytest.mark.django_db(transaction=True)
def test_a_plan_older_than_the_data_says_so_and_is_checked_again(edition: Any, timetable: Timetable) -> None:
    run = planned(edition)
    set_length(timetable=timetable, performance=act("Tallhamn"), minutes=400, who=None)
    open_all(edition=edition, opens_minute=1000, closes_minute=1100, who=None)
    Performance.objects.create(act=act("Tallhamn").act, number=2)
    with pytest.raises(Stale) as stale:
        apply_plan(run=run, edition=edition, who=None)
    assert stale.value.changed == (
        "Tallhamn lasts 400 minutes instead of 40.",
        "Tallhamn (2) has come in.",
        "Somebody changed the length of Tallhamn from 40 to 400 minutes.",
    )
    assert stale.value.problems[-1] == (
        "Tallhamn (2) has no place in the timetable: place it by hand, plan again, or widen the hours."
    )
    assert timetable_in_use(edition) == timetable
    made = apply_plan(run=run, edition=edition, who=None, anyway=True)
    assert timetable_in_use(edition) == made
    assert len(spots_of(made)) == 4


@pytest.mark.django_db(transaction=True)
def test_no_plan_brings_back_an_act_that_has_cancelled_since(edition: Any, timetable: Timetable) -> None:
    Favourites.objects.create(edition=edition, acts=[act("Tallhamn").act_id], people=30)
    run = planned(edition)
    cancel_act(act=act("Tallhamn").act, who=None)
    with pytest.raises(Stale) as stale:
        apply_plan(run=run, edition=edition, who=None)
    assert stale.value.changed == ("Tallhamn is left out: its act has cancelled.",)
    made = apply_plan(run=run, edition=edition, who=None, anyway=True)
    assert len(spots_of(made)) == 3
    assert not made.placements.filter(performance=act("Tallhamn")).exists()
    place(edition, "Tallhamn", "Kajen", 1200)
    asked = request_plan(edition=edition, options=PlanOptions(seconds=1, keep_placed=True), who=None)
    assert act("Tallhamn").pk not in asked.problem["rows"]["performances"]


@pytest.mark.django_db
def test_that_an_act_has_cancelled_is_no_rule_to_switch_off(edition: Any, timetable: Timetable) -> None:
    set_rules(edition=edition, rules=RuleSet(availability=False), who=None)
    cancel_act(act=act("Tallhamn").act, who=None)
    assert next(found.sentence for found in problems(edition, timetable)) == cancelled_sentence("Tallhamn")
