"""Reads of series, their revisions and what is still to be answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from samspel.effects.charts.series import Strip, strip
from samspel.effects.concerns import choices_of, is_hidden, without
from samspel.effects.models import Concern, Revision, Series, Study
from samspel.effects.readers.summer_time import never_were
from samspel.effects.sentences.clock import clock_told, skipped_told
from samspel.effects.sentences.concerns import advice, answer_label, heading, sentence
from samspel.effects.types import Choice, PeriodKind, Registration, Table
from samspel.errors import NotFound
from samspel.places.models import Festival


def series_of(festival: Festival) -> QuerySet[Series]:
    """Return a festival's series with their sources and revisions."""
    # A list shows no figures, of which a revision can hold millions.
    revisions = Prefetch("revisions", Revision.objects.defer("values", "coverage"))
    found = Series.objects.filter(festival=festival).select_related("source")
    return found.prefetch_related(revisions, "festival__studies")


def series(festival: str, series: str) -> Series:
    """Return a series by its festival's address and its own. Raises `NotFound`."""
    found = Series.objects.select_related("festival__place", "source")
    one = found.filter(festival__slug=festival, slug=series).first()
    if one is None:
        raise NotFound(
            _("There is no series “%(series)s” of “%(festival)s” here.") % {"series": series, "festival": festival}
        )
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
    told = [f"{sentence(one.finding)} {answer_label(one.code, Choice(one.choice))}: {one.text}" for one in answered]
    return (clock_told(revision.clock) if revision else []) + told


def told_of_clock(revision: Revision) -> list[str]:
    """Return what was said of a revision's hours, and what no clock can have shown, a sentence each."""
    zone = revision.series.festival.place.time_zone
    skipped = never_were(table_of(revision), zone) if revision.series.period_kind == PeriodKind.HOUR else []
    return [*clock_told(revision.clock), *([skipped_told(skipped, zone)] if skipped else [])]


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
    answer: str
    drawing: Strip | None
    choices: tuple[tuple[str, str], ...]

    @property
    def alike(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """What questions have in common that can be answered together."""
        return self.heading, self.advice, self.choices


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks about a revision: how many wait, those shown of each kind together, what was answered."""

    waits: int
    groups: list[list[Question]]
    answered: list[Question]


MOST_SHOWN = 100
NOTHING_ASKED = Asked(0, [], [])


def asked(revision: Revision) -> Asked:
    """Return what is odd about a revision, by kind; at most so many that a page of them can be read."""
    shown = questions(revision, most=MOST_SHOWN)
    waiting = [one for one in shown if not one.concern.choice]
    kinds = dict.fromkeys(one.alike for one in waiting)
    return Asked(
        waits=unanswered(revision).count(),
        groups=[[one for one in waiting if one.alike == kind] for kind in kinds],
        answered=[one for one in shown if one.concern.choice],
    )


def questions(revision: Revision, *, most: int = MOST_SHOWN) -> list[Question]:
    """Return the first concerns of a revision, those that wait first, each with a sentence and a small chart."""
    table, studies = table_of(revision), _hiding(revision)
    ordered = sorted(concerns_of(revision), key=lambda one: (bool(one.choice), one.pk))
    return [_question(one, table, studies) for one in ordered[:most]]


def _hiding(revision: Revision) -> list[tuple[Study, Registration]]:
    """Return the studies of what a series measures that say of their figures that the source hides some."""
    found = []
    for study in Study.objects.filter(festival=revision.series.festival_id, registration__has_key="hidden"):
        registration = Registration.from_plain(study.registration)
        words = (registration.unit.sv, registration.unit.en, registration.outcome.sv, registration.outcome.en)
        if {revision.series.unit, revision.series.outcome} & set(words):
            found.append((study, registration))
    return found


def _question(concern: Concern, table: Table, studies: Sequence[tuple[Study, Registration]]) -> Question:
    said = sentence(concern.finding)
    hiding = next((study.shown_title for study, one in studies if is_hidden(concern.finding, table, one)), "")
    return Question(
        concern=concern,
        heading=heading(concern.code, hiding),
        sentence=said,
        advice=advice(concern.code, hiding),
        answer=answer_label(concern.code, Choice(concern.choice)) if concern.choice else "",
        drawing=strip(table, concern.finding, key=f"c{concern.pk}", text=said),
        choices=tuple((one.value, answer_label(concern.code, one)) for one in choices_of(concern.finding)),
    )
