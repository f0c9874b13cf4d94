"""Take an act out of what was frozen: published versions, notices and the problems of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from samspel.lineup.models import Act
from samspel.people.models import User
from samspel.programme.models import Notice, OwnRule, Publication
from samspel.programme.snapshot import ERASED, with_act_unnamed, without_act
from samspel.programme.types import NoticeState, OwnTerms, ReceiverKind
from samspel.records.digests import digest_of
from samspel.records.models import Run, key_of


@transaction.atomic
def erase_act_copies(*, row: Act, who: User | None) -> None:
    """Take an act out of every version, notice and run of its edition; digests are made anew.

    A version in which no set is left is withdrawn. A plan keeps the act's sets by their numbers, so that it can still
    be repeated.
    """
    names = {row.name}
    for publication in Publication.objects.filter(edition=row.edition).order_by("version"):
        names |= {act["name"] for act in publication.snapshot["acts"] if act["slug"] == row.slug}
        publication.snapshot = without_act(publication.snapshot, row.slug)
        publication.changes = [change for change in publication.changes if change["act"] not in names]
        if any(name in publication.message for name in names):
            publication.message = ""
        publication.digest = digest_of(publication.snapshot)
        if not publication.snapshot["sets"] and publication.withdrawn_at is None:
            publication.withdrawn_at = timezone.now()
        publication.save()
    _erase_from_notices(row, names)
    _erase_from_rules(row, names)
    for run in Run.objects.filter(subject=key_of(row.edition)):
        problem = _problem_without(run.problem, row)
        if problem != run.problem:
            run.problem, run.digest = problem, digest_of(problem)
            run.save(update_fields=["problem", "digest"])


def _erase_from_notices(act: Act, names: set[str]) -> None:
    """Forget what an act was told, and what others were told of it: drafts go, and of what was sent the words.

    That a set had been told of stays without a name, so that a venue still hears that it is no more.
    """
    Notice.objects.filter(edition=act.edition, kind=ReceiverKind.ACT, slug=act.slug).delete()
    for notice in act.edition.notices.all():
        facts = with_act_unnamed(notice.facts, act.slug)
        is_named = any(name in notice.subject or name in notice.text for name in names)
        if is_named and notice.state == NoticeState.DRAFT:
            notice.delete()
        elif is_named or facts != notice.facts:
            words = {"subject": "", "text": ""} if is_named else {}
            Notice.objects.filter(pk=notice.pk).update(facts=facts, **words)


def _problem_without(problem: Mapping[str, Any], act: Act) -> dict[str, Any]:
    changed = dict(problem)
    if "snapshot" in problem:
        changed["snapshot"] = without_act(problem["snapshot"], act.slug)
    if "timetable" in problem:
        sets = [
            {**one, "name": ERASED} if one["act"] == act.pk else one for one in problem["timetable"]["performances"]
        ]
        own = {name: _unnamed(problem["timetable"].get(name, []), act.name) for name in ("limits", "bonds")}
        changed["timetable"] = {**problem["timetable"], "performances": sets, **own}
    if act.name in problem.get("own", ""):
        changed["own"] = ERASED
    return changed


def _unnamed(rules: Sequence[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{**rule, "name": ERASED if name in rule["name"] else rule["name"]} for rule in rules]


def _erase_from_rules(act: Act, names: set[str]) -> None:
    """Take an act out of the festival's own rules, and out of what they are called."""
    for rule in OwnRule.objects.filter(edition=act.edition):
        terms = OwnTerms.of(rule.terms)
        kept = replace(
            terms,
            acts=tuple(key for key in terms.acts if key != act.pk),
            other_acts=tuple(key for key in terms.other_acts if key != act.pk),
        )
        name = f"{ERASED} {rule.pk}" if any(name in rule.name for name in names) else rule.name
        if kept != terms or name != rule.name:
            rule.name, rule.terms = name, asdict(kept)
            rule.save(update_fields=["name", "terms"])
