"""A plan that was made for data that has changed since: say what has changed, and what the plan would break now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from samspel.engines import timetable as engine
from samspel.places.models import Edition
from samspel.programme.instances import Instance, from_plain_placements, instance_of, placements_by_rows
from samspel.programme.models import Timetable
from samspel.programme.queries.history import history, said
from samspel.programme.queries.planning import found_in
from samspel.programme.types import Found, PlanOptions, Stale
from samspel.records.digests import digest_of
from samspel.records.models import Run

MOST_TOLD = 12


def refuse_stale(*, run: Run, edition: Edition, timetable: Timetable | None) -> None:
    """Raise `Stale` if a plan's problem is not what it would be now, or somebody has moved sets by hand since."""
    now = instance_of(edition, PlanOptions(**run.parameters), timetable)
    changed = [*_changed(run.problem, now), *_moved(run, timetable)]
    if not changed:
        return
    nights = [night.date for night in edition.nights.order_by("date")]
    placed = placements_by_rows(run.problem["rows"], _answer(run), now)
    before = {_key(found) for found in _found_then(run, nights)}
    problems = [found.sentence for found in found_in(now, placed, nights) if _key(found) not in before]
    told = changed[:MOST_TOLD]
    if len(changed) > len(told):
        told.append(_("… and %(n)d more.") % {"n": len(changed) - len(told)})
    raise Stale(
        _("What this plan was made for has changed since: look at what it would do now, or plan again."),
        changed=told,
        problems=problems,
    )


def _answer(run: Run) -> engine.Timetable:
    return from_plain_placements(run.answer["placements"] if run.answer else [])


def _key(found: Found) -> tuple[str, tuple[int, ...]]:
    return found.rule, found.performances


def _found_then(run: Run, nights: list[Any]) -> list[Found]:
    rows = run.problem["rows"]
    then = Instance(
        engine.from_plain(run.problem["timetable"]),
        performances=tuple(rows["performances"]),
        stages=tuple(rows["stages"]),
        nights=tuple(rows["nights"]),
    )
    return found_in(then, _answer(run), nights)


def _changed(problem: Mapping[str, Any], now: Instance) -> list[str]:
    """Name what differs between the problem of a run and the one that would be made now."""
    then, new = engine.as_plain(engine.from_plain(problem["timetable"])), engine.as_plain(now.problem)
    if digest_of([then, problem["rows"]]) == digest_of([new, now.rows()]):
        return []
    return [*_named({**problem, "timetable": then}, now, new)] or [_("Acts or their members have changed.")]


def _named(problem: Mapping[str, Any], now: Instance, new: Mapping[str, Any]) -> Iterator[str]:
    then = problem["timetable"]
    old_sets = dict(zip(problem["rows"]["performances"], then["performances"], strict=True))
    new_sets = dict(zip(now.performances, new["performances"], strict=True))
    for key, one in new_sets.items():
        if key not in old_sets:
            yield _("%(set)s has come in.") % {"set": one["name"]}
        else:
            yield from _changed_set(old_sets[key], one)
    if digest_of([then["stages"], then["openings"], then["nights"]]) != digest_of(
        [new["stages"], new["openings"], new["nights"]]
    ):
        yield _("Stages, their rooms or their hours have changed.")
    if digest_of([then["limits"], then["bonds"]]) != digest_of([new["limits"], new["bonds"]]):
        yield _("The festival's own rules have changed, or what acts need and stages allow.")
    if digest_of(then["crowd"]) != digest_of(new["crowd"]):
        yield _("What people have starred has changed.")


def _changed_set(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    sentences = {
        "minutes": _("%(set)s lasts %(now)s minutes instead of %(then)s."),
        "pin": _("%(set)s has been pinned, unpinned or pinned elsewhere."),
        "windows": _("%(set)s can play at other times."),
        "draw_persons": _("%(set)s is expected to draw %(now)s people instead of %(then)s."),
        "genre": _("%(set)s is %(now)s instead of %(then)s."),
        "loudness": _("%(set)s is louder or quieter than it was said to be."),
        "is_heavy": _("%(set)s needs more or less set-up than it was said to need."),
    }
    for field, sentence in sentences.items():
        if digest_of(then[field]) != digest_of(now[field]):
            yield sentence % {"set": now["name"], "then": then[field], "now": now[field]}


def _moved(run: Run, timetable: Timetable | None) -> Iterator[str]:
    if timetable is not None:
        for one in said(history(timetable).filter(at__gt=run.requested_at)):
            yield one.sentence
