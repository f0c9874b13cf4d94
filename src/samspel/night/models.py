"""Doors, the phones that count at them, the log of taps, and what hosts took."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samspel.night.types import Mark, Sold
from samspel.places.models import Festival, Venue


class Door(models.Model):
    """A way in and out of a venue. A venue with one door usually gives it no name."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="doors")
    name = models.CharField(_("name of the door"), max_length=80, blank=True)
    made_at = models.DateTimeField(help_text="nights before need no count of it")
    walled_up_at = models.DateTimeField(null=True, blank=True, help_text="since when it is not counted any more")

    class Meta:
        ordering = ["venue__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "name"], condition=Q(walled_up_at__isnull=True), name="one_door_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name or _now("the door")

    @property
    def festival(self) -> Festival:
        return self.venue.festival


class Device(models.Model):
    """A link by which somebody counts at a venue's doors, also without a network. Only the token's hash is kept."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="devices")
    name = models.CharField(_("who has it"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["venue__name", "-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def festival(self) -> Festival:
        return self.venue.festival


class Tap(models.Model):
    """An entry of a door's log. It names nobody, and is never changed: what was wrong is taken back by another.

    The night's date is that it started on. `set_aside_at` says that the office leaves a night's counts out.
    """

    door = models.ForeignKey(Door, models.CASCADE, related_name="taps")
    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, related_name="taps")
    date = models.DateField()
    mark = models.CharField(max_length=8, choices=Mark.choices)
    persons = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    key = models.UUIDField(unique=True, help_text="made where it was tapped, so that the same tap is taken once")
    undoes = models.UUIDField(null=True, blank=True)
    taken_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["door", "date"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(mark=Mark.UNDOES, undoes__isnull=False) | (~Q(mark=Mark.UNDOES) & Q(undoes__isnull=True)),
                name="undoing_names_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.mark}"


class Takings(models.Model):
    """What a host took in a night, with VAT and without tips; by the hour where `hour` says so, else in all."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="takings")
    date = models.DateField()
    hour = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 to 23, by the clock")
    sold = models.CharField(_("for what"), max_length=8, choices=Sold.choices)
    amount_sek = models.DecimalField(
        _("SEK with VAT"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    source = models.CharField(_("where the number comes from"), max_length=200)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["date", "venue__name", "sold", "hour"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "date", "hour", "sold"], name="one_amount_each", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(hour__isnull=True) | Q(hour__lte=23), name="hour_of_a_clock"),
        ]

    def __str__(self) -> str:
        return f"{self.venue} {self.date} {self.sold}"
