"""Runs: claimed once, carried out in a process of their own, ended at their limit, taken back when silent."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from samspel.errors import Refused
from samspel.programme.services.planning import apply_plan, execute_plan, request_plan
from samspel.programme.types import PlanOptions
from samspel.records.models import Run
from samspel.records.services import cancel_run
from samspel.records.types import State
from samspel.records.worker import carry_out, carry_out_now, claim, reap, work
from samspel.report.services import request_report
from tests.rooms import publish_all

pytestmark = [pytest.mark.django_db(transaction=True)]


def ask(edition: Any, seconds: int = 1) -> Run:
    return request_plan(edition=edition, options=PlanOptions(seconds=seconds), who=None)


def test_only_one_worker_gets_a_run(edition: Any) -> None:
    run = ask(edition)
    assert [claim(run, by="first"), claim(run, by="second")] == [True, False]
    assert Run.objects.get(pk=run.pk).claimed_by == "first"


def test_a_worker_empties_the_queue_oldest_first(edition: Any) -> None:
    first, second = ask(edition), ask(edition)
    assert work(once=True) == 2
    states = list(Run.objects.order_by("started_at").values_list("pk", "state"))
    assert states == [(first.pk, State.DONE), (second.pk, State.DONE)]


def test_a_run_that_takes_too_long_is_ended_and_says_so(edition: Any) -> None:
    run = ask(edition, seconds=600)
    Run.objects.filter(pk=run.pk).update(time_limit_seconds=1, problem={**run.problem, "seconds": 600})
    # A plan of four sets is proved at once; contradictory pins would be too. Keep the search busy with a bigger one.
    bigger = dict(run.problem)
    bigger["timetable"] = many_sets(run.problem["timetable"], 120)
    bigger["rows"] = {**run.problem["rows"], "performances": list(range(120))}
    Run.objects.filter(pk=run.pk).update(problem={**bigger, "seconds": 600})
    run = carry_out_now(Run.objects.get(pk=run.pk))
    assert (run.state, run.error) == (State.FAILED, "It took longer than its limit of 1 seconds.")


def many_sets(timetable: dict[str, Any], count: int) -> dict[str, Any]:
    one = timetable["performances"][0]
    sets = [{**one, "name": f"Act {row}", "act": row, "minutes": 10, "genre": "folk"} for row in range(count)]
    return {**timetable, "performances": sets}


def test_a_silent_worker_loses_its_run(edition: Any) -> None:
    run = ask(edition)
    claim(run, by="a worker that lost its power")
    assert reap() == 0
    Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert reap() == 1
    assert Run.objects.get(pk=run.pk).state == State.FAILED


def test_a_run_that_was_taken_back_stays_so(edition: Any) -> None:
    publish_all(edition)
    run = request_report(edition=edition, who=None)
    claim(run, by="a worker that was only slow")
    run.refresh_from_db()
    Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert reap() == 1
    stand = Run.objects.filter(pk=run.pk).values().get()
    carry_out(run)
    assert (Run.objects.filter(pk=run.pk).values().get(), run.artefacts.count()) == (stand, 0)


def test_a_run_that_was_taken_back_is_carried_on_no_longer(edition: Any) -> None:
    run = ask(edition, seconds=600)
    bigger = {**run.problem, "timetable": many_sets(run.problem["timetable"], 120), "seconds": 600}
    Run.objects.filter(pk=run.pk).update(problem=bigger)
    claim(run, by="one")
    run.refresh_from_db()
    Run.objects.filter(pk=run.pk).update(claimed_by="another")
    carry_out(run)  # returns long before the search is over
    assert Run.objects.get(pk=run.pk).state == State.RUNNING


def test_a_lost_worker_loses_no_plan(edition: Any) -> None:
    run = ask(edition)
    best = execute_plan(run.problem, run.seed, lambda *_: True).values
    claim(run, by="a worker that lost its power")
    Run.objects.filter(pk=run.pk).update(best=best, heartbeat_at=timezone.now() - timedelta(minutes=5))
    reap()
    run.refresh_from_db()
    assert (run.state, run.answer) == (State.FAILED, best)
    assert apply_plan(run=run, edition=edition, who=None).placements.count() == 4


def test_a_stopped_run_keeps_its_best(edition: Any) -> None:
    run = ask(edition, seconds=600)
    bigger = {**run.problem, "timetable": {}}  # it ends by itself with an error, as one that is stopped might
    Run.objects.filter(pk=run.pk).update(problem=bigger, best={"placements": []}, cancel_requested=True)
    run = carry_out_now(run)
    assert run.answer == {"placements": []}


def test_a_worker_outlives_a_database_that_was_away(edition: Any) -> None:
    run, stop, trouble = ask(edition), threading.Event(), iter([OperationalError("the server went away")])

    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        for error in trouble:
            raise error
        if State.DONE in (params or ()):
            stop.set()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away):
        assert work(stop=stop) == 1
    assert Run.objects.get(pk=run.pk).state == State.DONE


def test_a_waiting_run_can_be_cancelled_and_then_no_more(edition: Any) -> None:
    run = ask(edition)
    cancel_run(run=run, who=None)
    assert (Run.objects.get(pk=run.pk).state, work(once=True)) == (State.CANCELLED, 0)
    with pytest.raises(Refused, match="already over"):
        cancel_run(run=run, who=None)


def test_a_broken_problem_fails_with_its_reason(edition: Any) -> None:
    run = ask(edition)
    Run.objects.filter(pk=run.pk).update(problem={**run.problem, "timetable": {}})
    run = carry_out_now(Run.objects.get(pk=run.pk))
    assert run.state == State.FAILED
    assert run.error == "The stored problem cannot be read: 'walk_minutes'."
