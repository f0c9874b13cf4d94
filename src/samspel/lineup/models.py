"""Acts of an edition."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samspel.lineup.types import Extent
from samspel.places.models import LAST_MINUTE, Edition, Night, SetFacts
from samspel.places.types import LOUDNESS, SIZES


class Act(SetFacts):
    """A band, an artist, a talk: whoever gets a time on a stage."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="acts")
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=100)
    country = models.CharField(_("country"), max_length=200, blank=True)
    genre = models.CharField(_("genre"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    draw_persons = models.PositiveIntegerField(_("expected audience"), null=True, blank=True)
    jury_score = models.PositiveSmallIntegerField(
        _("jury score, 0–100"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    loudness = models.PositiveSmallIntegerField(
        _("loudness"), choices=LOUDNESS, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    is_heavy = models.BooleanField(_("needs much set-up"), default=False)
    needs_piano = models.BooleanField(_("needs a piano"), default=False)
    needs_drums = models.BooleanField(_("needs a drum kit"), default=False)
    stage_size = models.PositiveSmallIntegerField(_("least size of the stage"), choices=SIZES, null=True, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), max_length=254, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="one_act_per_slug"),
            models.UniqueConstraint(fields=["edition", "name"], name="one_act_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ActMember(models.Model):
    """Somebody who plays in an act, as an opaque key: enough to see that two acts share a member, and no more."""

    act = models.ForeignKey(Act, models.CASCADE, related_name="members")
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "key"], name="one_membership_per_act")]
        indexes = [models.Index(fields=["key"])]

    def __str__(self) -> str:
        return self.key


class Availability(models.Model):
    """When an act can play on a night. An act without any can play always, unless its `Answered` says otherwise: so a
    night does not go before its rows.
    """

    act = models.ForeignKey(Act, models.CASCADE, related_name="availabilities")
    night = models.ForeignKey(Night, models.RESTRICT, related_name="+")
    from_minute = models.PositiveIntegerField(_("from"))
    until_minute = models.PositiveIntegerField(_("until"))

    class Meta:
        ordering = ["night", "from_minute"]
        verbose_name_plural = "availabilities"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_minute__lt=F("until_minute"), until_minute__lte=LAST_MINUTE),
                name="availability_has_length",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.night}"


class Answered(models.Model):
    """That an act has said when it can play. `who` is empty if it did so itself, by its link."""

    act = models.OneToOneField(Act, models.CASCADE, related_name="answered")
    extent = models.CharField(max_length=6, choices=Extent.choices)
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.act} {self.extent}"


class AnswerLink(models.Model):
    """A link by which an act answers without an account. Only the token's hash is kept, so it cannot be shown again.

    A reminder is a new link; the older ones work as well until they are closed (published), revoked, or the last
    night is over.
    """

    act = models.ForeignKey(Act, models.CASCADE, related_name="answer_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_reminder = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.act} {self.made_at:%Y-%m-%d}"
