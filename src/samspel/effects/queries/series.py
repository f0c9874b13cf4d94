"""Reads of series, their revisions and what is still to be answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.effects.charts.series import Strip, strip
from samspel.effects.concerns import CANNOT_LEAVE_OUT, without
from samspel.effects.models import Concern, Revision, Series
from samspel.effects.sentences.concerns import advice, heading, sentence
from samspel.effects.types import Choice, Table
from samspel.errors import NotFound
from samspel.places.models import Festival


def series_of(festival: Festival) -> QuerySet[Series]:
    """Return a festival's series with their sources and revisions."""
    return Series.objects.filter(festival=festival).select_related("source").prefetch_related("revisions")


def series(festival: str, series: str) -> Series:
    """Return a series by its festival's address and its own. Raises `NotFound`."""
    found = Series.objects.select_related("festival__place", "source")
    one = found.filter(festival__slug=festival, slug=series).first()
    if one is None:
        raise NotFound(
            _("There is no series “%(series)s” of “%(festival)s” here.") % {"series": series, "festival": festival}
        )
    return one


def concern(festival: str, series: str, concern: int) -> Concern:
    """Return something to be answered of a series. Raises `NotFound`."""
    found = Concern.objects.select_related("series__festival")
    one = found.filter(pk=concern, series__slug=series, series__festival__slug=festival).first()
    if one is None:
        raise NotFound(_("There is no such question about “%(series)s”.") % {"series": series})
    return one


def table_of(revision: Revision) -> Table:
    """Return a revision's figures as they were loaded."""
    return Table(tuple(revision.units), tuple(revision.periods), tuple(tuple(row) for row in revision.values))


def usable(revision: Revision) -> Table:
    """Return a revision's figures without those that somebody chose to leave out."""
    left = concerns_of(revision).filter(choice=Choice.LEAVE_OUT)
    return without(table_of(revision), [one.finding for one in left])


def concerns_of(revision: Revision) -> QuerySet[Concern]:
    """Return everything odd about a revision, answered or not."""
    return Concern.objects.filter(series=revision.series_id, key__in=revision.concerns).select_related("answered_by")


def answers_told(revision: Revision | None) -> list[str]:
    """Return what was odd about figures and what somebody answered for it, a sentence each."""
    answered = concerns_of(revision).exclude(choice="").order_by("pk") if revision else []
    return [f"{sentence(one.finding)} {Choice(one.choice).label}: {one.text}" for one in answered]


def unanswered(revision: Revision) -> QuerySet[Concern]:
    """Return what must be answered before a study can use a revision."""
    return concerns_of(revision).filter(choice="")


@dataclass(frozen=True, slots=True)
class Question:
    """A concern as a page shows it, in the language that is active."""

    concern: Concern
    heading: str
    sentence: str
    advice: str
    drawing: Strip | None
    choices: tuple[tuple[str, str], ...]


def questions(revision: Revision, *, most: int = 40) -> list[Question]:
    """Return the first concerns of a revision, those that wait first, each with a sentence and a small chart."""
    table = table_of(revision)
    ordered = sorted(concerns_of(revision), key=lambda one: (bool(one.choice), one.pk))
    return [
        Question(
            concern=one,
            heading=heading(one.code),
            sentence=sentence(one.finding),
            advice=advice(one.code),
            drawing=strip(table, one.finding, key=f"c{one.pk}", text=sentence(one.finding)),
            choices=tuple(
                (choice.value, str(choice.label))
                for choice in Choice
                if not (choice is Choice.LEAVE_OUT and one.code in CANNOT_LEAVE_OUT)
            ),
        )
        for one in ordered[:most]
    ]
