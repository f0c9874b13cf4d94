"""Panels and studies. The estimate of a study is the answer of its run."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samspel.effects.models.series import Revision
from samspel.places.models import Festival
from samspel.records.models import Run


class Study(models.Model):
    """A question, frozen with a digest and a time before anyone looked at the outcome."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="studies")
    slug = models.SlugField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    registration = models.JSONField(help_text="a `Registration` as plain values")
    digest = models.CharField(max_length=64, help_text="sha-256 of the registration as canonical JSON")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="deviations")
    is_published = models.BooleanField(default=False)
    published_run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "studies"
        constraints = [models.UniqueConstraint(fields=["festival", "slug"], name="one_study_per_slug")]

    def __str__(self) -> str:
        return self.title

    @property
    def series_slug(self) -> str:
        """The address of the series that keeps figures which were loaded straight into this study."""
        return f"study-{self.slug}"[:60].rstrip("-")

    @property
    def shown_title(self) -> str:
        """The title in the language that is active."""
        titles: dict[str, str] = self.registration["title"]
        return titles.get((get_language() or "sv")[:2], self.title)


class Panel(models.Model):
    """Figures of one outcome for many units and periods, as a study's source gave them."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="panels")
    name = models.CharField(max_length=200)
    units = models.JSONField()
    periods = models.JSONField()
    values = models.JSONField(help_text="one list per unit; null where the source has no figure")
    source = models.JSONField(help_text="title, publisher, licence, retrieved")
    digest = models.CharField(max_length=64, help_text="sha-256 of the file's bytes")
    revision = models.ForeignKey(Revision, models.RESTRICT, null=True, related_name="panels")
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return self.name
