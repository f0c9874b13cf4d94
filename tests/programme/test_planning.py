"""Plans are proposals: pins stay, the checker agrees, one timetable is in use, a hand may overrule."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from samspel.engines import timetable as engine
from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.programme.models import Performance, Timetable
from samspel.programme.proposals import proposal_of
from samspel.programme.queries.planning import problems, quality, timetable_in_use, without_place
from samspel.programme.services.planning import (
    add_sets,
    apply_plan,
    execute_plan,
    request_plan,
    unplace_set,
    use_timetable,
)
from samspel.programme.types import PlanOptions
from samspel.records.models import Run
from samspel.records.types import State
from samspel.records.worker import carry_out_now
from tests.rooms import place


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def where(timetable: Timetable | None) -> dict[str, tuple[Any, ...]]:
    assert timetable is not None
    rows = timetable.placements.select_related("performance__act", "stage__venue", "night")
    return {
        str(one.performance): (one.stage.venue.name, one.night.date.day, one.start_minute, one.is_pinned)
        for one in rows
    }


@pytest.mark.django_db(transaction=True)
def test_a_plan_is_asked_for_carried_out_applied_and_taken_back(edition: Any) -> None:
    place(edition, "Tallhamn", "Kyrkan", 1290, is_pinned=True)
    place(edition, "Nordljus", "Kyrkan", 1300)
    former = timetable_in_use(edition)
    assert former is not None
    run = carry_out_now(request_plan(edition=edition, options=PlanOptions(seconds=1), who=None))
    assert (run.state, run.error) == (State.DONE, "")
    assert timetable_in_use(edition) == former
    proposal = proposal_of(run)
    assert proposal is not None
    assert (proposal.quality.placed, proposal.quality.problems) == (4, 0)

    made = apply_plan(run=run, edition=edition, who=None)
    assert list(edition.timetables.filter(in_use=True)) == [made]
    assert (problems(edition, made), list(without_place(edition, made))) == ([], [])
    assert where(made)["Tallhamn"] == ("Kyrkan", 3, 1290, True)
    assert len(where(former)) == 2
    use_timetable(timetable=former, who=None)
    assert timetable_in_use(edition) == former

    Performance.objects.filter(act__name="Östanvind").delete()
    with pytest.raises(Refused, match="removed since this plan was made: plan again"):
        apply_plan(run=run, edition=edition, who=None)
    assert timetable_in_use(edition) == former


@pytest.mark.django_db
def test_the_same_problem_and_seed_give_the_same_plan(edition: Any) -> None:
    run = request_plan(edition=edition, options=PlanOptions(seconds=2, seed=5), who=None)
    one, other = (execute_plan(run.problem, run.seed, lambda *_: False).values for _ in range(2))
    assert one["placements"] == other["placements"]
    instance = engine.from_plain(run.problem["timetable"])
    placed = tuple(engine.Placement(*at) if at else None for at in one["placements"])
    assert list(engine.check(instance, placed)) == []


@pytest.mark.django_db
def test_asking_to_stop_keeps_the_best_so_far(edition: Any) -> None:
    run = request_plan(edition=edition, options=PlanOptions(seconds=60), who=None)
    answer = execute_plan(run.problem, run.seed, lambda *_: True).values
    assert len(answer["placements"]) == 4
    assert all(answer["placements"])
    Run.objects.filter(pk=run.pk).update(answer=answer, state=State.DONE)
    assert len(where(apply_plan(run=Run.objects.get(pk=run.pk), edition=edition, who=None))) == 4


@pytest.mark.django_db
def test_a_set_by_hand_may_be_wrong_and_the_checker_says_so(edition: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 20 * 60)
    place(edition, "Nordljus", "Kajen", 20 * 60 + 20)
    place(edition, "Åskväder", "Torget", 25 * 60, minutes=60)
    place(edition, "Östanvind", "Kyrkan", 20 * 60)
    assert sorted(found.sentence for found in problems(edition, timetable_in_use(edition))) == [
        "Nordljus cannot play at 20:20 on Kajen on Thu 3 Sep: Tallhamn is there until 20:40.",
        "Åskväder cannot play at 01:00 on Torget on Thu 3 Sep: it is not open from 01:00 until 02:00.",
    ]
    found = quality(edition, timetable_in_use(edition))
    assert (found.sets, found.placed, found.problems) == (4, 4, 2)
    unplace_set(performance=Performance.objects.get(act__name="Nordljus"), edition=edition, who=None)
    assert [str(one) for one in without_place(edition, timetable_in_use(edition))] == ["Nordljus"]
    # a set without a place is a problem in the figure as it is in the list
    found = quality(edition, timetable_in_use(edition))
    assert (found.placed, found.problems) == (3, len(problems(edition, timetable_in_use(edition))))


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "minutes"), [(-5, 40), (1200, 0), (35 * 60, 120)])
def test_a_set_must_fit_into_its_night(edition: Any, start: int, minutes: int) -> None:
    with pytest.raises(Refused, match="end before noon of the next day"):
        place(edition, "Tallhamn", "Kajen", start, minutes=minutes)
    assert timetable_in_use(edition) is None


@pytest.mark.django_db
def test_a_rule_that_is_switched_off_does_not_bind(edition: Any) -> None:
    edition.nights.last().delete()
    Performance.objects.update(length_minutes=400)
    bound = request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    free = request_plan(
        edition=edition, options=PlanOptions(seconds=1, one_at_a_time=False, changeover=False), who=None
    )
    counts = []
    for run in (bound, free):
        answer = execute_plan(run.problem, run.seed, lambda *_: False).values
        counts.append(sum(at is not None for at in answer["placements"]))
    assert counts == [3, 4]  # three stages, each open for one such set


@pytest.mark.django_db
def test_acts_without_a_set_are_given_one_once(edition: Any) -> None:
    Act.objects.create(edition=edition, name="Sen anmälan", slug="sen")
    assert [add_sets(edition=edition, length_minutes=35, who=None) for _ in range(2)] == [1, 0]
    assert Performance.objects.get(act__slug="sen").length_minutes == 35


@pytest.mark.django_db
def test_there_must_be_something_to_plan_and_somewhere(edition: Any) -> None:
    edition.nights.all().delete()
    with pytest.raises(Refused, match="No stage is open"):
        request_plan(edition=edition, options=PlanOptions(), who=None)
    Performance.objects.all().delete()
    with pytest.raises(Refused, match="nothing to plan"):
        request_plan(edition=edition, options=PlanOptions(), who=None)
