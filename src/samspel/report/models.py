"""Reports: a frozen version per edition; its files are artefacts of its run."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from samspel.places.models import Edition
from samspel.records.models import Run


class Report(models.Model):
    """One version of an edition's report, made by a run and published by a person."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="reports")
    version = models.PositiveIntegerField()
    run = models.OneToOneField(Run, models.PROTECT, related_name="+")
    cites = models.ManyToManyField(Run, related_name="reports", help_text="the runs its readers may follow")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["edition", "version"], name="one_report_per_version")]

    def __str__(self) -> str:
        return f"{self.edition} {self.version}"
