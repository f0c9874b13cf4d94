"""Reads of earlier editions' surveys: what was kept of each estimate, for a look over the years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from samspel.places.models import Edition
from samspel.records.digests import digest_of
from samspel.records.models import Run, key_of
from samspel.records.types import State
from samspel.surveys.disclosure import could_tell
from samspel.surveys.models import Survey
from samspel.surveys.types import MARKETING


def year_of(edition: Edition) -> int | None:
    """Return the year of an edition: of its first night, else the one in its address."""
    first = edition.nights.order_by("date").first()
    if first is not None:
        return first.date.year
    found = re.search(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", edition.slug)
    return int(found[0]) if found else None


def kept_of(problem: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the place marketing shares of an estimate as far as they have an interval, each with its wording."""
    asked = {one["key"]: one for one in problem["questions"]}
    return [
        {
            "name": one["use"],
            **{name: one["yes"][name] for name in ("share", "effective", "degrees")},
            "answers": one["yes"]["n"],
            "wording": _wording(asked[one["key"]]),
            "few": could_tell(one["yes"]),
        }
        for one in values["questions"]
        if one["use"] in MARKETING and one.get("yes", {}).get("effective") and one["yes"]["degrees"] > 0
    ]


def _wording(question: Mapping[str, Any]) -> str:
    """Return what tells whether two years asked the same: words, choices and what they count for."""
    choices = [[one["sv"], one["en"], one["counts"]] for one in question["choices"]]
    return digest_of([question["sv"], question["en"], question["least"], question["most"], choices])[:16]


def earlier_years(survey: Survey) -> list[dict[str, Any]]:
    """Return what is kept of the newest estimate of each earlier edition's newest survey, the oldest first."""
    own = year_of(survey.edition)
    if own is None:
        return []
    found = {year: kept for year, kept in _by_year(survey) if year < own}
    return [found[year] for year in sorted(found)]


def _by_year(survey: Survey) -> Iterator[tuple[int, dict[str, Any]]]:
    others = Survey.objects.filter(
        edition__festival=survey.festival, edition__is_synthetic=survey.edition.is_synthetic
    ).exclude(edition=survey.edition)
    newest = {one.edition_id: one for one in others.select_related("edition").order_by("pk")}
    by_subject = {key_of(one): one for one in newest.values()}
    runs = Run.objects.filter(kind="survey", state=State.DONE, subject__in=by_subject).order_by("requested_at")
    for run in {run.subject: run for run in runs}.values():
        edition, year = by_subject[run.subject].edition, year_of(by_subject[run.subject].edition)
        asked = kept_of(run.problem, run.answer or {"questions": []})
        if year is not None and asked:
            yield (
                year,
                {
                    "year": year,
                    "edition": edition.name,
                    "run": run.short,
                    "run_id": str(run.pk),
                    "is_public": by_subject[run.subject].published_run_id == run.pk,
                    "asked": asked,
                },
            )


def closed_years(problem: Mapping[str, Any]) -> set[int]:
    """Return the earlier years that were not for everybody when a problem was made: its public charts lack them."""
    return {one["year"] for one in problem.get("earlier", ()) if not one.get("is_public")}


def hidden_years(problem: Mapping[str, Any]) -> set[int]:
    """Return the earlier years that everybody is not shown: closed then, or withdrawn or published anew since."""
    earlier = {one["run_id"]: one["year"] for one in problem.get("earlier", ()) if one.get("is_public")}
    found = Survey.objects.filter(published_run__in=earlier).values_list("published_run", flat=True)
    public = {str(pk) for pk in found}
    return closed_years(problem) | {year for run_id, year in earlier.items() if run_id not in public}
