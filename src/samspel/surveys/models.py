"""A survey, its questions by version, where it is asked, the answers, tablets, and what is known of all visitors."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samspel.places.models import Edition, Festival, Night, Venue
from samspel.records.models import Run
from samspel.surveys.types import Assumed, Door, Question, State
from samspel.wording import is_swedish, short_day


class Survey(models.Model):
    """What an edition asks its visitors: the words before the questions, and for how long answers are kept."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="surveys")
    title_sv = models.CharField(_("title, Swedish"), max_length=120)
    title_en = models.CharField(_("title, English"), max_length=120)
    purpose_sv = models.TextField(_("what it is for, Swedish"), max_length=2000)
    purpose_en = models.TextField(_("what it is for, English"), max_length=2000)
    controller = models.CharField(_("who asks and is responsible"), max_length=200)
    keep_until = models.DateField(_("answers are erased after"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    margin_points = models.FloatField(_("wanted margin, percentage points"), default=5.0)
    response_percent = models.FloatField(_("of those asked, how many per cent answer"), default=100.0)
    published_run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title_sv if is_swedish() else self.title_en

    @property
    def festival(self) -> Festival:
        return self.edition.festival

    @property
    def purpose(self) -> str:
        return self.purpose_sv if is_swedish() else self.purpose_en

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_published(self) -> bool:
        return self.published_run_id is not None


class Questionnaire(models.Model):
    """One version of a survey's questions; frozen when the first answer comes or a tablet takes it along."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questionnaires")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="the questions as plain values, in order")
    digest = models.CharField(max_length=64, help_text="sha-256 of the content as canonical JSON")
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_questionnaire_per_number")]

    def __str__(self) -> str:
        return f"{self.survey} {self.number}"

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(Question.from_plain(one) for one in self.content)


class Spot(models.Model):
    """Where and when people are asked: its code stands in the short link and tells nothing of who answers."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="spots")
    code = models.CharField(max_length=12, unique=True)
    night = models.ForeignKey(Night, models.RESTRICT, null=True, blank=True, related_name="+")
    venue = models.ForeignKey(Venue, models.RESTRICT, null=True, blank=True, related_name="+")
    team = models.CharField(_("who stands there"), max_length=80, blank=True)
    expected_persons = models.PositiveIntegerField(_("expected"), null=True, blank=True)
    counted_persons = models.PositiveIntegerField(_("counted at the door"), null=True, blank=True)
    ask_count = models.PositiveIntegerField(null=True, blank=True)
    wanted_count = models.PositiveIntegerField(null=True, blank=True, help_text="answers, of those who are asked")

    class Meta:
        ordering = ["night__date", "venue__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "night", "venue"], name="one_spot_each", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        parts = [short_day(self.night.date) if self.night else "", self.venue.name if self.venue else ""]
        return ", ".join(part for part in parts if part) or str(_("anywhere"))

    @property
    def persons(self) -> int | None:
        """How many were here: counted, else expected."""
        return self.counted_persons if self.counted_persons is not None else self.expected_persons

    @property
    def wanted(self) -> int | None:
        """How many answers are wanted: fewer than are asked, where not all of them answer."""
        return self.wanted_count or self.ask_count

    @property
    def every(self) -> int | None:
        """One of how many is to be asked."""
        if not self.ask_count or not self.expected_persons:
            return None
        return max(1, self.expected_persons // self.ask_count)


class Tablet(models.Model):
    """A link by which an interviewer asks, also without a network. Only the token's hash is kept."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="tablets")
    name = models.CharField(_("name of the tablet"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class Response(models.Model):
    """One answer. It names nobody: no account, no address of a device, the time to the hour."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="responses")
    spot = models.ForeignKey(Spot, models.SET_NULL, null=True, blank=True, related_name="responses")
    tablet = models.ForeignKey(Tablet, models.SET_NULL, null=True, blank=True, related_name="responses")
    door = models.CharField(max_length=8, choices=Door.choices)
    key = models.UUIDField(help_text="made where it was answered, so that the same answer is taken once")
    receipt_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, default="sv")
    answers = models.JSONField(default=dict)
    at = models.DateTimeField(help_text="to the hour")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["receipt_hash"])]
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="one_response_per_key")]

    def __str__(self) -> str:
        return f"{self.survey} {self.pk}"


class Margin(models.Model):
    """How many of all visitors fall into a category, as somebody has counted: answers are weighted to it."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="margins")
    dimension = models.CharField(max_length=40, help_text="night, venue, or a question's key")
    category = models.CharField(max_length=80, help_text="a date, a venue's name, or a choice's key")
    persons = models.FloatField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["dimension", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "dimension", "category"], name="one_margin_per_category")
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.category}"


class Assumption(models.Model):
    """A number the ledger needs that no answer can give, with where it comes from."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="assumptions")
    kind = models.CharField(max_length=16, choices=Assumed.choices)
    about = models.CharField(max_length=80, blank=True, help_text="a question of spending, or what the organiser paid")
    counted_in = models.CharField(max_length=40, blank=True, help_text="the question of spending that pays it, if any")
    low = models.FloatField()
    value = models.FloatField()
    high = models.FloatField()
    source = models.CharField(max_length=300)
    region = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["survey", "kind", "about"], name="one_assumption_of_a_kind")]

    def __str__(self) -> str:
        return ": ".join(part for part in (str(Assumed(self.kind).label), self.about) if part)
