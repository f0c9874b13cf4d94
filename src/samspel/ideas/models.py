"""A place's inbox, ideas, what people think of them, what bodies decided, and the dialogues in which they met."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspel.ideas.types import CLOSED, DialogueKind, InboxRole, Need, Outcome, Stage, TurnKind, Verdict
from samspel.people.models import Organisation
from samspel.places.models import Festival, Place
from samspel.records.models import Document

User = settings.AUTH_USER_MODEL


def new_nonce() -> str:
    """Return what makes a follower's link theirs alone; without the installation's secret key it opens nothing."""
    return secrets.token_hex(16)


class Inbox(models.Model):
    """Where ideas for a place are left, and who looks after them."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="inbox")
    slug = models.SlugField(max_length=60, unique=True)
    welcome = models.TextField(_("welcome"), blank=True, help_text=_("Above the form: what you wish for."))
    is_open = models.BooleanField(_("takes new ideas"), default=True)
    is_synthetic = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["place__name"]
        verbose_name_plural = "inboxes"

    def __str__(self) -> str:
        return self.place.name


class InboxMember(models.Model):
    """A person's role at a place's inbox."""

    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="inbox_roles")
    role = models.CharField(_("role"), max_length=10, choices=InboxRole.choices)

    IS_ROLE = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inbox", "user", "role"], name="one_inbox_role_each")]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class Criterion(models.Model):
    """A question that every assessor answers with a number from 1 to `scale`. What is retired keeps its ratings."""

    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="criteria")
    name = models.CharField(_("criterion"), max_length=120)
    help = models.CharField(_("what it means"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    scale = models.PositiveSmallIntegerField(
        _("highest rating"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["is_retired", "pk"]
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["inbox", "name"], name="one_criterion_per_name")]

    def __str__(self) -> str:
        return self.name


class Idea(models.Model):
    """One sentence that somebody left, and how far it has come. `looked_at` empty: nobody has read it yet."""

    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="ideas")
    number = models.PositiveIntegerField()
    sentence = models.CharField(_("the idea in one sentence"), max_length=200)
    text = models.TextField(_("more about it"), blank=True)
    where = models.CharField(_("where in town"), max_length=200, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.NEW)
    stage_since = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    caretaker = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    champion = models.CharField(_("champion"), max_length=120, blank=True)
    actor = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="ideas")
    festival = models.ForeignKey(Festival, models.SET_NULL, null=True, blank=True, related_name="ideas")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    split_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["inbox", "stage", "-number"]),
            models.Index(fields=["caretaker", "stage"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["inbox", "number"], name="one_idea_per_number"),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(looked_at__isnull=False), name="nothing_is_public_before_it_was_read"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="an_idea_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_closed(self) -> bool:
        return self.stage in CLOSED

    @property
    def stage_days(self) -> int:
        """How many whole days it has been in its stage."""
        return (timezone.now() - self.stage_since).days


class Turn(models.Model):
    """One thing that happened to an idea, with its reason. Rows are only added."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="turns")
    at = models.DateTimeField(default=timezone.now)
    who = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=TurnKind.choices)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    decision = models.ForeignKey("Decision", models.CASCADE, null=True, related_name="turns")
    dialogue = models.ForeignKey("Dialogue", models.CASCADE, null=True, related_name="turns")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.idea} {self.kind}"


class Follower(models.Model):
    """Somebody who is told what becomes of an idea: who left it, or who asked to be. Their link needs `nonce`."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="followers")
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="sv")
    is_author = models.BooleanField(default=False)
    nonce = models.CharField(max_length=32, default=new_nonce)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.PositiveBigIntegerField(default=0, help_text="the newest turn they were told of")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "email"], name="one_follower_per_address")]

    def __str__(self) -> str:
        return self.name or self.email


class Assessment(models.Model):
    """What one assessor thinks of an idea."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="assessments")
    assessor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=6, choices=Verdict.choices)
    reason = models.TextField(_("why"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "assessor"], name="one_assessment_each")]

    def __str__(self) -> str:
        return f"{self.idea} {self.verdict}"


class Rating(models.Model):
    """One number of an assessment."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="ratings")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="one_rating_per_criterion")]

    def __str__(self) -> str:
        return str(self.value)


class Decision(models.Model):
    """What a political or other body decided about one or more ideas, as its minutes say."""

    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="decisions")
    ideas = models.ManyToManyField(Idea, related_name="decisions")
    body = models.CharField(_("body"), max_length=120, help_text=_("For example: the municipal board."))
    date = models.DateField(_("date"))
    paragraph = models.CharField(_("paragraph"), max_length=20, blank=True)
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    settles = models.CharField(_("what it settles"), max_length=10, choices=Need.choices, default=Need.OTHER)
    text = models.TextField(_("what was decided, and why"))
    amount_sek = models.PositiveBigIntegerField(_("amount, SEK"), null=True, blank=True)
    link = models.URLField(_("link to the minutes"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    is_public = models.BooleanField(_("shown to everybody"), default=True)

    class Meta:
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.body} {self.date}"


class Step(models.Model):
    """Something to be done towards a decision: what, who, when, and which need it is about."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="steps")
    what = models.CharField(_("what"), max_length=200)
    need = models.CharField(_("about"), max_length=10, choices=Need.choices, default=Need.OTHER)
    responsible = models.CharField(_("who sees to it"), max_length=120, blank=True)
    due_date = models.DateField(_("not later than"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = [F("done_at").asc(nulls_first=True), F("due_date").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_date is not None and self.due_date < timezone.localdate()


class Dialogue(models.Model):
    """A seminar, a council day: where people of many organisations met and what came out of it."""

    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="dialogues")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=DialogueKind.choices, default=DialogueKind.SEMINAR)
    date = models.DateField(_("date"))
    until_date = models.DateField(_("last day"), null=True, blank=True)
    where = models.CharField(_("where"), max_length=200, blank=True)
    programme = models.TextField(_("programme"), blank=True)
    conclusions = models.TextField(_("conclusions"), blank=True)
    ideas = models.ManyToManyField(Idea, related_name="dialogues", blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=True)

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("date")), name="dialogue_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Participants(models.Model):
    """How many came to a dialogue from an organisation: never who."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    persons = models.PositiveIntegerField(_("persons"), default=1)

    class Meta:
        ordering = ["organisation__name"]
        verbose_name_plural = "participants"
        constraints = [models.UniqueConstraint(fields=["dialogue", "organisation"], name="one_count_per_organisation")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.persons}"
